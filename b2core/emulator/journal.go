package emulator

import "io"

// keeper keeps what was acknowledged.
type keeper interface {
	// save makes a change of the index survive a kill of the process.
	save(record) error
	// receive stores n bytes from r and shows them to seen.
	receive(r io.Reader, n int64, seen io.Writer) (blob, error)
	close() error
}

// record is one change of the index: one of its fields is set.
type record struct {
	account     *account
	overall     *overall
	bucket      *bucket // new or changed
	dropBucket  string
	version     *version // new or finished
	dropVersion int64
	guarded     *version // whose guard is replaced
	guard       *guard   // of guarded; nil: it has none any more
	part        *part
	of          *version // the large file of part
	key         *key
	dropKey     string
}

// overall is what holds for the store as a whole.
type overall struct {
	Ahead   int64 `json:"ahead,omitempty"`   // of the clock, nanoseconds
	NextRun int64 `json:"nextRun,omitempty"` // of the lifecycle rules, milliseconds
	// The highest numbers that were given. A journal that is written anew tells
	// them, since what had them may be deleted: no ID is given twice.
	LastVersion int64 `json:"lastVersion,omitempty"`
	LastKey     int64 `json:"lastKey,omitempty"`
}

// memoryKeeper keeps nothing beyond the process.
type memoryKeeper struct{}

func (memoryKeeper) save(record) error { return nil }
func (memoryKeeper) close() error      { return nil }

func (memoryKeeper) receive(r io.Reader, n int64, seen io.Writer) (blob, error) {
	return receiveMemory(r, n, seen)
}

// line is a record as the journal holds it: one JSON object a line.
type line struct {
	Account     *account      `json:"account,omitempty"`
	Overall     *overall      `json:"overall,omitempty"`
	Bucket      *savedBucket  `json:"bucket,omitempty"`
	DropBucket  string        `json:"dropBucket,omitempty"`
	Version     *savedVersion `json:"version,omitempty"`
	DropVersion int64         `json:"dropVersion,omitempty"`
	Guard       *savedGuard   `json:"guard,omitempty"`
	Part        *savedPart    `json:"part,omitempty"`
	Key         *savedKey     `json:"key,omitempty"`
	DropKey     string        `json:"dropKey,omitempty"`
}

type savedBucket struct {
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	Kind     string         `json:"kind"`
	Settings bucketSettings `json:"settings"`
	Revision int64          `json:"revision"`
}

type savedVersion struct {
	Bucket      string            `json:"bucket"`
	Name        string            `json:"name"`
	Number      int64             `json:"number"`
	Created     uint32            `json:"created"`
	Uploaded    int64             `json:"uploaded"`
	Action      action            `json:"action"`
	Kind        byte              `json:"kind"`
	ContentType string            `json:"type,omitempty"`
	Info        map[string]string `json:"info,omitempty"`
	Content     *savedContent     `json:"content,omitempty"`
	Guard       *savedGuard       `json:"guard,omitempty"`
}

// savedGuard is a version's guard. File stands in a line of its own only.
type savedGuard struct {
	File  int64  `json:"file,omitempty"`
	Mode  string `json:"mode,omitempty"`
	Until int64  `json:"until,omitempty"`
	Hold  string `json:"hold,omitempty"`
	SSE   string `json:"sse,omitempty"`
	Key   string `json:"keyMd5,omitempty"`
}

type savedPart struct {
	File     int64         `json:"file"`
	Number   int           `json:"number"`
	Uploaded int64         `json:"uploaded"`
	Content  *savedContent `json:"content"`
}

type savedContent struct {
	Size    int64         `json:"size"`
	SHA1    string        `json:"sha1"`
	MD5     string        `json:"md5,omitempty"`
	Extents []savedExtent `json:"extents,omitempty"`
}

type savedExtent struct {
	Blob string `json:"blob"`
	Off  int64  `json:"off,omitempty"`
	Size int64  `json:"size"`
}

type savedKey struct {
	ID           string   `json:"id"`
	Secret       string   `json:"secret"`
	Number       int64    `json:"number"`
	Name         string   `json:"name"`
	Capabilities []string `json:"capabilities"`
	Buckets      []string `json:"buckets,omitempty"`
	Prefix       string   `json:"prefix,omitempty"`
	Expires      int64    `json:"expires,omitempty"`
	NeedsV4      bool     `json:"needsV4,omitempty"`
}

// line turns a record into its saved form.
func (r record) line() line {
	l := line{Account: r.account, Overall: r.overall, DropBucket: r.dropBucket, DropVersion: r.dropVersion, DropKey: r.dropKey}
	if b := r.bucket; b != nil {
		l.Bucket = &savedBucket{b.id, b.name, b.kind, b.settings, b.revision}
	}
	if v := r.version; v != nil {
		l.Version = &savedVersion{
			Bucket: v.bucket.id, Name: v.name, Number: v.number, Created: v.created, Uploaded: v.uploaded,
			Action: v.action, Kind: v.kind, Content: saveContent(v.content),
			Guard: v.guard.saved(),
		}
		if v.about != nil {
			l.Version.ContentType, l.Version.Info = v.about.contentType, v.about.info
		}
	}
	if v := r.guarded; v != nil {
		if l.Guard = r.guard.saved(); l.Guard == nil {
			l.Guard = &savedGuard{}
		}
		l.Guard.File = v.number
	}
	if p := r.part; p != nil {
		l.Part = &savedPart{r.of.number, p.number, p.uploaded, saveContent(p.content)}
	}
	if k := r.key; k != nil {
		l.Key = &savedKey{k.id, k.secret, k.number, k.name, k.capabilities, k.bucketIDs, k.prefix, k.expires, k.needsV4}
	}
	return l
}

