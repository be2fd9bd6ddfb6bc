package transfer

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"b2tui/b2core/b2test"
)

func TestOneFileBothWays(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 5<<20))
	m := w.open()
	for _, size := range []int{0, 1, 1 << 20, 3<<20 + 1, 12<<20 + 7} {
		name := fmt.Sprintf("sizes/%d.bin", size)
		file := w.write(name, size)
		s := w.wait(m, w.enqueue(m, w.up(file, name))...)
		if s.Done != 1 || s.Failed != 0 || s.Bytes != int64(size) || s.Err != nil {
			t.Fatalf("up %d: %+v", size, s)
		}
		w.stored(name, content(name, size))
		back := filepath.Join(w.dir, "back", fmt.Sprint(size))
		s = w.wait(m, w.enqueue(m, w.down(name, back))...)
		if s.Done != 1 || s.NotVerifiable != 0 {
			t.Fatalf("down %d: %+v", size, s)
		}
		w.sameFile(back, content(name, size))
		want, _ := os.Stat(file)
		got, _ := os.Stat(back)
		if d := want.ModTime().Sub(got.ModTime()); d.Abs().Milliseconds() > 0 {
			t.Errorf("mtime of %s is off by %v", back, d)
		}
	}
	if s := m.Current(); s.Totals.Done != 10 || s.Totals.Running+s.Totals.Queued != 0 || s.Totals.Bytes != 0 {
		t.Errorf("totals %+v", s.Totals)
	}
}

func TestDirectoryBothWays(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 2<<20))
	m := w.open()
	var names []string
	for i := range 300 {
		names = append(names, fmt.Sprintf("tree/d%d/e%d/file %d ä.txt", i%7, i%3, i))
	}
	names = append(names, "tree/big.bin")
	var bytes int64
	for i, n := range names {
		size := i * 17
		if n == "tree/big.bin" {
			size = 5 << 20
		}
		bytes += int64(size)
		w.write(n, size)
	}
	ids := w.enqueue(m, w.upDir(filepath.Join(w.dir, "tree"), "to/here/"))
	s := w.wait(m, ids...)
	if s.Done != len(names) || s.Failed != 0 || s.Bytes != bytes {
		t.Fatalf("up: %+v", s)
	}
	g := w.item(m, ids[0])
	if g.State != Done || g.Walking || g.Files != len(names) || g.FilesDone != len(names) || g.Size != bytes || g.Done != bytes || g.Reason != "" {
		t.Errorf("group: %+v", g)
	}
	back := filepath.Join(w.dir, "back")
	s = w.wait(m, w.enqueue(m, w.downDir("to/here/", back))...)
	if s.Done != len(names) || s.Failed != 0 {
		t.Fatalf("down: %+v", s)
	}
	for i, n := range names {
		size := i * 17
		if n == "tree/big.bin" {
			size = 5 << 20
		}
		rel, _ := filepath.Rel("tree", n)
		w.sameFile(filepath.Join(back, rel), content(n, size))
	}
}
