package transfer

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

// names are those of a query's rows.
func (w *world) names(m *Manager, q Query) (names []string) {
	w.Helper()
	q.Limit = 100
	win, err := m.Window(w.Context(), q)
	if err != nil {
		w.Fatal(err)
	}
	if win.Total != len(win.Items) {
		w.Errorf("%d rows of %d", len(win.Items), win.Total)
	}
	for _, it := range win.Items {
		names = append(names, it.Name)
	}
	return names
}

// What is cleared leaves the list and stays in the history; what failed stays
// in both and can be retried.
func TestClearKeepsWhatFailedAndTheHistory(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	w.write("d/a", 10)
	w.write("e/a", 10)
	lost := filepath.Join(w.dir, "lost")
	w.write("e/refused", 10)
	w.server.Inject(emulator.Fault{Call: "b2_upload_file", Count: -1, Name: "e/refused", Status: 400, Code: "bad_request", Message: "no"})
	skipped := w.up(w.write("f", 10), "f")
	w.put("f", []byte("there"))
	skipped.IfExists = Skip
	ids := w.enqueue(m, w.up(w.write("one", 10), "one"), w.up(lost, "lost"), w.upDir(filepath.Join(w.dir, "d"), "d/"), w.upDir(filepath.Join(w.dir, "e"), "e/"), skipped)
	w.wait(m, ids...)
	if n, err := m.ClearFinished(t.Context()); n != 3 || err != nil {
		t.Fatalf("%d files were cleared, %v", n, err)
	}
	if n, err := m.ClearFinished(t.Context()); n != 0 || err != nil {
		t.Errorf("once more: %d, %v", n, err)
	}
	if got := w.names(m, Query{}); !slices.Equal(got, []string{"lost", "e/"}) {
		t.Errorf("the list has %v", got)
	}
	if s := m.Current().Totals; s.Done != 1 || s.Failed != 2 || s.Cancelled != 0 {
		t.Errorf("%+v", s)
	}
	if n, err := m.FirstOpen(t.Context()); n != 0 || err != nil {
		t.Errorf("what is open begins at %d, %v", n, err)
	}
	history := Query{States: []State{Done, Failed, Cancelled}, Newest: true}
	if got := w.names(m, history); len(got) != 5 {
		t.Errorf("the history has %v", got)
	}
	w.write("lost", 10)
	w.server.ClearFaults()
	if err := m.Retry(t.Context(), ids[1], ids[3]); err != nil {
		t.Fatal(err)
	}
	if s := w.wait(m, ids...); s.Failed != 0 {
		t.Errorf("%+v", s)
	}
}

// partials are the unfinished downloads in a folder.
func (w *world) partials(dir string) (names []string) {
	w.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		w.Fatal(err)
	}
	for _, e := range entries {
		if b2core.IsPartial(e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names
}

// failedWithParts has an upload and a download end as failed, each with parts.
func (w *world) failedWithParts(m *Manager) (ids []int64) {
	w.Helper()
	w.put("there", content("there", 24<<20))
	w.server.Inject(emulator.Fault{Call: "b2_download_file_by_id", Skip: 1, Count: -1, Status: 404, Code: "not_found", Message: "gone"})
	w.server.Inject(emulator.Fault{Call: "b2_upload_part", Skip: 1, Count: -1, Status: 400, Code: "bad_request", Message: "no"})
	m.SetLimits(Limits{PartsAtOnce: 1})
	ids = w.enqueue(m, w.down("there", filepath.Join(w.dir, "back")), w.up(w.write("big", 8<<20), "big"))
	if s := w.wait(m, ids...); s.Failed != 2 {
		w.Fatalf("%+v", s)
	}
	w.server.ClearFaults()
	if p, u := w.partials(w.dir), w.unfinished(); len(p) != 1 || len(u) != 1 {
		w.Fatalf("failed, and left %v and %v", p, u)
	}
	return ids
}

// To give up what failed cleans up after it.
func TestCancelGivesUpWhatFailed(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	m := w.open()
	ids := w.failedWithParts(m)
	if err := m.Cancel(t.Context(), ids...); err != nil {
		t.Fatal(err)
	}
	eventually(t, "nothing is left", func() bool { return len(w.partials(w.dir))+len(w.unfinished()) == 0 })
	if s := m.Current().Totals; s.Cancelled != 2 || s.Failed != 0 {
		t.Errorf("%+v", s)
	}
}

// The history forgets nothing before it is cleaned up.
func TestHistoryCleansUpBeforeItForgets(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	m := w.open()
	w.failedWithParts(m)
	real := m.now
	m.now = func() time.Time { return real().Add(HistoryAge + time.Hour) }
	refused := w.server.Inject(emulator.Fault{Call: "b2_cancel_large_file", Count: -1, Status: 403, Code: "transaction_cap_exceeded", Message: "cap"})
	trim := func() int {
		if err := m.trim(t.Context()); err != nil {
			t.Fatal(err)
		}
		return len(w.names(m, Query{Newest: true}))
	}
	trim()
	eventually(t, "cleaning was tried", func() bool { return refused() > 0 && len(w.partials(w.dir)) == 0 })
	eventually(t, "what is clean is forgotten", func() bool { return trim() == 1 })
	w.server.ClearFaults()
	eventually(t, "all is forgotten", func() bool { return trim() == 0 })
	if u := w.unfinished(); len(u) > 0 {
		t.Errorf("left %v", u)
	}
}

// What a dead process cancelled and did not clean up is cleaned up by the next.
func TestAdoptionCleansUpDownloadsToo(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	m := w.open()
	ids := w.failedWithParts(m)
	w.close(m)
	if _, err := w.sql().Exec(`UPDATE items SET state = 'cancelled' WHERE state = 'failed'`); err != nil {
		t.Fatal(err)
	}
	m = w.open(func(c *Config) { c.Adopt = true })
	eventually(t, "nothing is left", func() bool { return len(w.partials(w.dir))+len(w.unfinished()) == 0 })
	for _, id := range ids {
		if it := w.item(m, id); it.State != Cancelled {
			t.Errorf("%+v", it)
		}
	}
}

// A download that goes on and is skipped then leaves no partial file, an upload
// no large file.
func TestSkippedLeavesNoParts(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	m := w.open()
	ids := w.failedWithParts(m)
	w.put("big", []byte("appeared"))
	w.write("back", 3)
	if _, err := w.sql().Exec(`UPDATE items SET conflict = 'skip'`); err != nil {
		t.Fatal(err)
	}
	if err := m.Retry(t.Context(), ids...); err != nil {
		t.Fatal(err)
	}
	if s := w.wait(m, ids...); s.Skipped != 2 {
		t.Fatalf("%+v", s)
	}
	eventually(t, "nothing is left", func() bool { return len(w.partials(w.dir))+len(w.unfinished()) == 0 })
	if !strings.HasPrefix(w.item(m, ids[0]).Reason, "skipped") {
		t.Errorf("%+v", w.item(m, ids[0]))
	}
}
