package transfer

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"b2tui/b2core/transfer/localname"
)

// onDisk has the queue take the target for a disk of a kind.
func onDisk(d localname.Disk) func(*Config) {
	return func(c *Config) { c.disk = func(string) localname.Disk { return d } }
}

// tellsApart skips a test on systems whose disks cannot play the part.
func tellsApart(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("disks do not tell such names apart there")
	}
}

// A name that is a file and a folder: the file comes, what is below is refused
// and can be had elsewhere.
func TestFileAndFolderOfOneName(t *testing.T) {
	t.Attr("fault", "M7")
	w := newWorld(t)
	m := w.open()
	below := []string{"a/b", "a/c/d", "x/y/z", "x/y/.bzEmpty"}
	files := []string{"a", "a-b", "x/y"}
	for _, n := range append(below, files...) {
		w.put("in/"+n, []byte(n))
	}
	back, beside := filepath.Join(w.dir, "back"), filepath.Join(w.dir, "beside")
	for range 3 { // whatever comes first
		s := w.wait(m, w.enqueue(m, w.downDir("in/", back))...)
		if s.Done != len(files) || s.Failed != len(below) || !strings.Contains(s.Failures[0].Reason, `"a" is a file in the bucket`) {
			t.Fatalf("%+v", s)
		}
		for _, n := range files {
			w.sameFile(filepath.Join(back, n), []byte(n))
		}
		if err := os.RemoveAll(back); err != nil {
			t.Fatal(err)
		}
	}
	jobs := []Job{w.down("in/a/b", filepath.Join(beside, "b")), w.downDir("in/x/y/", filepath.Join(beside, "y"))}
	if s := w.wait(m, w.enqueue(m, jobs...)...); s.Failed != 0 {
		t.Fatalf("%+v", s)
	}
	w.sameFile(filepath.Join(beside, "b"), []byte("a/b"))
	w.sameFile(filepath.Join(beside, "y", "z"), []byte("x/y/z"))
	t.Attr("figure", fmt.Sprintf("%d names behind a file: %d refused, all reachable by themselves", len(below), len(below)))
}

// twins are names that some disks take for one.
func twins() []string {
	return []string{"in/Notes.txt", "in/notes.txt", "in/Sub/x", "in/sub/x", "in/sub/y", "in/caf\u00e9", "in/cafe\u0301", "in/plain"}
}

// A disk that tells all names apart gets them all, and it is said that others
// could not.
func TestTwinsAreWarnedOf(t *testing.T) {
	t.Attr("fault", "M7")
	t.Attr("fault", "L11")
	tellsApart(t)
	w := newWorld(t)
	m := w.open(onDisk(localname.Disk{}))
	for _, n := range twins() {
		w.put(n, []byte(n))
	}
	back := filepath.Join(w.dir, "back")
	id := w.enqueue(m, w.downDir("in/", back))[0]
	if s := w.wait(m, id); s.Done != len(twins()) || s.Failed != 0 {
		t.Fatalf("%+v", s)
	}
	for _, n := range twins() {
		w.sameFile(filepath.Join(back, strings.TrimPrefix(n, "in/")), []byte(n))
	}
	const want = "3 names differ from others in case or accents only (\"caf\u00e9\", \"cafe\u0301\")"
	if g := w.item(m, id); !strings.Contains(g.Reason, want) {
		t.Errorf("the group says %q", g.Reason)
	}
	if r := m.Current().Remark; r.Number == 0 || !strings.Contains(r.Text, want) || !strings.Contains(r.Text, "photos-of-2026/in/") {
		t.Errorf("told: %+v", r)
	}
	t.Attr("figure", fmt.Sprintf("%d files of which 6 are twins: all come, 3 warned of", len(twins())))
}

