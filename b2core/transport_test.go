package b2core_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/internal/api"
)

// A peer that says nothing, or a byte a second, is given up; the client's clock
// runs in the bubble, so the minutes take no time.
func TestSilenceIsNoticed(t *testing.T) {
	t.Attr("fault", "N9")
	for _, c := range []struct {
		name string
		body func(ctx <-chan struct{}) io.Reader
	}{
		{"no header", nil},
		{"silent body", func(end <-chan struct{}) io.Reader { return &drip{end: end, pause: 24 * time.Hour} }},
		{"a byte a second", func(end <-chan struct{}) io.Reader { return &drip{end: end, pause: time.Second} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var asked atomic.Int64
				dead := tripper{b2core.NewTransport(), func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
					asked.Add(1)
					if c.body == nil {
						<-r.Context().Done()
						return nil, r.Context().Err()
					}
					body := io.NopCloser(c.body(r.Context().Done()))
					return &http.Response{StatusCode: 200, Header: http.Header{}, Body: body, ContentLength: -1}, nil
				}}
				client := b2core.New(b2core.Credentials{Realm: "http://in.bubble"}, b2core.Options{Transport: dead})
				start := time.Now()
				_, err := client.Authorize(t.Context())
				if !errors.Is(err, b2core.ErrUnreachable) || asked.Load() != 5 {
					t.Errorf("after %d attempts: %v", asked.Load(), err)
				}
				if each := time.Since(start) / 5; each > 65*time.Second {
					t.Errorf("%v an attempt", each)
				}
			})
		})
	}
}

// drip gives one byte after each pause.
type drip struct {
	end   <-chan struct{}
	pause time.Duration
}

func (d *drip) Read(p []byte) (int, error) {
	select {
	case <-time.After(d.pause):
		p[0] = ' '
		return 1, nil
	case <-d.end:
		return 0, net.ErrClosed
	}
}

func TestClockSkewIsObservedAndHarmless(t *testing.T) {
	a := newAccount(t)
	late := tripper{b2core.NewTransport(), func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		resp, err := next.RoundTrip(r)
		if err == nil {
			resp.Header.Set("Date", time.Now().Add(3*time.Hour).UTC().Format(http.TimeFormat))
		}
		return resp, err
	}}
	c := b2core.New(a.Credentials(), b2core.Options{Transport: late})
	defer c.Close()
	if _, err := c.ListBuckets(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d := c.ClockSkew(); d < 3*time.Hour-2*time.Second || d > 3*time.Hour {
		t.Errorf("skew %v", d)
	}
}

func TestHeadersThatEveryRequestCarries(t *testing.T) {
	a := newAccount(t)
	var agent, mode atomic.Value
	look := tripper{b2core.NewTransport(), func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		agent.Store(r.Header.Get("User-Agent"))
		mode.Store(r.Header.Get(api.HeaderTestMode))
		if r.Header.Get("Accept-Encoding") != "" {
			t.Errorf("asks for encoding %q", r.Header.Get("Accept-Encoding"))
		}
		return next.RoundTrip(r)
	}}
	c := b2core.New(a.Credentials(), b2core.Options{Transport: look, UserAgent: "mine/1", TestMode: api.TestFailSomeUploads})
	defer c.Close()
	if _, err := c.ListBuckets(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := agent.Load().(string); !strings.HasPrefix(s, "b2tui/") || !strings.HasSuffix(s, " mine/1") {
		t.Errorf("user agent %q", s)
	}
	if mode.Load() != api.TestFailSomeUploads {
		t.Errorf("test mode %q", mode.Load())
	}
}
