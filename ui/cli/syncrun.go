package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"b2tui/b2core/mirror"
	"b2tui/b2core/transfer"
	"b2tui/ui"
)

// runPlan queues what a plan finds out as one group, and waits for it. The group
// runs when it is complete: a comparison that breaks off has done nothing.
func (a *app) runPlan(ctx context.Context, acc *account, plan *mirror.Plan, o syncOptions) (err error) {
	limits, err := o.limits()
	if err != nil {
		return err
	}
	m, err := a.openQueue(ctx, limits, o.transferOptions)
	if err != nil {
		return err
	}
	defer func() { err = putAway(ctx, m, err) }()
	id, err := a.enqueuePlan(ctx, m, acc, plan, o)
	if err != nil {
		return err
	}
	if err := noSource(plan); err != nil {
		return err
	}
	if err := a.tellPlan(plan, o); err != nil {
		return err
	}
	if id == 0 {
		return planVerdict(plan)
	}
	w := newWatch(m, []transfer.Job{{Dir: true}}, []int64{id})
	sum, err := a.follow(ctx, acc, w, o.transferOptions, id)
	if err != nil {
		return err
	}
	if p, ok := errors.AsType[*problem](verdict(sum, w.one(), "")); ok {
		p.hint = "run it again for the rest"
		return p
	}
	return planVerdict(plan)
}

// enqueuePlan returns the group's ID, 0 when there is nothing to do.
func (a *app) enqueuePlan(ctx context.Context, m *transfer.Manager, acc *account, plan *mirror.Plan, o syncOptions) (int64, error) {
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	next, stop := iter.Pull(a.planJobs(ctx, giveUp, acc, plan, o))
	defer stop()
	first, any := next()
	if !any {
		return 0, context.Cause(ctx)
	}
	batch := plan.Batch(acc.who.Profile)
	batch.Jobs = func(yield func(transfer.Job) bool) {
		for j, ok := first, true; ok && yield(j); j, ok = next() {
		}
	}
	id, err := m.EnqueueBatch(ctx, batch)
	if why := context.Cause(ctx); why != nil {
		return 0, why
	}
	return id, err
}

// planJobs are the jobs of a plan as it is made. What ends it early is given to
// giveUp, so that nothing of the group is left in the queue.
func (a *app) planJobs(ctx context.Context, giveUp context.CancelCauseFunc, acc *account, plan *mirror.Plan, o syncOptions) iter.Seq[transfer.Job] {
	return func(yield func(transfer.Job) bool) {
		asked := false
		for action, err := range plan.Actions(ctx) {
			if err == nil && action.Op.Removes() && !asked {
				asked, err = true, a.confirmPlan(ctx, plan, o)
			}
			if err != nil {
				giveUp(planFailed(err))
				return
			}
			if action.Op == mirror.Refuse {
				fmt.Fprintln(a.Err, "b2tui: "+oneLine(action.Name+": "+action.Reason))
			}
			for j := range plan.Jobs(action, acc.who.Profile) {
				if !yield(j) {
					return
				}
			}
		}
	}
}

// confirmPlan asks before anything goes for good. When the first removal comes
// the totals are complete.
func (a *app) confirmPlan(ctx context.Context, plan *mirror.Plan, o syncOptions) error {
	t := plan.Totals()
	if t.Deletes+t.Prunes == 0 || !plan.Final() {
		return nil
	}
	what := ui.Plural(t.Deletes, "file", "files")
	word := "delete"
	if plan.Target.Remote() {
		what, word = ui.Plural(t.Deletes, "name", "names")+" and "+ui.Plural(t.Versions, "version", "versions"), plan.Target.Bucket
	}
	return a.confirm(ctx, o.yes, fmt.Sprintf("this deletes %s, %s, from %s", what, ui.Size(t.Freed), plan.Target), word)
}

// tellPlan says what the comparison came to, before the transfers are told.
func (a *app) tellPlan(plan *mirror.Plan, o syncOptions) error {
	switch {
	case o.json:
		return writeJSON(a.Out, planOf(plan))
	case o.quiet:
		return nil
	}
	for _, line := range planSummary(plan) {
		fmt.Fprintln(a.Err, line)
	}
	return nil
}