// On a disk that takes two names for one the second is refused, whatever the
// policy is, and never lands in the first one's file.
func TestTwinsNeverShareAFile(t *testing.T) {
	t.Attr("fault", "M7")
	t.Attr("fault", "L11")
	tellsApart(t)
	blind := localname.Disk{Case: true, Form: true}
	w := newWorld(t)
	m := w.open(onDisk(blind))
	for _, n := range twins() {
		w.put(n, []byte(n))
	}
	refused := map[string]string{"in/notes.txt": `"Notes.txt"`, "in/sub/x": `"Sub"`, "in/sub/y": `"Sub"`, "in/caf\u00e9": "\"cafe\u0301\""}
	shared := 0
	policies := []Conflict{"", Ask, Skip, Overwrite, Newer, Differs}
	for _, policy := range policies {
		back := filepath.Join(w.dir, "back"+string(policy))
		j := w.downDir("in/", back)
		j.IfExists = policy
		id := w.enqueue(m, j)[0]
		s := w.wait(m, id)
		if s.Done != len(twins())-len(refused) || s.Failed != len(refused) {
			t.Errorf("%s: %+v", policy, s)
		}
		for _, f := range s.Failures {
			if of := refused[f.Name]; of == "" || !strings.Contains(f.Reason, "takes it for "+of) {
				t.Errorf("%s: %q: %s", policy, f.Name, f.Reason)
			}
		}
		places := map[string]bool{}
		for file := range filesBelow(t, back) {
			if places[blind.Fold(file)] {
				shared++
			}
			places[blind.Fold(file)] = true
		}
		// Retried, each asks: the answer for what is there was not meant for it.
		if err := os.Symlink("Notes.txt", filepath.Join(back, "notes.txt")); err != nil {
			t.Fatal(err)
		}
		var again int64
		for _, f := range s.Failures {
			if f.Name == "in/notes.txt" {
				again = f.ID
			}
		}
		if err := m.Retry(t.Context(), again); err != nil {
			t.Fatal(err)
		}
		eventually(t, "it asks", func() bool { return w.item(m, again).Asks })
		if err := m.Resolve(t.Context(), Rename, again); err != nil {
			t.Fatal(err)
		}
		w.wait(m, again)
		w.sameFile(filepath.Join(back, "Notes.txt"), []byte("in/Notes.txt"))
		w.sameFile(filepath.Join(back, "notes (1).txt"), []byte("in/notes.txt"))
	}
	if shared != 0 {
		t.Errorf("%d names share a file", shared)
	}
	t.Attr("figure", fmt.Sprintf("%d policies, %d twins each: collisions: %d", len(policies), len(refused), shared))
}

// What a disk takes for one place is written by one download at a time.
func TestTwinsTakeTurns(t *testing.T) {
	a, b := &row{direction: Down, local: "/x/Caf\u00e9"}, &row{direction: Down, local: "/X/cafe\u0301"}
	if a.target() != b.target() {
		t.Errorf("%q and %q", a.target(), b.target())
	}
}

// Twins that are marked one by one do not replace each other either.
func TestTwinsOfOneOrder(t *testing.T) {
	tellsApart(t)
	for _, c := range []struct {
		disk localname.Disk
		asks bool
	}{{localname.Disk{}, false}, {localname.Disk{Case: true}, true}} {
		w := newWorld(t)
		m := w.open(onDisk(c.disk))
		back := t.TempDir()
		var jobs []Job
		for _, n := range []string{"A", "a", "b"} {
			w.put(n, []byte("stored"+n))
			if err := os.WriteFile(filepath.Join(back, n), []byte("here"), 0o600); err != nil {
				t.Fatal(err)
			}
			j := w.down(n, filepath.Join(back, n))
			j.IfExists = Overwrite
			jobs = append(jobs, j)
		}
		ids := w.enqueue(m, jobs...)
		w.wait(m, ids[0], ids[2])
		eventually(t, "the twin ends", func() bool {
			it := w.item(m, ids[1])
			return it.Asks == c.asks && (c.asks || it.State == Done)
		})
	}
}

// A walk that was cut off knows the names before the cut.
func TestTwinsOfACutWalk(t *testing.T) {
	tellsApart(t)
	w := newWorld(t)
	for _, n := range twins() {
		w.put(n, []byte(n))
	}
	blind := onDisk(localname.Disk{Case: true, Form: true})
	m := w.open(blind)
	j := w.downDir("in/", filepath.Join(w.dir, "back"))
	j.Paused = true
	id := w.enqueue(m, j)[0]
	eventually(t, "it is read", func() bool { return !w.item(m, id).Walking })
	if _, err := m.journal.conn.ExecContext(t.Context(), `DELETE FROM items WHERE grp = ?1 AND name > 'in/a';
UPDATE groups SET walking = 1, walked = 'in/Sub/x', files = 2, paused = 2, failed = 0 WHERE item = ?1`, id); err != nil {
		t.Fatal(err)
	}
	w.close(m)
	m = w.open(blind, func(c *Config) { c.Adopt = true })
	eventually(t, "it is read to the end", func() bool { return !w.item(m, id).Walking })
	if g := w.item(m, id); g.Files != len(twins()) || g.FilesFailed != 4 {
		t.Errorf("%+v", g)
	}
}

// filesBelow are the paths of all files below a folder, relative to it.
func filesBelow(t *testing.T, root string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	err := filepath.WalkDir(root, func(file string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(root, file)
			all[rel] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
