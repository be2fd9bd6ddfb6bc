package b2core_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/internal/api"
)

// crowd is a service that answers 503 to the parts of large files.
type crowd struct {
	mu      sync.Mutex
	passes  int // parts that are taken before
	files   int // large files that are refused then, in order of their coming
	until   time.Time
	refused map[string]int
	seen    []string
}

func (c *crowd) trip(r *http.Request, next http.RoundTripper) (*http.Response, error) {
	_, id, ok := strings.Cut(r.URL.Path, api.CallUploadPart+"/")
	id, _, _ = strings.Cut(id, "/")
	if !ok || !c.refuses(id) {
		return next.RoundTrip(r)
	}
	_ = r.Body.Close()
	text := `{"status":503,"code":"service_unavailable","message":"no tomes available"}`
	return &http.Response{
		StatusCode: 503, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(text)), ContentLength: int64(len(text)),
	}, nil
}

func (c *crowd) refuses(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refused[id] == 0 {
		c.seen = append(c.seen, id)
	}
	c.refused[id]++
	if c.passes--; c.passes >= 0 {
		return false
	}
	for i, s := range c.seen {
		if s == id {
			return i < c.files && (c.until.IsZero() || time.Now().Before(c.until))
		}
	}
	return false
}

// A large file whose part URLs answer 503 for good is given up for another one,
// parts and all, and the transfer says so: twice, not for ever. While the whole
// service is busy nothing is given up.
func TestLargeFileWithoutRoom(t *testing.T) {
	const size = 8000
	for _, c := range []struct {
		name   string
		files  int           // that are refused
		busy   time.Duration // 0: for good
		starts int64
		most   time.Duration
		note   string
		fails  bool
	}{
		{"one full", 1, 0, 2, 10 * time.Minute, "(1 of 2)", false},
		{"two full", 2, 0, 3, 20 * time.Minute, "", false},
		{"all busy for ten minutes", 100, 10 * time.Minute, 2, 12 * time.Minute, "", false},
		{"all busy for good", 100, 0, 3, 40 * time.Minute, "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := inMemory(t)
				defer a.c.Close()
				line := &crowd{passes: 3, files: c.files, refused: map[string]int{}}
				if c.busy > 0 {
					line.until = time.Now().Add(c.busy)
				}
				client := b2core.New(a.Credentials(), b2core.Options{Transport: tripper{a.Transport, line.trip}})
				defer client.Close()
				r := a.request("n", content(size))
				cp := &journal{}
				r.Steering.Checkpoint = cp
				a.ResetCounters()
				start := time.Now()
				v, err := client.Upload(t.Context(), r)
				if (err != nil) != c.fails || time.Since(start) > c.most {
					t.Fatalf("%v after %v", err, time.Since(start))
				}
				if n := a.Counters().Calls[api.CallStartLargeFile]; n != c.starts {
					t.Errorf("%d large files were started, want %d", n, c.starts)
				}
				if !strings.Contains(r.Steering.Progress.Note(), c.note) {
					t.Errorf("note %q", r.Steering.Progress.Note())
				}
				left := 0
				if c.fails {
					left = 1 // for the next run, which knows it
				}
				if n := a.unfinished(t); n != left {
					t.Errorf("%d unfinished large files are left", n)
				}
				if c.fails {
					return
				}
				if got, verdict, err := a.get(t.Context(), v); err != nil || verdict != b2core.Verified || !bytes.Equal(got.data, content(size)) {
					t.Errorf("read back: %v, %v", verdict, err)
				}
				if cp.plan.LargeFileID != v.ID || r.Steering.Progress.Done() != size {
					t.Errorf("the checkpoint knows %s, the file is %s; progress %d", cp.plan.LargeFileID, v.ID, r.Steering.Progress.Done())
				}
			})
		})
	}
}
