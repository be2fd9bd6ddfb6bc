package transfer

import (
	"path/filepath"
	"testing"
)

// A group tells how many of its files were skipped, and one of them that is
// tried again asks instead of being skipped again.
func TestRetryOfWhatWasSkippedAsks(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	for _, n := range []string{"a", "b"} {
		w.put("d/"+n, []byte("there"))
		w.write("d/"+n, 10)
	}
	w.write("d/c", 10)
	j := w.upDir(filepath.Join(w.dir, "d"), "d/")
	j.IfExists = Skip
	id := w.enqueue(m, j)[0]
	if s := w.wait(m, id); s.Skipped != 2 || s.Done != 1 {
		t.Fatalf("%+v", s)
	}
	if it := w.item(m, id); it.FilesSkipped != 2 || it.FilesDone != 1 || it.State != Done {
		t.Errorf("%+v", it)
	}
	if err := m.Retry(t.Context(), id); err != nil { // nothing of it failed
		t.Fatal(err)
	}
	if s := m.Current().Totals; s.Queued+s.Running+s.Paused > 0 {
		t.Errorf("%+v", s)
	}
	file := w.level(m, id)[0]
	if err := m.Retry(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	w.until(m, "it asks", func(s Snapshot) bool { return s.Asked == 1 && s.Totals.Paused == 1 })
	if it := w.item(m, id); it.FilesSkipped != 1 {
		t.Errorf("%+v", it)
	}
	if err := m.Resolve(t.Context(), Overwrite, file); err != nil {
		t.Fatal(err)
	}
	w.wait(m, id)
	if it := w.item(m, id); it.FilesSkipped != 1 || it.FilesDone != 2 || it.State != Done {
		t.Errorf("%+v", it)
	}
	w.stored("d/a", content("d/a", 10))
}
