//go:build linux

package crash

import (
	"io"
	"net/http"
	"path"
	"strings"
	"sync"
	"sync/atomic"
)

// gate stands before the emulator and holds one request, so that the program
// can be killed while it waits.
type gate struct {
	next http.Handler

	in, out atomic.Int64 // bytes of content that passed, those of requests that failed included
	parts   atMost       // being uploaded

	over chan struct{} // closed when nothing may wait any more

	mu   sync.Mutex
	hold *held
}

// hold says which request is held, and where.
type hold struct {
	call  string
	match func(*http.Request) bool // nil: any
	at    point
	bytes int64  // of body: how much of it passes
	first func() // called before the request is passed on
}

// held is a hold that waits for its request.
type held struct {
	hold
	once    sync.Once
	reached chan struct{}
	release chan struct{}
	over    <-chan struct{}
}

type point int

const (
	before   point = iota // before the service sees the request
	within                // in the middle of the request's body
	sending               // in the middle of the answer's body
	unsaid                // when the work is done and nothing was answered
	answered              // when the answer has been sent
)

// set arms the gate. The channel tells that the request has come; release ends
// the hold.
func (g *gate) set(what hold) (reached <-chan struct{}, release func()) {
	h := &held{hold: what, reached: make(chan struct{}), release: make(chan struct{}), over: g.over}
	g.mu.Lock()
	g.hold = h
	g.mu.Unlock()
	return h.reached, func() {
		g.mu.Lock()
		g.hold = nil
		g.mu.Unlock()
		close(h.release)
	}
}

// take gives a hold to the first request that it fits.
func (g *gate) take(r *http.Request) *held {
	g.mu.Lock()
	defer g.mu.Unlock()
	h := g.hold
	if h == nil || !strings.Contains(r.URL.Path, "/"+h.call) && path.Base(r.URL.Path) != h.call || h.match != nil && !h.match(r) {
		return nil
	}
	g.hold = nil
	return h
}

// stop tells the test that the moment has come, and waits for its end.
func (h *held) stop() {
	h.once.Do(func() { close(h.reached) })
	select {
	case <-h.release:
	case <-h.over:
	}
}

// passed returns how much content came and went since the last time.
func (g *gate) passed() (in, out int64) { return g.in.Swap(0), g.out.Swap(0) }

// atMost knows how many went at once.
type atMost struct {
	mu        sync.Mutex
	now, peak int
}

// enter counts one until the function that it returns is called.
func (a *atMost) enter() (leave func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now++
	a.peak = max(a.peak, a.now)
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.now--
	}
}

// ServeHTTP implements http.Handler.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.Contains(r.URL.Path, "/b2_upload_"):
		r.Body = &countedBody{r.Body, &g.in}
		if strings.Contains(r.URL.Path, "/b2_upload_part/") {
			defer g.parts.enter()()
		}
	case strings.Contains(r.URL.Path, "/b2_download_file_"):
		w = &countedAnswer{w, &g.out}
	}
	h := g.take(r)
	if h == nil {
		g.next.ServeHTTP(w, r)
		return
	}
	if h.first != nil {
		h.first()
	}
	switch h.at {
	case before:
		h.stop()
		panic(http.ErrAbortHandler)
	case within:
		r.Body = &heldBody{ReadCloser: r.Body, hold: h, left: h.bytes}
		g.next.ServeHTTP(w, r)
	case sending:
		g.next.ServeHTTP(&heldAnswer{ResponseWriter: w, hold: h, left: h.bytes}, r)
	case unsaid:
		g.next.ServeHTTP(&silent{header: http.Header{}}, r)
		h.stop()
		panic(http.ErrAbortHandler)
	case answered:
		g.next.ServeHTTP(w, r)
		_ = http.NewResponseController(w).Flush()
		h.once.Do(func() { close(h.reached) })
	}
}

type countedBody struct {
	io.ReadCloser
	n *atomic.Int64
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.n.Add(int64(n))
	return n, err
}

type countedAnswer struct {
	http.ResponseWriter
	n *atomic.Int64
}

func (a *countedAnswer) Write(p []byte) (int, error) {
	n, err := a.ResponseWriter.Write(p)
	a.n.Add(int64(n))
	return n, err
}

// Unwrap is for http.ResponseController.
func (a *countedAnswer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

type heldBody struct {
	io.ReadCloser
	hold *held
	left int64
}

func (b *heldBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		b.hold.stop()
		return 0, io.ErrUnexpectedEOF
	}
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

type heldAnswer struct {
	http.ResponseWriter
	hold *held
	left int64
}

func (a *heldAnswer) Write(p []byte) (int, error) {
	n, err := a.ResponseWriter.Write(p[:min(int64(len(p)), a.left)])
	a.left -= int64(n)
	if a.left <= 0 && err == nil {
		_ = http.NewResponseController(a.ResponseWriter).Flush()
		a.hold.stop()
		panic(http.ErrAbortHandler)
	}
	return n, err
}

// silent swallows an answer.
type silent struct{ header http.Header }

func (s *silent) Header() http.Header         { return s.header }
func (s *silent) Write(p []byte) (int, error) { return len(p), nil }
func (s *silent) WriteHeader(int)             {}
