//go:build linux

package crash

import (
	"bytes"
	"context"
	"crypto/sha1"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/emulator"

	_ "modernc.org/sqlite" // to look into the queue
)

// What travels: enough parts to be in the middle of some, and small files
// beside them.
const (
	partSize  = 1 << 20
	partCount = 6
	largeUp   = partCount*partSize - 1000
	rangeSize = 2 << 20
	ranges    = 12 // so large that its space is taken ahead
	largeDown = ranges*rangeSize - 1000
	atOnce    = 2 // parts in flight
	bucket    = "photos-of-2026"
)

// service is an emulator behind a gate.
type service struct {
	*emulator.Emulator
	gate   gate
	client *b2core.Client
	bucket b2core.Bucket
	url    string
}

func newService(t *testing.T) *service {
	t.Helper()
	e, err := emulator.New(emulator.Options{Seed: 1, MinimumPartSize: partSize, RecommendedPartSize: partSize})
	if err != nil {
		t.Fatal(err)
	}
	s := &service{Emulator: e, gate: gate{next: e, over: make(chan struct{})}}
	front := httptest.NewServer(&s.gate)
	s.url = front.URL
	s.client = b2core.New(b2core.Credentials{KeyID: e.KeyID(), Key: b2core.NewSecret(e.Key()), Realm: s.url}, b2core.Options{})
	t.Cleanup(func() {
		s.client.Close()
		close(s.gate.over)
		front.CloseClientConnections()
		front.Close()
		_ = e.Close()
	})
	if s.bucket, err = s.client.CreateBucket(t.Context(), b2core.BucketSpec{Name: bucket}); err != nil {
		t.Fatal(err)
	}
	return s
}

// world is one user's machine: a home with a queue, sources, and a target.
type world struct {
	*testing.T
	service *service
	home    string
	prefix  string // in the bucket, ends in a slash
	files   map[string][]byte
	source  string
	target  string
}

