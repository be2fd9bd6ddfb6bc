//go:build unix

package transfer

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// What may not be read or written is found out before a byte moves, and said
// with what to do. Root may do everything, so it has somebody else try.
func TestPermissions(t *testing.T) {
	if os.Getuid() == 0 {
		asNobody(t)
		return
	}
	t.Attr("fault", "L4")
	w := newWorld(t)
	m := w.open()
	w.put("in/a/b", make([]byte, 100))
	w.put("in/c", make([]byte, 6<<20))
	deny := func(path string, mode os.FileMode) string {
		w.Helper()
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(path, 0o700) })
		return path
	}
	folder := func(name string) string {
		w.Helper()
		dir := filepath.Join(w.dir, name)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	source := deny(w.write("source", 6<<20), 0)
	w.write("tree/hidden/file", 10)
	deny(filepath.Join(w.dir, "tree/hidden"), 0)
	w.write("behind/file", 10)
	w.write("closed/file", 10)
	cases, moved := 0, int64(0)
	for name, j := range map[string]Job{
		"source":                 w.up(source, "up"),
		"folder of the source":   w.up(filepath.Join(deny(filepath.Join(w.dir, "behind"), 0), "file"), "up"),
		"folder in the source":   w.upDir(filepath.Join(w.dir, "tree"), "up/"),
		"source folder":          w.upDir(deny(filepath.Join(w.dir, "closed"), 0o300), "up/"),
		"target folder":          w.down("in/c", filepath.Join(deny(folder("target"), 0o500), "c")),
		"parent of a new folder": w.downDir("in/", filepath.Join(deny(folder("parent"), 0o500), "new")),
		"folder in the target":   w.down("in/a/b", filepath.Join(deny(folder("unseen"), 0), "a", "b")),
	} {
		cases++
		w.server.ResetCounters()
		s := w.wait(m, w.enqueue(m, j)...)
		if s.Done != 0 || s.Failed == 0 || len(s.Failures) == 0 {
			t.Errorf("%s: %+v", name, s)
			continue
		}
		if why := s.Failures[0].Reason; !strings.Contains(why, "permission denied") || !strings.Contains(why, "change its permissions") {
			t.Errorf("%s: %s", name, why)
		}
		counted := w.server.Counters()
		moved += counted.BytesIn + counted.BytesOut
		if n := counted.Calls["b2_start_large_file"]; n != 0 {
			t.Errorf("%s: %d large files begun", name, n)
		}
	}
	if moved != 0 || len(w.versions("up")) != 0 {
		t.Errorf("%d bytes moved", moved)
	}
	t.Attr("figure", fmt.Sprintf("%d places without permission, bytes sent: %d", cases, moved))
}

// asNobody runs the calling test in a process without rights.
func asNobody(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("root may read and write everything")
	}
	const nobody = 65534
	dir, err := os.MkdirTemp("", "nobody")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.Chown(dir, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	// The program may lie where nobody may go: by this name it is found all the same.
	cmd := exec.CommandContext(t.Context(), "/proc/self/exe", "-test.v", "-test.run=^"+t.Name()+"$")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "TMPDIR="+dir, "HOME="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		if _, attr, ok := strings.Cut(strings.TrimSpace(line), "=== ATTR  "+t.Name()+" "); ok {
			key, value, _ := strings.Cut(attr, " ")
			t.Attr(key, value)
		}
	}
}
