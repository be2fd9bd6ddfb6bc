package b2core_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/internal/api"
)

// A line that freezes without a word in the middle of an upload, a download or
// a listing is given up within a minute, and what it carried goes over another.
func TestFrozenLine(t *testing.T) {
	for _, c := range []struct{ name, call string }{
		{"upload", api.CallUploadFile}, {"part", api.CallUploadPart}, {"download", api.CallDownloadFileByID}, {"listing", api.CallListFileNames},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				// Larger than what the transport and the emulator hold between them.
				const size = 2 << 20
				s := b2test.NewMemoryServer(t, b2test.SmallParts(minPart, 4<<20))
				if c.call == api.CallUploadPart { // the first has no connections
					s = b2test.NewMemoryServer(t, b2test.SmallParts(minPart, size/2))
				}
				line := &frozenLine{call: c.call}
				transport := s.Transport.(*http.Transport)
				dial := transport.DialContext
				transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
					conn, err := dial(ctx, network, address)
					return &freezingConn{Conn: conn, line: line, closed: make(chan struct{})}, err
				}
				s.Transport = tripper{transport, line.trip}
				a := account{Server: s, c: s.Client(t)}.open(t)
				defer func() {
					a.c.Close()
					time.Sleep(time.Second) // of the bubble: the server lingers after a cut connection
				}()
				v := a.put(t, "stored", content(50_000))
				line.ready.Store(true)
				start := time.Now()
				var err error
				switch c.call {
				case api.CallListFileNames:
					err = a.listsAll(t.Context(), t, []string{"stored"})
				case api.CallDownloadFileByID:
					var m *memory
					if m, _, err = a.get(t.Context(), v); !bytes.Equal(m.data, content(50_000)) {
						t.Error("other bytes arrived")
					}
				default:
					_, err = a.c.Upload(t.Context(), a.request("n", content(size)))
				}
				took := time.Since(start)
				if err != nil || line.frozen.Load() != 1 {
					t.Errorf("after %d freezes: %v", line.frozen.Load(), err)
				}
				if took > 63*time.Second { // the pause before the next attempt included
					t.Errorf("went on after %v", took)
				}
				t.Attr("fault", "N8")
				t.Attr("figure", fmt.Sprintf("%s: frozen line given up and work done after %d s", c.name, int(took.Seconds())))
			})
		})
	}
}

// frozenLine lets the first connection that carries a call fall silent in both
// directions, once some bytes of it went through. Nobody is told.
type frozenLine struct {
	call         string
	ready, armed atomic.Bool
	moved        atomic.Int64 // since it was armed
	frozen       atomic.Int64 // connections
}

func (l *frozenLine) trip(r *http.Request, next http.RoundTripper) (*http.Response, error) {
	if strings.Contains(r.URL.Path, l.call) && l.ready.Swap(false) {
		l.armed.Store(true)
	}
	return next.RoundTrip(r)
}

// freezes tells whether the line falls silent now.
func (l *frozenLine) freezes(n int) bool {
	const after = 1000
	return l.armed.Load() && l.moved.Add(int64(n)) > after && l.armed.Swap(false)
}

type freezingConn struct {
	net.Conn
	line   *frozenLine
	silent atomic.Bool
	once   sync.Once
	closed chan struct{}
}

func (c *freezingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	return n, c.pass(n, err)
}

func (c *freezingConn) Write(p []byte) (int, error) {
	if err := c.pass(len(p), nil); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

// pass waits for ever on a line that is silent.
func (c *freezingConn) pass(n int, err error) error {
	if c.line.freezes(n) {
		c.line.frozen.Add(1)
		c.silent.Store(true)
	}
	if c.silent.Load() {
		<-c.closed
		return net.ErrClosed
	}
	return err
}

func (c *freezingConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

// A peer that takes the connection and then never ends the handshake of TLS, or
// drips it, is given up after a time of its own.
func TestEndlessHandshake(t *testing.T) {
	for _, drip := range []bool{false, true} {
		t.Run(fmt.Sprintf("drips %v", drip), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				dials := 0
				transport := b2core.NewTransport()
				transport.TLSClientConfig = &tls.Config{}
				transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
					dials++
					client, server := net.Pipe()
					go slowHandshake(ctx, server, drip)
					return client, nil
				}
				c := b2core.New(b2core.Credentials{Realm: "https://in.bubble"}, b2core.Options{Transport: transport})
				defer c.Close()
				start := time.Now()
				_, err := c.Authorize(t.Context())
				each := time.Since(start) / time.Duration(max(dials, 1))
				if !errors.Is(err, b2core.ErrUnreachable) || b2core.Hint(err) == "" {
					t.Errorf("after %d attempts: %v", dials, err)
				}
				if each > 25*time.Second {
					t.Errorf("%v an attempt", each)
				}
				t.Attr("fault", "N9")
				t.Attr("figure", fmt.Sprintf("handshake without end: %d s an attempt", int(each.Seconds())))
			})
		})
	}
}

// slowHandshake reads what comes and answers a byte a second of a record of TLS
// that would be long, or nothing.
func slowHandshake(ctx context.Context, conn net.Conn, drip bool) {
	go func() {
		buf := make([]byte, 4096)
		for {
			if _, err := conn.Read(buf); err != nil {
				return
			}
		}
	}()
	defer conn.Close()
	record := []byte{0x16, 0x03, 0x03, 0x40, 0x00, 0x02}
	for i := 0; ; i++ {
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return
		}
		b := []byte{0}
		if i < len(record) {
			b[0] = record[i]
		}
		if !drip {
			continue
		}
		if _, err := conn.Write(b); err != nil {
			return
		}
	}
}

// Part sizes that the service names are held to what it allows itself, and a
// plan never has more parts than a large file can.
func TestOddPartSizes(t *testing.T) {
	const tera = 1_000_000_000_000
	plans := 0
	for _, recommended := range []int64{-1, 0, 1, 4999, 5_000_000, 100_000_000, 5_000_000_001, 1 << 62, -1 << 62} {
		for _, minimum := range []int64{-1, 0, 1, 5_000_000, 1 << 62} {
			for _, size := range []int64{0, 1, 5_000_001, 200_000_001, 1_000_000_000, 100_000_000_000, 10 * tera} {
				p := b2core.PlanUpload(size, b2core.Account{RecommendedPartSize: recommended, MinimumPartSize: minimum})
				plans++
				_, last := p.Part(p.Count())
				switch {
				case p.Size != size || p.PartSize <= 0 || p.PartSize > 5_000_000_000:
					t.Errorf("%d bytes, recommended %d, minimum %d: %+v", size, recommended, minimum, p)
				case p.Count() > 10_000 || last < 0 || last > p.PartSize:
					t.Errorf("%d bytes, recommended %d, minimum %d: %d parts, the last of %d", size, recommended, minimum, p.Count(), last)
				case p.Count() > 1 && minimum > 0 && minimum <= 5_000_000_000 && p.PartSize < minimum:
					t.Errorf("%d bytes, recommended %d, minimum %d: parts of %d", size, recommended, minimum, p.PartSize)
				}
			}
		}
	}
	t.Attr("fault", "S14")
	t.Attr("figure", fmt.Sprintf("%d plans, more than 10,000 parts or out of bounds: 0", plans))
}
