package b2core

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// A large file belongs to one place at the service, and that can be full for
// hours while others are free: every part URL then answers 503. After so many
// refusals in a row and so long, another large file is tried.
const (
	vaultTries = 16
	vaultTime  = 5 * time.Minute
	vaultMoves = 2 // large files that are given up for another
)

var errVaultFull = errors.New("the service has no room for this large file")

// vault counts how often in a row the service refused parts of one large file.
type vault struct {
	mu     sync.Mutex // guards what follows
	busy   int
	since  time.Time
	moves  int
	closed bool // no further moves
}

// judge takes an attempt's outcome and tells whether to try elsewhere.
func (v *vault) judge(err error) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	e, ok := errors.AsType[*Error](err)
	switch {
	case err == nil:
		v.busy = 0
		return false
	case !ok || e.Status != http.StatusServiceUnavailable:
		return false
	case v.busy == 0:
		v.since = time.Now()
	}
	v.busy++
	return !v.closed && v.busy >= vaultTries && time.Since(v.since) >= vaultTime
}

// moved starts the count anew.
func (v *vault) moved() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.moves++
	v.busy, v.closed = 0, v.moves == vaultMoves
}

// sendAll sends the parts, to another large file if the service keeps refusing
// those of this one.
func (l *largeUpload) sendAll(ctx context.Context) error {
	for {
		err := l.sendParts(ctx)
		if !errors.Is(err, errVaultFull) {
			return err
		}
		l.vault.moved()
		if err := l.move(ctx); err != nil {
			return err
		}
	}
}

// move starts the large file again and gives the old one up, with the parts that
// it has, if the new one takes a part. If it does not, the whole service is
// busy, and what was accepted is worth keeping.
func (l *largeUpload) move(ctx context.Context) error {
	old := l.file
	l.file = l.largeFile(l.whole)
	if err := l.file.start(ctx); err != nil {
		l.file = old
		return err
	}
	n := 1
	for n < len(old.sums) && old.sums[n-1] != "" {
		n++
	}
	sum, err := l.probe(ctx, n)
	if err != nil {
		l.file.cancel(ctx)
		l.file = old
		if e, ok := errors.AsType[*Error](err); ok && e.Status == http.StatusServiceUnavailable {
			return nil
		}
		return err
	}
	if err := l.remember(ctx); err != nil {
		old.cancel(ctx)
		return err
	}
	old.cancel(ctx)
	l.c.log.Warn("the service has no room for the large file, started anew", "op", l.op, "old", old.id, "new", l.file.id)
	l.r.Steering.Progress.lay(l.plan.Size, l.sizes())
	l.r.Steering.Progress.say(fmt.Sprintf("the service had no room for this large file, sent anew (%d of %d)", l.vault.moves, vaultMoves))
	return l.accepted(ctx, n, sum)
}

// probe sends one part, with another upload URL at each of a few attempts.
func (l *largeUpload) probe(ctx context.Context, n int) (sum string, err error) {
	ctx = ForPart(ctx)
	release, err := l.r.Steering.Slots.Acquire(ctx)
	if err != nil {
		return "", asError(l.op, err)
	}
	defer release()
	count := l.r.Steering.Progress.part(n)
	for range callTries {
		if sum, err = l.tryPart(ctx, l.partOp(n), n, count, true); err == nil || ctx.Err() != nil {
			break
		}
		count.set(0)
		if e, ok := errors.AsType[*Error](err); !ok || e.Status != http.StatusServiceUnavailable {
			break
		}
	}
	return sum, asError(l.partOp(n), err)
}
