package model

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/b2core/mirror"
	"b2tui/b2core/transfer"
	filefilter "b2tui/b2core/transfer/filter"
	"b2tui/ui"
	"b2tui/ui/dialog"
	"b2tui/ui/views"
)

// syncing is a comparison of the two panes' folders, from the form until its
// plan is in the queue or given up. There is one at a time.
type syncing struct {
	gen    int
	cancel context.CancelFunc // while it compares
	seen   *atomic.Int64      // files compared so far
	record *mirror.Record     // the plan that is shown
	title  string
	target string
}

func (s *syncing) running() bool { return s.cancel != nil }

// stop gives up what there is of it.
func (s *syncing) stop() {
	if s.cancel != nil {
		s.cancel()
	}
	if s.record != nil {
		_ = s.record.Close() // a temporary file that nobody reads again
	}
	*s = syncing{gen: s.gen + 1}
}

const (
	syncDays    = "30" // what the form begins with
	compareTick = 500 * time.Millisecond
)

// syncReason tells why the folder there cannot be made like the one here, or "".
func (s *session) syncReason(here, there views.Place) string {
	if here.IsRoot() && here.Remote {
		return "open a bucket first; sync works on folders"
	}
	return s.copyReason(here, there)
}

// askSync asks how the other pane's folder is to be made like this one.
func (a *App) askSync(pane int) tea.Cmd {
	from, to := a.panes[pane].nav.here, a.other(pane).nav.here
	if reason := a.session.syncReason(from, to); reason != "" {
		return a.refuse(reason)
	}
	if !a.session.known {
		return a.refuse("wait until the login is done")
	}
	spec := dialog.FormSpec{
		Title: "Compare and sync", Submit: "Compare",
		Intro: []string{
			"Makes " + to.String() + " like " + from.String() + ", with all that is below.",
			"The plan is shown before anything is done.",
		},
		Fields: []dialog.Field{
			{ID: "by", Label: "The same are", Kind: dialog.FieldChoice, Value: string(mirror.ByTime), Options: []dialog.Option{
				{Value: string(mirror.ByTime), Label: "size and time"},
				{Value: string(mirror.ByHash), Label: "size and SHA-1", Hint: "reads local files"},
				{Value: string(mirror.BySize), Label: "sizes"},
			}},
			{ID: "remove", Label: "What is only there", Kind: dialog.FieldChoice, Options: a.removals(to)},
			{ID: "days", Label: "Days to keep", Value: syncDays, Limit: 5, Shown: func(v dialog.Values) bool {
				return v.Text("remove") == string(mirror.RemoveKeep)
			}},
			{ID: "exclude", Label: "Leave out", Placeholder: "nothing", Hint: "*.tmp cache/ /2026/**/*.raw"},
		},
		Check: func(v dialog.Values) map[string]string {
			wrong := map[string]string{}
			if _, err := syncFilter(v); err != nil {
				wrong["exclude"] = err.Error()
			}
			if _, err := syncRemoval(v); err != nil {
				wrong["days"] = "write a number of days, 1 to 36500"
			}
			return wrong
		},
	}
	if !to.Remote { // a disk has no old versions
		spec.Fields = slices.DeleteFunc(spec.Fields, func(f dialog.Field) bool { return f.ID == "days" })
	}
	id := 0
	id = a.openDialog(dialog.NewForm(a.kit, spec), func(answer dialog.Answer) tea.Cmd {
		v, ok := answer.(dialog.Submitted)
		if !ok {
			return nil
		}
		a.dialogs.closeID(id)
		return a.compare(from, to, v.Values)
	})
	return nil
}

// removals are the ways to take away what only the target has.
func (a *App) removals(to views.Place) []dialog.Option {
	kept := dialog.Option{Label: "stays"}
	if !to.Remote {
		return []dialog.Option{
			kept,
			{Value: string(mirror.RemoveTrash), Label: "goes to the trash"},
			{Value: string(mirror.RemoveForever), Label: "is deleted for good"},
		}
	}
	final := a.session.changes(b2core.DeleteFiles)
	return []dialog.Option{
		kept,
		{Value: string(mirror.RemoveHide), Label: "is hidden", Hint: "its versions stay"},
		{Value: string(mirror.RemoveKeep), Label: "is kept a while", Hint: "old versions, too", Off: final},
		{Value: string(mirror.RemoveForever), Label: "is deleted for good", Hint: "with all versions", Off: final},
	}
}

func syncFilter(v dialog.Values) (*filefilter.Filter, error) {
	return filefilter.New(filefilter.Rules{Exclude: strings.Fields(v.Text("exclude"))})
}

// syncRemoval is what the form says about what only the target has.
func syncRemoval(v dialog.Values) (mirror.Removal, error) {
	return removalOf(v.Text("remove"), v.Text("days"))
}

func removalOf(kind, days string) (mirror.Removal, error) {
	if kind == string(mirror.RemoveKeep) {
		kind += ":" + strings.TrimSpace(days) + "d"
	}
	return mirror.ParseRemoval(kind)
}

