package transfer

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/transfer/localname"
)

// What has the name of a folder and holds something is a file.
func TestPlaceholderWithContent(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	w.put("d/.bzEmpty", []byte("content"))
	w.put("d/sub/.bzEmpty", []byte("content"))
	w.put("d/empty/.bzEmpty", nil)
	dir := filepath.Join(w.dir, "back")
	id := w.enqueue(m, w.downDir("d/", dir))[0]
	if s := w.wait(m, id); s.Done != 3 || s.Failed != 0 {
		t.Errorf("%+v", s)
	}
	w.sameFile(filepath.Join(dir, ".bzEmpty"), []byte("content"))
	w.sameFile(filepath.Join(dir, "sub", ".bzEmpty"), []byte("content"))
	if info, err := os.Stat(filepath.Join(dir, "empty")); err != nil || !info.IsDir() {
		t.Errorf("the folder that is empty: %v", err)
	}
}

// put stores content under any name that the service takes.
func (w *world) put(name string, b []byte) {
	w.Helper()
	_, err := w.client.Upload(w.Context(), b2core.UploadRequest{
		BucketID: w.bucket.ID, Name: name, Source: memory{bytes.NewReader(b)}, ModTime: time.Unix(1_700_000_000, 0),
	})
	if err != nil {
		w.Fatal(err)
	}
}

type memory struct{ *bytes.Reader }

func (m memory) Check() error { return nil }

func TestLocalPath(t *testing.T) {
	for _, c := range []struct{ rel, want string }{
		{"a", "/in/a"},
		{"a/b c/ä", "/in/a/b c/ä"},
		{"..a/b..", "/in/..a/b.."},
		{"folder/", "/in/folder"},
		{"folder/.bzEmpty", "/in/folder"},
		{".bzEmpty", "/in"},
		{"", ""},
		{"/etc/passwd", ""},
		{"../x", ""},
		{"a/../../x", ""},
		{"a//b", ""},
		{"./a", ""},
		{"a/.", ""},
		{"a\x00b", ""},
		{"..", ""},
		{"../.bzEmpty", ""},
		{"//", ""},
	} {
		got, err := localPath(localname.Disk{}, "/in", c.rel)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%q: %q, %v; want %q", c.rel, got, err, c.want)
		}
	}
}

// A path that somebody made up is refused as well, and so is one that an
// unfinished download of another file has.
func TestPlaceOfOneFile(t *testing.T) {
	t.Attr("fault", "L11")
	w := newWorld(t)
	m := w.open()
	w.put("a", []byte("content"))
	first, long := filepath.Join(w.dir, "x"), strings.Repeat("l", 256)
	if s := w.wait(m, w.enqueue(m, w.down("a", first))...); s.Done != 1 {
		t.Fatalf("%+v", s)
	}
	bad := []string{".x.b2tui-part", long}
	for _, name := range bad {
		s := w.wait(m, w.enqueue(m, w.down("a", filepath.Join(w.dir, name)))...)
		if s.Failed != 1 || !strings.Contains(s.Failures[0].Reason, "file name not allowed here") {
			t.Errorf("%s: %+v", name, s)
		}
	}
	if n := len(filesBelow(t, w.dir)); n != 1 {
		t.Errorf("%d files", n)
	}
	t.Attr("figure", fmt.Sprintf("%d places that cannot be: refused", len(bad)))
}

// A name of 255 bytes, the longest, has a partial file of its own all the same.
func TestLongestNames(t *testing.T) {
	t.Attr("fault", "L11")
	w := newWorld(t)
	m := w.open()
	stem := strings.Repeat("n", 246)
	var jobs []Job
	for i := range 4 {
		name := stem + fmt.Sprintf("-%d", i)
		w.put(name, []byte(name))
		jobs = append(jobs, w.down(name, filepath.Join(w.dir, name+"-back.x")))
	}
	if s := w.wait(m, w.enqueue(m, jobs...)...); s.Done != len(jobs) {
		t.Fatalf("%+v", s)
	}
	for i, j := range jobs {
		w.sameFile(j.Local, []byte(stem+fmt.Sprintf("-%d", i)))
	}
	t.Attr("figure", fmt.Sprintf("%d names of 255 bytes at once, collisions: 0", len(jobs)))
}

func FuzzLocalPath(f *testing.F) {
	for _, s := range []string{"a/b", "../x", "a/../..", "/", "x/.bzEmpty", "a//b", "\x00", `a\..\b`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, rel string) {
		got, err := localPath(localname.Disk{}, "/in", rel)
		if err == nil && got != "/in" && !strings.HasPrefix(got, "/in/") {
			t.Errorf("%q leads to %q", rel, got)
		}
	})
}

func FuzzDecodeInfo(f *testing.F) {
	f.Add(`{"a":"b"}`)
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		info, err := decodeInfo(s)
		if err != nil {
			return
		}
		again, err := decodeInfo(encodeInfo(info))
		if err != nil || len(again) != len(info) {
			t.Errorf("%q: %v, %v", s, again, err)
		}
	})
}

