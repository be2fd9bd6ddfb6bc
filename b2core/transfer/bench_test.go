package transfer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"b2tui/b2core"
)

// BenchmarkSmallFiles moves 2,000 files of 16 KiB up and down again. Service and
// client share the process, so its CPU time is of both.
func BenchmarkSmallFiles(b *testing.B) {
	w := newBench(b)
	const files = 2000
	for i := range files {
		w.write(fmt.Sprintf("tree/%02d/%d", i%40, i), 16<<10)
	}
	for b.Loop() {
		m := w.openFor(b)
		run := func(what string, j Job) {
			start := time.Now()
			ids, err := m.Enqueue(b.Context(), j)
			if err != nil {
				b.Fatal(err)
			}
			s, err := m.Wait(b.Context(), nil, ids...)
			if err != nil || s.Done != files {
				b.Fatalf("%+v, %v", s, err)
			}
			b.ReportMetric(files/time.Since(start).Seconds(), what+"-files/s")
		}
		run("up", w.upDir(filepath.Join(w.dir, "tree"), "t/"))
		back := filepath.Join(b.TempDir(), "back")
		run("down", w.downDir("t/", back))
		_ = m.Close(context.Background())
	}
}

// nothing is an engine whose transfers take no time, so that only the queue's
// own work is left.
type nothing struct{ mover }

func (nothing) Upload(_ context.Context, r b2core.UploadRequest) (b2core.FileVersion, error) {
	return b2core.FileVersion{Name: r.Name, Size: r.Source.Size()}, nil
}

// BenchmarkBookkeeping is the queue alone: 2,000 files that go nowhere.
func BenchmarkBookkeeping(b *testing.B) {
	dir := b.TempDir()
	const files = 2000
	for i := range files {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i)), []byte("x"), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		m, err := open(b.Context(), Config{Path: filepath.Join(b.TempDir(), "q", "queue.db")},
			func(context.Context, string) (mover, error) { return nothing{}, nil })
		if err != nil {
			b.Fatal(err)
		}
		ids, err := m.Enqueue(b.Context(), Job{Direction: Up, Dir: true, Local: dir, BucketID: "b", Name: "x/"})
		if err != nil {
			b.Fatal(err)
		}
		if s, err := m.Wait(b.Context(), nil, ids...); err != nil || s.Done != files {
			b.Fatalf("%+v, %v", s, err)
		}
		_ = m.Close(context.Background())
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/files, "µs/file")
}

// BenchmarkSnapshot is what a screen asks for ten times a second, with 10,000
// items in the queue.
func BenchmarkSnapshot(b *testing.B) {
	w := newBench(b)
	m := w.openFor(b)
	defer func() { _ = m.Close(context.Background()) }()
	jobs := make([]Job, 10_000)
	for i := range jobs {
		jobs[i] = w.up(filepath.Join(w.dir, fmt.Sprint(i)), fmt.Sprint(i))
		jobs[i].Paused = true
	}
	if _, err := m.Enqueue(b.Context(), jobs...); err != nil {
		b.Fatal(err)
	}
	b.Run("current", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = m.Current()
		}
	})
	b.Run("window", func(b *testing.B) {
		for b.Loop() {
			if _, err := m.Window(b.Context(), Query{Offset: 5000, Limit: 50}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
