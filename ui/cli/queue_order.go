package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"b2tui/b2core/transfer"
	"b2tui/ui"
)

// orderOptions are the flags of what steers the queue.
type orderOptions struct{ json, quiet bool }

func (o *orderOptions) flags(c *cobra.Command) {
	jsonFlag(c, &o.json)
	c.Flags().BoolVar(&o.quiet, "quiet", false, "say nothing but what failed")
}

// orderJSON is what an order to the queue did.
type orderJSON struct {
	Order string  `json:"order"` // pause, resume, retry, cancel, move, clear
	IDs   []int64 `json:"ids"`   // that were named; empty: all
	Files int     `json:"files"` // that it changed
}

// ordered tells what an order did.
func (a *app) ordered(o orderOptions, order orderJSON, done, nothing string) error {
	switch {
	case o.json:
		order.IDs = append([]int64{}, order.IDs...)
		return writeJSON(a.Out, order)
	case o.quiet:
	case order.Files == 0:
		fmt.Fprintln(a.Err, "b2tui: "+nothing)
	default:
		fmt.Fprintln(a.Err, "b2tui: "+done+" "+filesText(order.Files))
	}
	return nil
}

// queueOrder makes a subcommand that gives an order to items or, but for
// cancel, without an ID to all.
func (a *app) queueOrder(order transfer.Order, short, long string) *cobra.Command {
	var o orderOptions
	name := string(order)
	s := spec{use: name + " [ID...]", short: short, long: long, max: -1, complete: a.completeItems}
	if order == transfer.CancelOrder {
		s.use, s.min = name+" ID...", 1
	}
	s.run = func(ctx context.Context, args []string) error {
		ids, err := itemIDs(args)
		if err != nil {
			return err
		}
		if err := a.mayChange(name + " transfers"); err != nil {
			return err
		}
		return a.steer(ctx, func(m *transfer.Manager) error {
			files := 0
			if len(ids) == 0 {
				files, err = m.GiveAll(ctx, order)
			} else {
				files, err = m.Give(ctx, order, ids...)
			}
			if err != nil {
				return notInQueue(err)
			}
			done, nothing := orderWords(order)
			return a.ordered(o, orderJSON{name, ids, files}, done, nothing)
		})
	}
	c := a.command(s)
	o.flags(c)
	return c
}

// orderWords say what an order did, and that there was nothing to do it to.
func orderWords(order transfer.Order) (done, nothing string) {
	switch order {
	case transfer.PauseOrder:
		return "paused", "nothing to pause: nothing of it runs or waits to run"
	case transfer.ResumeOrder:
		return "resumed", "nothing to resume: nothing of it is paused"
	case transfer.RetryOrder:
		return "queued again", "nothing to retry: nothing of it failed"
	case transfer.CancelOrder:
		return "cancelled", "nothing to cancel: all of it is finished"
	}
	return string(order), "nothing to " + string(order)
}

func (a *app) queueClearCommand() *cobra.Command {
	var o orderOptions
	c := a.command(spec{
		use:   "clear",
		short: "Take what is done or cancelled out of the list",
		long: `Takes what is done or cancelled out of the list of transfers and out of its
totals. The history keeps it (queue list --history). What failed stays: queue
retry tries it again, queue cancel gives it up.`,
		run: func(ctx context.Context, _ []string) error {
			if err := a.mayChange("clear the queue"); err != nil {
				return err
			}
			return a.steer(ctx, func(m *transfer.Manager) error {
				files, err := m.ClearFinished(ctx)
				if err != nil {
					return err
				}
				return a.ordered(o, orderJSON{Order: "clear", Files: files}, "cleared", "nothing to clear: nothing is done or cancelled")
			})
		},
	})
	o.flags(c)
	return c
}

// moveOptions are the flags of queue move.
type moveOptions struct {
	orderOptions
	first, last   bool
	before, after int64
}

func (a *app) queueMoveCommand() *cobra.Command {
	var o moveOptions
	c := a.command(spec{
		use:   "move ID... --first|--last|--before ID|--after ID",
		short: "Change the order in which transfers run",
		long: `Moves transfers, and folders with all their files, to another place in the queue.
They stand together there, in the order that they had. Files of a folder move
within their folder. What runs goes on.`,
		example: "b2tui queue move 12 --first\nb2tui queue move 12 14 --after 7",
		min:     1, max: -1, complete: a.completeItems,
		run: func(ctx context.Context, args []string) error { return a.queueMove(ctx, args, o) },
	})
	f := c.Flags()
	f.BoolVar(&o.first, "first", false, "before all that is not finished")
	f.BoolVar(&o.last, "last", false, "to the end")
	f.Int64Var(&o.before, "before", 0, "before this one, by its ID")
	f.Int64Var(&o.after, "after", 0, "after this one, by its ID")
	o.orderOptions.flags(c)
	return c
}

