package transfer

import (
	"context"
	"testing"
	"testing/synctest"
)

// holder takes places of one share and lets them go on demand.
type holder struct {
	t      *testing.T
	share  *share
	ctx    context.Context
	cancel context.CancelFunc
	places chan func()
}

func newHolder(t *testing.T, s *slots, size int64) *holder {
	ctx, cancel := context.WithCancel(t.Context())
	return &holder{t: t, share: s.share(size), ctx: ctx, cancel: cancel, places: make(chan func(), 100)}
}

// ask asks for n places, each from a goroutine, in order.
func (h *holder) ask(n int) {
	for range n {
		go func() {
			if release, err := h.share.Acquire(h.ctx); err == nil {
				h.places <- release
			}
		}()
		synctest.Wait()
	}
}

func (h *holder) has(want int) {
	h.t.Helper()
	synctest.Wait()
	if got := len(h.places); got != want {
		h.t.Fatalf("holds %d places, want %d", got, want)
	}
}

func (h *holder) letGo(n int) {
	for range n {
		release := <-h.places
		release()
		release() // harmless
	}
	synctest.Wait()
}

const largeSize = smallFile + 1

func checkEmpty(t *testing.T, s *slots) {
	t.Helper()
	synctest.Wait()
	if s.used != 0 || s.waiting.Len() != 0 || len(s.large) != 0 {
		t.Errorf("%d used, %d waiting, %d large files at the end", s.used, s.waiting.Len(), len(s.large))
	}
}

func TestSlotsWeighSmallFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSlots(2)
		large, next := newHolder(t, s, largeSize), newHolder(t, s, largeSize)
		large.ask(1)
		next.ask(1)
		givesUp := newHolder(t, s, largeSize)
		givesUp.ask(1)
		var smalls []*holder
		for range 8 {
			h := newHolder(t, s, 1)
			h.ask(1)
			smalls = append(smalls, h)
		}
		givesUp.has(0)
		givesUp.cancel()
		synctest.Wait()
		givesUp.share.leave()
		large.letGo(1)
		large.share.leave()
		for _, h := range smalls {
			h.has(1) // eight in the place of one part
		}
		s.resize(1)
		for _, h := range smalls {
			h.letGo(1)
		}
		late := newHolder(t, s, 1)
		late.ask(1)
		late.has(0) // a smaller capacity lets nobody in before a part has ended
		next.letGo(1)
		late.has(1)
		late.letGo(1)
		next.share.leave()
		checkEmpty(t, s)
	})
}

func TestSlotsKeepAPlaceForEachFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSlots(4)
		first, second := newHolder(t, s, largeSize), newHolder(t, s, largeSize)
		first.ask(6)
		first.has(3) // one is kept for the second, which has not asked yet
		second.ask(1)
		second.has(1)

		third := newHolder(t, s, largeSize)
		third.ask(1)
		third.has(0)
		first.letGo(1)
		first.has(2)
		third.has(1) // before the first, which asked earlier but holds some

		third.letGo(1)
		third.share.leave()
		second.letGo(1)
		second.share.leave()
		first.has(4) // alone, it has them all
		first.letGo(4)
		first.letGo(1)
		first.share.leave()
		checkEmpty(t, s)
	})
}

// A download took many places, then fewer went at once: an upload is not kept
// waiting until its ranges have ended.
func TestSlotsGiveEachFileItsPart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSlots(32)
		greedy := newHolder(t, s, largeSize)
		greedy.ask(13)
		greedy.has(13)
		s.adapt(10)
		greedy.ask(1)
		greedy.has(13)
		late := newHolder(t, s, largeSize)
		late.ask(7)
		late.has(5) // half of ten
		greedy.letGo(13)
		late.has(7)
		greedy.has(1)
		greedy.letGo(1)
		late.letGo(7)
		greedy.share.leave()
		late.share.leave()
		checkEmpty(t, s)
	})
}

func TestSlotsKeepToTheCeiling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSlots(4)
		first, second := newHolder(t, s, largeSize), newHolder(t, s, largeSize)
		first.ask(3) // one is kept for the other
		second.ask(3)
		first.has(3)
		second.has(1)
		first.letGo(1)
		second.has(2)
		first.letGo(2)
		second.has(3)
		second.letGo(3)
		first.share.leave()
		second.share.leave()
		checkEmpty(t, s)
	})
}
