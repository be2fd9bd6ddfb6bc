package transfer

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"
)

// TestManyItemsStart opens a queue of very many items that a dead process left,
// and has the first of them run.
func TestManyItemsStart(t *testing.T) {
	if raceDetector {
		t.Skip("measures, and the race detector makes SQLite in Go some thirty times slower")
	}
	sizes := []int{100_000}
	if thorough {
		sizes = append(sizes, 1_000_000)
	}
	for _, rows := range sizes {
		t.Run(fmt.Sprint(rows), func(t *testing.T) {
			w := newWorld(t)
			m := w.open()
			w.crowd(m, rows)
			w.close(m)
			runtime.GC()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			started, over := make(chan struct{}, rows), make(chan struct{})
			start := time.Now()
			m, err := open(t.Context(), Config{Path: w.path, Adopt: true}, func(context.Context, string) (mover, error) {
				started <- struct{}{}
				<-over
				return nil, errClosing
			})
			opened := time.Since(start)
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				m.end(errClosing) // else all would be held for want of an account
				close(over)
				w.close(m)
			}()
			if got := m.Current().Totals; got.Queued+got.Running != rows {
				t.Errorf("%+v", got)
			}
			<-started
			first := time.Since(start)
			runtime.ReadMemStats(&after)
			figure := fmt.Sprintf("%d items: open %d ms, first start %d ms, heap +%d KiB",
				rows, opened.Milliseconds(), first.Milliseconds(), (int64(after.HeapAlloc)-int64(before.HeapAlloc))>>10)
			t.Attr("fault", "P13")
			t.Attr("figure", figure)
			t.Log(figure)
			const most = 4 * time.Second // a second on a machine that does nothing else
			if first > most {
				t.Error("that is too slow")
			}
		})
	}
}

// crowd stores so many files that nobody owns.
func (w *world) crowd(m *Manager, rows int) {
	w.Helper()
	const lot, nobody = 20_000, 1 << 40
	for at := 0; at < rows; at += lot {
		err := m.journal.do(w.Context(), func(t *tx) error {
			for i := at; i < min(at+lot, rows); i++ {
				r := &row{
					ord: int64(i+1) * ordGap, state: Queued, owner: nobody, direction: Up, size: 1000,
					local: fmt.Sprintf("/home/somebody/pictures/%d.jpg", i), name: fmt.Sprintf("pictures/%d.jpg", i),
					bucketID: w.bucket.ID, bucket: w.bucket.Name,
				}
				if err := t.insert(r); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			w.Fatal(err)
		}
	}
}

// TestLargeQueueIsCheckedLater damages a database that is too large to be
// checked before it is used: it is said while it runs, and the next start sets
// it aside.
func TestLargeQueueIsCheckedLater(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector makes SQLite in Go some thirty times slower")
	}
	t.Attr("fault", "Q4")
	w := newWorld(t)
	m := w.open()
	w.crowd(m, 60_000)
	w.close(m)
	if _, err := w.sql().Exec(`PRAGMA writable_schema = on;
 UPDATE sqlite_schema SET sql = 'CREATE INDEX items_level ON items(grp, size)' WHERE name = 'items_level'`); err != nil {
		t.Fatal(err)
	}
	nobody := func(context.Context, string) (mover, error) { return nil, errors.New("no account") }
	m, err := open(t.Context(), Config{Path: w.path, Adopt: true}, nobody)
	if err != nil {
		t.Fatal(err)
	}
	w.until(m, "it is told", func(s Snapshot) bool { return s.Notice != "" && m.notice(noticeDamaged) != "" })
	w.close(m)
	m, err = open(t.Context(), Config{Path: w.path, Adopt: true}, nobody)
	if err != nil {
		t.Fatal(err)
	}
	defer w.close(m)
	if m.notice(noticeAside) == "" || m.Current().Totals.Queued != 0 {
		t.Errorf("%q, %+v", m.Current().Notice, m.Current().Totals)
	}
}

func (m *Manager) notice(k noticeKind) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.notices[k]
}
