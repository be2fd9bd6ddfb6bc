package b2core

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"hash"
	"io"
	"strings"
	"sync"
)

// prefixHash hashes a download in order while its ranges arrive in any order.
// A writer whose bytes come right after what was hashed hashes them from its
// buffer; what came early is read back once the hash gets there, and is still
// in the page cache then.
type prefixHash struct {
	plan     Plan
	target   io.ReaderAt
	progress *Progress
	cp       Checkpoint

	mu     sync.Mutex // guards what follows; the hash belongs to whoever set busy
	got    []int64    // bytes written, by range
	front  int        // ranges that are complete from the start on
	hashed int64
	busy   bool
	sum    hash.Hash
	wake   chan struct{}
}

func newPrefixHash(p Plan, t io.ReaderAt, s Steering) *prefixHash {
	return &prefixHash{
		plan: p, target: t, progress: s.Progress, cp: s.Checkpoint,
		got: make([]int64, p.Count()), sum: sha1.New(), wake: make(chan struct{}, 1),
	}
}

// wrote tells that p was written at off, which lies in range n, right after
// what was written of that range before.
func (h *prefixHash) wrote(ctx context.Context, n int, off int64, p []byte) error {
	h.mu.Lock()
	h.got[n-1] += int64(len(p))
	inline := !h.busy && off == h.hashed
	h.busy = h.busy || inline
	h.mu.Unlock()
	var err error
	if inline {
		err = h.advance(ctx, p)
	}
	h.mu.Lock()
	behind := !h.busy && (h.hashed < h.frontier() || h.hashed == h.plan.Size)
	h.mu.Unlock()
	if behind {
		select {
		case h.wake <- struct{}{}:
		default:
		}
	}
	return err
}

// advance hashes what comes next and gives the hash back. The caller set busy;
// p does not cross the end of a range.
func (h *prefixHash) advance(ctx context.Context, p []byte) error {
	h.sum.Write(p)
	end := h.hashed + int64(len(p)) // only the owner changes it
	var err error
	if h.cp != nil && h.plan.Count() > 1 {
		err = h.record(ctx, end)
	}
	h.mu.Lock()
	h.hashed = end
	h.busy = false
	h.mu.Unlock()
	return err
}

// record tells the checkpoint when a range's end was reached.
func (h *prefixHash) record(ctx context.Context, end int64) error {
	n := int(ceilDiv(end, h.plan.PartSize))
	off, size := h.plan.Part(n)
	if end != off+size {
		return nil
	}
	return h.cp.PartDone(ctx, PartRecord{Number: n, Size: size, SHA1: h.state()})
}

// state is the digest so far; Sum leaves the running hash as it is.
func (h *prefixHash) state() string { return hex.EncodeToString(h.sum.Sum(nil)) }

// frontier is the end of what is there without a gap. The mutex is held.
func (h *prefixHash) frontier() int64 {
	for h.front < len(h.got) {
		off, size := h.plan.Part(h.front + 1)
		if h.got[h.front] < size {
			return off + h.got[h.front]
		}
		h.front++
	}
	return h.plan.Size
}

// follow hashes what arrived out of order until all is hashed.
func (h *prefixHash) follow(ctx context.Context) error {
	buf := make([]byte, hashBuffer)
	for {
		h.mu.Lock()
		if h.hashed == h.plan.Size {
			h.mu.Unlock()
			return nil
		}
		end := h.frontier()
		mine := !h.busy && h.hashed < end
		h.busy = h.busy || mine
		at := h.hashed
		h.mu.Unlock()
		if !mine {
			select {
			case <-h.wake:
				continue
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		h.progress.SetVerifying(end == h.plan.Size)
		off, size := h.plan.Part(int(at/h.plan.PartSize) + 1)
		p := buf[:min(int64(len(buf)), end-at, off+size-at)]
		if _, err := io.ReadFull(io.NewSectionReader(h.target, at, int64(len(p))), p); err != nil {
			return err
		}
		if err := h.advance(ctx, p); err != nil {
			return err
		}
	}
}

// resume takes up what an earlier run left on disk: ranges from the start on, as
// far as the recorded hashes hold. What does not match is fetched again.
func (h *prefixHash) resume(ctx context.Context, r *Resume) error {
	if r == nil {
		return nil
	}
	known := make(map[int]string, len(r.Parts))
	for _, p := range r.Parts {
		known[p.Number] = strings.ToLower(p.SHA1)
	}
	h.progress.SetVerifying(true)
	defer h.progress.SetVerifying(false)
	buf := make([]byte, hashBuffer)
	for n := 1; n <= len(h.got) && known[n] != ""; n++ {
		off, size := h.plan.Part(n)
		before, err := h.sum.(hash.Cloner).Clone()
		if err != nil {
			return err
		}
		_, err = io.CopyBuffer(h.sum, struct{ io.Reader }{io.NewSectionReader(h.target, off, size)}, buf)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil || h.state() != known[n] {
			h.sum = before
			return nil
		}
		h.got[n-1], h.hashed = size, off+size
		h.progress.part(n).set(size)
	}
	return nil
}

// complete is how many ranges are there from the start on.
func (h *prefixHash) complete() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.frontier()
	return h.front
}

// written is how much of range n is there.
func (h *prefixHash) written(n int) int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.got[n-1]
}

// digest is the hash of the whole content, once all is hashed.
func (h *prefixHash) digest() string { return h.state() }
