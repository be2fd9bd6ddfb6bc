package emulator

import (
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tidwall/btree"

	"b2tui/b2core/internal/api"
)

// account is who the emulator is.
type account struct {
	ID    string `json:"id"`
	KeyID string `json:"keyId"`
	Key   string `json:"key"`
	Base  int64  `json:"base"` // file numbers begin here
}

// store is the index of everything but tokens. Every change goes through one of
// its put and drop methods, which write it to the keeper first: what was
// acknowledged is on disk, if there is a disk.
type store struct {
	mu       sync.RWMutex // guards all fields; no content is read or written under it
	account  account
	master   *key
	keep     keeper
	buckets  map[string]*bucket // by id
	named    map[string]*bucket // by lower-case name
	versions []*version         // by number; nil where there is none
	keys     map[string]*key
	last     int64 // number of the newest version
	lastKey  int64

	// Read without mu, written with it.
	ahead   atomic.Int64 // what the clock was put forward by, nanoseconds
	nextRun atomic.Int64 // when the lifecycle rules run next, milliseconds
}

// bucket is one bucket and its names.
type bucket struct {
	id, name string
	kind     string // allPublic, allPrivate
	settings bucketSettings
	revision int64
	// names holds the newest version of each name, in byte order.
	names btree.Map[string, *version]
	// unfinished holds the large files that were started, by number.
	unfinished btree.Map[int64, *version]
}

// version is one version of a file, a hide marker or an unfinished large file.
// There may be millions: what can be computed is not stored.
type version struct {
	bucket   *bucket
	name     string
	older    *version // of the same name
	content  *content // nil: none
	about    *about
	guard    *guard     // nil: none
	large    *largeFile // while it is unfinished
	number   int64
	uploaded int64  // milliseconds; orders the versions of a name
	created  uint32 // seconds since 1970
	action   action
	kind     byte // smallFile, largeFileKind
}

type action byte

const (
	actionUpload action = iota
	actionHide
	actionStart
)

func (a action) String() string {
	switch a {
	case actionHide:
		return api.ActionHide
	case actionStart:
		return api.ActionStart
	default:
		return api.ActionUpload
	}
}

// about is what a client said of a file. It is shared by copies and never changes.
type about struct {
	contentType string
	info        map[string]string // keys in lower case
}

func (v *version) id(base int64) string {
	return fileID(v.bucket.id, v.kind, base+v.number, int64(v.created)*1000)
}

// before tells whether v comes earlier in a listing than w of the same name:
// the newer first.
func (v *version) before(uploaded, number int64) bool {
	if v.uploaded != uploaded {
		return v.uploaded > uploaded
	}
	return v.number > number
}

// current is the version that decides what a name shows, from the newest on:
// unfinished large files neither show nor hide.
func (v *version) current() *version {
	for v != nil && v.action == actionStart {
		v = v.older
	}
	return v
}

// visible is the file that a name shows, or nil.
func (v *version) visible() *version {
	if c := v.current(); c != nil && c.action == actionUpload {
		return c
	}
	return nil
}

func newStore() *store {
	return &store{
		keep:    memoryKeeper{},
		buckets: map[string]*bucket{},
		named:   map[string]*bucket{},
		keys:    map[string]*key{},
	}
}

func (s *store) setAccount(a account) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.account != a {
		if err := s.keep.save(record{account: &a}); err != nil {
			return err
		}
	}
	s.account = a
	s.master = masterKey(a)
	return nil
}

// putTimes sets the clock and when the lifecycle rules run next.
func (s *store) putTimes(ahead, nextRun int64) error {
	if err := s.keep.save(record{overall: &overall{Ahead: ahead, NextRun: nextRun}}); err != nil {
		return err
	}
	s.ahead.Store(ahead)
	s.nextRun.Store(nextRun)
	return nil
}

func (s *store) accountID() string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.account.ID
}

func (s *store) masterKey() *key {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.master
}

// keyByID finds a key that exists, the master key included.
func (s *store) keyByID(id string) *key {
	if id == s.master.id || id == s.account.ID {
		return s.master
	}
	return s.keys[id]
}

func (s *store) bucketByName(name string) *bucket { return s.named[strings.ToLower(name)] }

// versionByID finds a version, or nil.
func (s *store) versionByID(id string) *version {
	p, ok := parseFileID(id)
	if !ok {
		return nil
	}
	v := s.version(p.number - s.account.Base)
	if v == nil || v.id(s.account.Base) != id {
		return nil
	}
	return v
}

// version finds a version by its number, or nil.
func (s *store) version(number int64) *version {
	if number < 0 || number >= int64(len(s.versions)) {
		return nil
	}
	return s.versions[number]
}