func (g *guard) saved() *savedGuard {
	if g == nil {
		return nil
	}
	return &savedGuard{Mode: g.mode, Until: g.until, Hold: g.hold, SSE: g.sse, Key: g.keyMD5}
}

func (s *savedGuard) guard() *guard {
	if s == nil {
		return nil
	}
	return guard{mode: s.Mode, until: s.Until, hold: s.Hold, sse: s.SSE, keyMD5: s.Key}.kept()
}

func saveContent(c *content) *savedContent {
	if c == nil {
		return nil
	}
	s := &savedContent{Size: c.size, SHA1: c.SHA1(), MD5: c.md5}
	for _, x := range c.extents {
		s.Extents = append(s.Extents, savedExtent{x.blob.(named).name(), x.off, x.size})
	}
	return s
}

// size is how many records it takes to tell of the store.
func (s *store) size() int {
	n := 0
	_ = s.each(func(record) error { n++; return nil })
	return n
}

// each calls f with records that add up to the store.
func (s *store) each(f func(record) error) error {
	if err := f(record{account: &s.account}); err != nil {
		return err
	}
	if err := f(record{overall: &overall{s.ahead.Load(), s.nextRun.Load(), s.last, s.lastKey}}); err != nil {
		return err
	}
	for _, b := range s.buckets {
		if err := f(record{bucket: b}); err != nil {
			return err
		}
	}
	for _, k := range s.keys {
		if err := f(record{key: k}); err != nil {
			return err
		}
	}
	for _, v := range s.versions {
		if v == nil {
			continue
		}
		if err := f(record{version: v}); err != nil {
			return err
		}
		if v.large == nil {
			continue
		}
		for _, p := range v.large.sorted() {
			if err := f(record{part: p, of: v}); err != nil {
				return err
			}
		}
	}
	return nil
}

// named is a blob that the journal can refer to.
type named interface{ name() string }

// replay repeats a saved change on a store that keeps nothing yet.
func (s *store) replay(l line, disk *diskKeeper) error {
	switch {
	case l.Account != nil:
		s.account = *l.Account
	case l.Overall != nil:
		s.ahead.Store(l.Overall.Ahead)
		s.nextRun.Store(l.Overall.NextRun)
		s.last, s.lastKey = max(s.last, l.Overall.LastVersion), max(s.lastKey, l.Overall.LastKey)
	case l.Bucket != nil:
		s.replayBucket(*l.Bucket)
	case l.DropBucket != "":
		if b := s.buckets[l.DropBucket]; b != nil {
			return s.dropBucket(b)
		}
	case l.Version != nil:
		return s.replayVersion(*l.Version, disk)
	case l.DropVersion != 0:
		if v := s.version(l.DropVersion); v != nil {
			return s.dropVersion(v)
		}
	case l.Guard != nil:
		if v := s.version(l.Guard.File); v != nil {
			return s.putGuard(v, l.Guard.guard())
		}
	case l.Part != nil:
		if v := s.version(l.Part.File); v != nil && v.large != nil {
			return s.putPart(v, &part{number: l.Part.Number, uploaded: l.Part.Uploaded, content: disk.content(l.Part.Content)})
		}
	case l.Key != nil:
		k := l.Key
		return s.putKey(&key{k.ID, k.Secret, k.Number, k.Name, k.Capabilities, k.Buckets, k.Prefix, k.Expires, k.NeedsV4})
	case l.DropKey != "":
		if k := s.keys[l.DropKey]; k != nil {
			return s.dropKey(k)
		}
	}
	return nil
}

func (s *store) replayBucket(l savedBucket) {
	b := s.buckets[l.ID]
	if b == nil {
		b = &bucket{id: l.ID, name: l.Name}
	}
	b.kind, b.settings, b.revision = l.Kind, l.Settings, l.Revision
	_ = s.putBucket(b) // a store that keeps nothing cannot fail
}

func (s *store) replayVersion(l savedVersion, disk *diskKeeper) error {
	if v := s.version(l.Number); v != nil {
		// A large file was finished: its content takes the place of its parts.
		c := disk.content(l.Content)
		for _, p := range v.large.parts {
			p.content.release()
		}
		s.settle(v, c)
		return nil
	}
	b := s.buckets[l.Bucket]
	if b == nil {
		return nil
	}
	v := &version{
		bucket: b, name: l.Name, number: l.Number, created: l.Created, uploaded: l.Uploaded,
		action: l.Action, kind: l.Kind, content: disk.content(l.Content),
		guard: l.Guard.guard(),
	}
	if l.Action != actionHide {
		v.about = &about{contentType: l.ContentType, info: l.Info}
	}
	if l.Action == actionStart {
		v.large = &largeFile{parts: map[int]*part{}}
	}
	return s.putVersion(v)
}
