package model

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/transfer"
	"b2tui/ui"
	"b2tui/ui/views"
)

// progressInterval bounds snapshots to four a second: each costs about 50
// bytes on the wire. The queue reports only when something moved.
const progressInterval = 250 * time.Millisecond

// nextProgress waits for the queue's next snapshot. It is armed again when its
// message is handled, so a slow screen gets fewer of them and loses nothing.
func nextProgress(ctx context.Context, t Transfers) tea.Cmd {
	return func() tea.Msg {
		snapshot, err := t.Next(ctx, progressInterval)
		return progressMsg{snapshot, err}
	}
}

// progressed takes a snapshot over and arms the next.
func (a *App) progressed(msg progressMsg) tea.Cmd {
	if msg.err != nil {
		if errors.Is(msg.err, context.Canceled) || errors.Is(msg.err, transfer.ErrClosed) {
			return nil
		}
		a.queue.SetError(problemOf("the queue cannot be read", msg.err))
		return nil
	}
	before := a.snapshot
	a.snapshot = msg.snapshot
	a.showProgress()
	// A group's totals move with its files; reading the window again brings them.
	if before.Revision != msg.snapshot.Revision || len(msg.snapshot.Groups) > 0 {
		a.queue.Invalidate()
	}
	return tea.Batch(nextProgress(a.ctx, a.deps.Transfers), a.noticeFinished(before, msg.snapshot),
		a.noticeQuestions(msg.snapshot), a.noticeRemark(before, msg.snapshot), a.countDown())
}

// noticeRemark says what reading a folder found worth telling.
func (a *App) noticeRemark(before, now transfer.Snapshot) tea.Cmd {
	if now.Remark.Number == before.Remark.Number || now.Remark.Text == "" {
		return nil
	}
	return a.say(ui.ToneWarn, now.Remark.Text)
}

func (a *App) showProgress() {
	rows := transferRows(a.snapshot.Active, a.home)
	totals := transferTotals(a.snapshot.Totals)
	a.queue.SetActive(rows)
	a.queue.SetTotals(totals)
	a.queue.SetNotice(a.snapshot.Notice)
	a.queue.SetLimits(transferLimits(&a.snapshot))
	a.dock.SetActive(rows)
	a.dock.SetTotals(totals)
	a.dock.SetNotice(a.snapshot.Notice)
}

// countDown draws once a second while a transfer in sight waits to try again,
// and only then: the queue says nothing while nothing moves.
func (a *App) countDown() tea.Cmd {
	now := a.deps.Now()
	if a.counting || !slices.ContainsFunc(a.snapshot.Active, func(it transfer.Item) bool { return it.RetryAt.After(now) }) {
		return nil
	}
	a.counting = true
	return tickAfter(time.Second, countDownMsg{})
}

func (a *App) countedDown() tea.Cmd {
	a.counting = false
	return a.countDown()
}

// noticeFinished reloads, after a while, the panes that show a folder where a
// transfer has ended.
func (a *App) noticeFinished(before, now transfer.Snapshot) tea.Cmd {
	for _, item := range now.Active {
		a.expect(targetOf(item, a.home))
	}
	if now.Totals.Done <= before.Totals.Done {
		return nil
	}
	touched := false
	for _, p := range a.panes {
		if a.expected[p.nav.here.Key()] {
			p.stale, touched = true, true
		}
	}
	if !touched {
		return nil
	}
	if now.Totals.Running+now.Totals.Queued == 0 {
		clear(a.expected)
	}
	a.reloads++
	return tickAfter(reloadDelay, reloadTickMsg{a.reloads})
}

// reloadDelay gathers what finishes one after the other into one reload.
const reloadDelay = 700 * time.Millisecond

// expect remembers that something will appear in a place, and in the folders
// above it, which may not be there yet.
func (a *App) expect(p views.Place) {
	for ok := !p.IsRoot(); ok && !a.expected[p.Key()]; {
		a.expected[p.Key()] = true
		if p, _, ok = p.Parent(); p.IsRoot() {
			return
		}
	}
}

// tickAfter is a message that comes after a while.
func tickAfter(d time.Duration, msg tea.Msg) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return msg })
}
