package emulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"b2tui/b2core/safego"
)

// Realm is the address to log in to through Transport. No name is looked up:
// every address that the transport is asked for leads to the emulator.
const Realm = "http://emulator.invalid"

// Listen opens a TCP address, such as "127.0.0.1:0", serves on it until Close,
// and returns the base URL, which is the realm to log in to. The context ends
// only the opening.
func (e *Emulator) Listen(ctx context.Context, addr string) (string, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return "", fmt.Errorf("listen on %s: %w", addr, err)
	}
	if err := e.start(l); err != nil {
		return "", err
	}
	return "http://" + l.Addr().String(), nil
}

// Serve serves on a listener until Close, which closes it.
func (e *Emulator) Serve(l net.Listener) error {
	s, err := e.server(l)
	if err != nil {
		return err
	}
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (e *Emulator) start(l net.Listener) error {
	s, err := e.server(l)
	if err != nil {
		return err
	}
	safego.Go(func() { _ = s.Serve(l) })
	return nil
}

func (e *Emulator) server(l net.Listener) (*http.Server, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closing {
		_ = l.Close()
		return nil, http.ErrServerClosed
	}
	s := &http.Server{Handler: e, ReadHeaderTimeout: time.Minute}
	e.servers = append(e.servers, s)
	return s, nil
}

// Transport returns a transport whose connections lead here through memory,
// whatever address is asked for: no port, no name, no network. Every one has
// its own pool of connections; use one for a client and close its idle
// connections at the end.
func (e *Emulator) Transport() *http.Transport {
	return &http.Transport{DialContext: e.Dial, DisableCompression: true, MaxIdleConnsPerHost: 64}
}

// Dial opens a connection through memory. It has the shape of
// http.Transport.DialContext; network and address are not looked at.
func (e *Emulator) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	l, err := e.inMemory()
	if err != nil {
		return nil, err
	}
	return l.dial(ctx)
}

func (e *Emulator) inMemory() (*memoryListener, error) {
	e.mu.Lock()
	l := e.memory
	fresh := l == nil
	if fresh {
		l = &memoryListener{conns: make(chan net.Conn), closed: make(chan struct{})}
		e.memory = l
	}
	e.mu.Unlock()
	if fresh {
		return l, e.start(l)
	}
	return l, nil
}

// Close ends all connections and closes the data. Requests that run are cut
// off. Closing again does nothing.
func (e *Emulator) Close() error {
	e.mu.Lock()
	if e.closing {
		e.mu.Unlock()
		return nil
	}
	e.closing = true
	servers := e.servers
	e.servers = nil
	e.mu.Unlock()
	for _, s := range servers {
		_ = s.Close()
	}
	e.store.mu.Lock()
	defer e.store.mu.Unlock()
	return e.store.keep.close()
}

// memoryListener accepts connections that Dial makes of net.Pipe.
type memoryListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *memoryListener) dial(ctx context.Context) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept is net.Listener's.
func (l *memoryListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close is net.Listener's.
func (l *memoryListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr is net.Listener's.
func (l *memoryListener) Addr() net.Addr { return memoryAddr{} }

type memoryAddr struct{}

func (memoryAddr) Network() string { return "memory" }
func (memoryAddr) String() string  { return "emulator" }
