package transfer

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"b2tui/b2core/b2test"
)

func TestReopenKeepsTheQueue(t *testing.T) {
	t.Parallel() // it waits more than it works
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	m := w.open(func(c *Config) { c.Limits.UpRate = 1 << 20 })
	done := w.enqueue(m, w.up(w.write("done", 10), "done"))[0]
	w.wait(m, done)
	paused := w.up(w.write("paused", 10), "paused")
	paused.Paused = true
	missing := w.up(filepath.Join(w.dir, "missing"), "missing")
	ids := w.enqueue(m, w.up(w.write("big", 20<<20), "big"), paused, missing)
	w.wait(m, ids[2])
	w.until(m, "big moves", moving(1<<20))
	w.close(m)

	db := w.sql()
	for id, want := range map[int64]State{done: Done, ids[0]: Queued, ids[1]: Paused, ids[2]: Failed} {
		var got State
		if err := db.QueryRow(`SELECT state FROM items WHERE id = ?`, id).Scan(&got); err != nil || got != want {
			t.Errorf("item %d is stored as %q (%v), want %q", id, got, err, want)
		}
	}
	before := w.server.Counters().Calls["b2_upload_part"]
	m = w.open(func(c *Config) { c.Adopt = true })
	s := w.wait(m, ids[0])
	if s.Done != 1 || w.item(m, ids[1]).State != Paused {
		t.Fatalf("%+v, %+v", s, w.item(m, ids[1]))
	}
	if it := w.item(m, ids[2]); it.State != Failed || !strings.Contains(it.Reason, "no such file") {
		t.Errorf("missing: %+v", it)
	}
	w.stored("big", content("big", 20<<20))
	if n := w.server.Counters().Calls["b2_upload_part"] - before; n > 20 {
		t.Errorf("%d parts were sent after the restart", n)
	}
	if n := len(w.unfinished()); n != 0 {
		t.Errorf("%d unfinished files are left", n)
	}
}

// sql opens the database as any tool would.
func (w *world) sql() *sql.DB {
	w.Helper()
	db, err := sql.Open("sqlite", "file:"+w.path)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { db.Close() })
	return db
}

func TestFilesArePrivate(t *testing.T) {
	w := newWorld(t)
	w.open()
	entries, err := os.ReadDir(filepath.Dir(w.path))
	if err != nil {
		t.Fatal(err)
	}
	info, _ := os.Stat(filepath.Dir(w.path))
	if info.Mode().Perm() != 0o700 {
		t.Errorf("folder has mode %v", info.Mode())
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", e.Name(), info.Mode(), err)
		}
	}
}

func TestDamagedQueueIsSetAside(t *testing.T) {
	for name, damage := range map[string]func(b []byte) []byte{
		"no database": func([]byte) []byte { return []byte(strings.Repeat("this is not a database ", 200)) },
		"cut":         func(b []byte) []byte { return b[:len(b)-4096-100] },
		"zeros": func(b []byte) []byte {
			for i := 4096; i < len(b); i++ {
				b[i] = 0
			}
			return b
		},
		"no table": nil,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			m := w.open()
			w.wait(m, w.enqueue(m, w.up(w.write("a", 10), "a"))...)
			w.close(m)
			w.spoil(damage)
			m = w.open()
			if n := m.Current().Notice; !strings.Contains(n, "damaged") {
				t.Fatalf("notice %q", n)
			}
			aside, _ := filepath.Glob(w.path + ".damaged-*")
			if len(aside) == 0 {
				t.Error("the old database is gone")
			}
			if s := w.wait(m, w.enqueue(m, w.up(w.write("b", 10), "b"))...); s.Done != 1 {
				t.Errorf("%+v", s)
			}
		})
	}
}

func (w *world) spoil(damage func([]byte) []byte) {
	w.Helper()
	if damage == nil {
		if _, err := w.sql().Exec(`DROP TABLE items`); err != nil {
			w.Fatal(err)
		}
		return
	}
	b, err := os.ReadFile(w.path)
	if err != nil {
		w.Fatal(err)
	}
	for _, s := range []string{"-wal", "-shm"} {
		_ = os.Remove(w.path + s)
	}
	if err := os.WriteFile(w.path, damage(b), 0o600); err != nil {
		w.Fatal(err)
	}
}

