package transfer

import (
	"fmt"
	"slices"
	"testing"
)

// many stores a group of paused files that are nowhere, and returns its ID and theirs.
func (w *world) many(m *Manager, n int) (group int64, files []int64) {
	w.Helper()
	group, err := m.EnqueueBatch(w.Context(), Batch{Title: "many", Direction: Up, Paused: true, Jobs: func(yield func(Job) bool) {
		for i := range n {
			if !yield(w.up(fmt.Sprintf("/nowhere/%d", i), fmt.Sprint(i))) {
				return
			}
		}
	}})
	if err != nil {
		w.Fatal(err)
	}
	return group, w.level(m, group)
}

// level are the IDs of a group's files in queue order.
func (w *world) level(m *Manager, group int64) []int64 {
	w.Helper()
	win, err := m.Window(w.Context(), Query{Group: group, Limit: 1 << 20})
	if err != nil {
		w.Fatal(err)
	}
	ids := make([]int64, len(win.Items))
	for i, it := range win.Items {
		ids[i] = it.ID
	}
	return ids
}

// What is moved together costs a few changes for each, not a new numbering of
// the level for every twentieth.
func TestManyAreArrangedAtOnce(t *testing.T) {
	const all, some = 3000, 500
	w := newWorld(t)
	m := w.open(func(c *Config) { c.Path = "" })
	group, files := w.many(m, all)
	changes := func() (n int64) {
		err := m.journal.do(t.Context(), func(t *tx) error {
			return t.j.conn.QueryRowContext(t.ctx, `SELECT total_changes()`).Scan(&n)
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for round := range 8 { // the gap becomes too small on the way
		moved := files[all-some:]
		want := slices.Concat(files[:1], moved, files[1:all-some])
		before := changes()
		if err := m.Arrange(t.Context(), files[1], moved...); err != nil {
			t.Fatal(err)
		}
		if n := changes() - before; n > all+some {
			t.Errorf("round %d: %d rows were written to move %d of %d", round, n, some, all)
		}
		if files = w.level(m, group); !slices.Equal(files, want) {
			t.Fatalf("round %d: another order than asked for", round)
		}
	}
}

// Behind an item, also behind one of those that move, or nothing is moved.
func TestArrangeAfter(t *testing.T) {
	w := newWorld(t)
	m := w.open(func(c *Config) { c.Path = "" })
	group, files := w.many(m, 5)
	for _, c := range []struct {
		after int
		ids   []int
		want  []int
	}{
		{after: 3, ids: []int{0}, want: []int{1, 2, 3, 0, 4}},
		{after: 4, ids: []int{2, 1}, want: []int{3, 0, 4, 1, 2}},
		{after: 3, ids: []int{3, 4}, want: []int{3, 4, 0, 1, 2}},
		{after: 0, ids: []int{1, 0}, want: []int{3, 4, 0, 1, 2}},
	} {
		ids := make([]int64, len(c.ids))
		for i, n := range c.ids {
			ids[i] = files[n]
		}
		if err := m.ArrangeAfter(t.Context(), files[c.after], ids...); err != nil {
			t.Fatal(err)
		}
		for i, id := range w.level(m, group) {
			if id != files[c.want[i]] {
				t.Fatalf("%v after %d: %v, want %v of %v", c.ids, c.after, w.level(m, group), c.want, files)
			}
		}
	}
	if err := m.ArrangeAfter(t.Context(), group, files[0]); err == nil {
		t.Error("a file stands behind its own folder")
	}
}
