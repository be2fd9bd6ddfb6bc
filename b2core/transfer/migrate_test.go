package transfer

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// A queue of a newer version is not touched by a byte.
func TestNewerQueueIsUntouched(t *testing.T) {
	t.Attr("fault", "P17")
	w := newWorld(t)
	w.close(w.open())
	db := w.sql()
	for _, q := range []string{`PRAGMA journal_mode = delete`, `PRAGMA user_version = 99`} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(w.path)
	if err != nil {
		t.Fatal(err)
	}
	m := w.open()
	if n := m.Current().Notice; !strings.Contains(n, "newer version") {
		t.Errorf("notice %q", n)
	}
	w.close(m)
	after, err := os.ReadFile(w.path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the newer queue was changed (%v)", err)
	}
}
