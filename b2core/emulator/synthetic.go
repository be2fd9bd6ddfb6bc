package emulator

import (
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// synthetic is content that is computed and not stored: endless, random-looking
// bytes that depend on the seed and the offset alone. It takes no memory.
type synthetic uint64

const syntheticPiece = 64 << 10

func (s synthetic) copyTo(w io.Writer, off, n int64) error {
	buf := make([]byte, min(n+8, syntheticPiece))
	for n > 0 {
		word := uint64(off) / 8
		skip := int(off % 8)
		take := int(min(n, int64(len(buf)-skip)))
		for i := 0; i < skip+take; i += 8 {
			s.fill(buf[i:], word)
			word++
		}
		if _, err := w.Write(buf[skip : skip+take]); err != nil {
			return err
		}
		off, n = off+int64(take), n-int64(take)
	}
	return nil
}

// fill writes one word of the sequence (SplitMix64), or what fits of it.
func (s synthetic) fill(p []byte, word uint64) {
	z := uint64(s) + (word+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	z ^= z >> 31
	if len(p) >= 8 {
		binary.LittleEndian.PutUint64(p, z)
		return
	}
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], z)
	copy(p, b[:])
}

// syntheticName is how the journal refers to synthetic content.
const syntheticName = "synthetic-"

func (s synthetic) name() string { return syntheticName + strconv.FormatUint(uint64(s), 16) }

func parseSynthetic(name string) (synthetic, bool) {
	hexSeed, ok := strings.CutPrefix(name, syntheticName)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseUint(hexSeed, 16, 64)
	return synthetic(n), err == nil
}

// family is contents of several sizes that begin alike. One pass over the
// largest hashes them all, when the first hash is asked for: a thousand files
// cost what one costs.
type family struct {
	blob    synthetic
	members map[int64]*content // by size
	once    sync.Once
}

func newFamily(seed uint64) *family {
	return &family{blob: synthetic(seed), members: map[int64]*content{}}
}

// content returns the member of a size.
func (f *family) content(size int64) *content {
	c := f.members[size]
	if c == nil {
		c = &content{size: size, family: f}
		if size > 0 {
			c.extents = []extent{{f.blob, 0, size}}
		}
		f.members[size] = c
	}
	return c
}

// hash settles the hashes of all members. No member may be added afterwards.
func (f *family) hash() {
	f.once.Do(func() {
		sizes := make([]int64, 0, len(f.members))
		for size := range f.members {
			sizes = append(sizes, size)
		}
		slices.Sort(sizes)
		h, at := sha1.New(), int64(0)
		for _, size := range sizes {
			_ = f.blob.copyTo(h, at, size-at)
			at = size
			f.members[size].sha1 = hex.EncodeToString(h.Sum(nil))
		}
	})
}

// AddNames puts a file of synthetic content under each name, without uploading:
// a million names take seconds and little memory. Names are not checked. Sizes
// go from 1 byte to maxSize, but a name that ends in a slash, as other tools mark
// a folder, has none; uploads lie a second apart and end now.
func (e *Emulator) AddNames(bucket string, names iter.Seq[string], maxSize int64) error {
	e.store.mu.Lock()
	defer e.store.mu.Unlock()
	b := e.store.bucketByName(bucket)
	if b == nil {
		return fmt.Errorf("add names to bucket %s: no such bucket", bucket)
	}
	return e.store.addNames(b, names, newFamily(uint64(len(bucket))), maxSize, e.clock.Now(), "application/octet-stream")
}

// addNames allocates versions in blocks and shares everything else.
func (s *store) addNames(b *bucket, names iter.Seq[string], f *family, maxSize int64, now time.Time, contentType string) error {
	const block, sizes = 1024, 499
	what := &about{contentType: contentType}
	var free []version
	i := int64(0)
	for name := range names {
		if len(free) == 0 {
			free = make([]version, block)
		}
		v := &free[0]
		free = free[1:]
		s.last++
		at := now.Unix() - i
		size := max(maxSize*(1+i*7919%sizes)/sizes, 1)
		if strings.HasSuffix(name, "/") {
			size = 0
		}
		*v = version{
			bucket: b, name: name, number: s.last, created: uint32(at), uploaded: at * 1000, kind: smallFile,
			content: f.content(size), about: what,
		}
		if err := s.putVersion(v); err != nil {
			return err
		}
		i++
	}
	return nil
}
