package emulator

import (
	"errors"
	"io"
	"net/http"

	"b2tui/b2core/internal/api"
)

// damage wraps the request's or the answer's body as a fault says. The calls
// know nothing of it.
func damage(x *exchange, f *Fault) {
	upload := x.name == api.CallUploadFile || x.name == api.CallUploadPart
	if upload && (f.CutAt != nil || f.FlipAt != nil) {
		x.r.Body = &damagedReader{ReadCloser: x.r.Body, wound: wound{cut: f.CutAt, flip: f.FlipAt}}
	} else if f.CutAt != nil || f.FlipAt != nil {
		x.w = &damagedWriter{ResponseWriter: x.w, wound: wound{cut: f.CutAt, flip: f.FlipAt}}
	}
	if f.DropReply {
		x.w = droppedReply{header: http.Header{}}
	}
}

// wound damages a stream of bytes at offsets.
type wound struct {
	cut, flip *int64
	at        int64 // bytes that have passed
}

// apply damages the next bytes of the stream in place and returns how many of
// them still pass.
func (d *wound) apply(p []byte) (n int, cut bool) {
	n = len(p)
	if d.cut != nil && d.at+int64(n) >= *d.cut {
		n, cut = int(max(*d.cut-d.at, 0)), true
	}
	if d.flip != nil && *d.flip >= d.at && *d.flip < d.at+int64(n) {
		p[*d.flip-d.at] ^= 1
	}
	d.at += int64(n)
	return n, cut
}

// errCut ends an upload whose connection a fault cuts: nothing is answered.
var errCut = errors.New("cut by a fault")

type damagedReader struct {
	io.ReadCloser
	wound
}

func (r *damagedReader) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	if left, cut := r.apply(p[:n]); cut {
		return left, errCut
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
	n, cut := w.apply(q)
	if _, err := w.ResponseWriter.Write(q[:n]); err != nil {
		return 0, err
	}
	if cut {
		_ = http.NewResponseController(w.ResponseWriter).Flush()
		panic(http.ErrAbortHandler)
	}
	return len(p), nil
}

// droppedReply closes the connection as soon as a call begins to answer, which
// is after its work.
type droppedReply struct{ header http.Header }

func (d droppedReply) Header() http.Header       { return d.header }
func (d droppedReply) WriteHeader(int)           { panic(http.ErrAbortHandler) }
func (d droppedReply) Write([]byte) (int, error) { panic(http.ErrAbortHandler) }
