package model

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
	"b2tui/ui/views"
)

var tabNames = [...]string{"Buckets", "Files", "Keys", "Transfers"}

// draw makes a frame: joined lines, and over them what is up for a moment.
func (a *App) draw() tea.View {
	v := tea.View{AltScreen: true, ReportFocus: true, WindowTitle: a.title()}
	if !a.mouseOff {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if a.layout.Mode == ui.TooSmall {
		v.Content = ui.SmallScreen(a.kit.Theme, a.width, a.height)
		return v
	}
	base := ui.Below(a.header(), a.tabs(), a.body(), a.footer())
	v.Content = base
	switch {
	case a.dialogs.open():
		v.Content, v.Cursor = a.dialogs.draw(a.kit.Theme, base, a.width, a.height)
	case a.drag.moving():
		v.Content = a.withGhost(base)
	default:
		v.Cursor = a.fieldCursor()
	}
	return v
}

// title is the window's title. It goes to the terminal past the renderer, so
// it is cleaned like every text.
func (a *App) title() string {
	title := "b2tui"
	if p := a.remotePane(); p != nil && p.nav.here.Bucket != "" {
		title += " " + p.nav.here.String()
	}
	return a.kit.Theme.Clean(title).String()
}

func (a *App) header() string {
	h := ui.Header{
		Profile: a.deps.Profile, KeyID: a.deps.KeyID,
		Up: a.snapshot.Totals.UpRate, Down: a.snapshot.Totals.DownRate,
	}
	o := a.snapshot.Totals
	h.Changes = o.RunningChanges + o.QueuedChanges
	h.Running, h.Queued = o.Running-o.RunningChanges, o.Queued-o.QueuedChanges
	if strings.HasPrefix(h.Profile, "key:") {
		h.Profile = "" // made of the key's ID, which is shown anyway
	}
	if h.KeyID == "" {
		h.KeyID = a.session.account.KeyID
	}
	if p := a.remotePane(); p != nil {
		h.Place = p.nav.here.Bucket
	}
	if a.session.readOnly {
		h.Note = "read-only"
	}
	return h.Render(a.kit.Theme, a.layout.Header.W)
}

// remotePane is the remote pane that matters most: the focused one, else the
// other.
func (a *App) remotePane() *pane {
	for _, p := range []*pane{a.panes[a.focus], a.other(a.focus)} {
		if p.nav.here.Remote {
			return p
		}
	}
	return nil
}

func (a *App) tabLine() ui.Tabs {
	t := ui.Tabs{Active: int(a.active), Names: tabNames[:], Hot: -1}
	if a.drag.moving() && a.drag.over.kind == targetTab && a.verdict().ok {
		t.Hot = int(viewTransfers)
	}
	return t
}

func (a *App) tabs() string {
	return a.tabLine().Render(a.kit.Theme, a.layout.Tabs.W)
}

func (a *App) body() string {
	if a.active != viewFiles {
		view, r := a.shown()
		return view.Render(r.W, r.H, true)
	}
	l := a.layout
	panes := ""
	if l.Mode == ui.TwoPanes {
		panes = ui.Beside(
			a.panes[0].view.Render(l.Left.W, l.Left.H, a.focus == 0),
			a.panes[1].view.Render(l.Right.W, l.Right.H, a.focus == 1))
	} else {
		panes = a.panes[a.focus].view.Render(l.Left.W, l.Left.H, true)
	}
	if l.Dock.Empty() {
		return panes
	}
	return ui.Below(panes, a.dock.Render(l.Dock.W, l.Dock.H))
}

func (a *App) footer() string {
	r := a.layout.Footer
	if r.Empty() {
		return ""
	}
	if a.toast.up && !a.dialogs.open() {
		return a.toast.Render(a.kit.Theme, r.W)
	}
	return a.hints().Render(a.kit.Theme, r.W)
}

// hints are the bindings that matter now: the dialog's, else the view's and
// the two that lead to all others.
func (a *App) hints() ui.Hints {
	if a.dialogs.open() {
		return ui.Hints{Bindings: a.dialogs.top().ShortHelp()}
	}
	view, _ := a.shown()
	if view.Typing() {
		return ui.Hints{Bindings: view.ShortHelp()} // the other keys would be typed
	}
	g := a.kit.Keys.Global
	return ui.Hints{Bindings: append(slices.Clone(view.ShortHelp()), g.Palette), Always: []key.Binding{g.Help, g.Quit}}
}

// fieldCursor is where the real cursor stands when a view has a text field
// open.
func (a *App) fieldCursor() *tea.Cursor {
	view, r := a.shown()
	c := view.Cursor()
	if c == nil {
		return nil
	}
	at := *c
	at.X += r.X
	at.Y += r.Y
	return &at
}

// withGhost lays the ghost of a drag over the frame: what a drop would do here.
func (a *App) withGhost(base string) string {
	v := a.verdict()
	t := a.kit.Theme
	style := t.Drop
	if !v.ok {
		style = t.Warn
	}
	text := t.Cut(t.Clean(" "+v.text+" "), a.width)
	x := min(a.drag.x+2, max(0, a.width-text.Width()))
	y := min(a.drag.y+1, a.height-1)
	return t.Overlay(base, style.Render(text.String()), x, y)
}

// verdict says what a drop would do where the pointer is.
func (a *App) verdict() verdict {
	to := a.drag.over.place
	reason := ""
	switch a.drag.over.kind {
	case targetPane, targetFolder, targetDock, targetTab, targetQueue:
		reason = a.session.copyReason(a.drag.source.from, to)
	}
	return judge(a.drag.source, a.drag.over, reason, a.layout.Mode != ui.TwoPanes)
}

// lightTargets shows in the views which of them a drop would go to.
func (a *App) lightTargets() {
	lit := [2]int{views.DropOff, views.DropOff}
	queueRow, dockOn := views.DropOff, false
	if a.drag.moving() && a.verdict().ok {
		switch t := a.drag.over; t.kind {
		case targetPane:
			lit[t.pane] = views.DropPane
		case targetFolder:
			lit[t.pane] = t.row
		case targetDock:
			dockOn = true
		case targetQueue:
			queueRow = t.row
		}
	}
	for i, p := range a.panes {
		p.view.SetDropTarget(lit[i])
	}
	a.queue.SetDropTarget(queueRow)
	a.dock.SetDropTarget(dockOn)
}
