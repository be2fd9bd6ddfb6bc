package b2core

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// RatePace is a Pace that holds all that share it to a number of bytes per
// second. It is safe for concurrent use; one for uploads and one for downloads
// leave each direction its own.
type RatePace struct {
	limited atomic.Bool // spares the unlimited case the lock

	mu      sync.Mutex // guards what follows
	limiter *rate.Limiter
	changed chan struct{} // closed at the next change
}

// NewPace makes a RatePace. 0 or less is unlimited.
func NewPace(bytesPerSecond int64) *RatePace {
	p := &RatePace{changed: make(chan struct{})}
	p.SetRate(bytesPerSecond)
	return p
}

// minBurst lets a very low rate still move whole network packets.
const minBurst = 2 << 10

// SetRate changes the rate; 0 or less is unlimited. It wakes whoever waits by the
// old number, so that it is in force at once.
func (p *RatePace) SetRate(bytesPerSecond int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.limiter = nil
	if bytesPerSecond > 0 {
		// A tenth of a second in one go keeps the line even.
		burst := max(minBurst, int(min(bytesPerSecond/10, 1<<20)))
		p.limiter = rate.NewLimiter(rate.Limit(bytesPerSecond), burst)
	}
	p.limited.Store(p.limiter != nil)
	close(p.changed)
	p.changed = make(chan struct{})
}

// Wait implements Pace: it returns when n bytes may pass.
func (p *RatePace) Wait(ctx context.Context, n int) error {
	for n > 0 && p.limited.Load() {
		p.mu.Lock()
		limiter, changed := p.limiter, p.changed
		p.mu.Unlock()
		if limiter == nil {
			break
		}
		piece := min(n, limiter.Burst())
		r := limiter.ReserveN(time.Now(), piece)
		passed, err := waitFor(ctx, r, changed)
		if err != nil {
			return err
		}
		if passed {
			n -= piece
		}
	}
	return ctx.Err()
}

// waitFor waits until the reservation's time has come, or reports false when
// the rate changed before.
func waitFor(ctx context.Context, r *rate.Reservation, changed <-chan struct{}) (bool, error) {
	d := r.Delay()
	if d == 0 {
		return true, nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true, nil
	case <-changed:
		r.Cancel()
		return false, nil
	case <-ctx.Done():
		r.Cancel()
		return false, ctx.Err()
	}
}
