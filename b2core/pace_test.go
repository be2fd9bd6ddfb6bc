package b2core_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/safego"
)

func TestPaceChangesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := b2core.NewPace(1) // a megabyte takes eleven days
		done := make(chan error)
		safego.Go(func() { done <- p.Wait(t.Context(), 1<<20) })
		time.Sleep(time.Second)
		synctest.Wait()
		start := time.Now()
		p.SetRate(0)
		if err := <-done; err != nil || time.Since(start) > 0 {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		p.SetRate(1)
		ctx, cancel := context.WithCancel(t.Context())
		safego.Go(func() { done <- p.Wait(ctx, 1<<20) })
		synctest.Wait()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

// One pace holds two uploads at once, and what is read back is held, too.
func TestPaceHoldsTransfers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := inMemory(t)
		p := b2core.Steering{Pace: b2core.NewPace(1000)}
		ended := make(chan error)
		start := time.Now()
		for _, name := range []string{"one", "two"} {
			r := a.request(name, content(10_000))
			r.Steering = p
			safego.Go(func() { ended <- second(a.c.Upload(t.Context(), r)) })
		}
		if err := errors.Join(<-ended, <-ended); err != nil {
			t.Fatal(err)
		}
		if d := time.Since(start); d < 16*time.Second || d > 21*time.Second {
			t.Errorf("20 kB at 1 kB/s went up in %v", d)
		}
		v, err := a.c.Stat(t.Context(), a.bucket.ID, "one")
		if err != nil {
			t.Fatal(err)
		}
		p.Pace = b2core.NewPace(2000)
		start = time.Now()
		if _, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: &b2core.Buffer{}, Steering: p}); err != nil {
			t.Fatal(err)
		}
		if d := time.Since(start); d < 3*time.Second || d > 6*time.Second {
			t.Errorf("10 kB at 2 kB/s came down in %v", d)
		}
	})
}
