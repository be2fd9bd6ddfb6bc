package transfer

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
)

// A folder whose listing failed, at its beginning or later, is read by a retry,
// and nothing says done before.
func TestRetryReadsWhatCouldNotBeRead(t *testing.T) {
	for _, d := range []Direction{Down, Copy, Unhide, Delete} {
		for skip, begun := range []string{"at once", "later"} {
			files := 20
			if skip == 1 {
				files = 1010 // more than one page
			}
			if skip == 1 && d != Down {
				continue
			}
			t.Run(string(d)+" "+begun, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.log = nil
				for i := range files {
					name := fmt.Sprintf("in/%04d", i)
					w.put(name, []byte("remote"))
					if d == Unhide {
						if err := w.client.HideFile(t.Context(), w.bucket.ID, name); err != nil {
							t.Fatal(err)
						}
					}
				}
				j := Job{Direction: d, Dir: true, BucketID: w.bucket.ID, Bucket: w.bucket.Name, Name: "in/"}
				call := "b2_list_file_versions"
				switch d {
				case Down:
					j.Local, call = filepath.Join(w.dir, "back"), "b2_list_file_names"
				case Copy:
					j.Name, j.File.Name, j.SourceID, call = "to/", "in/", w.bucket.ID, "b2_list_file_names"
				}
				m := w.open(func(c *Config) { c.Limits.PartsAtOnce = 4 })
				w.server.Inject(emulator.Fault{Call: call, Skip: skip, Count: 1, Status: 400, Code: "bad_request"})
				id := w.enqueue(m, j)[0]
				w.wait(m, id)
				if it := w.item(m, id); it.State != Failed || it.FilesFailed != 1 {
					t.Fatalf("after the failure: %+v", it)
				}
				w.server.ClearFaults()
				if err := m.Retry(t.Context(), id); err != nil {
					t.Fatal(err)
				}
				if s := w.wait(m, id); s.Done != files+1 || s.Failed > 0 {
					t.Errorf("%+v", s)
				}
				if n := w.reached(d, files); n != files {
					t.Errorf("%d of %d files", n, files)
				}
			})
		}
	}
}

// reached counts the files that an item of a direction has brought where it should.
func (w *world) reached(d Direction, files int) int {
	w.Helper()
	switch d {
	case Down:
		there, err := os.ReadDir(filepath.Join(w.dir, "back"))
		if err != nil {
			w.Fatal(err)
		}
		return len(there)
	case Delete:
		return files - len(w.versions("in/"))
	case Copy:
		return len(w.versions("to/"))
	}
	n := 0
	for _, v := range w.versions("in/") {
		if v.Action == b2core.ActionHide {
			return -1
		}
		n++
	}
	return n
}
