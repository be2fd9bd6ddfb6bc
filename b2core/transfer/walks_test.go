package transfer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/transfer/filter"
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

// pageGate lets one page of a listing through and holds the next.
type pageGate struct {
	*b2core.Client
	pages *atomic.Int64
}

func (g pageGate) ListNames(ctx context.Context, bucketID string, o b2core.ListOptions) (b2core.Page, error) {
	if g.pages.Add(1) > 1 {
		<-ctx.Done()
		return b2core.Page{}, ctx.Err()
	}
	return g.Client.ListNames(ctx, bucketID, o)
}

// A folder that was read half when the program ended is read on with the same
// filter: nothing that it leaves out is queued, nothing is queued twice.
func TestFilteredWalkGoesOn(t *testing.T) {
	const files = 2500 // three pages
	w := newWorld(t)
	w.log = nil
	names := func(yield func(string) bool) {
		for i := range files {
			if !yield(fmt.Sprintf("in/%04d", i)) || !yield(fmt.Sprintf("in/%04d.tmp", i)) {
				return
			}
		}
	}
	if err := w.server.AddNames(w.bucket.Name, names, 1); err != nil {
		t.Fatal(err)
	}
	wanted, err := filter.New(filter.Rules{Exclude: []string{"*.tmp"}})
	if err != nil {
		t.Fatal(err)
	}
	j := w.downDir("in/", filepath.Join(w.dir, "back"))
	j.Filter = wanted
	gate := pageGate{w.client, new(atomic.Int64)}
	m, err := open(t.Context(), Config{Path: w.path}, func(context.Context, string) (mover, error) { return gate, nil })
	if err != nil {
		t.Fatal(err)
	}
	id := w.enqueue(m, j)[0]
	eventually(t, "the second page is asked for", func() bool { return gate.pages.Load() == 2 })
	if it := w.item(m, id); !it.Walking {
		t.Errorf("%+v", it)
	}
	w.close(m)

	m = w.open(func(c *Config) { c.Adopt = true })
	if s := w.wait(m, id); s.Done != files || s.Failed != 0 {
		t.Errorf("%+v", s)
	}
	if it := w.item(m, id); it.Files != files || it.FilesSkipped != 0 {
		t.Errorf("%+v", it)
	}
	there, err := os.ReadDir(filepath.Join(w.dir, "back"))
	if err != nil || len(there) != files {
		t.Errorf("%d files, %v", len(there), err)
	}
}
