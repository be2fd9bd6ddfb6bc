package transfer

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"b2tui/b2core/b2test"
)

// When the queue cannot grow, nothing fails: what runs waits, with the reason, and
// goes on when there is room again.
func TestFullQueueDiskPausesAndGoesOn(t *testing.T) {
	t.Attr("fault", "L1")
	const size = 2000 << 10 // in as many parts
	w := newWorld(t, b2test.SmallParts(1<<10, 1<<10))
	m := w.open()
	grow := func(pages int) {
		t.Helper()
		if err := m.journal.do(context.Background(), func(tx *tx) error {
			var n int64
			return tx.j.conn.QueryRowContext(tx.ctx, fmt.Sprintf(`PRAGMA max_page_count = %d`, pages)).Scan(&n)
		}); err != nil {
			t.Fatal(err)
		}
	}
	grow(1) // no more than there are
	id := w.enqueue(m, w.up(w.write("big", size), "big"))[0]
	w.until(m, "it waits or fails", func(s Snapshot) bool { return s.Totals.Paused+s.Totals.Failed == 1 })
	if it := w.item(m, id); it.State != Paused || !strings.HasPrefix(it.Reason, fullReason) || !strings.Contains(it.Reason, "the queue") {
		t.Errorf("%s: %s", it.State, it.Reason)
	}
	grow(1 << 30)
	if s := w.wait(m, id); s.Done != 1 {
		t.Errorf("%+v", s)
	}
	w.stored("big", content("big", size))
}
