package emulator

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"b2tui/b2core/internal/api"
)

// damage wraps the request's or the answer's body as a fault says. The calls
// know nothing of it.
func damage(x *exchange, f *Fault, c Clock) {
	w := wound{cut: f.CutAt, flip: f.FlipAt, stall: f.StallAt, drip: f.Drip, step: max(f.DripSize, 1)}
	w.wait = func(d time.Duration) { pause(x, c, d) }
	w.hang = func() { <-x.r.Context().Done() }
	upload := x.name == api.CallUploadFile || x.name == api.CallUploadPart
	switch {
	case !w.hurts():
	case upload:
		x.r.Body = &damagedReader{ReadCloser: x.r.Body, wound: w}
	default:
		x.w = &damagedWriter{ResponseWriter: x.w, wound: w}
	}
	x.rotAt = f.RotAt
	switch {
	case f.DropReply:
		x.w = droppedReply{header: http.Header{}}
	case f.AfterWork:
		x.w = &otherAnswer{header: http.Header{}, instead: sync.OnceFunc(func() { f.answer(x) }), x: x, w: x.w}
	case f.tampers():
		tamper(x, f)
	}
}

// wound damages a stream of bytes at offsets.
type wound struct {
	cut, flip, stall *int64
	drip             time.Duration // after every step bytes
	step             int
	at               int64 // bytes that have passed

	wait func(time.Duration)
	hang func() // until the client has gone
}

func (d *wound) hurts() bool {
	return d.cut != nil || d.flip != nil || d.stall != nil || d.drip > 0
}

// piece is how many of n bytes may go on at once.
func (d *wound) piece(n int) int {
	if d.drip > 0 {
		n = min(n, d.step)
	}
	return n
}

// apply damages the next bytes of the stream in place and returns how many of
// them still pass.
func (d *wound) apply(p []byte) (n int, end wounding) {
	n = len(p)
	if d.cut != nil && d.at+int64(n) >= *d.cut {
		n, end = int(max(*d.cut-d.at, 0)), cutOff
	}
	if d.stall != nil && d.at+int64(n) >= *d.stall {
		n, end = int(max(*d.stall-d.at, 0)), stalled
	}
	if d.flip != nil && *d.flip >= d.at && *d.flip < d.at+int64(n) {
		p[*d.flip-d.at] ^= 1
	}
	d.at += int64(n)
	return n, end
}

// wounding is how a stream ends before its time.
type wounding int

const (
	goesOn wounding = iota
	cutOff
	stalled
)

// errCut ends an upload whose connection a fault cuts: nothing is answered.
var errCut = errors.New("cut by a fault")

type damagedReader struct {
	io.ReadCloser
	wound
}

func (r *damagedReader) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p[:r.piece(len(p))])
	left, end := r.apply(p[:n])
	switch {
	case end == stalled:
		// net/http notices that the client has gone once the body is read.
		_, _ = io.Copy(io.Discard, r.ReadCloser)
		r.hang()
		return left, errCut
	case end == cutOff:
		return left, errCut
	case r.drip > 0 && n > 0:
		r.wait(r.drip)
	}
	return n, err
}

type damagedWriter struct {
	http.ResponseWriter
	wound
}

func (w *damagedWriter) Write(p []byte) (int, error) {
	// The bytes may be stored content: damage a copy.
	q := append([]byte(nil), p...)
	for len(q) > 0 {
		piece := q[:w.piece(len(q))]
		n, end := w.apply(piece)
		if _, err := w.ResponseWriter.Write(piece[:n]); err != nil {
			return 0, err
		}
		if end != goesOn || w.drip > 0 {
			_ = http.NewResponseController(w.ResponseWriter).Flush()
		}
		switch {
		case end == stalled:
			w.hang()
			panic(http.ErrAbortHandler)
		case end == cutOff:
			panic(http.ErrAbortHandler)
		case w.drip > 0:
			w.wait(w.drip)
		}
		q = q[len(piece):]
	}
	return len(p), nil
}

// Flush and the like reach the connection through the wrappers.
func (w *damagedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// droppedReply closes the connection as soon as a call begins to answer, which
// is after its work.
type droppedReply struct{ header http.Header }

func (d droppedReply) Header() http.Header       { return d.header }
func (d droppedReply) WriteHeader(int)           { panic(http.ErrAbortHandler) }
func (d droppedReply) Write([]byte) (int, error) { panic(http.ErrAbortHandler) }

// otherAnswer gives another answer as soon as a call begins to answer, which is
// after its work.
type otherAnswer struct {
	header  http.Header
	x       *exchange
	w       http.ResponseWriter
	instead func()
}

func (o *otherAnswer) Header() http.Header { return o.header }

func (o *otherAnswer) WriteHeader(int) {
	o.x.w = o.w
	o.instead()
}

func (o *otherAnswer) Write(p []byte) (int, error) {
	o.WriteHeader(http.StatusOK)
	return len(p), nil
}
