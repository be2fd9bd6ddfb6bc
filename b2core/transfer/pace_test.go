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
		p := pace{th, new(atomic.Int64)}
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

func TestMeter(t *testing.T) {
	now := time.Unix(1000, 0)
	var m meter
	var total int64
	step := func(n int, bytes int64) {
		for range n {
			now = now.Add(250 * time.Millisecond)
			total += bytes
			m.sample(now, total)
		}
	}
	m.sample(now, 0)
	step(1, 250_000)
	if r := m.rate(); r < 999_000 || r > 1_001_000 {
		t.Errorf("after one sample %.0f, want 1 MB/s", r)
	}
	step(40, 250_000)
	before := m.rate()
	step(1, 0) // one hiccup
	if r := m.rate(); r < before*0.85 {
		t.Errorf("a hiccup takes the rate from %.0f to %.0f", before, r)
	}
	step(40, 500_000)
	if r := m.rate(); r < 1_900_000 {
		t.Errorf("ten seconds at 2 MB/s give %.0f", r)
	}
	step(25, 0)
	if r := m.rate(); r != 0 {
		t.Errorf("six seconds of nothing give %.0f", r)
	}
	total = 0
	step(1, 0) // a part is sent again: no negative rate
	if r := m.rate(); r < 0 {
		t.Errorf("rate %.0f", r)
	}
}

func TestETA(t *testing.T) {
	for _, c := range []struct {
		left int64
		rate float64
		want time.Duration
	}{
		{0, 0, 0}, {100, 0, noETA}, {100, 10, 10 * time.Second}, {1 << 62, 1, noETA}, {-5, 10, 0},
	} {
		if got := eta(c.left, c.rate); got != c.want {
			t.Errorf("%d at %g: %v, want %v", c.left, c.rate, got, c.want)
		}
	}
}
