//go:build unix

package transfer

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// What is no ordinary file is left out of a directory and told, and refused when
// it is asked for by itself; nobody waits for it.
func TestSpecialFiles(t *testing.T) {
	t.Attr("fault", "L8")
	w := newWorld(t)
	m := w.open()
	m.sourceRest = time.Millisecond // what is shorter than it says may come to rest
	w.write("tree/file", 10)
	w.write("tree/empty", 0)
	tree := filepath.Join(w.dir, "tree")
	mkfifo(t, filepath.Join(tree, "pipe"))
	short := t.TempDir() // a socket's path must be
	socket, err := net.Listen("unix", filepath.Join(short, "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	links := map[string]string{"socket": filepath.Join(short, "s"), "zero": "/dev/zero", "tty": "/dev/tty"}
	made := []string{} // files of which the system makes up the content
	for _, file := range []string{"/proc/self/status", "/proc/version", "/sys/kernel/mm/transparent_hugepage/enabled"} {
		if _, err := os.Stat(file); err == nil && runtime.GOOS == "linux" {
			links["made-"+filepath.Base(file)] = file
			made = append(made, "made-"+filepath.Base(file))
		}
	}
	for name, to := range links {
		if err := os.Symlink(to, filepath.Join(tree, name)); err != nil {
			t.Fatal(err)
		}
	}
	id := w.enqueue(m, w.upDir(tree, "t/"))[0]
	s := w.wait(m, id)
	if s.Done != 2 || s.Failed != len(made) {
		t.Errorf("%+v", s)
	}
	for _, f := range s.Failures {
		if !strings.Contains(f.Reason, "no size") && !strings.Contains(f.Reason, "became shorter") {
			t.Error(f.Reason)
		}
	}
	w.stored("t/file", content("tree/file", 10))
	w.stored("t/empty", nil)
	if n := len(w.versions("t/")); n != 2 {
		t.Errorf("%d versions are stored", n)
	}
	if g := w.item(m, id); !strings.Contains(g.Reason, "skipped 4 special files") {
		t.Errorf("the group says %q", g.Reason)
	}
	refused := 0
	for _, name := range append([]string{"pipe", "socket", "zero", "tty"}, made...) {
		s := w.wait(m, w.enqueue(m, w.up(filepath.Join(tree, name), "single"))...)
		if s.Failed != 1 {
			t.Errorf("%s: %+v", name, s)
		}
		refused += s.Failed
	}
	if n := len(w.versions("single")); n != 0 {
		t.Errorf("%d versions of what is no file", n)
	}
	t.Attr("figure", fmt.Sprintf("%d kinds, in a folder and by themselves: stored 0, waited for 0", refused))
}

// A sparse file of 1 TB is a file like others: it is read, in bounded memory, and
// can be given up at any time.
func TestSparseSource(t *testing.T) {
	t.Attr("fault", "L8")
	const size = 1 << 40
	w := newWorld(t)
	m := w.open()
	file := w.write("sparse", 0)
	if err := os.Truncate(file, size); err != nil {
		t.Skip(err)
	}
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	id := w.enqueue(m, w.up(file, "sparse"))[0]
	w.until(m, "it is read", func(s Snapshot) bool { return len(s.Active) == 1 && s.Active[0].State == Verifying })
	runtime.ReadMemStats(&now)
	start := time.Now()
	if err := m.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	w.until(m, "nothing runs", func(s Snapshot) bool { return len(s.Active) == 0 })
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("given up after %s", d)
	}
	grown := (int64(now.HeapAlloc) - int64(before.HeapAlloc)) >> 20
	if grown > 32 {
		t.Errorf("the heap grew by %d MiB", grown)
	}
	t.Attr("figure", fmt.Sprintf("1 TiB: heap %+d MiB, given up in %d ms", grown, time.Since(start).Milliseconds()))
}
