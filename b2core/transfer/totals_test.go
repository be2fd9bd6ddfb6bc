package transfer

import (
	"context"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
)

// What is told of a queue grows steadily to what it was told to be from the
// start on, however many of its files end on the way; what is paused is not
// part of it, nor what was done before.
func TestTotalsGrowSteadily(t *testing.T) {
	const size = 2 << 20
	w := newWorld(t)
	m := w.open(func(c *Config) { c.Limits = Limits{FilesAtOnce: 1, UpRate: 6 << 20} })
	w.wait(m, w.enqueue(m, w.up(w.write("before", size), "before"))...)
	waits := w.up(w.write("paused", size), "paused")
	waits.Paused = true
	w.enqueue(m, waits, w.up(w.write("a", size), "a"), w.up(w.write("b", size), "b"), w.up(w.write("c", size), "c"))
	last := int64(0)
	w.until(m, "it is over", func(s Snapshot) bool {
		o := s.Totals
		switch {
		case o.Running+o.Queued == 0:
			return true
		case o.Bytes != 3*size || o.BytesDone < last:
			t.Errorf("%d of %d, and %d before", o.BytesDone, o.Bytes, last)
		}
		for _, it := range s.Active {
			if o.ETA >= 0 && it.ETA > o.ETA {
				t.Errorf("all ends in %v, a file of it in %v", o.ETA, it.ETA)
			}
		}
		last = o.BytesDone
		return false
	})
	if last < 2*size {
		t.Errorf("%d bytes were told at the end", last)
	}
	if o := m.Current().Totals; o.Bytes != 0 || o.Paused != 1 {
		t.Errorf("%+v", o)
	}
}

// A copy between accounts uses the line both ways and keeps to both limits.
func TestRelayKeepsTheDownloadLimit(t *testing.T) {
	const size, rate = 6 << 20, 2 << 20
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	far := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	m := w.open(func(c *Config) {
		c.Limits.DownRate = rate
		c.Clients = func(_ context.Context, profile string) (*b2core.Client, error) {
			if profile == "far" {
				return far.client, nil
			}
			return w.client, nil
		}
	})
	start := time.Now()
	id := w.enqueue(m, Job{
		Direction: Copy, Profile: "far", BucketID: far.bucket.ID, Bucket: far.bucket.Name, Name: "to",
		SourceProfile: "near", SourceID: w.bucket.ID, File: w.version("large", size),
	})[0]
	w.until(m, "both ways are told", func(s Snapshot) bool {
		return s.Totals.UpRate > 0 && s.Totals.DownRate > 0 && s.Totals.ETA > 0
	})
	if s := w.wait(m, id); s.Done != 1 {
		t.Fatalf("%+v", s)
	}
	if d := time.Since(start); d < size/rate*time.Second*3/4 {
		t.Errorf("%d bytes took %v at %d bytes per second", size, d, rate)
	}
}

// What another process moves is part of the rate that everybody sees, as long
// as it moves; and what is left by one that has ended says so and is taken over.
func TestRatesOfOtherProcesses(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	a := w.open(func(c *Config) { c.Limits.UpRate = 2 << 20 })
	b := w.open()
	id := w.enqueue(a, w.up(w.write("a", 64<<20), "a"))[0]
	w.until(b, "its rate is seen", func(s Snapshot) bool { return s.Totals.UpRate > 1<<20 && s.Totals.ETA > 0 })
	a.SetLimits(Limits{UpRate: 1})
	w.until(b, "that it stands still is seen", func(s Snapshot) bool { return s.Totals.UpRate == 0 })
	w.close(a)
	eventually(t, "that it is nobody's is seen", func() bool { it := w.item(b, id); return it.State == Queued && it.Reason != "" })
	c := w.open(func(c *Config) { c.Adopt = true; c.Limits.UpRate = 2 << 20 })
	w.until(c, "it is taken over", func(s Snapshot) bool { return len(s.Active) == 1 })
}
