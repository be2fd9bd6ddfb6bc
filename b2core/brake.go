package b2core

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"b2tui/b2core/internal/api"
	"b2tui/b2core/internal/retry"
)

// Strain tells how the service takes a client's requests.
type Strain struct {
	Until    time.Time // the service asked to wait, and nothing is sent before; zero: it did not
	Answered int64     // requests so far
	Refused  int64     // of these with 429 or 503: too many, or busy
}

// Strain returns how the service takes what all calls of this client together
// send. Who decides on how much goes at once asks now and then.
func (c *Client) Strain() Strain {
	return Strain{c.brake.pausedUntil(), c.brake.answered.Load(), c.brake.refused.Load()}
}

const (
	brakeMost   = 5 * time.Minute // what the service asks for is obeyed up to this
	brakeUnsaid = time.Second     // after a 429 that asks for nothing
	brakeSpread = time.Second     // over which those who waited come back
)

// brake is shared by all requests of a client: when the service asks one of them
// for a pause, the others do not send either until it is over.
type brake struct {
	answered, refused atomic.Int64

	mu    sync.Mutex // guards until
	until time.Time
}

// pausedUntil is the end of a pause that is not over.
func (b *brake) pausedUntil() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.until.After(time.Now()) {
		return time.Time{}
	}
	return b.until
}

// wait returns when a request may be sent, a little later for each than for the
// others so that they do not come all at once.
func (b *brake) wait(ctx context.Context) error {
	for {
		until := b.pausedUntil()
		if until.IsZero() {
			return nil
		}
		spread := time.Duration(rand.Float64() * float64(brakeSpread))
		if err := retry.Sleep(ctx, time.Until(until)+spread); err != nil {
			return err
		}
	}
}

// saw takes an answer. An upload URL that is busy speaks for one vault only; the
// next URL names another.
func (b *brake) saw(resp *http.Response) {
	b.answered.Add(1)
	if resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode != http.StatusServiceUnavailable {
		return
	}
	b.refused.Add(1)
	asked := min(retry.After(resp.Header, time.Now()), brakeMost)
	if resp.StatusCode == http.StatusServiceUnavailable && isUpload(resp.Request) {
		return
	}
	if asked == 0 && resp.StatusCode == http.StatusTooManyRequests {
		asked = brakeUnsaid
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if until := time.Now().Add(asked); until.After(b.until) {
		b.until = until
	}
}

func isUpload(r *http.Request) bool {
	return r != nil && (strings.Contains(r.URL.Path, api.CallUploadFile) || strings.Contains(r.URL.Path, api.CallUploadPart))
}
