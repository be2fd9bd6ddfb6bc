package transfer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNetworkDrive has the queue's folder where another machine may write it,
// too: neither sees the other's queue, both say so, and both work.
func TestNetworkDrive(t *testing.T) {
	w := newWorld(t)
	drive := func(c *Config) { c.networked = func(string) bool { return true } }
	here, there := w.open(drive), w.open(drive)
	for i, m := range []*Manager{here, there} {
		if n := m.Current().Notice; !strings.Contains(n, "network drive") || !strings.Contains(n, "in memory only") {
			t.Errorf("notice %q", n)
		}
		name := fmt.Sprintf("file%d", i)
		w.write(name, 1000)
		if s := w.wait(m, w.enqueue(m, w.up(filepath.Join(w.dir, name), name))[0]); s.Done != 1 {
			t.Errorf("%+v", s)
		}
		if win, err := m.Window(t.Context(), Query{Limit: 10}); err != nil || win.Total != 1 {
			t.Errorf("%d items, %v; want its own", win.Total, err)
		}
	}
	if _, err := os.Stat(w.path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a database on the drive: %v", err)
	}
	for _, row := range []string{"Q2", "Q3"} {
		t.Attr("fault", row)
	}
	t.Attr("figure", "queues kept in memory and said: 2 of 2, items of another machine seen: 0")
}

// TestLocksThatDoNotHold is a file system that says yes to every lock.
func TestLocksThatDoNotHold(t *testing.T) {
	t.Attr("fault", "Q2")
	path := filepath.Join(t.TempDir(), "lock")
	if err := holdsLocks(path); !errors.Is(err, errNoLocks) {
		t.Errorf("a lock that keeps nobody out: %v", err)
	}
	f, err := lockFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := holdsLocks(path); err != nil {
		t.Errorf("a lock that holds: %v", err)
	}
}
