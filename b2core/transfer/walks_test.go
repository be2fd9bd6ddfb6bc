package transfer

import (
	"context"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"

	"b2tui/b2core"
)

// heldLister answers no listing before it may, and counts those under way.
type heldLister struct {
	mover
	now, most *atomic.Int64
	open      chan struct{}
}

func (h heldLister) ListNames(context.Context, string, b2core.ListOptions) (b2core.Page, error) {
	n := h.now.Add(1)
	defer h.now.Add(-1)
	for old := h.most.Load(); n > old && !h.most.CompareAndSwap(old, n); {
		old = h.most.Load()
	}
	<-h.open
	return b2core.Page{}, nil
}

// However many folders are queued, a few are read at once, and all in the end.
func TestFewFoldersAreReadAtOnce(t *testing.T) {
	const folders = 100
	w := newWorld(t)
	held := heldLister{w.client, new(atomic.Int64), new(atomic.Int64), make(chan struct{})}
	m, err := open(t.Context(), Config{}, func(context.Context, string) (mover, error) { return held, nil })
	if err != nil {
		t.Fatal(err)
	}
	defer w.close(m)
	jobs := make([]Job, folders)
	for i := range jobs {
		jobs[i] = w.downDir("in/", filepath.Join(w.dir, strconv.Itoa(i)))
	}
	ids := w.enqueue(m, jobs...)
	eventually(t, "some are read", func() bool { return held.now.Load() == walksAtOnce })
	if err := m.Cancel(t.Context(), ids[folders-1]); err != nil { // it waits for its turn
		t.Fatal(err)
	}
	close(held.open)
	w.wait(m, ids...)
	if n := held.most.Load(); n != walksAtOnce {
		t.Errorf("%d were read at once", n)
	}
	if it := w.item(m, ids[0]); it.State != Done {
		t.Errorf("%+v", it)
	}
}
