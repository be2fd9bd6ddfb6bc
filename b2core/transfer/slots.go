package transfer

import (
	"container/list"
	"context"
	"sync"

	"b2tui/b2core"
)

// slots bounds what is in flight. A part weighs partWeight, a small file one:
// small files wait for the line's round trip and not for its width, so eight
// of them may go where one part would. Places are given in the order in which
// they were asked for, and the capacity changes live: a smaller one takes
// effect as parts end.
type slots struct {
	mu       sync.Mutex
	capacity int
	used     int
	waiting  list.List // of *slotWaiter
}

type slotWaiter struct {
	weight int
	given  chan struct{}
}

// The weights, and the size up to which a file counts as small.
const (
	partWeight = 8
	smallFile  = 1 << 20
)

func newSlots(parts int) *slots { return &slots{capacity: parts * partWeight} }

// resize sets the ceiling in parts.
func (s *slots) resize(parts int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.capacity = parts * partWeight
	s.grant()
}

func (s *slots) acquire(ctx context.Context, weight int) error {
	s.mu.Lock()
	if s.waiting.Len() == 0 && s.used+weight <= s.capacity {
		s.used += weight
		s.mu.Unlock()
		return nil
	}
	w := &slotWaiter{weight: weight, given: make(chan struct{})}
	e := s.waiting.PushBack(w)
	s.mu.Unlock()
	select {
	case <-w.given:
		return nil
	case <-ctx.Done():
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-w.given: // at the same moment: hand it on
		s.used -= weight
	default:
		s.waiting.Remove(e)
	}
	s.grant()
	return ctx.Err()
}

func (s *slots) release(weight int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used -= weight
	s.grant()
}

// grant gives places to the longest waiting; s.mu is held.
func (s *slots) grant() {
	for e := s.waiting.Front(); e != nil; e = s.waiting.Front() {
		w := e.Value.(*slotWaiter)
		if s.used+w.weight > s.capacity {
			return
		}
		s.used += w.weight
		s.waiting.Remove(e)
		close(w.given)
	}
}

// weighed is the view of the slots that one file's engine call gets.
type weighed struct {
	slots  *slots
	weight int
}

var _ b2core.Slots = weighed{}

// Acquire implements b2core.Slots.
func (w weighed) Acquire(ctx context.Context) (func(), error) {
	if err := w.slots.acquire(ctx, w.weight); err != nil {
		return nil, err
	}
	return sync.OnceFunc(func() { w.slots.release(w.weight) }), nil
}
