package model

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/transfer"
	"b2tui/ui"
	"b2tui/ui/dialog"
	"b2tui/ui/views"
)

// queueWindow reads the rows of the queue that are in sight.
func queueWindow(ctx context.Context, t Transfers, w views.WindowWanted) tea.Cmd {
	return func() tea.Msg {
		q := transfer.Query{Text: w.Filter, Group: w.Group, Offset: w.Offset, Limit: w.Limit}
		q.States, q.Newest = shownStates(w.Show)
		got, err := t.Window(ctx, q)
		return windowMsg{w, got, err}
	}
}

// shownStates are the states that belong to a part of the queue, and whether it
// comes by time.
func shownStates(s views.Show) (states []transfer.State, newest bool) {
	switch s {
	case views.ShowOpen:
		return []transfer.State{transfer.Queued, transfer.Running, transfer.Verifying, transfer.Paused}, false
	case views.ShowFailed:
		return []transfer.State{transfer.Failed}, false
	case views.ShowHistory:
		return []transfer.State{transfer.Done, transfer.Failed, transfer.Cancelled}, true
	}
	return nil, false
}

// findFirstOpen reads where the view begins when it is opened: the history lies
// above.
func findFirstOpen(ctx context.Context, t Transfers) tea.Cmd {
	return func() tea.Msg {
		row, err := t.FirstOpen(ctx)
		return firstOpenMsg{row, err}
	}
}

func (a *App) windowRead(msg windowMsg) {
	a.queue.SetWindow(msg.asked, msg.window.Total, transferRows(msg.window.Items, a.home))
	a.queue.SetError(problemOf("the queue cannot be read", msg.err))
}

// queueChange does something to the queue; what came of it shows in the next
// snapshot.
func queueChange(op string, do func() error) tea.Cmd {
	return func() tea.Msg { return queueChangedMsg{op: op, err: do()} }
}

func (a *App) queueChanged(msg queueChangedMsg) tea.Cmd {
	a.queue.Invalidate()
	switch {
	case msg.refused != "":
		return a.refuse(msg.refused)
	case msg.err != nil:
		return a.sayFailed(msg.op+" did not work", msg.err)
	case msg.said != "":
		return a.say(ui.ToneGood, msg.said)
	}
	return nil
}

// pauseAll pauses everything, and tells when there was nothing: what the screen
// knows of the queue may be a moment old.
func pauseAll(ctx context.Context, t Transfers) tea.Cmd {
	return func() tea.Msg {
		err := t.PauseAll(ctx)
		if err != nil {
			return queueChangedMsg{op: "pause all", err: err}
		}
		states, _ := shownStates(views.ShowOpen)
		msg := queueChangedMsg{op: "pause all"}
		if w, err := t.Window(ctx, transfer.Query{States: states, Limit: 1}); err == nil && w.Total == 0 {
			msg.refused = "there is nothing to pause: no transfer waits or runs"
		}
		return msg
	}
}

func clearFinished(ctx context.Context, t Transfers) tea.Cmd {
	return func() tea.Msg {
		n, err := t.ClearFinished(ctx)
		return queueChangedMsg{op: "clear", said: "cleared " + ui.Plural(n, "file", "files"), err: err}
	}
}

// arrange puts transfers before another one.
func arrange(ctx context.Context, t Transfers, before int64, ids []int64) tea.Cmd {
	return queueChange("move", func() error { return t.Arrange(ctx, before, ids...) })
}

// shift moves transfers by places.
func shift(ctx context.Context, t Transfers, r views.ReorderRequested) tea.Cmd {
	return queueChange("move", func() error { return t.Shift(ctx, r.By, r.IDs...) })
}

func transferDetails(ctx context.Context, t Transfers, id int64) tea.Cmd {
	return func() tea.Msg {
		item, err := t.Item(ctx, id)
		return itemMsg{item, err}
	}
}

// provedBy says what was compared before a transfer was called done; empty: it is
// not done, or a folder, whose files tell.
func provedBy(it transfer.Item) string {
	switch {
	case it.State != transfer.Done || it.IsGroup:
		return ""
	case it.NotVerifiable:
		return "not verifiable: B2 holds no hash to compare"
	case it.Direction == transfer.Up:
		return "SHA-1 of what was read compared with what B2 received"
	case it.Direction == transfer.Down:
		return "SHA-1 of what was written compared with the one that B2 holds"
	}
	return "SHA-1 of the copy compared with its source"
}

// itemRead shows everything that is known of a transfer.
func (a *App) itemRead(msg itemMsg) tea.Cmd {
	if msg.err != nil {
		return a.sayFailed("no details", msg.err)
	}
	it, now := msg.item, a.deps.Now()
	row := transferRow(it, views.Home{}) // the paths in full
	facts := []dialog.Fact{
		{Label: "State", Value: string(it.State)},
		{Label: "From", Value: row.Source},
	}
	if isTransfer(it.Direction) {
		facts = append(
			facts,
			dialog.Fact{Label: "To", Value: row.Target},
			dialog.Fact{Label: "Then", Value: sourceAfter(it.Source)},
			dialog.Fact{Label: "Proved", Value: provedBy(it)},
		)
		if it.Size > 0 || it.Done > 0 || it.State == transfer.Done {
			facts = append(facts, dialog.Fact{Label: "Size", Value: ui.Size(it.Size)}, dialog.Fact{Label: "Done", Value: ui.Size(it.Done)})
		}
	} else {
		facts = append(facts, dialog.Fact{Label: "Does", Value: row.Verb + " " + row.Target})
	}
	facts = append(
		facts,
		dialog.Fact{Label: "Queued", Value: ui.LongTime(it.Enqueued, now)},
		dialog.Fact{Label: "Finished", Value: ui.LongTime(it.Finished, now)},
		dialog.Fact{Label: "Run by", Value: it.Owner},
	)
	if it.IsGroup {
		facts = append(facts, dialog.Fact{Label: "Files", Value: fmt.Sprintf("%s, %s done, %s failed",
			ui.Count(it.Files), ui.Count(it.FilesDone), ui.Count(it.FilesFailed))})
	}
	facts = slices.DeleteFunc(facts, func(f dialog.Fact) bool { return f.Value == "" })
	spec := dialog.MessageSpec{Title: row.Name, Facts: facts}
	if it.Reason != "" {
		spec.Lines = []string{it.Reason}
	}
	a.openDialog(dialog.NewMessage(a.kit, spec), nil)
	return nil
}
