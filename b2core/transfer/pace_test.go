package transfer

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestThrottleHoldsItsRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle(1 << 20)
		p := pace{th, newSlots(1).share(1), new(atomic.Int64)}
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

func TestThrottleChangesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle(1) // a megabyte takes eleven days
		done := make(chan error)
		go func() { done <- th.wait(t.Context(), 1<<20) }()
		time.Sleep(time.Second)
		synctest.Wait()
		start := time.Now()
		th.set(0)
		if err := <-done; err != nil || time.Since(start) > 0 {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		th.set(1)
		ctx, cancel := context.WithCancel(t.Context())
		go func() { done <- th.wait(ctx, 1<<20) }()
		synctest.Wait()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}
