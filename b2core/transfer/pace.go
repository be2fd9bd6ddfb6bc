package transfer

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"b2tui/b2core"
)

// throttle holds one direction to a number of bytes per second. A change wakes
// whoever waits by the old number, so that it is in force at once.
type throttle struct {
	limited atomic.Bool // spares the unlimited case the lock

	mu      sync.Mutex
	limiter *rate.Limiter
	changed chan struct{} // closed at the next change
}

func newThrottle(bytesPerSecond int64) *throttle {
	t := &throttle{changed: make(chan struct{})}
	t.set(bytesPerSecond)
	return t
}

// minBurst lets a very low rate still move whole network packets.
const minBurst = 2 << 10

// set changes the rate; 0 is unlimited.
func (t *throttle) set(bytesPerSecond int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.limiter = nil
	if bytesPerSecond > 0 {
		// A tenth of a second in one go keeps the line even.
		burst := max(minBurst, int(min(bytesPerSecond/10, 1<<20)))
		t.limiter = rate.NewLimiter(rate.Limit(bytesPerSecond), burst)
	}
	t.limited.Store(t.limiter != nil)
	close(t.changed)
	t.changed = make(chan struct{})
}

// wait returns when n bytes may pass.
func (t *throttle) wait(ctx context.Context, n int) error {
	for n > 0 && t.limited.Load() {
		t.mu.Lock()
		limiter, changed := t.limiter, t.changed
		t.mu.Unlock()
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

// pace is the view of a throttle that one file's engine call gets. It holds the
// parts that the user's limits make stand still, and counts
// what passes, which gives the rate on the line whatever a resume or a
// repetition does to the file's progress.
type pace struct {
	throttle *throttle
	share    *share
	moved    *atomic.Int64
}

var _ b2core.Pace = pace{}

// Wait implements b2core.Pace.
func (p pace) Wait(ctx context.Context, n int) error {
	if err := p.share.pass(ctx); err != nil {
		return err
	}
	err := p.throttle.wait(ctx, n)
	if err == nil {
		p.moved.Add(int64(n))
	}
	return err
}
