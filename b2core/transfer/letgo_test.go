package transfer

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"b2tui/b2core"
)

// A process without a user that cannot log in to an account leaves the queue as
// it is, does what it can for others, and says why. The next one that can goes on.
func TestWithoutAnAccountTheQueueStays(t *testing.T) {
	none := errors.New("no such key here")
	for name, want := range map[string]error{"no key": none, "wrong key": b2core.ErrKeyRefused} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.put("in/a", []byte("remote"))
			for _, n := range []string{"d/1", "d/2"} {
				w.write(n, 10)
			}
			jobs := []Job{w.up(w.write("b", 10), "b"), w.upDir(filepath.Join(w.dir, "d"), "d/"), w.downDir("in/", filepath.Join(w.dir, "in"))}
			for i := range jobs {
				jobs[i].Profile = "theirs"
			}
			m := w.open(func(c *Config) { c.Observe = true })
			ids := w.enqueue(m, append(jobs, w.up(w.write("a", 10), "a"))...)
			w.close(m)

			m = w.open(func(c *Config) {
				c.Adopt, c.Headless = true, true
				c.Clients = func(_ context.Context, profile string) (*b2core.Client, error) {
					switch {
					case profile == "":
						return w.client, nil
					case name == "no key":
						return nil, none
					}
					creds := w.server.Credentials()
					creds.Key = b2core.NewSecret("K0020000000000000000000000000000")
					return w.server.ClientWith(t, creds), nil
				}
			})
			s, err := m.Drain(t.Context(), nil)
			if !errors.Is(err, want) || s.Done != 1 || s.Failed != 0 {
				t.Errorf("%+v, %v", s, err)
			}
			w.stored("a", content("a", 10))
			for _, id := range ids[:3] {
				if it := w.item(m, id); it.State != Queued && it.State != Running {
					t.Errorf("%+v", it)
				}
			}
			w.close(m)

			m = w.open(func(c *Config) { c.Adopt, c.Headless = true, true })
			if s := w.wait(m, ids...); s.Done != 5 {
				t.Errorf("%+v", s)
			}
		})
	}
}
