//go:build crash

package transfer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"b2tui/b2core"
)

// firstUpload is an engine whose uploads take no time and that tells when the
// first one came.
type firstUpload struct {
	mover
	once sync.Once
	came chan time.Time
}

func (f *firstUpload) Upload(_ context.Context, r b2core.UploadRequest) (b2core.FileVersion, error) {
	f.once.Do(func() { f.came <- time.Now() })
	return b2core.FileVersion{Name: r.Name, Size: r.Source.Size()}, nil
}

// TestHugeFolder queues a directory of many small files: more than one reading
// of it has names for in memory.
func TestHugeFolder(t *testing.T) {
	for _, files := range []int{100_000, 1_000_000} {
		t.Run(fmt.Sprint(files), func(t *testing.T) { hugeFolder(t, files) })
	}
}

func hugeFolder(t *testing.T, files int) {
	dir := t.TempDir()
	for i := range files {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	engine := &firstUpload{came: make(chan time.Time, 1)}
	m, err := open(t.Context(), Config{Path: filepath.Join(t.TempDir(), "q", "queue.db")},
		func(context.Context, string) (mover, error) { return engine, nil })
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := m.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}()
	runtime.GC()
	var before, peak runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	ids, err := m.Enqueue(t.Context(), Job{Direction: Up, Dir: true, Local: dir, BucketID: "b", Name: "x/"})
	if err != nil {
		t.Fatal(err)
	}
	first := (<-engine.came).Sub(start)
	over := make(chan error, 1)
	go func() {
		s, err := m.Wait(t.Context(), nil, ids...)
		if err == nil && s.Done != files {
			err = fmt.Errorf("%+v", s)
		}
		over <- err
	}()
	most := uint64(0)
	for done := false; !done; {
		select {
		case err := <-over:
			if err != nil {
				t.Fatal(err)
			}
			done = true
		case <-time.After(50 * time.Millisecond):
			runtime.ReadMemStats(&peak)
			most = max(most, peak.HeapAlloc)
		}
	}
	figure := fmt.Sprintf("%d files: first transfer after %d ms, all booked in %.1f s, heap at most +%d MiB",
		files, first.Milliseconds(), time.Since(start).Seconds(), (int64(most)-int64(before.HeapAlloc))>>20)
	t.Attr("fault", "L9")
	t.Attr("figure", figure)
	t.Log(figure)
	if first > 4*time.Second { // a second on a machine that does nothing else
		t.Error("that is too slow")
	}
	const bound = 64 << 20
	if most > before.HeapAlloc+bound {
		t.Error("that is too much memory")
	}
}
