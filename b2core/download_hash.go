package b2core

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"hash"
	"hash/crc32"
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
	crcs   []uint32   // of them; each belongs to its range's writer
	front  int        // ranges that are complete from the start on
	hashed int64
	busy   bool
	sum    hash.Hash
	wake   chan struct{}
}

func newPrefixHash(p Plan, t io.ReaderAt, s Steering) *prefixHash {
	return &prefixHash{
		plan: p, target: t, progress: s.Progress, cp: s.Checkpoint,
		got: make([]int64, p.Count()), crcs: make([]uint32, p.Count()), sum: sha1.New(), wake: make(chan struct{}, 1),
	}
}

// wrote tells that p was written at off, which lies in range n, right after
// what was written of that range before.
func (h *prefixHash) wrote(ctx context.Context, n int, off int64, p []byte) error {
	h.crcs[n-1] = crc32.Update(h.crcs[n-1], castagnoli, p)
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
	start, size := h.plan.Part(n)
	early := h.got[n-1] == size && h.hashed < start+size
	h.mu.Unlock()
	if behind {
		select {
		case h.wake <- struct{}{}:
		default:
		}
	}
	if err == nil && early && h.cp != nil && h.plan.Count() > 1 {
		err = h.cp.PartDone(ctx, PartRecord{Number: n, Size: size, CRC32C: h.crcs[n-1]})
	}
	return err
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

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

// resume takes up what an earlier run left on disk, as far as what was recorded
// holds. What does not match is fetched again.
func (h *prefixHash) resume(ctx context.Context, r *Resume) error {
	if r == nil {
		return nil
	}
	known := make(map[int]PartRecord, len(r.Parts))
	for _, p := range r.Parts {
		known[p.Number] = p
	}
	h.progress.SetVerifying(true)
	defer h.progress.SetVerifying(false)
	buf := make([]byte, hashBuffer)
	n := 1
	for ; n <= len(h.got) && known[n].SHA1 != ""; n++ {
		off, size := h.plan.Part(n)
		before, err := h.sum.(hash.Cloner).Clone()
		if err != nil {
			return err
		}
		_, err = io.CopyBuffer(h.sum, struct{ io.Reader }{io.NewSectionReader(h.target, off, size)}, buf)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil || h.state() != strings.ToLower(known[n].SHA1) {
			h.sum = before
			break
		}
		h.got[n-1], h.hashed = size, off+size
		h.progress.part(n).set(size)
	}
	for ; n <= len(h.got); n++ {
		if p, ok := known[n]; ok && p.SHA1 == "" {
			if err := h.resumeAlone(ctx, n, p.CRC32C, buf); err != nil {
				return err
			}
		}
	}
	return nil
}

// resumeAlone takes up a range that has ranges missing before it.
func (h *prefixHash) resumeAlone(ctx context.Context, n int, want uint32, buf []byte) error {
	off, size := h.plan.Part(n)
	sum := crc32.New(castagnoli)
	_, err := io.CopyBuffer(sum, struct{ io.Reader }{io.NewSectionReader(h.target, off, size)}, buf)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil && sum.Sum32() == want {
		h.got[n-1] = size
		h.progress.part(n).set(size)
	}
	return nil
}

// has tells whether all of range n is there.
func (h *prefixHash) has(n int) bool {
	_, size := h.plan.Part(n)
	return h.written(n) == size
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
