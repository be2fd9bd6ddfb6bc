package b2core

import (
	"bytes"
	"context"
	"errors"
	"io"
)

// Piece is a stretch of a file that is composed: of a source, or of a version
// that the service has.
type Piece struct {
	Source Source      // nil: it is Stored's
	Stored FileVersion // as a listing or FileInfo gave it
	Key    CustomerKey // of Stored under SSE-C
	// Offset and Length choose the stretch, bytes. Length 0: to the end.
	Offset, Length int64
}

// stretch is what one part is made of.
type stretch struct {
	src       Source // holds the part at off; nil: the pieces are the part
	off, size int64
	pieces    []Piece
	stored    bool // the one piece is copied by the service
}

// planned cuts a source as the plan says.
func planned(src Source, p Plan) []stretch {
	cuts := make([]stretch, p.Count())
	for i := range cuts {
		cuts[i].src = src
		cuts[i].off, cuts[i].size = p.Part(i + 1)
	}
	return cuts
}

func (u *upload) sizes() []int64 {
	out := make([]int64, len(u.cuts))
	for i, c := range u.cuts {
		out[i] = c.size
	}
	return out
}

func (s stretch) copied() copied {
	p := s.pieces[0]
	return copied{p.Stored.ID, p.Key, p.Offset, p.Length}
}

// open returns what holds the part at its offset. Stored pieces that are too
// short to be copied are fetched.
func (s stretch) open(ctx context.Context, c *Client) (Source, error) {
	if s.src != nil {
		return s.src, nil
	}
	all := &joined{size: s.size}
	for _, p := range s.pieces {
		if p.Source != nil {
			all.readers = append(all.readers, io.NewSectionReader(p.Source, p.Offset, p.Length))
			continue
		}
		var fetched bytes.Buffer
		if _, err := c.ReadFile(ctx, ReadRequest{File: p.Stored, Key: p.Key, Offset: p.Offset, Length: p.Length}, &fetched); err != nil {
			return nil, err
		}
		all.readers = append(all.readers, io.NewSectionReader(bytes.NewReader(fetched.Bytes()), 0, p.Length))
	}
	return all, nil
}

// joined is several readers one after the other.
type joined struct {
	readers []*io.SectionReader
	size    int64
}

func (j *joined) Size() int64 { return j.size }

// Check is the pieces' business.
func (j *joined) Check() error { return nil }

func (j *joined) ReadAt(p []byte, off int64) (n int, err error) {
	for _, r := range j.readers {
		if off >= r.Size() {
			off -= r.Size()
			continue
		}
		m, err := r.ReadAt(p[n:min(int64(len(p)), int64(n)+r.Size()-off)], off)
		n, off = n+m, 0
		if err != nil && !errors.Is(err, io.EOF) || n == len(p) {
			return n, err
		}
	}
	return n, io.EOF
}
