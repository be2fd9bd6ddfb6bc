package b2core

import (
	"context"
	"io"
	"slices"
	"sync"
)

// A remote source is read in blocks, each by one request. The blocks that are
// kept bound its memory: a few for every part that may be on its way.
const (
	sourceBlock  = 2 << 20
	sourceBlocks = 20
)

// RemoteSource is a stored version as the content of an upload, such as one to
// another account. It holds at most 40 MiB, whatever its size. It is safe for
// concurrent use.
type RemoteSource struct {
	ctx context.Context
	d   *download

	mu     sync.Mutex // guards blocks
	blocks []*block   // the one used last at the end
}

type block struct {
	number int
	ready  chan struct{} // closed when data or err is there
	data   []byte
	err    error
}

var _ Source = (*RemoteSource)(nil)

// OpenVersion makes a version a source. What it reads ends with ctx.
func (c *Client) OpenVersion(ctx context.Context, v FileVersion) (*RemoteSource, error) {
	op := "read " + remoteText(v.Name)
	if v.ID == "" || v.Action == ActionHide || v.Action == ActionStart || v.Size < 0 {
		return nil, fault(op, ErrBadRequest, "this entry has no content to read")
	}
	if _, err := c.allowed(ctx, op, v.BucketID, v.Name, ReadFiles); err != nil {
		return nil, err
	}
	return &RemoteSource{ctx: ctx, d: &download{
		c: c, r: DownloadRequest{File: v}, op: op, plan: Plan{Size: v.Size, PartSize: sourceBlock}, want: v.Hash().SHA1,
	}}, nil
}

// Size is the version's length, bytes.
func (s *RemoteSource) Size() int64 { return s.d.plan.Size }

// Check never fails: a version does not change.
func (s *RemoteSource) Check() error { return nil }

// ReadAt reads through the blocks.
func (s *RemoteSource) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	for n < len(p) {
		at := off + int64(n)
		if at >= s.Size() {
			return n, io.EOF
		}
		b := s.block(int(at/sourceBlock) + 1)
		if b.err != nil {
			return n, b.err
		}
		n += copy(p[n:], b.data[at%sourceBlock:])
	}
	return n, nil
}

// block returns a block, fetching it unless it is kept or under way.
func (s *RemoteSource) block(number int) *block {
	s.mu.Lock()
	i := slices.IndexFunc(s.blocks, func(b *block) bool { return b.number == number })
	if i >= 0 {
		b := s.blocks[i]
		s.blocks = append(slices.Delete(s.blocks, i, i+1), b)
		s.mu.Unlock()
		<-b.ready
		return b
	}
	if len(s.blocks) == sourceBlocks {
		s.blocks = slices.Delete(s.blocks, 0, 1)
	}
	b := &block{number: number, ready: make(chan struct{})}
	s.blocks = append(s.blocks, b)
	s.mu.Unlock()
	s.fetch(b)
	close(b.ready)
	return b
}

// fetch brings a block; one that failed is not kept.
func (s *RemoteSource) fetch(b *block) {
	start, size := s.d.plan.Part(b.number)
	b.data = make([]byte, size)
	b.err = s.d.fetch(s.ctx, b.number, 0, func(_ context.Context, _ int, off int64, p []byte) error {
		copy(b.data[off-start:], p)
		return nil
	})
	if b.err == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocks = slices.DeleteFunc(s.blocks, func(other *block) bool { return other == b })
}
