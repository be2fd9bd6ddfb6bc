package mirror

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
)

// One transaction of class C for each thousand names, and for each thousand
// versions where those are needed.
func TestListingsCostOneCallAThousandNames(t *testing.T) {
	w := newWorld(t)
	for i, n := range []int{3500, 2001} {
		if err := w.server.AddNames(w.buckets[i].Name, b2test.Numbered("%06d.jpg", n), 10); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		remove RemovalKind
		names  int64
		more   int64
	}{{RemoveNothing, 7, 0}, {RemoveHide, 7, 0}, {RemoveForever, 3, 4}} {
		w.server.ResetCounters()
		_, p := w.plan(w.bucket(1, ""), w.bucket(0, ""), Options{Rule: Rule{By: BySize}, Remove: Removal{Kind: c.remove}})
		if s := p.Totals(); s.Sources != 2001 || s.Removals() != 1499 && c.remove != RemoveNothing {
			t.Errorf("%q: %+v", c.remove, s)
		}
		calls := w.server.Counters().Calls
		if calls["b2_list_file_names"] != c.names || calls["b2_list_file_versions"] != c.more || len(calls) > 2 {
			t.Errorf("%q: %v", c.remove, calls)
		}
	}
}

// endless lists n names without holding them.
type endless struct{ n, from int }

func (l endless) ListNames(_ context.Context, _ string, o b2core.ListOptions) (b2core.Page, error) {
	at := l.from
	if o.Start != "" {
		if _, err := fmt.Sscanf(o.Start, "%d", &at); err != nil {
			return b2core.Page{}, err
		}
	}
	var page b2core.Page
	for i := at; i < min(at+1000, l.n); i++ {
		page.Files = append(page.Files, b2core.FileVersion{
			ID: fmt.Sprintf("4_z%080d", i), Name: fmt.Sprintf("%08d a file in a folder", i), Action: b2core.ActionUpload,
			Size: 1000, SHA1: sumA, UploadedAt: then, Info: map[string]string{b2core.InfoModTime: "1700000000123"},
		})
	}
	if at+1000 < l.n {
		page.NextName = fmt.Sprintf("%08d", at+1000)
	}
	return page, nil
}

func (l endless) ListVersions(ctx context.Context, id string, o b2core.ListOptions) (b2core.Page, error) {
	return l.ListNames(ctx, id, o)
}

// Neither what is alike nor what has to be removed is held in memory.
func TestMemoryDoesNotGrowWithTheNames(t *testing.T) {
	const names = 30_000
	t.Setenv("TMPDIR", t.TempDir())
	allowed := b2core.Allowed{Capabilities: []b2core.Capability{b2core.ListFiles, b2core.ReadFiles, b2core.WriteFiles, b2core.DeleteFiles}}
	side := func(id string, l Lister) Side { return Side{Lister: l, Allowed: allowed, BucketID: id, Bucket: id} }
	p, err := New(side("a", endless{names, names / 2}), side("b", endless{names, 0}), Options{Remove: Removal{Kind: RemoveForever}})
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	n, most := 0, uint64(0)
	for a, err := range p.Actions(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("%08d ", n); a.Op != Delete || !strings.HasPrefix(a.Name, want) {
			t.Fatalf("%s, want one that begins with %q", line(a), want)
		}
		if n++; n%5_000 == 1 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc-min(before.HeapAlloc, now.HeapAlloc))
		}
	}
	if s := p.Totals(); n != names/2 || s.Deletes != n || s.Unchanged != names/2 {
		t.Errorf("%d actions, %+v", n, s)
	}
	const bound = 16 << 20
	t.Logf("%d names: %d kB more on the heap at most", names, most/1000)
	if most > bound {
		t.Errorf("%d bytes more on the heap, at most %d are allowed", most, bound)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(os.Getenv("TMPDIR")); len(left) != 0 {
		t.Errorf("left in the temporary folder: %v", left)
	}
}

// A caller that wants no more leaves nothing running and nothing behind.
func TestStoppingEarly(t *testing.T) {
	w := newWorld(t)
	for _, n := range []string{"a", "b", "c"} {
		w.write(n, n)
	}
	p, err := New(w.disk(), w.bucket(0, ""), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range p.Actions(t.Context()) {
		break
	}
	ctx, cancel := context.WithCancel(t.Context())
	if p, err = New(w.disk(), w.bucket(0, ""), Options{}); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := w.fails(ctx, p); err == nil {
		t.Error("a cancelled comparison ends well")
	}
}
