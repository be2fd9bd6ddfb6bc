//go:build crash && linux

package transfer

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestDiskIsFull downloads to a small disk: what has no room waits, and goes on
// without being asked when there is some.
func TestDiskIsFull(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("mounts a file system, which takes root")
	}
	for _, c := range []struct {
		row, name, small, wide string
		files, size            int
	}{
		{"L1", "bytes", "size=4m", "size=64m", 3, 3 << 20},
		{"L1", "one that is larger than the disk", "size=4m", "size=64m", 1, 20 << 20},
		{"L2", "files", "nr_inodes=32", "nr_inodes=1000", 80, 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Attr("fault", c.row)
			w := newWorld(t)
			m := w.open(func(c *Config) { c.Adopt = true })
			for i := range c.files {
				w.write(fmt.Sprintf("d/%d", i), c.size)
			}
			w.wait(m, w.enqueue(m, w.upDir(filepath.Join(w.dir, "d"), "d/"))...)
			disk := t.TempDir()
			if err := unix.Mount("tmpfs", disk, "tmpfs", 0, c.small); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := unix.Unmount(disk, unix.MNT_DETACH); err != nil {
					t.Error(err)
				}
			})
			id := w.enqueue(m, w.downDir("d/", filepath.Join(disk, "back")))[0]
			w.until(m, "the disk is full", func(s Snapshot) bool { return s.Totals.Paused > 0 && s.Totals.Running+s.Totals.Queued == 0 })
			before := m.Current().Totals
			if n := w.server.Counters().BytesOut; c.size > 16<<20 && n != 0 {
				t.Errorf("%d bytes came before the space was asked for", n)
			}
			win, err := m.Window(t.Context(), Query{Group: id, States: []State{Paused}, Limit: 1})
			if err != nil || !strings.Contains(win.Items[0].Reason, fullReason) {
				t.Fatalf("%+v, %v", win, err)
			}
			if err := unix.Mount("tmpfs", disk, "tmpfs", unix.MS_REMOUNT, c.wide); err != nil {
				t.Fatal(err)
			}
			if s := w.wait(m, id); s.Done != c.files || s.Failed != 0 {
				t.Errorf("%+v", s)
			}
			for i := range c.files {
				w.sameFile(filepath.Join(disk, "back", fmt.Sprint(i)), content(fmt.Sprintf("d/%d", i), c.size))
			}
			t.Attr("figure", fmt.Sprintf("%d of %d waited and went on, lost 0", before.Paused, c.files))
		})
	}
}

// TestJournalDiskIsFull fills the disk that the queue itself is on: what was
// taken is kept, more is refused, and it goes on when there is room.
func TestJournalDiskIsFull(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("mounts a file system, which takes root")
	}
	t.Attr("fault", "L1")
	disk := t.TempDir()
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=2m"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(disk, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	w := newWorld(t)
	w.path = filepath.Join(disk, "state", "queue.db")
	m := w.open()
	const lot = 50
	file := w.write("file", 1000)
	var taken []int64
	for refused := false; !refused; {
		var jobs []Job
		for i := range lot {
			j := w.up(file, fmt.Sprintf("%06d", len(taken)+i))
			j.Paused = true
			jobs = append(jobs, j)
		}
		ids, err := m.Enqueue(t.Context(), jobs...)
		if refused = err != nil; refused {
			t.Logf("after %d: %v", len(taken), err)
		}
		taken = append(taken, ids...)
	}
	count := func() int {
		win, err := m.Window(t.Context(), Query{Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		return win.Total
	}
	lost := len(taken) - count()
	if err := unix.Mount("tmpfs", disk, "tmpfs", unix.MS_REMOUNT, "size=64m"); err != nil {
		t.Fatal(err)
	}
	if err := m.ResumeAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := w.wait(m, append(taken, w.enqueue(m, w.up(file, "last"))...)...); s.Done != len(taken)+1 {
		t.Errorf("%+v", s)
	}
	w.close(m)
	m = w.open()
	lost += len(taken) + 1 - count()
	if n := len(w.versions("")); lost != 0 || n != len(taken)+1 {
		t.Errorf("lost %d, stored %d of %d", lost, n, len(taken)+1)
	}
	figure := fmt.Sprintf("full after %d entries, lost records: %d; all moved when there was room", len(taken), lost)
	t.Attr("figure", figure)
	t.Log(figure)
}

// TestReadOnlyDisk downloads to a disk that takes nothing, and from it.
func TestReadOnlyDisk(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("mounts a file system, which takes root")
	}
	t.Attr("fault", "L4")
	w := newWorld(t)
	m := w.open()
	w.put("in/a/b", make([]byte, 100))
	w.put("in/c", make([]byte, 6<<20))
	disk := t.TempDir()
	if err := unix.Mount("tmpfs", disk, "tmpfs", unix.MS_RDONLY, "size=4m"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(disk, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	w.server.ResetCounters()
	s := w.wait(m, w.enqueue(m, w.down("in/c", filepath.Join(disk, "c")), w.downDir("in/", filepath.Join(disk, "back")))...)
	if s.Done != 0 || s.Failed != 3 {
		t.Errorf("%+v", s)
	}
	for _, f := range s.Failures {
		if !strings.Contains(f.Reason, "read-only") {
			t.Error(f.Reason)
		}
	}
	n := w.server.Counters().BytesOut
	if n != 0 {
		t.Errorf("%d bytes came", n)
	}
	t.Attr("figure", fmt.Sprintf("%d downloads to a read-only disk, bytes fetched: %d", s.Failed, n))
}