// newWorld makes the files of one round: a large one and some small ones.
func newWorld(t *testing.T, s *service, prefix string, large int, small int) *world {
	t.Helper()
	home := t.TempDir()
	w := &world{
		T: t, service: s, home: home, prefix: prefix + "/", files: map[string][]byte{},
		source: filepath.Join(home, "files", prefix), target: filepath.Join(home, "back"),
	}
	w.files["large"] = content(large)
	for i := range small {
		w.files[fmt.Sprintf("small-%d", i)] = content(1000 + i)
	}
	for _, dir := range []string{w.source, w.target} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, b := range w.files {
		if err := os.WriteFile(filepath.Join(w.source, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// content is the same for the same size.
func content(size int) []byte {
	b := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{byte(size), byte(size >> 8), byte(size >> 16)}).Read(b)
	return b
}

func (w *world) queue() string { return filepath.Join(w.home, "state", "b2tui", "queue.db") }

// command is a run of the program that has not begun. It is killed if it takes
// as long as only one that hangs does.
func (w *world) command(args ...string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(w.Context(), 5*time.Minute)
	w.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Getenv(programVariable), args...)
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + w.home, "LANG=C.UTF-8",
		"XDG_STATE_HOME=" + filepath.Join(w.home, "state"), "XDG_CONFIG_HOME=" + filepath.Join(w.home, "config"),
		"XDG_CACHE_HOME=" + filepath.Join(w.home, "cache"),
		"B2_ENVIRONMENT=" + w.service.url, "B2_APPLICATION_KEY_ID=" + w.service.KeyID(), "B2_APPLICATION_KEY=" + w.service.Key(),
	}
	cmd.Dir = w.home
	return cmd
}

func (w *world) put() *exec.Cmd {
	return w.command("put", "--quiet", "--parts-at-once", fmt.Sprint(atOnce), w.source, "b2://"+bucket+"/")
}

func (w *world) get() *exec.Cmd {
	return w.command("get", "--quiet", "--parts-at-once", fmt.Sprint(atOnce), "b2://"+bucket+"/"+w.prefix, w.target)
}

// must runs a command, which has to succeed.
func (w *world) must(cmd *exec.Cmd) {
	w.Helper()
	if out, err := cmd.CombinedOutput(); err != nil {
		w.Fatalf("%s: %v\n%s", strings.Join(cmd.Args[1:], " "), err, out)
	}
}

// goOn lets the next process finish what the killed one left.
func (w *world) goOn() error {
	out, err := w.command("queue", "run", "--quiet").CombinedOutput()
	if err != nil || len(out) > 0 {
		return fmt.Errorf("queue run: %w: %s", err, out)
	}
	return nil
}

// ask asks the queue for a number; 0 if there is no queue, or not yet.
func (w *world) ask(query string) int {
	if _, err := os.Stat(w.queue()); err != nil {
		return 0
	}
	db, err := sql.Open("sqlite", "file:"+w.queue()+"?_pragma=busy_timeout(10000)")
	if err != nil {
		w.Error(err)
		return 0
	}
	defer db.Close()
	n := 0
	if err := db.QueryRow(query).Scan(&n); err != nil {
		w.Logf("%s: %v", query, err) // as when it was killed before there were tables
		return 0
	}
	return n
}

const (
	openItems = `SELECT count(*) FROM items WHERE state IN ('queued','running')`
	allParts  = `SELECT count(*) FROM parts`
)

// lock keeps the program from writing its queue until the result is called.
func (w *world) lock() (unlock func()) {
	db, err := sql.Open("sqlite", "file:"+w.queue()+"?_pragma=busy_timeout(10000)&_txlock=immediate")
	if err != nil {
		w.Error(err)
		return func() {}
	}
	tx, err := db.Begin()
	if err != nil {
		w.Error(err)
	}
	return func() {
		if tx != nil {
			_ = tx.Rollback()
		}
		_ = db.Close()
	}
}

// result is what is wrong after a round.
type result struct {
	lost, doubled, corrupt, left int
	again                        int64 // bytes sent or fetched more than once
}

// stored looks at what the service holds now.
func (w *world) stored() result {
	w.Helper()
	var r result
	found := map[string]int{}
	for v, err := range w.service.client.Versions(w.Context(), w.service.bucket.ID, b2core.ListOptions{Prefix: w.prefix}) {
		if err != nil {
			w.Fatal(err)
		}
		name := strings.TrimPrefix(v.Name, w.prefix)
		want, ours := w.files[name]
		if v.Action != b2core.ActionUpload || !ours {
			r.left++
			continue
		}
		if found[name]++; found[name] > 1 {
			r.doubled++
		}
		got := &memory{b: make([]byte, v.Size)}
		if _, err := w.service.client.Download(w.Context(), b2core.DownloadRequest{File: v, Target: got}); err != nil || !bytes.Equal(got.b, want) {
			w.Logf("%s: %v", v.Name, err)
			r.corrupt++
		}
	}
	for name := range w.files {
		if found[name] == 0 {
			r.lost++
		}
	}
	return r
}

// arrived looks at what is in the target folder.
func (w *world) arrived() result {
	w.Helper()
	var r result
	found := map[string]bool{}
	err := filepath.WalkDir(w.target, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name := filepath.Base(path)
		want, ours := w.files[name]
		got, err := os.ReadFile(path)
		switch {
		case err != nil:
			return err
		case !ours:
			w.Logf("left: %s", path)
			r.left++
		case found[name]:
			r.doubled++
		case sha1.Sum(got) != sha1.Sum(want):
			r.corrupt++
		}
		found[name] = true
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	for name := range w.files {
		if !found[name] {
			r.lost++
		}
	}
	return r
}

// size is that of all files of the round.
func (w *world) size() int64 {
	var n int64
	for _, b := range w.files {
		n += int64(len(b))
	}
	return n
}

// memory is a download's target that keeps nothing.
type memory struct{ b []byte }

func (m *memory) WriteAt(p []byte, off int64) (int, error) { return copy(m.b[off:], p), nil }
func (m *memory) ReadAt(p []byte, off int64) (int, error)  { return copy(p, m.b[off:]), nil }
func (m *memory) Truncate(int64) error                     { return nil }
func (m *memory) Commit() error                            { return nil }