// compare begins to make the plan.
func (a *App) compare(from, to views.Place, v dialog.Values) tea.Cmd {
	wanted, err := syncFilter(v)
	if err != nil {
		return a.sayFailed("cannot compare", err)
	}
	remove, err := syncRemoval(v)
	if err != nil {
		return a.sayFailed("cannot compare", err)
	}
	s := &a.syncing
	s.stop()
	var ctx context.Context
	ctx, s.cancel = context.WithCancel(a.ctx)
	seen := new(atomic.Int64)
	s.seen, s.title, s.target = seen, "Sync "+from.String()+" to "+to.String(), to.String()
	o := mirror.Options{
		Rule: mirror.Rule{By: mirror.By(v.Text("by"))}, Remove: remove, Filter: wanted, Now: a.deps.Now,
		Progress: func(files int) { seen.Store(int64(files)) },
	}
	gen, browser, allowed := s.gen, a.deps.Browser, a.session.account.Allowed
	a.keepSaying("comparing… esc stops")
	return tea.Batch(tickAfter(compareTick, compareTickMsg{gen}), func() tea.Msg {
		record, err := makePlan(ctx, browser, allowed, from, to, o)
		return planMadeMsg{gen, record, err}
	})
}

func makePlan(ctx context.Context, b Browser, allowed b2core.Allowed, from, to views.Place, o mirror.Options) (*mirror.Record, error) {
	source, err := sideOf(ctx, b, allowed, from)
	if err != nil {
		return nil, err
	}
	target, err := sideOf(ctx, b, allowed, to)
	if err != nil {
		return nil, err
	}
	plan, err := mirror.New(source, target, o)
	if err != nil {
		return nil, err
	}
	return plan.Make(ctx)
}

func sideOf(ctx context.Context, b Browser, allowed b2core.Allowed, p views.Place) (mirror.Side, error) {
	if !p.Remote {
		return mirror.Side{Dir: p.Path}, nil
	}
	if p.BucketID == "" { // known by its name only, so far
		bucket, err := b.BucketByName(ctx, p.Bucket)
		if err != nil {
			return mirror.Side{}, err
		}
		p.BucketID = bucket.ID
	}
	return mirror.Side{Lister: b, Allowed: allowed, BucketID: p.BucketID, Bucket: p.Bucket, Prefix: p.Path}, nil
}

// compareTold tells how far the comparison is.
func (a *App) compareTold(msg compareTickMsg) tea.Cmd {
	s := &a.syncing
	if msg.gen != s.gen || !s.running() {
		return nil
	}
	if n := s.seen.Load(); n > 0 {
		a.keepSaying("comparing… " + ui.Plural(int(n), "file", "files") + " so far; esc stops")
	}
	return tickAfter(compareTick, msg)
}

// planMade shows the plan.
func (a *App) planMade(msg planMadeMsg) tea.Cmd {
	s := &a.syncing
	if msg.gen != s.gen {
		if msg.record != nil {
			_ = msg.record.Close()
		}
		return nil
	}
	a.toast.hide()
	s.cancel()
	s.cancel = nil
	if msg.err != nil {
		s.stop()
		a.showFailed("nothing was synced", msg.err)
		return nil
	}
	s.record = msg.record
	a.openDialog(dialog.NewPlan(a.kit, planSpec(s.title, msg.record)), func(answer dialog.Answer) tea.Cmd {
		if _, yes := answer.(dialog.Confirmed); !yes || msg.gen != a.syncing.gen {
			a.syncing.stop()
			return nil
		}
		return a.confirmSync(msg.record)
	})
	return nil
}

// confirmSync wants a word typed before something goes for good.
func (a *App) confirmSync(r *mirror.Record) tea.Cmd {
	t := r.Totals()
	if !r.Final() || t.Deletes+t.Prunes == 0 {
		return a.runSync(r)
	}
	spec := dialog.ConfirmSpec{
		Title: "Delete for good?", Lines: []string{finalText(r), "from " + a.syncing.target},
		Undo: "This cannot be undone.", Accept: "Sync", Danger: true, Typed: "delete",
	}
	a.openDialog(dialog.NewConfirm(a.kit, spec), func(answer dialog.Answer) tea.Cmd {
		if _, yes := answer.(dialog.Confirmed); !yes {
			a.syncing.stop()
			return nil
		}
		return a.runSync(r)
	})
	return nil
}

// runSync puts the plan into the queue.
func (a *App) runSync(r *mirror.Record) tea.Cmd {
	a.syncing.record = nil // the command has it now
	a.syncing.stop()
	ctx, queue, profile := a.ctx, a.deps.Transfers, a.deps.Profile
	target, count := views.Place{Remote: r.Target.Remote(), Path: r.Target.Dir}, r.Totals().Actions()
	if target.Remote {
		target.BucketID, target.Bucket, target.Path = r.Target.BucketID, r.Target.Bucket, r.Target.Prefix
	}
	return func() tea.Msg {
		err := enqueueRecord(ctx, queue, r, profile)
		_ = r.Close()
		return enqueuedMsg{pane: -1, count: count, target: target, err: err}
	}
}

// enqueueRecord stores a plan as one group, all or nothing.
func enqueueRecord(ctx context.Context, queue Transfers, r *mirror.Record, profile string) error {
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	batch := r.Batch(profile)
	batch.Jobs = func(yield func(transfer.Job) bool) {
		for action, err := range r.All() {
			if err != nil {
				giveUp(err)
				return
			}
			for j := range r.Jobs(action, profile) {
				if !yield(j) {
					return
				}
			}
		}
	}
	_, err := queue.EnqueueBatch(ctx, batch)
	if why := context.Cause(ctx); why != nil {
		return why
	}
	return err
}
