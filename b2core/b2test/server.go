// Package b2test gives tests a Backblaze B2 of their own: the emulator behind a
// real port on the loopback address, or behind connections in memory, which
// testing/synctest needs. [Conformance] proves the engine on it and on real
// accounts.
package b2test

import (
	"fmt"
	"iter"
	"net/http"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
)

// Server is an emulator that lives as long as its test.
type Server struct {
	*emulator.Emulator
	URL string // the realm to log in to
	// Transport reaches a server in memory; nil for one behind a port, where a
	// client's own transport does.
	Transport http.RoundTripper
}

// NewServer starts an emulator on a port of the loopback address.
func NewServer(t testing.TB, opts ...func(*emulator.Options)) *Server {
	t.Helper()
	e := start(t, opts)
	url, err := e.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return &Server{Emulator: e, URL: url}
}

// NewMemoryServer starts an emulator without a port. In a test that uses
// testing/synctest call it inside the bubble, with the bubble's T: its cleanup
// ends the server's goroutines, which the bubble waits for.
func NewMemoryServer(t testing.TB, opts ...func(*emulator.Options)) *Server {
	t.Helper()
	e := start(t, opts)
	transport := e.Transport()
	t.Cleanup(transport.CloseIdleConnections)
	return &Server{Emulator: e, URL: emulator.Realm, Transport: transport}
}

func start(t testing.TB, opts []func(*emulator.Options)) *emulator.Emulator {
	t.Helper()
	o := emulator.Options{Seed: 1}
	for _, set := range opts {
		set(&o)
	}
	e, err := emulator.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("close the emulator: %v", err)
		}
	})
	return e
}

// Credentials log in with the master key.
func (s *Server) Credentials() b2core.Credentials {
	return b2core.Credentials{KeyID: s.KeyID(), Key: b2core.NewSecret(s.Key()), Realm: s.URL}
}

// Client makes a client with the master key, which logs in at its first call and
// is closed with the test.
func (s *Server) Client(t testing.TB) *b2core.Client {
	t.Helper()
	return s.ClientWith(t, s.Credentials())
}

// ClientWith makes a client with another key.
func (s *Server) ClientWith(t testing.TB, creds b2core.Credentials) *b2core.Client {
	t.Helper()
	c := b2core.New(creds, b2core.Options{Transport: s.Transport})
	t.Cleanup(c.Close)
	return c
}

// Numbered yields n names of a format with one number, from 0 on. It goes with
// Emulator.AddNames, which fills a bucket without uploading.
func Numbered(format string, n int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range n {
			if !yield(fmt.Sprintf(format, i)) {
				return
			}
		}
	}
}

// SmallParts makes parts of a few bytes, so that tests of large files stay small.
func SmallParts(minimum, recommended int64) func(*emulator.Options) {
	return func(o *emulator.Options) { o.MinimumPartSize, o.RecommendedPartSize = minimum, recommended }
}
