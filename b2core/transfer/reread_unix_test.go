//go:build unix

package transfer

import (
	"os"
	"path/filepath"
	"testing"
)

// A folder that could not be read is read by a retry, with what is in it and
// nothing else.
func TestRetryReadsAFolder(t *testing.T) {
	if os.Getuid() == 0 {
		asNobody(t)
		return
	}
	w := newWorld(t)
	m := w.open()
	names := []string{"tree/a", "tree/closed/b", "tree/closed/deep/c", "tree/z"}
	for _, name := range names {
		w.write(name, 10)
	}
	closed := filepath.Join(w.dir, "tree", "closed")
	if err := os.Symlink("..", filepath.Join(closed, "up")); err != nil {
		t.Fatal(err)
	}
	mode := func(m os.FileMode) {
		if err := os.Chmod(closed, m); err != nil {
			t.Fatal(err)
		}
	}
	mode(0)
	t.Cleanup(func() { mode(0o700) })
	j := w.upDir(filepath.Join(w.dir, "tree"), "tree/")
	j.Links = LinksFollow
	id := w.enqueue(m, j)[0]
	for range 2 {
		if s := w.wait(m, id); s.Done != 2 || s.Failed != 1 {
			t.Fatalf("%+v", s)
		}
		if err := m.Retry(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	w.wait(m, id)
	mode(0o700)
	if err := m.Retry(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if s := w.wait(m, id); s.Done != len(names)+1 || s.Failed != 0 {
		t.Errorf("%+v", s)
	}
	for _, name := range names {
		w.stored(name, content(name, 10))
	}
	w.expectVersions(w.bucket.ID, "tree/closed/up", []string{}...)
}
