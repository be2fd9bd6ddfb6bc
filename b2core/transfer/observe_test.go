package transfer

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"b2tui/b2core/b2test"
)

// observed is how soon the owner of an item does what another process orders.
const observed = time.Second

// Two Managers on one database: the one that runs the items does what the other
// one orders, within a second.
func TestOrdersReachTheOwner(t *testing.T) {
	t.Parallel()
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	m := w.open(slow, func(c *Config) { c.Limits.FilesAtOnce = 1 })
	ids := w.enqueue(m, w.up(w.write("a", 8<<20), "a"), w.up(w.write("b", 8<<20), "b"), w.up(w.write("c", 8<<20), "c"))
	w.until(m, "the first moves", moving(1))
	other := w.open(func(c *Config) { c.Observe = true })
	soon := func(what string, order error, ok func(Snapshot) bool) {
		t.Helper()
		if order != nil {
			t.Fatalf("%s: %v", what, order)
		}
		start := time.Now()
		w.until(m, what, ok)
		if d := time.Since(start); d > observed && !raceDetector {
			t.Errorf("%s after %v", what, d)
		}
	}
	runs := func(name string) func(Snapshot) bool {
		return func(s Snapshot) bool { return len(s.Active) == 1 && s.Active[0].Name == name }
	}
	soon("pausing the first starts the second", other.Pause(t.Context(), ids[0]), runs("b"))
	if err := other.Arrange(t.Context(), First, ids[2]); err != nil {
		t.Fatal(err)
	}
	soon("cancelling the second starts the third", other.Cancel(t.Context(), ids[1]), runs("c"))
	w.until(m, "the third moves", moving(1))
	soon("pausing all stops all", other.PauseAll(t.Context()), func(s Snapshot) bool { return len(s.Active) == 0 })
	eventually(t, "the cancelled one is given up, the two paused ones are not", func() bool { return len(w.unfinished()) == 2 })
	soon("resuming all goes on", other.ResumeAll(t.Context()), runs("c"))
	m.SetLimits(Limits{})
	if s := w.wait(m, ids...); s.Done != 2 || s.Cancelled != 1 {
		t.Errorf("%+v", s)
	}
	w.stored("a", content("a", 8<<20))
	w.stored("c", content("c", 8<<20))
}

// Who only looks does not run what nobody owns, cleans up after what it
// cancels, and leaves the rest to the next who adopts.
func TestObserverRunsNothing(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	m := w.open(slow)
	ids := w.enqueue(m, w.up(w.write("a", 8<<20), "a"), w.up(w.write("b", 8<<20), "b"))
	w.until(m, "both move", func(s Snapshot) bool { return len(s.Active) == 2 && s.Active[0].Done > 0 && s.Active[1].Done > 0 })
	w.close(m)
	o := w.open(func(c *Config) { c.Observe = true })
	if err := o.Pause(t.Context(), ids...); err != nil {
		t.Fatal(err)
	}
	if err := o.Resume(t.Context(), ids[0]); err != nil {
		t.Fatal(err)
	}
	if err := o.Cancel(t.Context(), ids[1]); err != nil {
		t.Fatal(err)
	}
	w.close(o)
	if n := len(w.unfinished()); n != 1 {
		t.Errorf("%d unfinished large files, want that of the queued one", n)
	}
	m = w.open(func(c *Config) { c.Adopt = true })
	if s := w.wait(m, ids...); s.Done != 1 || s.Cancelled != 1 {
		t.Errorf("%+v", s)
	}
}

func TestArrangeAndShift(t *testing.T) {
	w := newWorld(t)
	m := w.open(func(c *Config) { c.Observe = true })
	jobs := make([]Job, 6)
	for i := range jobs {
		jobs[i] = w.up(filepath.Join(w.dir, "none"), string(rune('a'+i)))
	}
	id := w.enqueue(m, jobs...)
	for _, c := range []struct {
		what string
		do   func() error
		want string
	}{
		{"several to the top keep their order", func() error { return m.Arrange(t.Context(), First, id[4], id[2]) }, "ceabdf"},
		{"several to the end", func() error { return m.Arrange(t.Context(), Last, id[4], id[2]) }, "abdfce"},
		{"before one of themselves", func() error { return m.Arrange(t.Context(), id[1], id[5], id[1]) }, "abfdce"},
		{"earlier by one", func() error { return m.Shift(t.Context(), -1, id[3], id[2]) }, "abdcfe"},
		{"later by two", func() error { return m.Shift(t.Context(), 2, id[0]) }, "bdacfe"},
		{"no further than the top", func() error { return m.Shift(t.Context(), -9, id[0], id[3]) }, "dabcfe"},
		{"the first stays", func() error { return m.Shift(t.Context(), -1, id[3]) }, "dabcfe"},
		{"no further than the end", func() error { return m.Shift(t.Context(), 9, id[3]) }, "abcfed"},
		{"the last stays", func() error { return m.Shift(t.Context(), 1, id[3]) }, "abcfed"},
		{"to the top of what is not finished", func() error {
			if err := m.Cancel(t.Context(), id[0], id[1]); err != nil {
				return err
			}
			return m.Arrange(t.Context(), First, id[3], id[4])
		}, "abedcf"},
	} {
		if err := c.do(); err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		win, err := m.Window(t.Context(), Query{Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, it := range win.Items {
			got.WriteString(it.Name)
		}
		if got.String() != c.want {
			t.Fatalf("%s: %s, want %s", c.what, got.String(), c.want)
		}
	}
}
