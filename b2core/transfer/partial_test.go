package transfer

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"b2tui/b2core/emulator"
)

// What happens to a partial file between two runs never gets into the target:
// what is in it is proved before it is built on.
func TestPartialThatChangedBetweenRuns(t *testing.T) {
	t.Attr("fault", "B11")
	const part = 2 << 20
	const size = 4*part + 1000 // five ranges, of which one arrives in the first run
	want := content("big", size)
	w := newWorld(t)
	w.put("big", want)
	write := func(file string, at int64, b []byte) error {
		f, err := os.OpenFile(file, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_, err = f.WriteAt(b, at)
		return errors.Join(err, f.Close())
	}
	kept, wrong, cases := 0, 0, 0
	for name, c := range map[string]struct {
		edit func(file string) error
		keep bool // what arrived is used
	}{
		"untouched":     {func(string) error { return nil }, true},
		"byte changed":  {func(f string) error { return write(f, part/2, []byte("another")) }, false},
		"last byte":     {func(f string) error { return write(f, part-1, []byte{want[part-1] ^ 1}) }, false},
		"cut short":     {func(f string) error { return os.Truncate(f, part-1) }, false},
		"emptied":       {func(f string) error { return os.Truncate(f, 0) }, false},
		"grown":         {func(f string) error { return write(f, size, []byte("and more")) }, true},
		"behind":        {func(f string) error { return write(f, part, bytes.Repeat([]byte{7}, size-part)) }, true},
		"gone":          {os.Remove, false},
		"another file":  {func(f string) error { return errors.Join(os.Remove(f), os.WriteFile(f, make([]byte, size), 0o600)) }, false},
		"its own again": {func(f string) error { return errors.Join(os.Rename(f, f+"2"), os.Rename(f+"2", f)) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			cases++
			w.path = filepath.Join(t.TempDir(), "state", "queue.db")
			w.server.Inject(emulator.Fault{Call: "b2_download_file_by_id", Skip: 1, Count: -1, StallAt: new(int64)})
			m := w.open(func(c *Config) { c.Limits = Limits{PartsAtOnce: 1} })
			file := filepath.Join(t.TempDir(), "big")
			id := w.enqueue(m, w.down("big", file))[0]
			w.until(m, "a range is there", func(s Snapshot) bool { return len(s.Active) == 1 && s.Active[0].Done >= part })
			eventually(t, "it is in the journal", func() bool {
				var n int
				err := m.journal.conn.QueryRowContext(t.Context(), `SELECT count(*) FROM parts`).Scan(&n)
				return err == nil && n == 1
			})
			w.close(m)
			if err := c.edit(filepath.Join(filepath.Dir(file), ".big.b2tui-part")); err != nil {
				t.Fatal(err)
			}
			w.server.ClearFaults()
			w.server.ResetCounters()
			m = w.open(func(c *Config) { c.Adopt = true })
			defer w.close(m)
			if s := w.wait(m, id); s.Done != 1 || s.NotVerifiable != 0 {
				t.Fatalf("%+v", s)
			}
			if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
				wrong++
				t.Errorf("another content, %v", err)
			}
			fetched := w.server.Counters().BytesOut
			if c.keep != (fetched == size-part) || !c.keep && fetched != size {
				t.Errorf("%d bytes were fetched", fetched)
			}
			if c.keep {
				kept++
			}
			if n := len(filesBelow(t, filepath.Dir(file))); n != 1 {
				t.Errorf("%d files are left", n)
			}
		})
	}
	t.Attr("figure", fmt.Sprintf("%d partial files touched, %d used again, wrong resumes: %d", cases, kept, wrong))
}

// A link in the partial file's place leads nobody's bytes anywhere.
func TestPartialThatBecameALink(t *testing.T) {
	t.Attr("fault", "B11")
	if runtime.GOOS == "windows" {
		t.Skip("links need rights there")
	}
	w := newWorld(t)
	m := w.open()
	w.put("n", []byte("content"))
	victim, link := w.write("victim", 100), filepath.Join(w.dir, "back", ".n.b2tui-part")
	if err := errors.Join(os.Mkdir(filepath.Dir(link), 0o755), os.Symlink(victim, link)); err != nil {
		t.Fatal(err)
	}
	if s := w.wait(m, w.enqueue(m, w.down("n", filepath.Join(w.dir, "back", "n")))...); s.Failed != 1 {
		t.Errorf("%+v", s)
	}
	w.sameFile(victim, content("victim", 100))
	t.Attr("figure", "wrong resumes: 0")
}
