package transfer

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
)

// byteMover moves bytes as the engine does: parts that take a place each and ask
// for every piece.
type byteMover struct {
	pace  pace
	moved []*atomic.Int64
}

// moveFile starts a file of parts that never end.
func moveFile(t *testing.T, ctx context.Context, s *slots, th *b2core.RatePace, parts int) *byteMover {
	t.Helper()
	m := &byteMover{pace: pace{th, s.share(largeSize), new(atomic.Int64), nil}}
	for range parts {
		n := new(atomic.Int64)
		m.moved = append(m.moved, n)
		part := b2core.ForPart(ctx)
		go func() {
			release, err := m.pace.share.Acquire(part)
			if err != nil {
				return
			}
			defer release()
			for m.pace.Wait(part, 1000) == nil {
				n.Add(1000)
				time.Sleep(10 * time.Millisecond)
			}
		}()
		synctest.Wait()
	}
	return m
}

// moving counts the parts that move within a second.
func (m *byteMover) moving() (n int) {
	synctest.Wait() // what was on its way at the same moment
	before := make([]int64, len(m.moved))
	for i, c := range m.moved {
		before[i] = c.Load()
	}
	time.Sleep(time.Second)
	for i, c := range m.moved {
		if c.Load() > before[i] {
			n++
		}
	}
	return n
}

// What the user lowers is in force at once for parts and files that are under
// way, and what he raises as well; nobody loses what he has moved.
func TestFewerAtOnceTakesEffectAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s, th := newSlots(4), b2core.NewPace(0)
		first, second := moveFile(t, ctx, s, th, 20), moveFile(t, ctx, s, th, 20)
		check := func(what string, a, b int) {
			t.Helper()
			if x, y := first.moving(), second.moving(); x != a || y != b {
				t.Errorf("%s: %d and %d parts move, want %d and %d", what, x, y, a, b)
			}
		}
		check("four parts", 4, 0)
		s.resize(16)
		check("sixteen", 15, 1) // no file goes without
		s.resize(2)
		check("two", 2, 0)
		s.resize(30)
		if x, y := first.moving(), second.moving(); x+y != 30 || y == 0 {
			t.Errorf("thirty: %d and %d", x, y)
		}
		second.pace.share.stand(true)
		if x, y := first.moving(), second.moving(); x != 20 || y != 0 {
			t.Errorf("one file: %d and %d", x, y)
		}
		second.pace.share.stand(false)
		if x, y := first.moving(), second.moving(); x+y != 30 {
			t.Errorf("two files again: %d and %d", x, y)
		}
		th.SetRate(1)
		time.Sleep(3 * time.Second)
		if x, y := first.moving(), second.moving(); x+y > 2 {
			t.Errorf("a byte a second: %d and %d parts move", x, y)
		}
		cancel()
		synctest.Wait()
		first.pace.share.leave()
		second.pace.share.leave()
		checkEmpty(t, s)
		if len(s.places) != 0 || s.still.Load() {
			t.Errorf("%d places are left", len(s.places))
		}
	})
}
