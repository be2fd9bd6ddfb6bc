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
