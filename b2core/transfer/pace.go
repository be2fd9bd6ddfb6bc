package transfer

import (
	"context"
	"sync/atomic"

	"b2tui/b2core"
)

// pace is the view of a direction's rate that one file's engine call gets. It holds the
// parts that the user's limits make stand still, and counts
// what passes, which gives the rate on the line whatever a resume or a
// repetition does to the file's progress.
type pace struct {
	rate  *b2core.RatePace
	share *share
	moved *atomic.Int64
	also  *b2core.RatePace // of the other direction, for what goes both ways; nil: it does not
}

var _ b2core.Pace = pace{}

// Wait implements b2core.Pace.
func (p pace) Wait(ctx context.Context, n int) error {
	if err := p.share.pass(ctx); err != nil {
		return err
	}
	err := p.rate.Wait(ctx, n)
	if err == nil && p.also != nil {
		err = p.also.Wait(ctx, n)
	}
	if err == nil {
		p.moved.Add(int64(n))
	}
	return err
}
