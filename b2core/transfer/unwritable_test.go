package transfer

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestUnwritableQueue stops all writing to the database while files move, as a
// full disk does: nothing is moved twice, and it is said until it is over.
func TestUnwritableQueue(t *testing.T) {
	t.Attr("fault", "Q6")
	w := newWorld(t)
	m := w.open(func(c *Config) { c.Limits = Limits{PartsAtOnce: 1, UpRate: 1 << 20} })
	const files = 60
	for i := range files {
		w.write(fmt.Sprintf("d/%02d", i), 64<<10)
	}
	id := w.enqueue(m, w.upDir(filepath.Join(w.dir, "d"), ""))[0]
	w.until(m, "some are done", func(s Snapshot) bool {
		return s.Totals.Done > 2 && s.Totals.Queued+s.Totals.Running+s.Totals.Done == files
	})
	refuse := func(on int) {
		if _, err := m.journal.conn.ExecContext(t.Context(), fmt.Sprintf("PRAGMA query_only = %d", on)); err != nil {
			t.Fatal(err)
		}
	}
	refuse(1)
	w.until(m, "it is told", func(s Snapshot) bool { return strings.Contains(s.Notice, "cannot be written") })
	if _, err := m.Enqueue(t.Context(), w.up("/x", "x")); err == nil {
		t.Error("a job was taken that cannot be stored")
	}
	refuse(0)
	m.SetLimits(Limits{})
	if s := w.wait(m, id); s.Done != files {
		t.Fatalf("%+v", s)
	}
	if n := w.server.Counters().Calls["b2_upload_file"]; n != files {
		t.Errorf("%d uploads of %d files", n, files)
	}
	if n := m.Current().Notice; n != "" {
		t.Errorf("still told: %q", n)
	}
}
