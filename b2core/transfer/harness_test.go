package transfer

import (
	"bytes"
	"context"
	"crypto/sha1"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

// world is a service with one bucket, a folder and a queue.
type world struct {
	testing.TB
	server *b2test.Server
	client *b2core.Client
	bucket b2core.Bucket
	dir    string // local files
	path   string // queue.db
	log    *slog.Logger
}

func newWorld(t testing.TB, opts ...func(*emulator.Options)) *world {
	t.Helper()
	w := &world{TB: t, server: b2test.NewServer(t, opts...), dir: t.TempDir(), path: filepath.Join(t.TempDir(), "state", "queue.db")}
	w.client = w.server.Client(t)
	t.Cleanup(w.client.Close)
	w.log = slog.New(slog.NewTextHandler(t.Output(), nil))
	var err error
	w.bucket, err = w.client.CreateBucket(t.Context(), b2core.BucketSpec{Name: "photos-of-2026"})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// newBench is a world without a word in the log.
func newBench(b *testing.B) *world {
	w := newWorld(b)
	w.log = nil
	return w
}

// openFor opens a queue of its own that the caller closes.
func (w *world) openFor(b *testing.B) *Manager {
	m, err := Open(b.Context(), Config{
		Path:    filepath.Join(b.TempDir(), "q", "queue.db"),
		Clients: func(context.Context, string) (*b2core.Client, error) { return w.client, nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	return m
}

// open opens a queue on the world's database; the test's end closes it.
func (w *world) open(set ...func(*Config)) *Manager {
	w.Helper()
	cfg := Config{
		Path:    w.path,
		Clients: func(context.Context, string) (*b2core.Client, error) { return w.client, nil },
		Logger:  w.log,
	}
	for _, s := range set {
		s(&cfg)
	}
	m, err := Open(w.Context(), cfg)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { w.close(m) })
	return m
}

func (w *world) close(m *Manager) {
	w.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := m.Close(ctx); err != nil {
		w.Errorf("close the queue: %v", err)
	}
}

// write makes a local file of random content and returns its path.
func (w *world) write(name string, size int) string {
	w.Helper()
	file := filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(file, content(name, size), 0o644); err != nil {
		w.Fatal(err)
	}
	return file
}

func content(name string, size int) []byte {
	seed := sha1.Sum([]byte(name))
	b := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte(append(seed[:], make([]byte, 12)...))).Read(b)
	return b
}

func (w *world) up(file, name string) Job {
	return Job{Direction: Up, Local: file, BucketID: w.bucket.ID, Bucket: w.bucket.Name, Name: name}
}

func (w *world) down(name, file string) Job {
	w.Helper()
	v, err := w.client.Stat(w.Context(), w.bucket.ID, name)
	if err != nil {
		w.Fatal(err)
	}
	return Job{Direction: Down, Local: file, BucketID: w.bucket.ID, Bucket: w.bucket.Name, Name: name, File: v}
}

func (w *world) upDir(dir, prefix string) Job {
	return Job{Direction: Up, Dir: true, Local: dir, BucketID: w.bucket.ID, Bucket: w.bucket.Name, Name: prefix}
}

func (w *world) downDir(prefix, dir string) Job {
	return Job{Direction: Down, Dir: true, Local: dir, BucketID: w.bucket.ID, Bucket: w.bucket.Name, Name: prefix}
}

func (w *world) enqueue(m *Manager, jobs ...Job) []int64 {
	w.Helper()
	ids, err := m.Enqueue(w.Context(), jobs...)
	if err != nil {
		w.Fatal(err)
	}
	return ids
}

func (w *world) wait(m *Manager, ids ...int64) Summary {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), 60*time.Second)
	defer cancel()
	s, err := m.Wait(ctx, nil, ids...)
	if err != nil {
		w.Fatalf("wait: %v; %+v; now %+v", err, s, m.Current())
	}
	return s
}

// until waits for a state of the queue, as Next tells it.
func (w *world) until(m *Manager, what string, ok func(Snapshot) bool) Snapshot {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), 30*time.Second)
	defer cancel()
	for {
		s, err := m.Next(ctx, time.Millisecond)
		if err != nil {
			w.Fatalf("waiting until %s: %v; now %+v", what, err, m.Current())
		}
		if ok(s) {
			return s
		}
	}
}

func (w *world) item(m *Manager, id int64) Item {
	w.Helper()
	it, err := m.Item(w.Context(), id)
	if err != nil {
		w.Fatal(err)
	}
	return it
}

// stored checks that the bucket holds a file with a content.
func (w *world) stored(name string, want []byte) {
	w.Helper()
	v, err := w.client.Stat(w.Context(), w.bucket.ID, name)
	if err != nil {
		w.Errorf("%s: %v", name, err)
		return
	}
	if sum := fmt.Sprintf("%x", sha1.Sum(want)); v.Hash().SHA1 != sum || v.Size != int64(len(want)) {
		w.Errorf("%s: %d bytes with hash %s, want %d with %s", name, v.Size, v.Hash().SHA1, len(want), sum)
	}
}

func (w *world) sameFile(file string, want []byte) {
	w.Helper()
	got, err := os.ReadFile(file)
	if err != nil {
		w.Error(err)
		return
	}
	if !bytes.Equal(got, want) {
		w.Errorf("%s: content differs (%d bytes, want %d)", file, len(got), len(want))
	}
}

// versions are all versions whose name begins so.
func (w *world) versions(prefix string) []b2core.FileVersion {
	w.Helper()
	var all []b2core.FileVersion
	for v, err := range w.client.Versions(w.Context(), w.bucket.ID, b2core.ListOptions{Prefix: prefix}) {
		if err != nil {
			w.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}
