package transfer

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"b2tui/b2core"
)

// cable is a network that can be down.
type cable struct{ down atomic.Bool }

func (l *cable) RoundTrip(r *http.Request) (*http.Response, error) {
	if l.down.Load() {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ENETUNREACH)}
	}
	return http.DefaultTransport.RoundTrip(r)
}

// Without a line everything waits, says so, and goes on by itself; other
// accounts do not wait for it.
func TestNobodyAnswers(t *testing.T) {
	t.Attr("fault", "N11")
	w := newWorld(t)
	const files = readAhead + 50
	file := w.write("a", 10)
	w.write("d/b", 10)
	w.put("in/c", []byte("remote"))
	for _, headless := range []bool{false, true} {
		l := new(cable)
		l.down.Store(true)
		cut := b2core.New(w.server.Credentials(), b2core.Options{Transport: l})
		defer cut.Close()
		m := w.open(func(c *Config) {
			c.Path, c.Headless = "", headless
			c.Clients = func(_ context.Context, profile string) (*b2core.Client, error) {
				if profile == "other" {
					return w.client, nil
				}
				return cut, nil
			}
		})
		jobs := make([]Job, files)
		for i := range jobs {
			jobs[i] = w.up(file, "same")
			jobs[i].IfExists = Overwrite
		}
		jobs[1] = w.upDir(filepath.Join(w.dir, "d"), "d/")
		jobs[2] = w.downDir("in/", t.TempDir())
		ids := w.enqueue(m, jobs...)
		s := w.until(m, "it is told", func(s Snapshot) bool { return strings.Contains(s.Notice, "tries again at") })
		if s.Totals.Failed+s.Totals.Paused+s.Totals.Done > 0 {
			t.Errorf("%+v", s.Totals)
		}
		w.until(m, "it stands", func(s Snapshot) bool { return len(s.Active) == 0 })
		if it := w.item(m, ids[0]); it.State != Queued || it.RetryAt.IsZero() || it.Reason == "" {
			t.Errorf("an item that waits: %+v", it)
		}
		other := w.up(file, "other")
		other.Profile = "other"
		if s := w.wait(m, w.enqueue(m, other)...); s.Done != 1 {
			t.Errorf("the other account: %+v", s)
		}
		if s := m.Current().Totals; s.Failed > 0 || s.Done != 1 {
			t.Errorf("%+v", s)
		}
		l.down.Store(false)
		if s := w.wait(m, ids...); s.Done != files {
			t.Errorf("%+v", s)
		}
		if n := m.Current().Notice; n != "" {
			t.Errorf("afterwards the notice is %q", n)
		}
	}
}

// An account that cannot be logged in to because nobody answers is no refused
// account.
func TestNobodyAnswersTheLogin(t *testing.T) {
	w := newWorld(t)
	var down atomic.Bool
	down.Store(true)
	m := w.open(func(c *Config) {
		c.Clients = func(context.Context, string) (*b2core.Client, error) {
			if down.Load() {
				return nil, &b2core.Error{Op: "log in", Err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}}
			}
			return w.client, nil
		}
	})
	id := w.enqueue(m, w.up(w.write("a", 10), "a"))[0]
	w.until(m, "it is told", func(s Snapshot) bool { return strings.Contains(s.Notice, "tries again at") })
	down.Store(false)
	if s := w.wait(m, id); s.Done != 1 {
		t.Errorf("%+v", s)
	}
}
