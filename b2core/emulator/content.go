package emulator

import (
	"crypto/sha1"
	"encoding/hex"
	"io"
	"sync"

	"b2tui/b2core/internal/api"
)

// blob is stored bytes. They never change, so that copies, finished large files
// and running downloads share them.
type blob interface {
	// copyTo writes the n bytes from off on.
	copyTo(w io.Writer, off, n int64) error
}

// extent is a run of bytes inside a blob.
type extent struct {
	blob blob
	off  int64
	size int64
}

// content is what a version or a part holds: extents in order, and the hashes
// that the protocol tells of them.
type content struct {
	size    int64
	extents []extent
	md5     string // empty: not known, told as null

	hashing sync.Once // synthetic content is hashed when somebody asks
	sha1    string    // as told: 40 hex digits, "none" or "unverified:" and digits
	family  *family   // hashes this one together with others; nil: it is hashed alone
}

// SHA1 returns contentSha1.
func (c *content) SHA1() string {
	c.hashing.Do(func() {
		if c.family != nil {
			c.family.hash()
		}
		if c.sha1 == "" {
			c.sha1 = c.digest()
		}
	})
	return c.sha1
}

func (c *content) digest() string {
	h := sha1.New()
	_ = c.copyTo(h, 0, c.size)
	return hex.EncodeToString(h.Sum(nil))
}

// copyTo writes the n bytes from off on.
func (c *content) copyTo(w io.Writer, off, n int64) error {
	for _, x := range c.slice(off, n) {
		if err := x.blob.copyTo(w, x.off, x.size); err != nil {
			return err
		}
	}
	return nil
}

// slice returns the extents of a range.
func (c *content) slice(off, n int64) []extent {
	if off == 0 && n == c.size {
		return c.extents
	}
	var out []extent
	for _, x := range c.extents {
		if n == 0 {
			break
		}
		if off >= x.size {
			off -= x.size
			continue
		}
		take := min(n, x.size-off)
		out = append(out, extent{x.blob, x.off + off, take})
		off, n = 0, n-take
	}
	return out
}

// ranged is the content of a copy of a range.
func (c *content) ranged(r byteRange) *content {
	if r.whole(c.size) {
		return c
	}
	part := &content{size: r.size(), extents: c.slice(r.first, r.size())}
	part.SHA1()
	return part
}

// joined is the content of a finished large file: its parts' extents, not copied.
func joined(parts []*part) *content {
	c := &content{sha1: api.SHA1None}
	for _, p := range parts {
		c.size += p.content.size
		c.extents = append(c.extents, p.content.extents...)
	}
	return c
}

// memoryBlob is content in memory, in pieces of equal size but for the last, so
// that growing copies nothing.
type memoryBlob [][]byte

const memoryPiece = 1 << 20

func (b memoryBlob) copyTo(w io.Writer, off, n int64) error {
	for n > 0 {
		piece := b[off/memoryPiece][off%memoryPiece:]
		piece = piece[:min(n, int64(len(piece)))]
		if _, err := w.Write(piece); err != nil {
			return err
		}
		off, n = off+int64(len(piece)), n-int64(len(piece))
	}
	return nil
}

// receiveMemory reads n bytes from r and shows each piece to seen.
func receiveMemory(r io.Reader, n int64, seen io.Writer) (blob, error) {
	var b memoryBlob
	for n > 0 {
		piece := make([]byte, min(n, memoryPiece))
		if _, err := io.ReadFull(r, piece); err != nil {
			return nil, err
		}
		_, _ = seen.Write(piece)
		b = append(b, piece)
		n -= int64(len(piece))
	}
	return b, nil
}

// counted is a blob that is thrown away when nobody holds it any more. Who makes
// content holds it once; entering it in the index hands that hold over.
type counted interface {
	retain()
	release()
}

func (c *content) retain() {
	for _, x := range c.extents {
		if b, ok := x.blob.(counted); ok {
			b.retain()
		}
	}
}

func (c *content) release() {
	if c == nil {
		return
	}
	for _, x := range c.extents {
		if b, ok := x.blob.(counted); ok {
			b.release()
		}
	}
}
