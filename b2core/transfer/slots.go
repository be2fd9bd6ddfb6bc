package transfer

import (
	"container/list"
	"context"
	"sync"

	"b2tui/b2core"
)

// slots bounds what is in flight. A part weighs partWeight, a small file one:
// small files wait for the line's round trip and not for its width, so eight
// of them may go where one part would. The capacity changes live: a smaller one
// takes effect as parts end.
//
// A part of a large file can hold its place for minutes on a slow line, so no
// file takes a further place while another one that runs has none: whoever
// holds nothing is served first, in the order of asking, and one place is kept
// for each large file that has not asked yet.
type slots struct {
	mu       sync.Mutex
	capacity int
	used     int
	waiting  list.List       // of *slotWaiter
	large    map[*share]bool // the large files that run
}

type slotWaiter struct {
	share *share
	given chan struct{}
}

// The weights, and the size up to which a file counts as small.
const (
	partWeight = 8
	smallFile  = 1 << 20
)

func newSlots(parts int) *slots {
	return &slots{capacity: parts * partWeight, large: map[*share]bool{}}
}

// resize sets the ceiling in parts.
func (s *slots) resize(parts int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.capacity = parts * partWeight
	s.grant()
}

// share is a new claim of a file of size bytes, from its start to leave.
func (s *slots) share(size int64) *share {
	h := &share{slots: s}
	h.resize(size)
	return h
}

// fits tells whether a file may take a place now; s.mu is held.
func (s *slots) fits(h *share) bool {
	kept := 0
	if h.held > 0 {
		for other := range s.large {
			if other.held == 0 {
				kept += partWeight
			}
		}
	}
	return s.used+h.weight+kept <= s.capacity
}

// grant gives places away: first to those that hold none; s.mu is held.
func (s *slots) grant() {
	for _, holding := range []bool{false, true} {
		for e := s.waiting.Front(); e != nil; {
			w, next := e.Value.(*slotWaiter), e.Next()
			if (w.share.held > 0) == holding {
				if !s.fits(w.share) {
					return // nobody goes past who waited longer
				}
				s.waiting.Remove(e)
				w.share.take()
				close(w.given)
			}
			e = next
		}
	}
}

// share is what one file holds of the slots.
type share struct {
	slots  *slots
	weight int
	held   int // places; slots.mu guards it
}

var _ b2core.Slots = (*share)(nil)

// resize sets the file's size, when its first place has not been asked for: the
// source or the service may know better than the queue.
func (h *share) resize(size int64) {
	h.slots.mu.Lock()
	defer h.slots.mu.Unlock()
	if size <= smallFile {
		h.weight = 1
		delete(h.slots.large, h)
		return
	}
	h.weight = partWeight
	h.slots.large[h] = true
}

func (h *share) take() {
	h.held++
	h.slots.used += h.weight
}

// Acquire implements b2core.Slots.
func (h *share) Acquire(ctx context.Context) (func(), error) {
	s := h.slots
	s.mu.Lock()
	w := &slotWaiter{share: h, given: make(chan struct{})}
	e := s.waiting.PushBack(w)
	s.grant()
	s.mu.Unlock()
	select {
	case <-w.given:
		return sync.OnceFunc(h.release), nil
	case <-ctx.Done():
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-w.given: // at the same moment: hand it on
		h.giveBack()
	default:
		s.waiting.Remove(e)
	}
	s.grant()
	return nil, ctx.Err()
}

func (h *share) release() {
	h.slots.mu.Lock()
	defer h.slots.mu.Unlock()
	h.giveBack()
	h.slots.grant()
}

func (h *share) giveBack() {
	h.held--
	h.slots.used -= h.weight
}

// leave ends the claim of a file that holds nothing any more.
func (h *share) leave() {
	h.slots.mu.Lock()
	defer h.slots.mu.Unlock()
	delete(h.slots.large, h)
	h.slots.grant()
}