func (s *store) id(v *version) string { return v.id(s.account.Base) }

func (s *store) putBucket(b *bucket) error {
	if err := s.keep.save(record{bucket: b}); err != nil {
		return err
	}
	s.buckets[b.id] = b
	s.named[strings.ToLower(b.name)] = b
	return nil
}

func (s *store) dropBucket(b *bucket) error {
	if err := s.keep.save(record{dropBucket: b.id}); err != nil {
		return err
	}
	delete(s.buckets, b.id)
	delete(s.named, strings.ToLower(b.name))
	return nil
}

func (s *store) putKey(k *key) error {
	if err := s.keep.save(record{key: k}); err != nil {
		return err
	}
	s.keys[k.id] = k
	s.lastKey = max(s.lastKey, k.number)
	return nil
}

func (s *store) dropKey(k *key) error {
	if err := s.keep.save(record{dropKey: k.id}); err != nil {
		return err
	}
	delete(s.keys, k.id)
	return nil
}

// newVersion makes a version that is not in the index yet. Its timestamp is in
// whole seconds, as the service tells it, but never before that of the name's
// current version, which a client may have chosen within this second; custom, in
// milliseconds, replaces it.
func (s *store) newVersion(b *bucket, name string, now time.Time, custom int64) *version {
	s.last++
	v := &version{
		bucket: b, name: name, number: s.last, created: uint32(now.Unix()), uploaded: now.Unix() * 1000, kind: smallFile,
	}
	if custom != 0 {
		v.uploaded = custom
	} else if newest, _ := b.names.Get(name); newest.current() != nil {
		v.uploaded = max(v.uploaded, newest.current().uploaded)
	}
	return v
}

// putVersion enters a new version.
func (s *store) putVersion(v *version) error {
	if err := s.keep.save(record{version: v}); err != nil {
		return err
	}
	s.enter(v)
	return nil
}

func (s *store) enter(v *version) {
	s.last = max(s.last, v.number)
	if missing := int(v.number) + 1 - len(s.versions); missing > 0 {
		s.versions = append(s.versions, make([]*version, missing)...)
	}
	s.versions[v.number] = v
	if v.large != nil {
		v.bucket.unfinished.Set(v.number, v)
	}
	newest, _ := v.bucket.names.Get(v.name)
	if newest == nil || v.before(newest.uploaded, newest.number) {
		v.older = newest
		v.bucket.names.Load(v.name, v) // quick for names in order, a Set for others
		return
	}
	at := newest
	for at.older != nil && at.older.before(v.uploaded, v.number) {
		at = at.older
	}
	v.older, at.older = at.older, v
}

// finish turns an unfinished large file into a file; id and timestamp stay.
func (s *store) finish(v *version, c *content) error {
	done := *v
	done.action, done.content, done.large = actionUpload, c, nil
	if err := s.keep.save(record{version: &done}); err != nil {
		return err
	}
	s.settle(v, c)
	return nil
}

func (s *store) settle(v *version, c *content) {
	v.bucket.unfinished.Delete(v.number)
	v.action, v.content, v.large = actionUpload, c, nil
}

// putGuard replaces a version's guard.
func (s *store) putGuard(v *version, g *guard) error {
	if err := s.keep.save(record{guard: g, guarded: v}); err != nil {
		return err
	}
	v.guard = g
	return nil
}

// dropVersion removes a version, its content and its parts.
func (s *store) dropVersion(v *version) error {
	if err := s.keep.save(record{dropVersion: v.number}); err != nil {
		return err
	}
	s.leave(v)
	return nil
}

func (s *store) leave(v *version) {
	s.versions[v.number] = nil
	v.bucket.unfinished.Delete(v.number)
	newest, _ := v.bucket.names.Get(v.name)
	switch {
	case newest == v && v.older == nil:
		v.bucket.names.Delete(v.name)
	case newest == v:
		v.bucket.names.Set(v.name, v.older)
	default:
		for at := newest; at != nil; at = at.older {
			if at.older == v {
				at.older = v.older
				break
			}
		}
	}
	v.content.release()
	if v.large != nil {
		for _, p := range v.large.parts {
			p.content.release()
		}
	}
}

// putPart enters a part of an unfinished large file in the place of a former one.
func (s *store) putPart(v *version, p *part) error {
	if err := s.keep.save(record{part: p, of: v}); err != nil {
		return err
	}
	if former := v.large.parts[p.number]; former != nil {
		former.content.release()
	}
	v.large.parts[p.number] = p
	return nil
}
