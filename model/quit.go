package model

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/transfer"
	"b2tui/ui/dialog"
)

// quit leaves, after a question when transfers run.
func (a *App) quit() tea.Cmd {
	t := a.deps.Transfers.Current().Totals // the snapshot may be a moment old
	if t.Running+t.Queued == 0 {
		return a.beginLeave(leave{})
	}
	const keep, giveUp = "keep", "cancel"
	a.openDialog(dialog.NewChoice(a.kit, dialog.ChoiceSpec{
		Title: "Quit while transfers run?",
		Lines: []string{fmt.Sprintf("%d running, %d queued.", t.Running, t.Queued)},
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
