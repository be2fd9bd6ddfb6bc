package transfer

import (
	"testing"
	"time"
)

// What one process orders holds in another within a second, in those that start
// later, too, but for what they were given themselves; dropped, it is gone.
func TestCeilingsOfAllProcesses(t *testing.T) {
	w := newWorld(t)
	own := func(c *Config) { c.Limits = Limits{PartsAtOnce: 3, FilesAtOnce: 4, UpRate: 1000, DownRate: 2000} }
	runs := w.open(own)
	orders := w.open(func(c *Config) { c.Observe = true })
	rate := int64(5_000_000)
	if err := orders.OrderCeilings(t.Context(), Ceilings{UpRate: &rate}); err != nil {
		t.Fatal(err)
	}
	asked := time.Now()
	w.until(runs, "the order is heard", func(s Snapshot) bool { return s.Limits.UpRate == rate })
	if took := time.Since(asked); took > 2*time.Second {
		t.Errorf("heard after %v", took)
	}
	if got, want := runs.Limits(), (Limits{PartsAtOnce: 3, FilesAtOnce: 4, UpRate: rate, DownRate: 2000}); got != want {
		t.Errorf("limits %+v, want %+v", got, want)
	}
	parts := 7
	if err := orders.OrderCeilings(t.Context(), Ceilings{PartsAtOnce: &parts}); err != nil {
		t.Fatal(err)
	}
	w.until(runs, "the second one is heard", func(s Snapshot) bool { return s.Limits.PartsAtOnce == parts && s.Limits.UpRate == rate })

	mine := int64(700)
	later := w.open(own, func(c *Config) { c.Own.UpRate = &mine })
	if got, want := later.Limits(), (Limits{PartsAtOnce: parts, FilesAtOnce: 4, UpRate: mine, DownRate: 2000}); got != want {
		t.Errorf("a later process has %+v, want %+v", got, want)
	}

	if err := orders.DropCeilings(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.until(runs, "it has its own again", func(s Snapshot) bool {
		return s.Limits == Limits{PartsAtOnce: 3, FilesAtOnce: 4, UpRate: 1000, DownRate: 2000}
	})
	if c, err := orders.OrderedCeilings(t.Context()); err != nil || c != (Ceilings{}) {
		t.Errorf("left: %+v, %v", c, err)
	}
}