func TestNewerQueueIsLeftAlone(t *testing.T) {
	t.Attr("fault", "P17")
	w := newWorld(t)
	w.close(w.open())
	if _, err := w.sql().Exec(`PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
	m := w.open()
	if n := m.Current().Notice; !strings.Contains(n, "newer version") || !strings.Contains(n, "memory") {
		t.Errorf("notice %q", n)
	}
	if s := w.wait(m, w.enqueue(m, w.up(w.write("a", 10), "a"))...); s.Done != 1 {
		t.Errorf("%+v", s)
	}
	if _, err := os.Stat(w.path); err != nil {
		t.Error(err)
	}
}

func TestQueueInMemory(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	m := w.open(func(c *Config) { c.Path = "" })
	w.write("d/big", 5<<20)
	for i := range 50 {
		w.write(fmt.Sprintf("d/%d", i), i)
	}
	ids := w.enqueue(m, w.upDir(filepath.Join(w.dir, "d"), "p/"))
	if s := w.wait(m, ids...); s.Done != 51 {
		t.Errorf("%+v", s)
	}
	win, err := m.Window(t.Context(), Query{Group: ids[0], Text: "BIG", Limit: 10})
	if err != nil || win.Total != 1 || win.Items[0].Name != "p/big" {
		t.Errorf("%+v, %v", win, err)
	}
	if m.Current().Notice != "" {
		t.Errorf("notice %q", m.Current().Notice)
	}
}

func TestTwoProcessesShareTheQueue(t *testing.T) {
	t.Attr("fault", "Q1")
	t.Parallel() // it waits more than it works
	w := newWorld(t)
	a := w.open(func(c *Config) { c.Limits.UpRate = 64 << 10 })
	b := w.open(func(c *Config) { c.Adopt = true })
	ids := w.enqueue(a, w.up(w.write("a", 4<<20), "a"), w.up(w.write("b", 4<<20), "b"))
	w.until(a, "it moves", moving(1))
	w.until(b, "the other sees it", func(s Snapshot) bool { return s.Totals.Running == 2 && len(s.Active) == 0 })
	if it := w.item(b, ids[0]); it.Owner == "" || it.State != Running {
		t.Errorf("seen from the other process: %+v", it)
	}
	if it := w.item(a, ids[0]); it.Owner != "" {
		t.Errorf("seen from its own process: %+v", it)
	}
	// One process pauses what the other runs, and lets it go on.
	if err := b.Pause(t.Context(), ids[0]); err != nil {
		t.Fatal(err)
	}
	w.until(a, "the owner stops", func(s Snapshot) bool { return s.Totals.Paused == 1 && len(s.Active) == 1 })
	if n, err := b.Adopt(t.Context()); n != 0 || err != nil {
		t.Errorf("adopted %d from the living, %v", n, err)
	}
	a.SetLimits(Limits{})
	if err := b.Resume(t.Context(), ids[0]); err != nil {
		t.Fatal(err)
	}
	if s := w.wait(b, ids...); s.Done != 2 {
		t.Errorf("%+v", s)
	}
	if n := w.server.Counters().Calls["b2_upload_file"]; n > 3 {
		t.Errorf("%d uploads for two files, one of them paused once", n)
	}
	// What a process leaves when it ends goes on in the next.
	left := w.up(w.write("c", 4<<20), "c")
	a.SetLimits(Limits{UpRate: 64 << 10})
	id := w.enqueue(a, left)[0]
	w.until(a, "it moves", moving(1))
	w.close(a)
	if s := w.wait(b, id); s.Done != 1 {
		t.Errorf("%+v", s)
	}
}

func TestWindowOfManyRows(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	rows := 25_000
	if raceDetector {
		rows = 2_000
	}
	start := time.Now()
	err := m.journal.do(t.Context(), func(tx *tx) error {
		var ord int64
		for i := range rows {
			ord += ordGap
			r := &row{
				ord: ord, state: Paused, owner: m.owner.id, direction: Up, local: "/home/somebody/pictures/" + fmt.Sprint(i),
				bucketID: w.bucket.ID, bucket: w.bucket.Name, name: fmt.Sprintf("pictures/%d.jpg", i), size: 1000,
			}
			if err := tx.insert(r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d rows in %v", rows, time.Since(start))
	for _, offset := range []int{0, 100, rows / 2, rows - 50, rows, rows + 10} {
		start := time.Now()
		win, err := m.Window(t.Context(), Query{Offset: offset, Limit: 50})
		took := time.Since(start)
		t.Logf("page at %d in %v", offset, took)
		if err != nil || win.Total != rows || win.Offset != offset || len(win.Items) != max(0, min(50, rows-offset)) {
			t.Fatalf("%d: %d rows of %d at %d, %v", offset, len(win.Items), win.Total, win.Offset, err)
		}
		for i, it := range win.Items {
			if want := fmt.Sprintf("pictures/%d.jpg", offset+i); it.Name != want {
				t.Fatalf("row %d is %s", offset+i, it.Name)
			}
		}
	}
	win, err := m.Window(t.Context(), Query{States: []State{Paused}, Text: "/1999", Limit: 50})
	if want := 1 + (rows-1)/20_000*10; err != nil || win.Total != min(want, 11) {
		t.Errorf("search: %d, %v", win.Total, err)
	}
}

// A window that only looks keeps nobody waiting and waits for nobody: whether
// others wrote is told while one of them holds the database.
func TestLookTakesNoLock(t *testing.T) {
	w := newWorld(t)
	m := w.open(func(c *Config) { c.Observe = true })
	other, err := w.sql().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	run := func(statement string) {
		t.Helper()
		if _, err := other.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	peek := func() bool {
		t.Helper()
		changed, err := m.journal.peek(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return changed
	}
	w.until(m, "the start is looked at", func(Snapshot) bool { return !peek() })
	run(`BEGIN IMMEDIATE`)
	run(`UPDATE owners SET host = 'other'`)
	if peek() {
		t.Error("what is not committed is seen")
	}
	before := m.Current().Revision
	run(`COMMIT`)
	w.until(m, "what others wrote is seen", func(s Snapshot) bool { return s.Revision > before })
}
