package b2core_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
)

// connectProxy is an HTTP proxy that knows CONNECT and wants a password.
type connectProxy struct {
	url      *url.URL
	status   string       // answered to those with the password; empty: connects
	cut      atomic.Int64 // connections that end after cutAfter bytes from the service
	tunnels  atomic.Int64
	nameless atomic.Int64 // requests without the password
	conns    sync.WaitGroup
}

const (
	proxyUser  = "carol"
	proxyWord  = "canary-of-the-proxy"
	cutAfter   = 4000
	proxyLogin = "Basic Y2Fyb2w6Y2FuYXJ5LW9mLXRoZS1wcm94eQ=="
)

func newConnectProxy(t *testing.T, password string) *connectProxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &connectProxy{url: &url.URL{Scheme: "http", Host: l.Addr().String(), User: url.UserPassword(proxyUser, password)}}
	t.Cleanup(func() { _ = l.Close(); p.conns.Wait() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			p.conns.Go(func() { p.serve(conn) })
		}
	}()
	return p
}

func (p *connectProxy) serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	r, err := http.ReadRequest(in)
	if err != nil {
		return
	}
	answer := p.status
	if r.Header.Get("Proxy-Authorization") != proxyLogin {
		p.nameless.Add(1)
		answer = "407 Proxy Authentication Required"
	}
	if answer != "" || r.Method != http.MethodConnect {
		_, _ = io.WriteString(conn, "HTTP/1.1 "+answer+"\r\nContent-Length: 0\r\n\r\n")
		return
	}
	there, err := net.Dial("tcp", r.Host)
	if err != nil {
		return
	}
	defer there.Close()
	p.tunnels.Add(1)
	_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
	go func() { _, _ = io.Copy(there, in); _ = there.Close() }()
	from := io.Reader(there)
	if p.cut.Add(-1) >= 0 {
		from = io.LimitReader(there, cutAfter)
	}
	_, _ = io.Copy(conn, from)
}

// The service is reached through a proxy that wants a password, which nobody
// but the proxy is told; what is wrong with the proxy is said in words, and one
// that dies in the middle of a transfer is no more than a bad line.
func TestProxy(t *testing.T) {
	s := b2test.NewServer(t, b2test.SmallParts(minPart, recPart))
	var leaks, requests atomic.Int64
	f := newFront(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		for name, values := range r.Header {
			if strings.HasPrefix(name, "Proxy-") || strings.Contains(strings.Join(values, ""), proxyWord) || strings.Contains(strings.Join(values, ""), proxyLogin) {
				leaks.Add(1)
			}
		}
		s.ServeHTTP(w, r)
	}), true)
	s.URL = f.URL
	client := func(t *testing.T, p *url.URL) *b2core.Client {
		transport := b2core.NewTransport()
		transport.TLSClientConfig = f.Client().Transport.(*http.Transport).TLSClientConfig
		transport.Proxy = http.ProxyURL(p)
		c := b2core.New(s.Credentials(), b2core.Options{Transport: transport})
		t.Cleanup(c.Close)
		return c
	}
	for _, c := range []struct {
		name, password, status, says string
		tries                        int
	}{
		{"wrong password", "guess", "", "wants a user and a password", 1},
		{"refuses", proxyWord, "403 Forbidden", "does not let anyone through", 1},
		{"cannot reach it", proxyWord, "502 Bad Gateway", "cannot connect", 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newConnectProxy(t, c.password)
			p.status = c.status
			_, err := client(t, p.url).ListBuckets(t.Context())
			e, ok := errors.AsType[*b2core.Error](err)
			if !ok || e.Tries != c.tries || !errors.Is(err, b2core.ErrUnreachable) || !strings.Contains(err.Error(), c.says) || b2core.Hint(err) == "" {
				t.Errorf("got %v", err)
			}
			if err != nil && (strings.Contains(err.Error(), proxyWord) || strings.Contains(err.Error(), "Y2Fyb2w")) {
				t.Errorf("the password is in %q", err)
			}
		})
	}
	t.Run("nobody there", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
		_, err = client(t, &url.URL{Scheme: "http", Host: l.Addr().String()}).ListBuckets(t.Context())
		if !errors.Is(err, b2core.ErrUnreachable) || !strings.Contains(err.Error(), "the proxy is not reached") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("dies in a transfer", func(t *testing.T) {
		p := newConnectProxy(t, proxyWord)
		a := account{Server: s, c: client(t, p.url)}
		a.bucket = a.freshBucket(t, "through-a-proxy")
		v := a.put(t, "n", content(50_000))
		a.c.Close()
		p.cut.Store(2)
		c := client(t, p.url)
		m := &memory{}
		verdict, err := c.Download(context.Background(), b2core.DownloadRequest{File: v, Target: m})
		if err != nil || verdict != b2core.Verified || sha(m.data) != sha(content(50_000)) || p.tunnels.Load() < 3 {
			t.Errorf("%v, %v over %d tunnels", verdict, err, p.tunnels.Load())
		}
	})
	if leaks.Load() != 0 || requests.Load() == 0 {
		t.Errorf("the service was told of the proxy's password in %d of %d requests", leaks.Load(), requests.Load())
	}
	t.Attr("fault", "N12")
	t.Attr("figure", "Proxy-Authorization that reached the service: 0")
}
