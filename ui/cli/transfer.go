package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"b2tui/b2core/transfer"
	"b2tui/ui"
)

// transferOptions are the flags that put and get share.
type transferOptions struct {
	parts, files int
	rate         string
	ifExists     string
	json, quiet  bool
}

func (o *transferOptions) flags(c *cobra.Command) {
	o.runFlags(c)
	c.Flags().StringVar(&o.ifExists, "if-exists", "",
		"if the target exists: ask, skip, overwrite, rename, newer or differs (in size or SHA-1); without it uploads and copies add a version, and downloads fail")
	completeFlag(c, "if-exists", completeWords(policies()))
}

// runFlags are those of sync, too, which knows what to do with what exists.
func (o *transferOptions) runFlags(c *cobra.Command) {
	f := c.Flags()
	f.IntVar(&o.parts, "parts-at-once", 0, "parts in flight over all files, at most")
	f.IntVar(&o.files, "files-at-once", 0, "files in flight, at most")
	f.StringVar(&o.rate, "limit-rate", "", "bytes per second, at most, such as 10M or 500k; up:down for each way")
	jsonFlag(c, &o.json)
	f.BoolVar(&o.quiet, "quiet", false, "say nothing but what failed")
}

// limits are those that the flags ask for; zero fields were not given. One rate
// counts for both ways.
func (o *transferOptions) limits() (transfer.Limits, error) {
	l := transfer.Limits{PartsAtOnce: o.parts, FilesAtOnce: o.files}
	if o.parts < 0 || o.files < 0 {
		return l, usagef("--parts-at-once and --files-at-once are numbers from 1 on")
	}
	if o.ifExists != "" && !slices.Contains(policies(), transfer.Conflict(o.ifExists)) {
		return l, usagef("--if-exists %q is not known; see --help", o.ifExists)
	}
	if o.rate == "" {
		return l, nil
	}
	up, down, both := strings.Cut(o.rate, ":")
	if !both {
		down = up
	}
	var errUp, errDown error
	l.UpRate, errUp = transfer.ParseRate(up)
	l.DownRate, errDown = transfer.ParseRate(down)
	if errUp != nil || errDown != nil {
		return l, usagef("--limit-rate %q is no rate; write 10M, 500k, or 1M:none", o.rate)
	}
	return l, nil
}

// limit brings the flags over what the configuration says. With a flag the
// timetable does not count: who gives one wants that.
func (o *transferOptions) limit(cfg *transfer.Config, flags transfer.Limits) {
	if flags == (transfer.Limits{}) && o.rate == "" {
		return
	}
	cfg.Timetable = nil
	if flags.PartsAtOnce > 0 {
		cfg.Own.PartsAtOnce = &flags.PartsAtOnce
	}
	if flags.FilesAtOnce > 0 {
		cfg.Own.FilesAtOnce = &flags.FilesAtOnce
	}
	if o.rate != "" {
		cfg.Own.UpRate, cfg.Own.DownRate = &flags.UpRate, &flags.DownRate
	}
}

// policy is the answer for targets that exist: the flag's, else the
// configuration's; empty: the direction's own.
func (o *transferOptions) policy(c config, d transfer.Direction) transfer.Conflict {
	return cmp.Or(transfer.Conflict(o.ifExists), c.Transfers.policies().For(d))
}

// transfer queues the jobs and waits for them, telling how they get on.
func (a *app) transfer(ctx context.Context, acc *account, jobs []transfer.Job, limits transfer.Limits, o transferOptions) (err error) {
	if err := oneEach(jobs); err != nil {
		return err
	}
	m, err := a.openQueue(ctx, limits, o)
	if err != nil {
		return err
	}
	defer func() { err = putAway(ctx, m, err) }()
	ids, err := m.Enqueue(ctx, jobs...)
	if err != nil {
		return err
	}
	w := newWatch(m, jobs, ids)
	sum, err := a.follow(ctx, acc, w, o, ids...)
	if err != nil {
		return err
	}
	return verdict(sum, w.one(), again(jobs))
}

// oneEach refuses files of which one would bury the other.
func oneEach(jobs []transfer.Job) error {
	taken := make(map[string]bool, len(jobs))
	for _, j := range jobs {
		target := Location{j.Bucket, j.Name}.String()
		if j.Direction == transfer.Down {
			target = j.Local
		}
		if !j.Dir && taken[target] {
			return usagef("two sources would both become %s; give them one by one, under other names", target)
		}
		taken[target] = true
	}
	return nil
}

// openQueue opens the queue for a run that nobody can be asked in.
func (a *app) openQueue(ctx context.Context, limits transfer.Limits, o transferOptions) (*transfer.Manager, error) {
	cfg, err := a.queueConfig()
	if err != nil {
		return nil, err
	}
	o.limit(&cfg, limits)
	cfg.Headless = true
	return transfer.Open(ctx, cfg)
}

// putAway closes the queue after a run that ended with err.
func putAway(ctx context.Context, m *transfer.Manager, err error) error {
	if closed := closeQueue(ctx, m); err == nil && closed != nil && !errors.Is(closed, context.DeadlineExceeded) {
		return closed
	}
	return err
}

// follow waits for what is in the queue, telling how it gets on.
func (a *app) follow(ctx context.Context, acc *account, w *watch, o transferOptions, ids ...int64) (transfer.Summary, error) {
	r := a.reporter(w, o)
	stop := w.every(ctx, r)
	sum, err := w.queue.Wait(ctx, func(i transfer.Item) { w.finished(i, r) }, ids...)
	stop()
	r.end(w.now(context.WithoutCancel(ctx)), sum)
	if ctx.Err() != nil {
		err = &problem{err: context.Cause(ctx), hint: leftInQueue(acc.demo != nil)}
	}
	return sum, err
}

func leftInQueue(demo bool) string {
	if demo {
		return "with --demo nothing is kept"
	}
	return "what is left waits in the queue: b2tui and b2tui queue run go on with it"
}

// verdict turns what failed, and what somebody else cancelled meanwhile, into the
// run's error. That of a single file is its own; nobody has told it yet. The hint
// says how the rest is done.
func verdict(s transfer.Summary, one bool, again string) error {
	files := ui.Plural(s.Done+s.Skipped+s.Failed+s.Cancelled, "file", "files")
	switch {
	case s.Failed == 0 && s.Cancelled == 0:
		return nil
	case s.Failed == 0:
		return &problem{
			code: exitSomeFailed, hint: "b2tui queue retry with their IDs goes on with them, queue list --state cancelled shows those",
			err: fmt.Errorf("%s of %s cancelled", ui.Count(s.Cancelled), files),
		}
	case one && s.Err != nil:
		return s.Err
	case one && len(s.Failures) > 0:
		return errors.New(s.Failures[0].Reason)
	}
	text := fmt.Sprintf("%s of %s failed", ui.Count(s.Failed), files)
	if s.Cancelled > 0 {
		text += fmt.Sprintf(" and %s cancelled", ui.Count(s.Cancelled))
	}
	return &problem{code: exitSomeFailed, hint: again, err: errors.New(text)}
}

// again says how to do what failed: what is there already is left alone then.
func again(jobs []transfer.Job) string {
	switch jobs[0].Direction {
	case transfer.Hide, transfer.Unhide, transfer.Delete:
		return "run it again, or b2tui queue retry, for the rest"
	}
	return "run it again with --if-exists differs for the rest"
}
