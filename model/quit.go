package model

import (
	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/transfer"
	"b2tui/ui"
	"b2tui/ui/dialog"
)

// censusMsg tells what is under way when the user wants to leave.
type censusMsg struct {
	census transfer.Census
	err    error
}

// quit leaves, after a question when this process has work under way. What other
// processes run goes on without it.
func (a *App) quit() tea.Cmd {
	if t := a.deps.Transfers.Current().Totals; t.Running+t.Queued == 0 {
		return a.beginLeave(leave{})
	}
	ctx, t := a.ctx, a.deps.Transfers
	return func() tea.Msg {
		census, err := t.Census(ctx)
		return censusMsg{census, err}
	}
}

// askQuit asks about what would stop. A queue that cannot be read keeps nobody.
func (a *App) askQuit(msg censusMsg) tea.Cmd {
	mine := msg.census.Mine
	if msg.err != nil || !mine.Busy() {
		return a.beginLeave(leave{})
	}
	const keep, giveUp = "keep", "cancel"
	if a.deps.Options.Demo {
		a.askQuitDemo(mine)
		return nil
	}
	lines := []string{loadText(mine) + "."}
	if n := msg.census.Others; n.Busy() {
		lines = append(lines, "Other b2tui processes have "+loadText(n)+"; that goes on.")
	}
	a.openDialog(dialog.NewChoice(a.kit, dialog.ChoiceSpec{
		Title: "Quit while transfers run?",
		Lines: lines,
		Options: []dialog.Option{
			{Value: keep, Label: "Quit, go on next time", Hint: "what was sent stays sent"},
			{Value: giveUp, Label: "Quit and cancel them", Hint: "unfinished files are given up"},
		},
	}), func(answer dialog.Answer) tea.Cmd {
		chosen, ok := answer.(dialog.Chosen)
		switch {
		case !ok:
			return nil
		case chosen.Value == giveUp:
			a.keepSaying("cancelling transfers…")
			return a.cancelAll()
		}
		return a.beginLeave(leave{})
	})
	return nil
}

// askQuitDemo asks where nothing is kept that could go on.
func (a *App) askQuitDemo(mine transfer.Load) {
	a.openDialog(dialog.NewConfirm(a.kit, dialog.ConfirmSpec{
		Title: "Quit while transfers run?", Accept: "Quit", Cancel: "Stay",
		Lines: []string{loadText(mine) + "."}, Undo: "The demo goes with all that is in it, also its transfers.",
	}), func(answer dialog.Answer) tea.Cmd {
		if _, yes := answer.(dialog.Confirmed); !yes {
			return nil
		}
		return a.beginLeave(leave{})
	})
}

// loadText words a load: "2 running, 14 queued, 3 of them to hide or delete".
func loadText(l transfer.Load) string {
	text := ui.Count(l.Running) + " running, " + ui.Count(l.Queued) + " queued"
	if l.Changes > 0 {
		text += ", " + ui.Count(l.Changes) + " of them to hide or delete"
	}
	return text
}

// cancelAll ends all transfers, then the program.
func (a *App) cancelAll() tea.Cmd {
	ctx, t := a.ctx, a.deps.Transfers
	return func() tea.Msg {
		err := cancelUnfinished(func(q transfer.Query) (transfer.Window, error) { return t.Window(ctx, q) },
			func(ids ...int64) error { return t.Cancel(ctx, ids...) })
		return cancelledAllMsg{err}
	}
}

// cancelBatch is how many items are cancelled in one call.
const cancelBatch = 500

// cancelUnfinished cancels what this process runs or would run. What is paused
// stays, and so does what belongs to another running instance.
func cancelUnfinished(window func(transfer.Query) (transfer.Window, error), cancel func(...int64) error) error {
	q := transfer.Query{States: []transfer.State{transfer.Running, transfer.Verifying, transfer.Queued}, Limit: cancelBatch}
	for {
		w, err := window(q)
		if err != nil || len(w.Items) == 0 {
			return err
		}
		var ids []int64
		for _, it := range w.Items {
			if it.Owner == "" {
				ids = append(ids, it.ID)
			}
		}
		if len(ids) > 0 {
			if err := cancel(ids...); err != nil {
				return err
			}
		}
		if len(w.Items) < cancelBatch {
			return nil
		}
		q.Offset += len(w.Items) - len(ids) // what was cancelled is not in the next page
	}
}

// cancelledAllMsg tells that nothing runs any more.
type cancelledAllMsg struct{ err error }

func (a *App) cancelledAll(msg cancelledAllMsg) tea.Cmd {
	if msg.err != nil {
		return a.sayFailed("not all transfers could be cancelled", msg.err)
	}
	return a.beginLeave(leave{})
}
