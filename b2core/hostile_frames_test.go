package b2core_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/internal/api"
)

// frames are answers to a download of the ten bytes "0123456789", as they go
// over the line. HEAD stands for the headers that belong to the version.
func frames() []struct{ row, name, answer string } {
	return []struct{ row, name, answer string }{
		{"B5", "short with length", "HTTP/1.1 200 OK\r\nHEADContent-Length: 10\r\n\r\n01234"},
		{"B5", "short without length", "HTTP/1.1 200 OK\r\nHEADConnection: close\r\n\r\n01234"},
		{"B5", "length of the short body", "HTTP/1.1 200 OK\r\nHEADContent-Length: 5\r\n\r\n01234"},
		{"B5", "chunked, cut in a chunk", "HTTP/1.1 200 OK\r\nHEADTransfer-Encoding: chunked\r\n\r\na\r\n01234"},
		{"B5", "chunked, cut between chunks", "HTTP/1.1 200 OK\r\nHEADTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n"},
		{"B5", "chunked, ended early", "HTTP/1.1 200 OK\r\nHEADTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n0\r\n\r\n"},
		{"B5", "length of a longer body", "HTTP/1.1 200 OK\r\nHEADContent-Length: 15\r\n\r\n0123456789wrong"},
		{"B5", "other bytes, longer, without length", "HTTP/1.1 200 OK\r\nHEADConnection: close\r\n\r\n9876543210wrong"},
		{"B6", "two lengths", "HTTP/1.1 200 OK\r\nHEADContent-Length: 10\r\nContent-Length: 5\r\n\r\n0123456789"},
		{"B6", "two lengths in one", "HTTP/1.1 200 OK\r\nHEADContent-Length: 10, 5\r\n\r\n0123456789"},
		{"B6", "negative length", "HTTP/1.1 200 OK\r\nHEADContent-Length: -10\r\n\r\n0123456789"},
		{"B6", "chunked and a length", "HTTP/1.1 200 OK\r\nHEADTransfer-Encoding: chunked\r\nContent-Length: 10\r\n\r\n5\r\n01234\r\n0\r\n\r\n"},
		{"B6", "unknown coding", "HTTP/1.1 200 OK\r\nHEADTransfer-Encoding: gzip, chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n"},
	}
}

// Answers whose frame does not fit what they hold are never taken for the
// content, whatever a library makes of them: over a real socket, byte by byte.
func TestBrokenFrames(t *testing.T) {
	want := []byte("0123456789")
	a := newAccount(t)
	v := a.put(t, "n", want)
	head := api.HeaderFileID + ": " + v.ID + "\r\n" + api.HeaderContentSHA1 + ": " + sha(want) + "\r\n"
	for _, f := range frames() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel() // each waits before it is tried again
			raw := newRawServer(t, strings.Replace(f.answer, "HEAD", head, 1))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			raw.after = func(n int64) {
				if n == 2 { // what goes on after that only takes time
					cancel()
				}
			}
			transport := b2core.NewTransport()
			divert := tripper{transport, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
				if strings.Contains(r.URL.Path, api.CallDownloadFileByID) {
					r = r.Clone(r.Context())
					r.URL.Host = raw.address
				}
				return next.RoundTrip(r)
			}}
			c := b2core.New(a.Credentials(), b2core.Options{Transport: divert})
			defer c.Close()
			m := &memory{}
			_, err := c.Download(ctx, b2core.DownloadRequest{File: v, Target: m})
			if m.committed {
				t.Errorf("taken for good: %q, %v", m.data, err)
			}
			if err == nil || raw.asked.Load() == 0 {
				t.Errorf("after %d answers: %v", raw.asked.Load(), err)
			}
			if !bytes.HasPrefix(want, bytes.TrimRight(m.data, "\x00")) && !errors.Is(err, b2core.ErrCorrupt) && f.name != "other bytes, longer, without length" {
				t.Errorf("%q was written", m.data)
			}
			t.Attr("fault", f.row)
			t.Attr("figure", f.name+": not taken for good")
		})
	}
}

// rawServer answers every connection with the same bytes and closes it.
type rawServer struct {
	address string
	asked   atomic.Int64
	after   func(n int64) // n answers were given
}

func newRawServer(t *testing.T, answer string) *rawServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &rawServer{address: l.Addr().String()}
	done := make(chan struct{})
	t.Cleanup(func() { _ = l.Close(); <-done })
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
			_, _ = conn.Read(make([]byte, 16<<10))
			_, _ = conn.Write([]byte(answer))
			_ = conn.Close()
			if n := s.asked.Add(1); s.after != nil {
				s.after(n)
			}
		}
	}()
	return s
}
