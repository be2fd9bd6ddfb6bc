package model

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/transfer"
	"b2tui/ui/views"
)

// readOnlyQueue says why an order to the queue is refused.
const readOnlyQueue = readOnlyReason + ": only downloads can be steered, the rest changes the account"

// readOnlyOrder refuses orders that would let something change the account: to
// let go on, to try again, or to give up what was sent. Downloads may be steered.
// It tells whether it has taken the order over.
func (a *App) readOnlyOrder(intent views.Intent) (tea.Cmd, bool) {
	if !a.session.readOnly {
		return nil, false
	}
	ctx, t := a.ctx, a.deps.Transfers
	switch i := intent.(type) {
	case views.PauseAllRequested:
		if i.Resume {
			return a.refuse(readOnlyQueue), true
		}
	case views.PauseRequested:
		if i.Resume {
			return onDownloads(ctx, t, "resume", i.IDs, queueChange("resume", func() error { return t.Resume(ctx, i.IDs...) })), true
		}
	case views.RetryRequested:
		return onDownloads(ctx, t, "retry", i.IDs, queueChange("retry", func() error { return t.Retry(ctx, i.IDs...) })), true
	case views.CancelRequested:
		ids := make([]int64, len(i.Rows))
		for k, r := range i.Rows {
			ids[k] = r.ID
		}
		return onDownloads(ctx, t, "cancel", ids, cancelTransfers(ctx, t, i.Rows)), true
	}
	return nil, false
}

// onDownloads gives an order if all that it is about are downloads that leave
// their source alone.
func onDownloads(ctx context.Context, t Transfers, op string, ids []int64, order tea.Cmd) tea.Cmd {
	return func() tea.Msg {
		for _, id := range ids {
			it, err := t.Item(ctx, id)
			if err != nil {
				return queueChangedMsg{op: op, err: err}
			}
			if !harmless(it) {
				return queueChangedMsg{op: op, refused: readOnlyQueue}
			}
		}
		return order()
	}
}

// harmless tells whether an item changes nothing in an account.
func harmless(it transfer.Item) bool {
	return it.Direction == transfer.Down && it.Source == transfer.KeepSource
}
