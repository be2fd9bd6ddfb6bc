package emulator

import (
	"fmt"
	"io"
	"strings"
	"time"

	"b2tui/b2core/internal/api"
)

// Names of the demo's buckets that the rest of the program points at.
const (
	DemoBucket    = "photos"      // where the demo's remote pane opens
	DemoFolder    = "2026/11/"    // in DemoBucket
	DemoManyNames = "logs-events" // its folder "2026/" holds 100,000 names
)

// demoManyNames is how many names the largest folder of the demo has.
const demoManyNames = 100_000

// Seed fills the account with what the demo shows: buckets of both types, nested
// folders, versions, hidden files, an unfinished large file, locked and encrypted files, a
// snapshot, keys of every kind, odd names and one folder of 100,000 names. Content is computed when it is downloaded, and
// takes no memory. Times are relative to the clock's now. The account must be
// fresh.
func (e *Emulator) Seed() error {
	e.store.mu.Lock()
	defer e.store.mu.Unlock()
	s := &seeder{e: e, now: e.clock.Now()}
	s.photos()
	s.backup()
	s.website()
	s.logs()
	s.archive()
	s.snapshot()
	s.oddNames()
	s.bucket("inbox-empty", "allPrivate", bucketSettings{})
	s.keys()
	if s.err != nil {
		return fmt.Errorf("seed the demo account: %w", s.err)
	}
	return nil
}

// seeder enters the demo's content; the first error ends it.
type seeder struct {
	e   *Emulator
	now time.Time
	err error
}

func (s *seeder) ago(days, hours int) time.Time {
	return s.now.Add(-time.Duration(days)*24*time.Hour - time.Duration(hours)*time.Hour)
}

func (s *seeder) bucket(name, kind string, settings bucketSettings) *bucket {
	b := &bucket{id: s.e.ids.bucket(s.e.store.account.ID), name: name, kind: kind, settings: settings, revision: firstRevision}
	s.put(s.e.store.putBucket(b))
	return b
}

func (s *seeder) put(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *seeder) file(b *bucket, name string, at time.Time, c *content, info map[string]string) *version {
	v := s.e.store.newVersion(b, name, at, 0)
	all := map[string]string{api.InfoModTime: fmt.Sprint(at.Add(-time.Hour).UnixMilli())}
	for k, val := range info {
		all[k] = val
	}
	v.content, v.about = c, &about{contentType: resolveType(name, api.ContentTypeAuto), info: all}
	s.put(s.e.store.putVersion(v))
	return v
}

func (s *seeder) text(b *bucket, name string, at time.Time, text string, info map[string]string) {
	sums := newHashes(true)
	c := &content{size: int64(len(text))}
	if c.size > 0 {
		stored, err := s.e.store.keep.receive(io.Reader(strings.NewReader(text)), c.size, sums)
		s.put(err)
		c.extents = []extent{{stored, 0, c.size}}
	}
	c.sha1, c.md5 = sums.sha1Hex(), sums.md5Hex()
	s.file(b, name, at, c, info)
}

func (s *seeder) hide(b *bucket, name string, at time.Time) {
	v := s.e.store.newVersion(b, name, at, 0)
	v.action = actionHide
	s.put(s.e.store.putVersion(v))
}

// large enters a finished large file, whose content the service knows no hash
// of; sha1 is what a careful client left in the file info, or "".
func (s *seeder) large(b *bucket, name string, at time.Time, seed uint64, size int64, sha1 string) {
	c := &content{size: size, sha1: api.SHA1None, extents: []extent{{synthetic(seed), 0, size}}}
	info := map[string]string{}
	if sha1 != "" {
		info[api.InfoLargeFileSHA1] = sha1
	}
	v := s.e.store.newVersion(b, name, at, 0)
	info[api.InfoModTime] = fmt.Sprint(at.Add(-time.Hour).UnixMilli())
	v.kind, v.content, v.about = largeFileKind, c, &about{contentType: resolveType(name, api.ContentTypeAuto), info: info}
	s.put(s.e.store.putVersion(v))
}

func (s *seeder) unfinished(b *bucket, name string, at time.Time, parts int, partSize int64) {
	v := s.e.store.newVersion(b, name, at, 0)
	v.kind, v.action = largeFileKind, actionStart
	v.about = &about{contentType: resolveType(name, api.ContentTypeAuto)}
	v.large = &largeFile{parts: map[int]*part{}}
	s.put(s.e.store.putVersion(v))
	for i := range parts {
		c := &content{size: partSize, extents: []extent{{synthetic(i + 1), 0, partSize}}}
		s.put(s.e.store.putPart(v, &part{number: i + 1, content: c, uploaded: at.UnixMilli()}))
	}
}

func (s *seeder) key(name string, capabilities []string, bucketIDs []string, prefix string, validFor time.Duration) {
	n := s.e.store.lastKey + 1
	k := &key{
		id: s.e.ids.key(s.e.store.account.ID, n), secret: s.e.ids.secret(), number: n, name: name,
		capabilities: capabilities, bucketIDs: bucketIDs, prefix: prefix, needsV4: bucketIDs != nil,
	}
	if validFor != 0 {
		k.expires = s.now.Add(validFor).UnixMilli()
	}
	s.put(s.e.store.putKey(k))
}
