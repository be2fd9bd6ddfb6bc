package mirror

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a service with two buckets, and a folder.
type world struct {
	testing.TB
	server  *b2test.Server
	client  *b2core.Client
	allowed b2core.Allowed
	buckets [2]b2core.Bucket
	dir     string
}

// then is the time of last change of everything that does not say otherwise.
var then = time.UnixMilli(1_700_000_000_123)

func newWorld(t testing.TB, opts ...func(*emulator.Options)) *world {
	t.Helper()
	w := &world{TB: t, server: b2test.NewMemoryServer(t, opts...), dir: t.TempDir()}
	w.client = w.server.Client(t)
	account, err := w.client.Authorize(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.allowed = account.Allowed
	for i, name := range []string{"photos-of-2026", "copies-of-2026"} {
		if w.buckets[i], err = w.client.CreateBucket(t.Context(), b2core.BucketSpec{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func (w *world) disk() Side { return Side{Dir: w.dir} }

func (w *world) bucket(i int, prefix string) Side {
	return Side{Lister: w.client, Allowed: w.allowed, BucketID: w.buckets[i].ID, Bucket: w.buckets[i].Name, Prefix: prefix}
}

// write makes a local file.
func (w *world) write(name, content string, at ...time.Time) {
	w.Helper()
	file := filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		w.Fatal(err)
	}
	when := append(at, then)[0]
	if err := os.Chtimes(file, when, when); err != nil {
		w.Fatal(err)
	}
}

type memory struct{ *bytes.Reader }

func (memory) Check() error { return nil }

// put stores a file in the first bucket.
func (w *world) put(name, content string, at ...time.Time) b2core.FileVersion {
	w.Helper()
	return w.putIn(0, name, content, append(at, then)[0])
}

func (w *world) putIn(i int, name, content string, at time.Time) b2core.FileVersion {
	w.Helper()
	v, err := w.client.Upload(w.Context(), b2core.UploadRequest{
		BucketID: w.buckets[i].ID, Name: name, Source: memory{bytes.NewReader([]byte(content))}, ModTime: at,
	})
	if err != nil {
		w.Fatal(err)
	}
	return v
}

func (w *world) hide(name string) {
	w.Helper()
	if err := w.client.HideFile(w.Context(), w.buckets[0].ID, name); err != nil {
		w.Fatal(err)
	}
}

// plan makes a plan and returns its actions, one a line.
func (w *world) plan(from, to Side, o Options) ([]string, *Plan) {
	w.Helper()
	p, err := New(from, to, o)
	if err != nil {
		w.Fatal(err)
	}
	var lines []string
	for a, err := range p.Actions(w.Context()) {
		if err != nil {
			w.Fatal(err)
		}
		lines = append(lines, line(a))
	}
	if err := p.Close(); err != nil {
		w.Error(err)
	}
	return lines, p
}

func line(a Action) string {
	s := string(a.Op) + " " + a.Name
	if a.From != "" {
		s += " from " + a.From
	}
	if a.Why != "" {
		s += ": " + string(a.Why)
	}
	if len(a.Versions) > 0 {
		s += fmt.Sprintf(" x%d", len(a.Versions))
	}
	if a.Reason != "" {
		s += ": " + a.Reason
	}
	return s
}

// want compares lines; one of them that ends in "..." needs only begin so.
func (w *world) want(got []string, want ...string) {
	w.Helper()
	same := slices.EqualFunc(got, want, func(g, x string) bool {
		if start, ok := strings.CutSuffix(x, "..."); ok {
			return strings.HasPrefix(g, start)
		}
		return g == x
	})
	if !same {
		w.Errorf("the plan is\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// fails makes a plan that has to end with an error, and returns the actions
// before it.
func (w *world) fails(ctx context.Context, p *Plan) (lines []string, last error) {
	w.Helper()
	for a, err := range p.Actions(ctx) {
		if last = err; err == nil {
			lines = append(lines, line(a))
		}
	}
	if last == nil {
		w.Fatal("the plan came to its end")
	}
	return lines, last
}
