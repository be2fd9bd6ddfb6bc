package model

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/transfer"
	"b2tui/ui"
	"b2tui/ui/dialog"
	"b2tui/ui/views"
)

// questionMsg brings the first transfer that waits for an answer, since its
// target exists.
type questionMsg struct {
	item   transfer.Item
	source transfer.Side // what would move
	target transfer.Side // what stands in its way
	blind  error         // why one of them could not be looked at
	total  int
	sudden bool // nobody asked to be asked
	err    error
}

// findQuestion reads what waits for an answer: one transfer, or with id 0 the
// first of all.
func findQuestion(ctx context.Context, t Transfers, id int64, sudden bool) tea.Cmd {
	return func() tea.Msg {
		w, err := t.Window(ctx, transfer.Query{Asking: true, Limit: 1})
		msg := questionMsg{total: w.Total, sudden: sudden, err: err}
		if len(w.Items) > 0 {
			msg.item = w.Items[0]
		}
		if err == nil && id != 0 {
			msg.item, msg.err = t.Item(ctx, id)
		}
		if msg.err == nil && msg.item.ID != 0 {
			msg.source, msg.target, msg.blind = t.Sides(ctx, msg.item.ID)
		}
		return msg
	}
}

// noticeQuestions asks when a transfer has come to a target that exists. What
// waits since an earlier run is only told.
func (a *App) noticeQuestions(now transfer.Snapshot) tea.Cmd {
	first, news := a.asked < 0, now.Asked != a.asked
	a.asked = now.Asked
	if !first && !news {
		return nil
	}
	return findQuestion(a.ctx, a.deps.Transfers, 0, true)
}

// questionFound opens the dialog, or tells of the question where a dialog would
// come between.
func (a *App) questionFound(msg questionMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		return a.sayFailed("the queue cannot be read", msg.err)
	case msg.total == 0 && msg.sudden:
		return nil
	case msg.total == 0:
		return a.say(ui.ToneInfo, "no transfer waits for an answer")
	}
	view, _ := a.shown()
	if msg.sudden && (a.snapshot.Asked == 0 || a.dialogs.open() || a.drag.moving() || view.Typing()) {
		return a.say(ui.ToneWarn, ui.Plural(msg.total, "target exists", "targets exist")+"; "+
			a.kit.Keys.Transfers.Answer.Help().Key+" in Transfers answers")
	}
	a.askConflict(msg)
	return nil
}

// conflictOptions are the answers of --if-exists, each with a first letter of its
// own.
func conflictOptions() []dialog.Option {
	return []dialog.Option{
		{Value: string(transfer.Skip), Label: "skip it"},
		{Value: string(transfer.Overwrite), Label: "overwrite what is there"},
		{Value: string(transfer.Rename), Label: "keep both", Hint: "the new one is renamed"},
		{Value: string(transfer.Newer), Label: "newer: overwrite, else skip"},
		{Value: string(transfer.Differs), Label: "differs: overwrite, else skip", Hint: "by size and SHA-1"},
	}
}

// conflictLabel is the policy in the words of conflictOptions; empty: it has none.
func conflictLabel(c transfer.Conflict) string {
	for _, o := range conflictOptions() {
		if o.Value == string(c) {
			return o.Label
		}
	}
	return ""
}

// askConflict opens the question what to do about a target that exists.
func (a *App) askConflict(q questionMsg) {
	row := transferRow(q.item, views.Home{})
	spec := dialog.FormSpec{
		Title: "The target exists", Submit: "Go on", Sudden: q.sudden,
		Intro: []string{row.Name}, Facts: a.sideFacts(q),
		Fields: []dialog.Field{
			{ID: "answer", Kind: dialog.FieldList, Options: conflictOptions()},
		},
	}
	if q.item.Group != 0 {
		spec.Fields = append(spec.Fields, dialog.Field{ID: "job", Label: "All of this job", Kind: dialog.FieldBool})
	}
	if q.total > 1 {
		spec.Fields = append(spec.Fields, dialog.Field{
			ID: "all", Label: "All that wait", Kind: dialog.FieldBool, Hint: ui.Plural(q.total, "transfer", "transfers"),
		})
	}
	id := 0
	id = a.openDialog(dialog.NewForm(a.kit, spec), func(answer dialog.Answer) tea.Cmd {
		form, ok := answer.(dialog.Submitted)
		if !ok {
			return a.say(ui.ToneInfo, "it waits; "+a.kit.Keys.Transfers.Answer.Help().Key+" in Transfers asks again")
		}
		a.dialogs.closeID(id)
		if a.session.readOnly && !harmless(q.item) {
			return a.refuse(readOnlyQueue)
		}
		return a.resolve(q.item, form.Values)
	})
}

// sideFacts tell both sides, and which is newer and larger.
func (a *App) sideFacts(q questionMsg) []dialog.Fact {
	if q.blind != nil {
		return []dialog.Fact{{Label: "Waits", Value: q.item.Reason}, {Label: "Unknown", Value: q.blind.Error()}}
	}
	now := a.deps.Now()
	return []dialog.Fact{
		{Label: "New", Value: a.home.Short(q.source.Where)},
		{Value: sideText(q.source, q.target, now)},
		{Label: "There", Value: a.home.Short(q.target.Where)},
		{Value: sideText(q.target, q.source, now)},
	}
}

// sideText is size and time of one side beside the other: "38.1 MB, larger,
// 22 Nov 2026 14:02, newer".
func sideText(s, other transfer.Side, now time.Time) string {
	size := "no file"
	if s.Size >= 0 {
		size = ui.Size(s.Size)
	}
	switch {
	case s.Size < 0 || other.Size < 0:
	case s.Size == other.Size:
		size += " (same size)"
	default:
		if size == ui.Size(other.Size) { // they differ in what rounding hides
			size = ui.Count(int(s.Size)) + " bytes"
		}
		if s.Size > other.Size {
			size += " (larger)"
		}
	}
	if s.Time.IsZero() {
		return size
	}
	text := ui.LongTime(s.Time, now)
	switch a, b := s.Time.UnixMilli(), other.Time.UnixMilli(); {
	case other.Time.IsZero():
	case a == b:
		text += " (same time)"
	case a > b:
		text += " (newer)"
	}
	return size + ", " + text
}

// resolve gives the answer, and asks for the next one that is waited for.
func (a *App) resolve(it transfer.Item, v dialog.Values) tea.Cmd {
	ctx, t := a.ctx, a.deps.Transfers
	policy := transfer.Conflict(v.Text("answer"))
	id := it.ID
	if v.Bool("job") {
		id = it.Group
	}
	next := findQuestion(ctx, t, 0, true)
	return func() tea.Msg {
		err := t.Resolve(ctx, policy, id)
		if err == nil && v.Bool("all") {
			err = resolveAll(ctx, t, policy)
		}
		if err != nil {
			return queueChangedMsg{op: "the answer", err: err}
		}
		return next()
	}
}

// resolveAll answers for everything that waits.
func resolveAll(ctx context.Context, t Transfers, policy transfer.Conflict) error {
	for {
		w, err := t.Window(ctx, transfer.Query{Asking: true, Limit: cancelBatch})
		if err != nil || len(w.Items) == 0 {
			return err
		}
		ids := make([]int64, len(w.Items))
		for i, it := range w.Items {
			ids[i] = it.ID
		}
		if err := t.Resolve(ctx, policy, ids...); err != nil || len(w.Items) == w.Total {
			return err
		}
	}
}
