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
		got, err := t.Window(ctx, transfer.Query{Text: w.Filter, Group: w.Group, Offset: w.Offset, Limit: w.Limit})
		return windowMsg{w, got, err}
	}
}

func (a *App) windowRead(msg windowMsg) tea.Cmd {
	a.queue.SetWindow(msg.asked, msg.window.Total, transferRows(msg.window.Items, a.home))
	a.queue.SetError(problemOf("the queue cannot be read", msg.err))
	return nil
}

// queueChange does something to the queue; what came of it shows in the next
// snapshot.
func queueChange(op string, do func() error) tea.Cmd {
	return func() tea.Msg { return queueChangedMsg{op: op, err: do()} }
}

func (a *App) queueChanged(msg queueChangedMsg) tea.Cmd {
	a.queue.Invalidate()
	switch {
	case msg.err != nil:
		return a.sayFailed(msg.op+" did not work", msg.err)
	case msg.said != "":
		return a.say(ui.ToneGood, msg.said)
	}
	return nil
}

func clearFinished(ctx context.Context, t Transfers) tea.Cmd {
	return func() tea.Msg {
		n, err := t.ClearFinished(ctx)
		return queueChangedMsg{op: "clear", said: "cleared " + ui.Plural(n, "file", "files"), err: err}
	}
}

func moveTransfer(ctx context.Context, t Transfers, id, before int64) tea.Cmd {
	return queueChange("move", func() error { return t.Move(ctx, id, before) })
}

// reorderReach is how far around a row the queue is read to find its
// neighbours.
const reorderReach = 1000

// reorder moves an item by places. The queue knows only "before which one", so
// the neighbours are read first.
func reorder(ctx context.Context, t Transfers, r views.ReorderRequested) tea.Cmd {
	return queueChange("move", func() error {
		for offset := 0; ; offset += reorderReach - 2 {
			w, err := t.Window(ctx, transfer.Query{Offset: offset, Limit: reorderReach})
			if err != nil {
				return err
			}
			at := slices.IndexFunc(w.Items, func(it transfer.Item) bool { return it.ID == r.ID })
			last := offset+len(w.Items) >= w.Total
			if at < 0 && !last && len(w.Items) > 0 {
				continue
			}
			if at < 0 {
				return transfer.ErrNoItem
			}
			to := at + r.By
			if r.By > 0 {
				to++ // before the one after the next
			}
			switch {
			case to < 0:
				return nil // it is first already
			case to < len(w.Items):
				return t.Move(ctx, r.ID, w.Items[to].ID)
			case last:
				return t.Move(ctx, r.ID, 0)
			}
		}
	})
}

// rateNotches are the steps of the rate limit, in bytes per second; after the
// last one comes none.
var rateNotches = [...]int64{
	100_000, 250_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000,
	20_000_000, 50_000_000, 100_000_000, 200_000_000, 500_000_000,
}

// changeLimits moves the ceilings by steps; they act at once.
func (a *App) changeLimits(r views.LimitsRequested) tea.Cmd {
	l := a.deps.Transfers.Limits()
	said := ""
	if r.PartsBy != 0 {
		l.PartsAtOnce = min(max(l.PartsAtOnce+r.PartsBy, 1), 64)
		said = fmt.Sprintf("parts at once: %d", l.PartsAtOnce)
	}
	if r.RateSteps != 0 {
		l.UpRate = notch(l.UpRate, r.RateSteps)
		l.DownRate = l.UpRate
		said = "rate limit each way: none"
		if l.UpRate > 0 {
			said = "rate limit each way: " + ui.Rate(float64(l.UpRate))
		}
	}
	a.deps.Transfers.SetLimits(l)
	a.queue.SetLimits(transferLimits(l))
	return a.say(ui.ToneInfo, said)
}

// notch is the next limit up or down from one; zero is unlimited, above all
// others.
func notch(rate int64, steps int) int64 {
	at := len(rateNotches)
	if rate > 0 {
		at, _ = slices.BinarySearch(rateNotches[:], rate)
	}
	at = min(max(at+steps, 0), len(rateNotches))
	if at == len(rateNotches) {
		return 0
	}
	return rateNotches[at]
}

func transferDetails(ctx context.Context, t Transfers, id int64) tea.Cmd {
	return func() tea.Msg {
		item, err := t.Item(ctx, id)
		return itemMsg{item, err}
	}
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
		{Label: "To", Value: row.Target},
		{Label: "Size", Value: ui.Size(it.Size)},
		{Label: "Done", Value: ui.Size(it.Done)},
		{Label: "Queued", Value: ui.LongTime(it.Enqueued, now)},
		{Label: "Finished", Value: ui.LongTime(it.Finished, now)},
		{Label: "Run by", Value: it.Owner},
	}
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
