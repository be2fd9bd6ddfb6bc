package transfer

import (
	"runtime"
	"testing"
)

// An order to one file of a large group does not sum the group up again, and to
// cancel the group reads nothing of the files that have not begun.
func TestOrdersInALargeGroup(t *testing.T) {
	const files = 20_000
	w := newWorld(t)
	m := w.open(func(c *Config) { c.Path = "" })
	group, ids := w.many(m, files)
	// A total that is wrong shows whether it was counted again.
	m.mu.Lock()
	m.counts.add(Done, 1, 0, 0)
	m.mu.Unlock()
	if err := m.Cancel(t.Context(), ids[7]); err != nil {
		t.Fatal(err)
	}
	if s := m.Current().Totals; s.Done != 1 || s.Cancelled != 1 || s.Paused != files-1 {
		t.Errorf("%+v", s)
	}
	if it := w.item(m, group); it.State != Paused || it.Files != files {
		t.Errorf("%+v", it)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := m.Cancel(t.Context(), group); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > files*100 {
		t.Errorf("to cancel %d files took %d bytes of memory", files, used)
	}
	if s := m.Current().Totals; s.Done != 0 || s.Cancelled != files || s.Paused != 0 {
		t.Errorf("%+v", s)
	}
	if it := w.item(m, group); it.State != Cancelled {
		t.Errorf("%+v", it)
	}
}
