//go:build wan && linux

package wan

import (
	"errors"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

// raw is how long bytes take from near to far over connections that are open
// already, until the far end has read all of them and could say so. Each
// connection takes the next piece when it is free.
func (k *link) raw(t *testing.T, bytes int64, connections int) time.Duration {
	t.Helper()
	var listener net.Listener
	k.far.inside(t, func() (err error) {
		listener, err = net.Listen("tcp", k.far.address+":0")
		return err
	})
	defer listener.Close()
	senders := make([]net.Conn, connections)
	receivers := make([]net.Conn, connections)
	for i := range connections {
		k.near.inside(t, func() (err error) {
			senders[i], err = net.Dial("tcp", listener.Addr().String())
			return err
		})
		var err error
		if receivers[i], err = listener.Accept(); err != nil {
			t.Fatal(err)
		}
		defer senders[i].Close()
		defer receivers[i].Close()
	}
	var begun, missing atomic.Int64
	missing.Store(bytes)
	done := make(chan struct{})
	start := time.Now()
	var g errgroup.Group
	for i := range connections {
		g.Go(func() error { return send(senders[i], &begun, bytes) })
		g.Go(func() error { return receive(receivers[i], &missing, done) })
	}
	<-done
	took := time.Since(start) + k.delay // the answer's way back
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	return took
}

// send sends pieces until all connections together have begun all of them.
func send(c net.Conn, begun *atomic.Int64, all int64) error {
	const piece = 64 << 10
	defer c.Close()
	for {
		n := min(piece, all-(begun.Add(piece)-piece))
		if n <= 0 {
			return nil
		}
		if _, err := c.Write(make([]byte, n)); err != nil {
			return err
		}
	}
}

// receive closes done when nothing is missing any more.
func receive(c net.Conn, missing *atomic.Int64, done chan<- struct{}) error {
	buffer := make([]byte, 64<<10)
	for {
		n, err := c.Read(buffer)
		if n > 0 && missing.Add(-int64(n)) == 0 {
			close(done)
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}
