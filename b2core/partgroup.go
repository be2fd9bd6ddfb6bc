package b2core

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"

	"b2tui/b2core/safego"
)

// partGroup runs the parts of one file at once. The first failure ends the
// group before the failed part's place is free, so that no further part goes
// out in between.
type partGroup struct {
	ctx   context.Context
	stop  context.CancelFunc
	slots Slots
	group errgroup.Group
	once  sync.Once
	first error
}

func newPartGroup(ctx context.Context, slots Slots) *partGroup {
	g := &partGroup{slots: slots}
	g.ctx, g.stop = context.WithCancel(ctx)
	return g
}

// also runs what belongs to the file and takes no place.
func (g *partGroup) also(f func(ctx context.Context) error) {
	g.group.Go(safego.Guard(func() error {
		err := f(g.ctx)
		if err != nil {
			g.fail(err)
		}
		return err
	}))
}

// part waits for a place and runs f there. It reports whether the group goes on.
func (g *partGroup) part(f func(ctx context.Context) error) bool {
	ctx := ForPart(g.ctx)
	release, err := g.slots.Acquire(ctx)
	if err != nil {
		g.fail(err)
		return false
	}
	g.also(func(context.Context) error {
		defer release()
		err := f(ctx)
		if err != nil {
			g.fail(err)
		}
		return err
	})
	return true
}

func (g *partGroup) fail(err error) {
	g.once.Do(func() {
		g.first = err
		g.stop()
	})
}

// wait returns the first failure when all have ended.
func (g *partGroup) wait() error {
	_ = g.group.Wait() // what came first is wanted, not who ended first
	g.stop()
	return g.first
}
