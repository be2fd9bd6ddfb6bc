package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"b2tui/b2core/transfer"
)

func (a *app) queueCommand() *cobra.Command {
	return a.group("queue", "See, run and steer the queue of transfers",
		a.queueListCommand(), a.queueRunCommand(),
		a.queueOrder(transfer.PauseOrder, "Pause transfers, or all", `Pauses transfers, folders with all their files, or without an ID the whole queue,
also what other running instances transfer: they stop within a second. What was
sent or fetched is kept.`),
		a.queueOrder(transfer.ResumeOrder, "Let paused transfers run again, or all", `Lets paused transfers run again, without an ID all but those that wait for an
answer. Whoever has them goes on with them within a second: a running b2tui, or
the next "b2tui queue run".`),
		a.queueOrder(transfer.RetryOrder, "Queue failed transfers again, or all", `Queues failed and cancelled transfers again, without an ID everything that failed.
Parts that arrived are not sent again.`),
		a.queueOrder(transfer.CancelOrder, "Cancel transfers", `Ends transfers for good: what was sent of an unfinished file is given up at the
service, a partial download is removed.`),
		a.queueMoveCommand(), a.queueLimitCommand(), a.queueClearCommand())
}

// steer opens the queue to look and to give orders: it runs nothing. No account
// is needed but for what a cancel has to clean up.
func (a *app) steer(ctx context.Context, do func(*transfer.Manager) error) (err error) {
	cfg, err := a.queueConfig()
	if err != nil {
		return err
	}
	cfg.Observe = true
	m, err := transfer.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = putAway(ctx, m, err) }()
	if s := m.Current(); s.Notice != "" {
		fmt.Fprintln(a.Err, "b2tui: "+oneLine(s.Notice))
	}
	return do(m)
}

func itemIDs(args []string) ([]int64, error) {
	ids := make([]int64, len(args))
	for i, arg := range args {
		id, err := strconv.ParseInt(arg, 10, 64)
		if err != nil || id <= 0 {
			return nil, usagef("%q is no transfer's ID; b2tui queue list shows them", arg)
		}
		ids[i] = id
	}
	return ids, nil
}

func notInQueue(err error) error {
	if errors.Is(err, transfer.ErrNoItem) {
		return &problem{code: exitNotFound, hint: "b2tui queue list shows what there is", err: err}
	}
	return err
}

const queueRunLong = `Runs what is in the queue until nothing is left to run: what dead or closed
instances left, and what others let go meanwhile. What a living instance runs
stays its own, what is paused stays paused.

It is how transfers go on when nobody looks: after a closed line, under nohup, by
a service manager. When it is told to stop it puts away within two seconds what
it runs, and the next start goes on there. It ends with 5 if something failed.`

func (a *app) queueRunCommand() *cobra.Command {
	var o transferOptions
	c := a.command(spec{
		use:     "run",
		short:   "Run what is in the queue until it is empty",
		long:    queueRunLong,
		example: "nohup b2tui queue run --json > run.log &\nb2tui queue run --limit-rate 2M:none --if-exists differs",
		run:     func(ctx context.Context, _ []string) error { return a.queueRun(ctx, o) },
	})
	o.flags(c)
	return c
}

func (a *app) queueRun(ctx context.Context, o transferOptions) (err error) {
	limits, err := o.limits()
	if err != nil {
		return err
	}
	if err := a.mayChange("run the queue"); err != nil {
		return err
	}
	cfg, err := a.queueConfig()
	if err != nil {
		return err
	}
	o.limit(&cfg, limits)
	cfg.Headless, cfg.Adopt, cfg.Answer = true, true, transfer.Conflict(o.ifExists)
	m, err := transfer.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = putAway(ctx, m, err) }()
	w := watchAll(m)
	r := a.reporter(w, o)
	stop := w.every(ctx, r)
	sum, err := m.Drain(ctx, func(i transfer.Item) { w.finished(i, r) })
	stop()
	at := w.now(context.WithoutCancel(ctx))
	r.end(at, sum)
	if left := at.files - at.filesDone; err == nil && sum.Done+sum.Skipped+sum.Failed+sum.Cancelled == 0 && left > 0 && !o.json && !o.quiet {
		fmt.Fprintf(a.Err, "b2tui: nothing to run; paused or run by others: %s\n", filesText(left))
	}
	switch {
	case ctx.Err() != nil:
		return &problem{err: context.Cause(ctx), hint: leftInQueue(a.flags.demo)}
	case err != nil && sum.Failed == 0:
		return err
	case sum.Failed > 0:
		text := filesText(sum.Failed) + " failed"
		if err != nil { // not all of it could be run, either
			text += "; " + err.Error()
		}
		return &problem{
			code: exitSomeFailed, hint: "b2tui queue list --state failed tells why, b2tui queue retry queues them again",
			err: errors.New(text),
		}
	}
	return nil
}
