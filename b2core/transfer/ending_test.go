package transfer

import (
	"path/filepath"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

// newEnding is a world with a group of three files that nobody runs but the test.
func newEnding(t *testing.T) (*world, *Manager, int64, *run) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	m := w.open(func(c *Config) { c.Observe = true })
	for _, name := range []string{"d/a", "d/b", "d/c"} {
		w.write(name, 10)
	}
	id := w.enqueue(m, w.upDir(filepath.Join(w.dir, "d"), "d/"))[0]
	eventually(t, "it is read", func() bool { it := w.item(m, id); return it.Files == 3 && !it.Walking })
	win, err := m.Window(t.Context(), Query{Group: id, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	row, err := m.rowOf(t.Context(), win.Items[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	r := newRun(t.Context(), row)
	w.apply(m, r, note{started: true})
	return w, m, id, r
}

// apply writes a note as the writer does.
func (w *world) apply(m *Manager, r *run, n note) {
	w.Helper()
	if err := m.journal.do(w.Context(), func(t *tx) error { return t.apply(bookEntry{r, n}) }); err != nil {
		w.Fatal(err)
	}
}

// counted checks that the totals of a group, and those of the process, are what
// its files are.
func (w *world) counted(m *Manager, group int64) {
	w.Helper()
	var kept, real [5]int
	for q, to := range map[string]*[5]int{
		`SELECT running, paused, done, failed, cancelled FROM groups WHERE item = ?`: &kept,
		`SELECT total(state = 'running'), total(state = 'paused'), total(state = 'done'), total(state = 'failed'),
 total(state = 'cancelled') FROM items WHERE grp = ?`: &real,
	} {
		if err := m.journal.reader.QueryRow(q, group).Scan(&to[0], &to[1], &to[2], &to[3], &to[4]); err != nil {
			w.Fatal(err)
		}
	}
	s := m.Current().Totals
	if now := [5]int{s.Running, s.Paused, s.Done, s.Failed, s.Cancelled}; kept != real || now != real {
		w.Errorf("running, paused, done, failed, cancelled: the group says %v, the queue %v, stored are %v", kept, now, real)
	}
}

// An order and the end of a file may come in one breath, and the file's note
// after the order: the totals are right whichever way it goes.
func TestTotalsWhenAFileEndsAroundAnOrder(t *testing.T) {
	for name, order := range map[string]func(*Manager, int64) error{
		"pause":  func(m *Manager, id int64) error { return m.Pause(t.Context(), id) },
		"cancel": func(m *Manager, id int64) error { return m.Cancel(t.Context(), id) },
		"resume": func(m *Manager, id int64) error {
			if err := m.Pause(t.Context(), id); err != nil {
				return err
			}
			return m.Resume(t.Context(), id)
		},
	} {
		for how, end := range map[string]*ending{
			"done":     {state: Done, verdict: verdictVerified, size: 10, done: 10, finished: 1},
			"failed":   {state: Failed, size: 10, finished: 1},
			"stopped":  {stopped: true},
			"progress": nil,
		} {
			t.Run(name+" "+how, func(t *testing.T) {
				w, m, id, r := newEnding(t)
				if err := order(m, id); err != nil {
					t.Fatal(err)
				}
				n := note{end: end}
				if end == nil {
					n.progress = &progressNote{done: 5}
				}
				w.apply(m, r, n)
				w.counted(m, id)
			})
		}
	}
}

// leaveLarge stores the beginning of a large file.
func (w *world) leaveLarge(name string) (id string) {
	w.Helper()
	m := w.open(func(c *Config) { c.Path = "" })
	defer w.server.ClearFaults()
	w.server.Inject(emulator.Fault{Call: "b2_finish_large_file", Count: -1, Status: 400, Code: "bad_request"})
	w.ends(m, w.up(w.write("large", 3<<20), name))
	left := w.unfinished()
	if len(left) != 1 {
		w.Fatalf("%d unfinished files", len(left))
	}
	return left[0]
}

// What somebody cancelled stays cancelled although it failed or waits by then,
// and nothing of it is left; what is done is done.
func TestCancelledStaysCancelled(t *testing.T) {
	for state, want := range map[State]State{Failed: Cancelled, Paused: Cancelled, Done: Done} {
		t.Run(string(state), func(t *testing.T) {
			w, m, id, r := newEnding(t)
			large := w.leaveLarge("d/a")
			r.setPlan(b2core.Plan{LargeFileID: large, PartSize: 1 << 20, Size: 3 << 20})
			if err := m.Cancel(t.Context(), r.row.id); err != nil {
				t.Fatal(err)
			}
			w.apply(m, r, note{end: &ending{state: state, size: 10, finished: 1, keepFile: large}})
			if it := w.item(m, r.row.id); it.State != want {
				t.Errorf("it is %s, want %s", it.State, want)
			}
			w.counted(m, id)
			if want == Cancelled {
				eventually(t, "the large file is given up", func() bool { return len(w.unfinished()) == 0 })
			}
		})
	}
}
