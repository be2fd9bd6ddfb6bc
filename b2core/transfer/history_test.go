package transfer

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

// The history forgets what is older than it keeps, a directory as a whole, and
// finds the rest by its name, also a file of a directory.
func TestHistory(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	old := w.enqueue(m, w.up(w.write("old", 10), "old"))
	w.write("d/in-it", 10)
	dir := w.enqueue(m, w.upDir(filepath.Join(w.dir, "d"), "d/"))
	w.wait(m, append(old, dir...)...)
	real := m.now
	m.now = func() time.Time { return real().Add(HistoryAge - time.Hour) }
	w.wait(m, w.enqueue(m, w.up(w.write("young", 10), "young"))...)
	find := func(q Query) (names []string) {
		t.Helper()
		q.Limit = 10
		win, err := m.Window(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range win.Items {
			names = append(names, it.Name)
		}
		return names
	}
	if got := find(Query{Newest: true}); len(got) != 3 || got[0] != "young" {
		t.Errorf("newest first: %v", got)
	}
	if n, err := m.FirstOpen(t.Context()); err != nil || n != 3 {
		t.Errorf("what is open begins at %d, %v", n, err)
	}
	if got := find(Query{Text: "in-it", States: []State{Done}}); len(got) != 1 || got[0] != "d/in-it" {
		t.Errorf("search: %v", got)
	}
	for _, c := range []struct {
		later time.Duration
		left  int
	}{{HistoryAge - time.Hour, 4}, {HistoryAge + time.Hour, 1}} {
		m.now = func() time.Time { return real().Add(c.later) }
		if err := m.trim(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := find(Query{Text: "/"}); len(got) != c.left {
			t.Errorf("after %v: %v", c.later, got)
		}
	}
	if n := m.Current().Totals.Done; n != 1 {
		t.Errorf("%d are counted as done", n)
	}
}

// The view of the queue opens where something happens, else where something can,
// and only then at what failed before.
func TestFirstOpenIsWhatRuns(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	if err := m.PauseAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	var jobs []Job
	for _, name := range []string{"done", "failed", "paused", "queued", "runs"} {
		j := w.up(w.write(name, 10), name)
		j.Paused = true
		jobs = append(jobs, j)
	}
	ids := w.enqueue(m, jobs...)
	for i, state := range []string{"done", "failed", "paused", "queued", "running"} {
		w.set(m, fmt.Sprintf(`UPDATE items SET state = '%s', owner = 0 WHERE id = %d`, state, ids[i]))
	}
	for _, want := range []int{4, 2, 3, 1, 5} {
		if n, err := m.FirstOpen(t.Context()); err != nil || n != want {
			t.Errorf("begins at %d, %v; want %d", n, err, want)
		}
		if want < len(ids) {
			w.set(m, fmt.Sprintf(`UPDATE items SET state = 'done' WHERE id = %d`, ids[want]))
		}
	}
}
