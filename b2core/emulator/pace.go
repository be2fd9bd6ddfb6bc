package emulator

import (
	"context"
	"io"
	"net/http"
	"sync/atomic"

	"golang.org/x/time/rate"

	"b2tui/b2core/internal/api"
)

// Pace slows content down, in bytes per second over all connections together;
// zero is as fast as it goes. The demo uses it to keep a transfer in sight.
type Pace struct {
	Up   int64 // uploads
	Down int64 // downloads
}

// paceStep is how many bytes pass at once, so that a slow transfer moves evenly.
const paceStep = 16 << 10

type pacing struct{ up, down atomic.Pointer[rate.Limiter] }

// SetPace changes the pace while transfers run.
func (e *Emulator) SetPace(p Pace) { e.pace.set(p) }

func (p *pacing) set(to Pace) {
	p.up.Store(limiter(to.Up))
	p.down.Store(limiter(to.Down))
}

func limiter(bytesPerSecond int64) *rate.Limiter {
	if bytesPerSecond <= 0 {
		return nil
	}
	return rate.NewLimiter(rate.Limit(bytesPerSecond), paceStep)
}

// slow wraps the bodies of a request that moves content.
func (p *pacing) slow(x *exchange) {
	switch x.name {
	case api.CallUploadFile, api.CallUploadPart:
		if p.up.Load() != nil {
			x.r.Body = &pacedReader{x.r.Body, x.r.Context(), &p.up}
		}
	case api.CallDownloadFileByID, api.CallDownloadFileByName:
		if p.down.Load() != nil {
			x.w = &pacedWriter{x.w, x.r.Context(), &p.down}
		}
	}
}

func wait(ctx context.Context, l *atomic.Pointer[rate.Limiter], n int) error {
	if limit := l.Load(); limit != nil && n > 0 {
		return limit.WaitN(ctx, n)
	}
	return nil
}

type pacedReader struct {
	io.ReadCloser
	ctx   context.Context
	limit *atomic.Pointer[rate.Limiter]
}

func (r *pacedReader) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p[:min(len(p), paceStep)])
	if werr := wait(r.ctx, r.limit, n); werr != nil {
		return n, werr
	}
	return n, err
}

type pacedWriter struct {
	http.ResponseWriter
	ctx   context.Context
	limit *atomic.Pointer[rate.Limiter]
}

func (w *pacedWriter) Write(p []byte) (int, error) {
	done := 0
	for done < len(p) {
		step := p[done:min(len(p), done+paceStep)]
		if err := wait(w.ctx, w.limit, len(step)); err != nil {
			return done, err
		}
		n, err := w.ResponseWriter.Write(step)
		if done += n; err != nil {
			return done, err
		}
		_ = http.NewResponseController(w.ResponseWriter).Flush()
	}
	return done, nil
}
