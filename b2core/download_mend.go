package b2core

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
)

// errDiffers ends a group as soon as a range's second reading differs.
var errDiffers = errors.New("second reading differs")

// rereading fetches ranges again over what is there, once each.
type rereading struct {
	*download
	mu      sync.Mutex // guards what follows
	read    []bool     // ranges that were fetched again to their end
	differs bool
}

// mend fetches content again whose hash does not match, and returns the hash
// that it has then. The service tells the hash of the whole only, so nothing
// but a second reading that differs from the first shows which range was
// damaged. Mostly that is one; so the hash is looked at as soon as one is found,
// and only if it still does not match all others are read again, too.
func (d *download) mend(ctx context.Context) (string, error) {
	d.c.log.Warn("what arrived is damaged, fetching it again", "op", d.op)
	d.r.Steering.Progress.say("damaged on the way, fetched again")
	r := &rereading{download: d, read: make([]bool, d.plan.Count())}
	for _, eager := range []bool{true, false} {
		if differs, err := r.round(ctx, eager); err != nil || !differs {
			return d.prefix.digest(), err
		}
		d.r.Steering.Progress.SetVerifying(true)
		sum, err := hashRange(ctx, d.r.Target, 0, d.plan.Size)
		d.r.Steering.Progress.SetVerifying(false)
		switch {
		case err != nil:
			return "", d.local(err)
		case sum == d.want:
			d.r.Steering.Progress.fill()
			return sum, nil
		}
	}
	return "", nil
}

// round fetches what was not fetched again yet, and tells whether anything
// differed; if it is eager it ends there.
func (r *rereading) round(ctx context.Context, eager bool) (bool, error) {
	r.differs = false
	g := newPartGroup(ctx, r.r.Steering.Slots)
	for n := 1; n <= r.plan.Count(); n++ {
		if r.read[n-1] {
			continue
		}
		if !g.part(func(ctx context.Context) error { return r.again(ctx, n, eager) }) {
			break
		}
	}
	if err := g.wait(); err != nil && !errors.Is(err, errDiffers) {
		return false, asError(r.op, err)
	}
	return r.differs, nil
}

func (r *rereading) again(ctx context.Context, n int, eager bool) error {
	r.r.Steering.Progress.part(n).set(0)
	differs := false
	err := r.fetch(ctx, n, 0, func(_ context.Context, _ int, off int64, p []byte) error {
		changed, err := r.replace(off, p)
		differs = differs || changed
		return err
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.differs = r.differs || differs
	r.read[n-1] = err == nil
	if err == nil && differs && eager {
		return errDiffers
	}
	return err
}

// replace writes p where the target holds other bytes.
func (r *rereading) replace(off int64, p []byte) (changed bool, err error) {
	pooled := r.c.buffers.get(int64(len(p)))
	defer r.c.buffers.put(pooled)
	for len(p) > 0 {
		old := (*pooled)[:min(len(p), len(*pooled))]
		if _, err := io.ReadFull(io.NewSectionReader(r.r.Target, off, int64(len(old))), old); err != nil {
			return changed, err
		}
		if !bytes.Equal(old, p[:len(old)]) {
			changed = true
			if _, err := r.r.Target.WriteAt(p[:len(old)], off); err != nil {
				return changed, err
			}
		}
		off, p = off+int64(len(old)), p[len(old):]
	}
	return changed, nil
}
