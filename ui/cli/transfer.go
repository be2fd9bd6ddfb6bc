package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"
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
	f := c.Flags()
	f.IntVar(&o.parts, "parts-at-once", 0, "parts in flight over all files, at most")
	f.IntVar(&o.files, "files-at-once", 0, "files in flight, at most")
	f.StringVar(&o.rate, "limit-rate", "", "bytes per second, at most, such as 10M or 500k")
	f.StringVar(&o.ifExists, "if-exists", string(transfer.Ask),
		"skip, overwrite, rename, newer, differs (in size or SHA-1), or ask: an upload adds a version, a download fails")
	jsonFlag(c, &o.json)
	f.BoolVar(&o.quiet, "quiet", false, "say nothing but what failed")
}

func (o *transferOptions) limits(d transfer.Direction) (transfer.Limits, error) {
	l := transfer.Limits{PartsAtOnce: o.parts, FilesAtOnce: o.files}
	if o.parts < 0 || o.files < 0 {
		return l, usagef("--parts-at-once and --files-at-once are numbers from 1 on")
	}
	known := []transfer.Conflict{
		transfer.Ask, transfer.Skip, transfer.Overwrite, transfer.Rename, transfer.Newer, transfer.Differs,
	}
	if !slices.Contains(known, transfer.Conflict(o.ifExists)) {
		return l, usagef("--if-exists %q is not known; see --help", o.ifExists)
	}
	if o.rate == "" {
		return l, nil
	}
	rate, err := humanize.ParseBytes(strings.TrimSuffix(o.rate, "/s"))
	const most = 1 << 50
	if err != nil || rate == 0 || rate > most {
		return l, usagef("--limit-rate %q is no rate; write 10M or 500k", o.rate)
	}
	if d == transfer.Up {
		l.UpRate = int64(rate)
	} else {
		l.DownRate = int64(rate)
	}
	return l, nil
}

// transfer queues the jobs and waits for them, telling how they get on.
func (a *app) transfer(ctx context.Context, acc *account, jobs []transfer.Job, limits transfer.Limits, o transferOptions) (err error) {
	cfg, err := a.queueConfig(acc)
	if err != nil {
		return err
	}
	cfg.Limits, cfg.Headless = limits, true
	m, err := transfer.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() {
		if closed := closeQueue(ctx, m); err == nil && closed != nil && !errors.Is(closed, context.DeadlineExceeded) {
			err = closed
		}
	}()
	ids, err := m.Enqueue(ctx, jobs...)
	if err != nil {
		return err
	}
	w := newWatch(m, jobs, ids)
	r := a.reporter(w, o)
	stop := w.every(ctx, r)
	sum, err := m.Wait(ctx, func(i transfer.Item) { w.finished(i, r) }, ids...)
	stop()
	r.end(w.now(context.WithoutCancel(ctx)), sum)
	if ctx.Err() != nil {
		return &problem{err: context.Cause(ctx), hint: leftInQueue(acc)}
	}
	if err != nil {
		return err
	}
	return verdict(sum)
}

func leftInQueue(acc *account) string {
	if acc.demo != nil {
		return "with --demo nothing is kept"
	}
	return "what is left waits in the queue: b2tui goes on with it"
}

// verdict turns what failed into the run's error.
func verdict(s transfer.Summary) error {
	others := s.Done + s.Skipped
	switch {
	case s.Failed == 0:
		return nil
	case s.Failed == 1 && others == 0 && s.Err != nil:
		return s.Err
	case s.Failed == 1 && others == 0 && len(s.Failures) > 0:
		return errors.New(s.Failures[0].Reason)
	}
	return &problem{
		code: exitSomeFailed, hint: "run it again with --if-exists differs for the rest",
		err: fmt.Errorf("%d of %s failed", s.Failed, ui.Plural(s.Failed+others, "file", "files")),
	}
}
