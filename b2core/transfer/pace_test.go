package transfer

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
)

func TestPaceHoldsItsRateAndCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pace{b2core.NewPace(1 << 20), newSlots(1).share(1), new(atomic.Int64), nil}
		start := time.Now()
		for range 100 {
			if err := p.Wait(t.Context(), 128<<10); err != nil {
				t.Fatal(err)
			}
		}
		if d := time.Since(start); d < 12*time.Second || d > 13*time.Second {
			t.Errorf("12.5 MiB at 1 MiB/s took %v", d)
		}
		if n := p.moved.Load(); n != 100*128<<10 {
			t.Errorf("counted %d", n)
		}
	})
}