func TestHostileNamesStayInside(t *testing.T) {
	t.Attr("fault", "M6")
	w := newWorld(t)
	m := w.open()
	good := []string{"in/ok", "in/sub/ok", "in/new\u202eline.txt", "in/$(touch x)", "in/-rf", "in/empty/.bzEmpty"}
	bad := []string{"in/../../escaped", "in/sub/../up", "in/./dot"}
	for _, n := range append(good, bad...) {
		w.put(n, []byte(n))
	}
	back := filepath.Join(w.dir, "a", "b", "back")
	id := w.enqueue(m, w.downDir("in/", back))[0]
	s := w.wait(m, id)
	if s.Done != len(good) || s.Failed != len(bad) {
		t.Fatalf("%+v", s)
	}
	for _, f := range s.Failures {
		if !strings.Contains(f.Reason, "segment") {
			t.Errorf("%q: %s", f.Name, f.Reason)
		}
	}
	if info, err := os.Stat(filepath.Join(back, "empty")); err != nil || !info.IsDir() {
		t.Errorf("placeholder: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(w.dir, "a", "*")); len(left) != 1 {
		t.Errorf("outside of the target: %v", left)
	}
	if g := w.item(m, id); g.State != Failed || g.FilesFailed != len(bad) {
		t.Errorf("%+v", g)
	}
	t.Attr("figure", fmt.Sprintf("%d names that climb, escapes: 0", len(bad)))
}

func TestLinksAndSpecialFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need rights there")
	}
	w := newWorld(t)
	m := w.open()
	w.write("tree/file", 10)
	w.write("tree/sub/x", 10)
	w.write("tree/sub/.x.b2tui-part", 10)
	w.write("tree/long "+strings.Repeat("x", 200)+"/"+strings.Repeat("y", 230)+"\x01", 10)
	tree := filepath.Join(w.dir, "tree")
	for link, to := range map[string]string{"link": "file", "loop": ".", "dirlink": "sub", "nowhere": "gone"} {
		if err := os.Symlink(to, filepath.Join(tree, link)); err != nil {
			t.Fatal(err)
		}
	}
	mkfifo(t, filepath.Join(tree, "pipe"))
	id := w.enqueue(m, w.upDir(tree, "t/"))[0]
	s := w.wait(m, id)
	if s.Done != 3 || s.Failed != 1 || !strings.Contains(s.Failures[0].Reason, "control character") {
		t.Fatalf("%+v", s)
	}
	w.stored("t/link", content("tree/file", 10))
	g := w.item(m, id)
	for _, part := range []string{"2 links to folders", "1 links that lead nowhere", "1 special files", "pipe", "1 unfinished downloads"} {
		if !strings.Contains(g.Reason, part) {
			t.Errorf("%q does not tell of %s", g.Reason, part)
		}
	}
}

func TestMissingDirectory(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	s := w.wait(m, w.enqueue(m, w.upDir(filepath.Join(w.dir, "gone"), "t/"))...)
	if s.Failed != 1 || !strings.Contains(s.Failures[0].Reason, "no such file") {
		t.Fatalf("%+v", s)
	}
}

func TestPolicies(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	w.put("a.txt", []byte("remote"))
	old := time.Unix(1_600_000_000, 0)
	young := time.Unix(1_800_000_000, 0)
	for i, c := range []struct {
		policy Conflict
		there  string
		time   time.Time
		state  State
		reason string
		want   string // content afterwards
		beside bool
	}{
		{Overwrite, "local", young, Done, "", "remote", false},
		{Skip, "local", old, Cancelled, "skipped", "local", false},
		{Newer, "local", young, Cancelled, "skipped", "local", false},
		{Newer, "local", old, Done, "", "remote", false},
		{Differs, "remote", old, Done, "already", "remote", false},
		{Differs, "xemote", young, Done, "", "remote", false},
		{Rename, "local", old, Done, "", "local", true},
		{Ask, "local", old, Paused, existsReason, "local", false},
		{"", "local", old, Paused, existsReason, "local", false},
	} {
		t.Run(fmt.Sprintf("%d-%s", i, c.policy), func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "a.txt")
			if err := os.WriteFile(file, []byte(c.there), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(file, c.time, c.time); err != nil {
				t.Fatal(err)
			}
			j := w.down("a.txt", file)
			j.IfExists = c.policy
			id := w.enqueue(m, j)[0]
			eventually(t, "it ends", func() bool { return w.item(m, id).State == c.state })
			if it := w.item(m, id); !strings.Contains(it.Reason, c.reason) {
				t.Errorf("reason %q", it.Reason)
			}
			w.sameFile(file, []byte(c.want))
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), "a (1).txt")); (err == nil) != c.beside {
				t.Errorf("renamed: %v", err)
			}
			if c.state != Paused {
				return
			}
			if err := m.Resolve(t.Context(), Overwrite, id); err != nil {
				t.Fatal(err)
			}
			if s := w.wait(m, id); s.Done != 1 {
				t.Errorf("%+v", s)
			}
			w.sameFile(file, []byte("remote"))
		})
	}
}

func TestAnswerForAll(t *testing.T) {
	w := newWorld(t)
	m := w.open(func(c *Config) { c.Limits.PartsAtOnce = 1 })
	back := filepath.Join(w.dir, "back")
	for i := range 30 {
		w.put(fmt.Sprintf("in/%02d", i), []byte("remote"))
		w.write(fmt.Sprintf("back/%02d", i), 3)
	}
	id := w.enqueue(m, w.downDir("in/", back))[0]
	w.until(m, "all ask", func(s Snapshot) bool { return s.Totals.Paused == 30 })
	if g := w.item(m, id); g.State != Paused {
		t.Errorf("%+v", g)
	}
	if err := m.ResumeAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := m.Current().Totals.Paused; n != 30 {
		t.Errorf("%d still ask after resuming all", n)
	}
	if err := m.Resolve(t.Context(), Overwrite, id); err != nil {
		t.Fatal(err)
	}
	if s := w.wait(m, id); s.Done != 30 {
		t.Fatalf("%+v", s)
	}
	w.sameFile(filepath.Join(back, "29"), []byte("remote"))
}
