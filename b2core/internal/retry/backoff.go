package retry

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// The waits: the first is at most a second, each ceiling is half as long again
// as the one before, none is over 64 seconds. The actual wait is drawn evenly
// below the ceiling, so that workers that failed together do not come back
// together. What the service asks for is obeyed up to five minutes.
const (
	first    = time.Second
	ceiling  = 64 * time.Second
	askedMax = 5 * time.Minute
)

// Backoff counts the waits of one operation. The zero value is ready.
type Backoff struct {
	limit time.Duration
	Rand  func() float64 // in [0,1); nil: math/rand/v2
}

// Next is how long to wait now; asked is Retry-After, zero if there was none.
func (b *Backoff) Next(asked time.Duration) time.Duration {
	if b.limit == 0 {
		b.limit = first
	} else {
		b.limit = min(b.limit+b.limit/2, ceiling)
	}
	r := b.Rand
	if r == nil {
		r = rand.Float64
	}
	if asked > 0 {
		// A little more than asked, never less: many clients got the same number.
		return min(asked, askedMax) + time.Duration(r()*float64(time.Second))
	}
	return time.Duration(r() * float64(b.limit))
}

// Reset starts over, after an attempt that got somewhere.
func (b *Backoff) Reset() { b.limit = 0 }

// After reads Retry-After, in seconds or as a date, and zero when there is
// none, it makes no sense, or it lies in the past. A date is compared with the
// reply's own, where there is one: both are of the same clock.
func After(h http.Header, now time.Time) time.Duration {
	v := h.Get("Retry-After")
	if v == "" {
		return 0
	}
	if n, err := strconv.ParseInt(v, 10, 64); err == nil {
		if n <= 0 {
			return 0
		}
		return time.Duration(min(n, int64(24*time.Hour/time.Second))) * time.Second
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	if at, err := http.ParseTime(v); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}

// Sleep waits, or returns the context's error as soon as it ends.
func Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