func (a *app) queueMove(ctx context.Context, args []string, o moveOptions) error {
	ids, err := itemIDs(args)
	if err != nil {
		return err
	}
	places := 0
	for _, given := range []bool{o.first, o.last, o.before != 0, o.after != 0} {
		if given {
			places++
		}
	}
	if places != 1 || o.before < 0 || o.after < 0 {
		return usagef("queue move wants one place: --first, --last, --before ID or --after ID")
	}
	if err := a.mayChange("move transfers"); err != nil {
		return err
	}
	return a.steer(ctx, func(m *transfer.Manager) error {
		switch {
		case o.first:
			err = m.Arrange(ctx, transfer.First, ids...)
		case o.after != 0:
			err = m.ArrangeAfter(ctx, o.after, ids...)
		case o.last:
			err = m.Arrange(ctx, transfer.Last, ids...)
		default:
			err = m.Arrange(ctx, o.before, ids...)
		}
		if err != nil || !o.json {
			return notInQueue(err)
		}
		return writeJSON(a.Out, orderJSON{"move", ids, len(ids)})
	})
}

// limitOptions are the flags of queue limit.
type limitOptions struct {
	orderOptions
	parts, files int
	up, down     string
	reset        bool
}

func (a *app) queueLimitCommand() *cobra.Command {
	var o limitOptions
	c := a.command(spec{
		use:   "limit",
		short: "Change the limits of all that transfers, now and later",
		long: `Changes the limits of every b2tui that transfers, each for itself: those that run
have them within a second, later ones from their start on. What is not given stays
as it is. They go before the configuration's; flags of a run go before them, and a
rule of the timetable changes them when its time comes. Without a flag it tells
what was ordered.`,
		example: "b2tui queue limit --rate-up 5M\nb2tui queue limit --reset",
		run:     func(ctx context.Context, _ []string) error { return a.queueLimit(ctx, o) },
	})
	f := c.Flags()
	f.IntVar(&o.parts, "parts-at-once", 0, "parts in flight over all files, at most")
	f.IntVar(&o.files, "files-at-once", 0, "files in flight, at most")
	f.StringVar(&o.up, "rate-up", "", "bytes per second sent, at most, such as 10M or 500k; none: no limit")
	f.StringVar(&o.down, "rate-down", "", "bytes per second fetched, at most")
	f.BoolVar(&o.reset, "reset", false, "forget what was ordered: each has its own limits again")
	o.orderOptions.flags(c)
	return c
}

// ceilings are what the flags ask for.
func (o *limitOptions) ceilings() (c transfer.Ceilings, err error) {
	if o.parts < 0 || o.files < 0 {
		return c, usagef("--parts-at-once and --files-at-once are numbers from 1 on")
	}
	if o.parts > 0 {
		c.PartsAtOnce = &o.parts
	}
	if o.files > 0 {
		c.FilesAtOnce = &o.files
	}
	for _, r := range []struct {
		flag, text string
		to         **int64
	}{{"rate-up", o.up, &c.UpRate}, {"rate-down", o.down, &c.DownRate}} {
		if r.text == "" {
			continue
		}
		rate, err := transfer.ParseRate(r.text)
		if err != nil {
			return c, usagef("--%s %v", r.flag, err)
		}
		*r.to = &rate
	}
	if o.reset && c != (transfer.Ceilings{}) {
		return c, usagef("--reset goes alone")
	}
	return c, nil
}

func (a *app) queueLimit(ctx context.Context, o limitOptions) error {
	c, err := o.ceilings()
	if err != nil {
		return err
	}
	change := o.reset || c != (transfer.Ceilings{})
	if change {
		if err := a.mayChange("change the limits"); err != nil {
			return err
		}
	}
	return a.steer(ctx, func(m *transfer.Manager) error {
		switch {
		case o.reset:
			err = m.DropCeilings(ctx)
		case change:
			err = m.OrderCeilings(ctx, c)
		}
		if err != nil || change && o.quiet && !o.json {
			return err
		}
		if c, err = m.OrderedCeilings(ctx); err != nil {
			return err
		}
		return a.printCeilings(c, o.json)
	})
}

// ceilingsJSON is what queue limit ordered; absent: nothing. Rates of 0 are no limit.
type ceilingsJSON struct {
	Parts *int   `json:"partsAtOnce,omitempty"`
	Files *int   `json:"filesAtOnce,omitempty"`
	Up    *int64 `json:"bytesPerSecondUp,omitempty"`
	Down  *int64 `json:"bytesPerSecondDown,omitempty"`
}

func (a *app) printCeilings(c transfer.Ceilings, asJSON bool) error {
	if asJSON {
		return writeJSON(a.Out, ceilingsJSON{c.PartsAtOnce, c.FilesAtOnce, c.UpRate, c.DownRate})
	}
	if c == (transfer.Ceilings{}) {
		fmt.Fprintln(a.Err, "b2tui: no limits are ordered; each b2tui has its own")
		return nil
	}
	if c.PartsAtOnce != nil {
		fmt.Fprintf(a.Out, "parts-at-once %s\n", ui.Count(*c.PartsAtOnce))
	}
	if c.FilesAtOnce != nil {
		fmt.Fprintf(a.Out, "files-at-once %s\n", ui.Count(*c.FilesAtOnce))
	}
	if c.UpRate != nil {
		fmt.Fprintf(a.Out, "rate-up %s\n", transfer.FormatRate(*c.UpRate))
	}
	if c.DownRate != nil {
		fmt.Fprintf(a.Out, "rate-down %s\n", transfer.FormatRate(*c.DownRate))
	}
	return nil
}
