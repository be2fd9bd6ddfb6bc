package b2core

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// A file is stored when its last part is, and that part may have the one slow
// connection, or the one slow host of the service, among many good ones. When no
// other part waits for a place it is broken off and sent once more, over a
// connection that has done well, if by the rate of the file's other parts that
// ends sooner than going on.
const (
	slowLook   = 500 * time.Millisecond // between two looks
	slowYoung  = 2 * time.Second        // a part that was sent for less tells nothing of its rate
	slowGap    = 2 * time.Second        // one that does not move for so long stands: the whole line may be cut
	slowMargin = time.Second            // so much sooner it has to be
)

// errSlow is why an attempt to send a part was broken off.
var errSlow = errors.New("other connections are quicker")

// stragglers watches the parts of one file. The zero value only counts.
type stragglers struct {
	mu    sync.Mutex // guards what follows
	going map[int]*sending
	rates []float64 // of the parts that were sent, bytes per second
}

// sending is an attempt to send a part. It is nil where nobody watches.
type sending struct {
	size  int64
	again bool // it was broken off before: that is enough
	end   context.CancelCauseFunc

	mu    sync.Mutex // guards what follows
	sent  int64
	begun time.Time     // the first piece went out
	moves time.Time     // the last one did
	held  time.Duration // by a limit, since begun
	holds time.Time     // since when one does; zero: none
	pause time.Duration // held at the last move
	gaps  time.Duration // in which it stood
}

// begin enters an attempt; its context is cancelled with errSlow.
func (s *stragglers) begin(ctx context.Context, n int, size int64, again bool) (context.Context, *sending) {
	ctx, end := context.WithCancelCause(ctx)
	a := &sending{size: size, again: again, end: end}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.going == nil {
		s.going = map[int]*sending{}
	}
	s.going[n] = a
	return ctx, a
}

// ended takes it out, and remembers the rate of one that came through.
func (s *stragglers) ended(n int, a *sending, through bool) {
	a.end(nil)
	a.mu.Lock()
	took := a.took(time.Now())
	a.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.going, n)
	if through && took > 0 {
		s.rates = append(s.rates, float64(a.size)/took.Seconds())
	}
}

// watch looks after what is on its way until ctx ends.
func (s *stragglers) watch(ctx context.Context) {
	tick := time.NewTicker(slowLook)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.hurry(time.Now())
		case <-ctx.Done():
			return
		}
	}
}

// hurry breaks off what should be sent once more.
func (s *stragglers) hurry(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var usual float64
	if len(s.rates) > 0 {
		slices.Sort(s.rates)
		usual = s.rates[len(s.rates)/2]
	}
	for _, a := range s.going {
		left, rate, known := a.pace(now)
		if usual == 0 || a.again || !known {
			continue
		}
		afresh := float64(a.size)/usual + slowMargin.Seconds()
		if float64(left) > afresh*rate {
			a.end(errSlow)
		}
	}
}

// pace is how many bytes are left and how many a second moved. Known is that only
// of one that moves, and has for a while.
func (a *sending) pace(now time.Time) (left int64, rate float64, known bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	took := a.took(now)
	known = took >= slowYoung && a.holds.IsZero() && a.gap(now) < slowGap
	return a.size - a.sent, float64(a.sent) / took.Seconds(), known
}

// took is how long the line has had it so far. The mutex is held.
func (a *sending) took(now time.Time) time.Duration {
	if a.begun.IsZero() {
		return 0
	}
	took := now.Sub(a.begun) - a.held - a.gaps
	if !a.holds.IsZero() {
		took -= now.Sub(a.holds)
	}
	return took
}

// gap is how long the line has not taken anything. The mutex is held.
func (a *sending) gap(now time.Time) time.Duration {
	return now.Sub(a.moves) - (a.held - a.pause)
}

// moved counts bytes that are handed to the line.
func (a *sending) moved(n int) {
	if a == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	if a.begun.IsZero() {
		a.begun = now
	} else if gap := a.gap(now); gap >= slowGap {
		a.gaps += gap
	}
	a.moves, a.pause = now, a.held
	a.sent += int64(n)
}

// hold and release bracket the wait for a limit.
func (a *sending) hold() {
	if a != nil {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.holds = time.Now()
	}
}

func (a *sending) release() {
	if a != nil {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.held += time.Since(a.holds)
		a.holds = time.Time{}
	}
}
