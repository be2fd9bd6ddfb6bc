package transfer

import (
	"container/list"
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"b2tui/b2core"
)

// slots bounds what is in flight. A part weighs partWeight, a small file one:
// small files wait for the line's round trip and not for its width, so eight
// of them may go where one part would.
//
// There are two bounds. Up to capacity places are given away; it adapts to what
// the service and the line take, and a smaller one takes effect as parts end.
// The ceiling is the user's, and changes at once: parts over it stand still
// where they are until those that began before them have ended.
//
// A part of a large file can hold its place for minutes on a slow line, so no
// file takes a further place while another one that runs has none: whoever
// holds nothing is served first, in the order of asking, and one place is kept
// for each large file that has not asked yet.
type slots struct {
	still atomic.Bool // some place stands still; spares the others the lock

	mu       sync.Mutex
	ceiling  int
	capacity int // at most the ceiling
	used     int // by those whose file may move
	places   []*place
	waiting  list.List       // of *slotWaiter
	large    map[*share]bool // the large files that run
}

// place is what one part holds.
type place struct {
	share *share
	part  any           // b2core.PartOf
	gate  chan struct{} // closed when it may move on; nil: it may
}

type slotWaiter struct {
	share *share
	part  any
	given chan *place // of capacity one
}

// The weights, and the size up to which a file counts as small.
const (
	partWeight = 8
	smallFile  = 1 << 20
)

func newSlots(parts int) *slots {
	return &slots{ceiling: parts * partWeight, capacity: parts * partWeight, large: map[*share]bool{}}
}

// resize sets the ceiling in parts, and the capacity with it.
func (s *slots) resize(parts int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ceiling, s.capacity = parts*partWeight, parts*partWeight
	s.grant()
}

// adapt sets the capacity in parts.
func (s *slots) adapt(parts int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.capacity = min(parts*partWeight, s.ceiling)
	s.grant()
}

// crowded tells whether somebody waits for a place.
func (s *slots) crowded() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting.Len() > 0
}

// share is a new claim of a file of size bytes, from its start to leave.
func (s *slots) share(size int64) *share {
	h := &share{slots: s}
	h.resize(size)
	return h
}

// fits tells whether a file may take a place now; s.mu is held.
func (s *slots) fits(h *share) bool {
	if s.entitled(h) {
		return s.used+h.weight <= s.ceiling
	}
	kept := 0
	if h.held > 0 {
		for other := range s.large {
			if other.held == 0 && !other.stands {
				kept += partWeight
			}
		}
	}
	return s.used+h.weight+kept <= s.capacity
}

// entitled tells whether a large file holds less than its part of the capacity.
// Such a one is not kept waiting because others still hold what they took when
// the capacity was greater: their parts may last for minutes.
func (s *slots) entitled(h *share) bool {
	if !s.large[h] {
		return false
	}
	return h.held == 0 || h.held < s.capacity/partWeight/len(s.large)
}

// grant gives places away: first to those that hold none; s.mu is held.
func (s *slots) grant() {
	defer s.settle()
	full := false // nobody goes past who waited longer, but for what he is entitled to
	for _, holding := range []bool{false, true} {
		for e := s.waiting.Front(); e != nil; {
			w, next := e.Value.(*slotWaiter), e.Next()
			if (w.share.held > 0) == holding && !w.share.stands && (!full || s.entitled(w.share)) {
				if s.fits(w.share) {
					s.waiting.Remove(e)
					w.given <- w.share.take(w.part)
				} else {
					full = true
				}
			}
			e = next
		}
	}
}

// settle lets places move or stand still, in the order in which they were
// given: those of files that stand, and those over the ceiling; s.mu is held.
func (s *slots) settle() {
	total, still := 0, false
	for _, p := range s.places {
		halt := p.share.stands
		if !halt {
			halt = total > 0 && total+p.share.weight > s.ceiling
			total += p.share.weight
		}
		switch {
		case halt && p.gate == nil:
			p.gate = make(chan struct{})
		case !halt && p.gate != nil:
			close(p.gate)
			p.gate = nil
		}
		still = still || halt
	}
	s.still.Store(still)
}

// share is what one file holds of the slots; slots.mu guards its fields.
type share struct {
	slots  *slots
	weight int
	held   int  // places
	stands bool // the file is over the number of files at once
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

// stand makes the file stand still or move on. While it stands others have its
// places.
func (h *share) stand(still bool) {
	s := h.slots
	s.mu.Lock()
	defer s.mu.Unlock()
	if h.stands == still {
		return
	}
	h.stands = still
	if still {
		s.used -= h.held * h.weight
	} else {
		s.used += h.held * h.weight
	}
	s.grant()
}

func (h *share) take(part any) *place {
	p := &place{share: h, part: part}
	h.held++
	h.slots.used += h.weight
	h.slots.places = append(h.slots.places, p)
	return p
}

// Acquire implements b2core.Slots.
func (h *share) Acquire(ctx context.Context) (func(), error) {
	s := h.slots
	s.mu.Lock()
	w := &slotWaiter{share: h, part: b2core.PartOf(ctx), given: make(chan *place, 1)}
	e := s.waiting.PushBack(w)
	s.grant()
	s.mu.Unlock()
	select {
	case p := <-w.given:
		return sync.OnceFunc(func() { h.release(p) }), nil
	case <-ctx.Done():
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case p := <-w.given: // at the same moment: hand it on
		h.giveBack(p)
	default:
		s.waiting.Remove(e)
	}
	s.grant()
	return nil, ctx.Err()
}

// pass waits as long as the part that the context is for has to stand still.
func (h *share) pass(ctx context.Context) error {
	for h.slots.still.Load() {
		gate := h.gate(b2core.PartOf(ctx))
		if gate == nil {
			return nil
		}
		select {
		case <-gate:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (h *share) gate(part any) <-chan struct{} {
	h.slots.mu.Lock()
	defer h.slots.mu.Unlock()
	for _, p := range h.slots.places {
		if p.share == h && p.part == part {
			return p.gate
		}
	}
	return nil
}

func (h *share) release(p *place) {
	h.slots.mu.Lock()
	defer h.slots.mu.Unlock()
	h.giveBack(p)
	h.slots.grant()
}

func (h *share) giveBack(p *place) {
	h.held--
	if !h.stands {
		h.slots.used -= h.weight
	}
	h.slots.places = slices.DeleteFunc(h.slots.places, func(q *place) bool { return q == p })
}

// leave ends the claim of a file that holds nothing any more.
func (h *share) leave() {
	h.slots.mu.Lock()
	defer h.slots.mu.Unlock()
	delete(h.slots.large, h)
	h.slots.grant()
}
