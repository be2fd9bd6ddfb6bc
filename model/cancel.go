package model

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/transfer"
	"b2tui/ui"
	"b2tui/ui/dialog"
	"b2tui/ui/views"
)

// cancelWeighedMsg tells what cancelling transfers would give up.
type cancelWeighedMsg struct {
	ids   []int64
	name  string // of the first
	group bool   // a folder is among them
	begun int    // how many files have sent or fetched something
	bytes int64  // … and how much
}

// weighMost bounds how many files of a group are looked at.
const weighMost = 1000

// cancelTransfers cancels what has moved no byte at once, and asks about the
// rest: only the sent bytes are lost, but those may be hours.
func cancelTransfers(ctx context.Context, t Transfers, rows []views.TransferRow) tea.Cmd {
	return func() tea.Msg {
		msg := cancelWeighedMsg{name: rows[0].Name}
		weigh := func(r views.TransferRow) {
			if r.Done > 0 && r.Direction <= views.ServerSide {
				msg.begun++
				msg.bytes += r.Done
			}
		}
		for _, r := range rows {
			msg.ids = append(msg.ids, r.ID)
			if !r.IsGroup {
				weigh(r)
				continue
			}
			msg.group = true
			states, _ := shownStates(views.ShowOpen)
			w, err := t.Window(ctx, transfer.Query{Group: r.ID, States: states, Limit: weighMost})
			if err != nil {
				return queueChangedMsg{op: "cancel", err: err}
			}
			for _, it := range w.Items {
				weigh(transferRow(it, views.Home{}))
			}
		}
		if msg.begun > 0 {
			return msg
		}
		return queueChangedMsg{op: "cancel", err: t.Cancel(ctx, msg.ids...)}
	}
}

// cancelWeighed asks before bytes are given up.
func (a *App) cancelWeighed(msg cancelWeighedMsg) {
	a.openDialog(dialog.NewConfirm(a.kit, msg.question(a.kit.Keys)), func(answer dialog.Answer) tea.Cmd {
		if _, yes := answer.(dialog.Confirmed); !yes {
			return nil
		}
		return queueChange("cancel", func() error { return a.deps.Transfers.Cancel(a.ctx, msg.ids...) })
	})
}

func (m cancelWeighedMsg) question(keys *ui.KeyMap) dialog.ConfirmSpec {
	retry := keys.Transfers.Retry.Help().Key
	spec := dialog.ConfirmSpec{
		Title: "Cancel " + m.name + "?", Accept: "Cancel it", Cancel: "Go on", Danger: true,
		Lines: []string{"This gives up " + ui.Size(m.bytes) + " that were sent or fetched."},
		Undo:  retry + " queues it again, and then it begins at 0.",
	}
	if len(m.ids) > 1 {
		spec.Title, spec.Accept = "Cancel "+ui.Plural(len(m.ids), "transfer", "transfers")+"?", "Cancel them"
	}
	if m.group || len(m.ids) > 1 {
		spec.Lines = []string{"This gives up " + ui.Size(m.bytes) + " of " + ui.Plural(m.begun, "file", "files") + " that were sent or fetched."}
		spec.Undo = retry + " queues them again, and then they begin at 0."
	}
	if m.group {
		spec.Undo = "In the opened folder " + retry + " queues its files again, and then they begin at 0."
	}
	return spec
}
