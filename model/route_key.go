package model

import (
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
	"b2tui/ui/views"
)

// quitGrace is how long after one ctrl+c a second one quits.
const quitGrace = 2 * time.Second

// alwaysKey handles the keys that work whatever is up.
func (a *App) alwaysKey(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	g := &a.kit.Keys.Global
	switch {
	case key.Matches(msg, g.QuitNow):
		return a.quitNow(), true
	case key.Matches(msg, g.Suspend):
		return a.beginLeave(leave{suspend: true}), true
	case key.Matches(msg, g.Redraw):
		return tea.ClearScreen, true
	}
	return nil, false
}

// keyPressed handles a key while no dialog is up: an open text field has all
// of them, then come the global keys, then the view with the focus.
func (a *App) keyPressed(msg tea.KeyPressMsg) tea.Cmd {
	if cmd, ok := a.alwaysKey(msg); ok {
		return cmd
	}
	if a.toast.brief {
		a.toast.hide()
	}
	view, _ := a.shown()
	if !view.Typing() {
		if cmd, ok := a.globalKey(msg); ok {
			return cmd
		}
	}
	intent, cmd := view.Update(msg)
	if (intent == views.Idle{}) {
		return a.elsewhere(msg)
	}
	return tea.Batch(cmd, a.act(a.focus, intent))
}

// elsewhere tells where a key works that does nothing here.
func (a *App) elsewhere(msg tea.KeyPressMsg) tea.Cmd {
	for _, v := range []struct {
		id   viewID
		view views.View
	}{{viewFiles, a.panes[a.focus].view}, {viewTransfers, a.queue}, {viewBuckets, a.buckets}, {viewKeys, a.keys}} {
		if v.id == a.active {
			continue
		}
		for _, b := range slices.Concat(v.view.FullHelp()...) {
			if h := b.Help(); key.Matches(msg, b) {
				return a.refuse(h.Key + " (" + h.Desc + ") works in " + tabNames[v.id])
			}
		}
	}
	return nil
}

func (a *App) globalKey(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	g := &a.kit.Keys.Global
	switch {
	case key.Matches(msg, g.Back):
		return a.back(), true
	case key.Matches(msg, g.Buckets):
		return a.show(viewBuckets), true
	case key.Matches(msg, g.Files):
		return a.show(viewFiles), true
	case key.Matches(msg, g.Keys):
		return a.show(viewKeys), true
	case key.Matches(msg, g.Transfers):
		return a.show(viewTransfers), true
	case key.Matches(msg, g.NextPane), key.Matches(msg, g.PrevPane):
		if a.active != viewFiles {
			return a.refuse("only Files has another pane"), true
		}
		a.focusPane(1 - a.focus)
		return nil, true
	case key.Matches(msg, g.Help):
		a.openHelp()
		return nil, true
	case key.Matches(msg, g.Palette):
		a.openPalette()
		return nil, true
	case key.Matches(msg, g.Reload):
		return a.reload(), true
	case key.Matches(msg, g.Mouse):
		return a.toggleMouse(), true
	case key.Matches(msg, g.Quit):
		return a.quit(), true
	}
	return nil, false
}

// back does what esc does, one thing at a time: what lies on top goes first.
func (a *App) back() tea.Cmd {
	if a.cancelDrag() {
		return nil
	}
	if a.chore.running() {
		return a.stopChore()
	}
	if a.syncing.running() {
		a.syncing.stop()
		return a.say(ui.ToneInfo, "stopped; nothing was changed")
	}
	view, _ := a.shown()
	if view.Back() {
		return nil
	}
	a.toast.hide()
	return nil
}

// focusPane moves the focus in the Files view. A drag goes on: where one pane
// is shown alone that is how it comes to the other.
func (a *App) focusPane(i int) {
	if a.focus == i {
		return
	}
	a.focus = i
	a.draw() // tells the pane its size
	a.dragOver()
}

// toggleMouse gives the mouse to the terminal, to select text, or takes it
// back.
func (a *App) toggleMouse() tea.Cmd {
	a.cancelDrag()
	a.mouseOff = !a.mouseOff
	if a.mouseOff {
		return a.say(ui.ToneInfo, "the mouse is the terminal's, to select text; M takes it back")
	}
	return a.say(ui.ToneInfo, "the mouse works here again")
}

// quitNow leaves with the second ctrl+c; the first one only says so, and
// stops what can be stopped.
func (a *App) quitNow() tea.Cmd {
	now := a.deps.Now()
	if !a.clicks.interrupted.IsZero() && now.Sub(a.clicks.interrupted) < quitGrace {
		return a.beginLeave(leave{})
	}
	a.clicks.interrupted = now
	a.cancelDrag()
	return a.say(ui.ToneInfo, "ctrl+c again quits; transfers go on at the next start")
}
