package model

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
	"b2tui/ui/views"
)

// doubleClick is the longest time between the presses of a double click.
const doubleClick = 400 * time.Millisecond

// flipAfter is how long a drag rests at the edge, or on the tab of Files, until
// a pane that is shown alone makes room for the other.
const flipAfter = 300 * time.Millisecond

// scrollEvery is how fast a list scrolls under a drag near its edge.
const scrollEvery = 90 * time.Millisecond

// clicks remembers presses that may become the first of two.
type clicks struct {
	x, y        int
	at          time.Time
	interrupted time.Time // the last ctrl+c
}

// second notes a press and tells whether it is the second of a double click.
func (c *clicks) second(x, y int, now time.Time) bool {
	double := c.x == x && c.y == y && !c.at.IsZero() && now.Sub(c.at) <= doubleClick
	c.x, c.y, c.at = x, y, now
	if double {
		c.at = time.Time{} // a third press begins anew
	}
	return double
}

// mouse routes by what lies under the pointer.
func (a *App) mouse(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case wheelMsg:
		return a.wheel(msg)
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			return a.click(msg.X, msg.Y, msg.Mod)
		}
	case tea.MouseMotionMsg:
		return a.dragTo(msg.X, msg.Y)
	case tea.MouseReleaseMsg:
		return a.drop(msg.X, msg.Y)
	}
	return nil
}

// click handles the left button going down.
func (a *App) click(x, y int, mod tea.KeyMod) tea.Cmd {
	if a.dialogs.open() {
		s := a.dialogs.stack[len(a.dialogs.stack)-1]
		r := rectOf(s.dialog, a.width, a.height)
		if !r.Contains(x, y) {
			return nil // the dialog swallows what is beside it
		}
		return a.dialogAnswered(s, s.dialog.Press(x-r.X, y-r.Y, mod))
	}
	double := a.clicks.second(x, y, a.deps.Now())
	l := a.layout
	switch {
	case l.Tabs.Contains(x, y):
		if tab, ok := a.tabLine().At(a.kit.Theme, l.Tabs.W, x-l.Tabs.X); ok {
			return a.show(viewID(tab))
		}
	case l.Footer.Contains(x, y):
		return a.clickHint(x - l.Footer.X)
	case a.active == viewFiles && l.Dock.Contains(x, y):
		if double {
			return a.act(a.focus, a.dock.DoubleClick(x-l.Dock.X, y-l.Dock.Y, mod))
		}
	default:
		return a.clickView(x, y, mod, double)
	}
	return nil
}

func (a *App) clickHint(x int) tea.Cmd {
	if a.toast.up {
		a.toast.hide()
		return nil
	}
	if binding, ok := a.hints().At(a.kit.Theme, a.layout.Footer.W, x); ok {
		if press, ok := ui.PressOf(binding); ok {
			return a.keyPressed(press)
		}
	}
	return nil
}

func (a *App) clickView(x, y int, mod tea.KeyMod, double bool) tea.Cmd {
	if a.active == viewFiles {
		for i := range a.panes {
			if a.paneRect(i).Contains(x, y) {
				a.focusPane(i)
			}
		}
	}
	view, r := a.shown()
	if !r.Contains(x, y) {
		return nil
	}
	x, y = x-r.X, y-r.Y
	if double {
		return a.act(a.focus, view.DoubleClick(x, y, mod))
	}
	intent := view.Press(x, y, mod)
	if mod == 0 {
		a.pressed(x+r.X, y+r.Y, view, x, y)
	}
	return a.act(a.focus, intent)
}

// pressed remembers what a drag from here would carry.
func (a *App) pressed(x, y int, view views.View, vx, vy int) {
	row, ok := view.RowAt(vx, vy)
	if !ok {
		return
	}
	switch view := view.(type) {
	case *views.FilePane:
		if r, ok := view.Row(row); ok && r.Kind != views.KindParent {
			a.drag.press(x, y, dragSource{pane: a.focus, row: row, from: a.panes[a.focus].nav.here})
		}
	case *views.TransferQueue:
		if r, ok := view.Row(row); ok {
			a.drag.press(x, y, dragSource{pane: -1, row: row, transfer: r.ID})
		}
	}
}

// wheel scrolls what is under the pointer, whatever has the focus.
func (a *App) wheel(m wheelMsg) tea.Cmd {
	if a.dialogs.open() {
		a.dialogs.top().Wheel(m.lines)
		return nil
	}
	if a.active != viewFiles {
		view, r := a.shown()
		if r.Contains(m.x, m.y) {
			return a.act(a.focus, view.Wheel(m.lines))
		}
		return nil
	}
	for i, p := range a.panes {
		if a.paneRect(i).Contains(m.x, m.y) {
			return a.act(i, p.view.Wheel(m.lines))
		}
	}
	return nil
}

// dragTo follows the pointer with the button down.
func (a *App) dragTo(x, y int) tea.Cmd {
	if a.drag.move(x, y) {
		a.beginDrag()
	}
	if !a.drag.moving() {
		return nil
	}
	a.dragOver()
	return tea.Batch(a.scrollChain(), a.flipChain())
}

// dragOver looks anew at what lies under the pointer of a drag.
func (a *App) dragOver() {
	if a.drag.moving() {
		a.drag.over = a.targetAt(a.drag.x, a.drag.y)
		a.lightTargets()
	}
}

// flipChain starts the wait after which a drag brings up the other pane, once a
// visit to a place that does so.
func (a *App) flipChain() tea.Cmd {
	if on := a.flips(a.drag.x, a.drag.y); on == a.flipping {
		return nil
	} else if a.flipping = on; !on {
		return nil
	}
	a.flipCount++
	return tickAfter(flipAfter, flipTickMsg{a.flipCount})
}

// flips tells whether a drag that rests at a cell brings up the other pane.
func (a *App) flips(x, y int) bool {
	l := a.layout
	if a.active != viewFiles || l.Mode == ui.TwoPanes || a.drag.source.isTransfer() {
		return false
	}
	if l.Tabs.Contains(x, y) {
		tab, ok := a.tabLine().At(a.kit.Theme, l.Tabs.W, x-l.Tabs.X)
		return ok && viewID(tab) == viewFiles
	}
	return l.Body.Contains(x, y) && (x == l.Body.X || x == l.Body.X+l.Body.W-1)
}

func (a *App) flipTick(msg flipTickMsg) {
	if msg.count == a.flipCount && a.flipping {
		a.focusPane(1 - a.focus)
	}
}

// beginDrag settles what is carried: the marked rows if one of them was
// pressed, else the pressed row.
func (a *App) beginDrag() {
	a.toast.hide()
	if s := &a.drag.source; !s.isTransfer() {
		s.rows = a.panes[s.pane].view.DragRows(s.row)
	} else {
		s.ids, s.fixed = a.queue.DragIDs(s.row), a.queue.Fixed(s.row)
	}
}

// drop ends a drag where the button came up.
func (a *App) drop(x, y int) tea.Cmd {
	if a.drag.moving() {
		a.drag.move(x, y)
		a.drag.over = a.targetAt(x, y)
	}
	v := a.verdict()
	d, ok := a.drag.release()
	a.scrollStep, a.flipping = 0, false
	a.lightTargets()
	if !ok {
		return nil
	}
	if !v.ok {
		if d.over.kind == targetNone || d.over.kind == targetPane && d.over.pane == d.source.pane {
			return nil // let go elsewhere: nothing happens, nothing to explain
		}
		return a.say(ui.ToneWarn, v.text)
	}
	if d.source.isTransfer() {
		return arrange(a.ctx, a.deps.Transfers, d.over.before, d.source.ids)
	}
	paused := d.over.kind == targetDock || d.over.kind == targetTab || d.over.kind == targetQueue
	return a.copyRows(d.source.pane, d.source.from, d.source.rows, d.over.place, paused)
}

// cancelDrag drops nothing. It tells whether something was dragged.
func (a *App) cancelDrag() bool {
	was := a.drag.cancel()
	a.scrollStep, a.flipping = 0, false
	if was {
		a.lightTargets()
	}
	return was
}

// targetAt tells what a drop at a cell would go to.
func (a *App) targetAt(x, y int) dropTarget {
	l := a.layout
	s := a.drag.source
	if l.Tabs.Contains(x, y) {
		if tab, ok := a.tabLine().At(a.kit.Theme, l.Tabs.W, x-l.Tabs.X); ok && viewID(tab) == viewTransfers && !s.isTransfer() {
			return dropTarget{kind: targetTab, place: a.other(s.pane).nav.here}
		}
		return dropTarget{}
	}
	switch a.active {
	case viewTransfers:
		return a.queueTarget(x, y)
	case viewFiles:
		if l.Dock.Contains(x, y) && !s.isTransfer() {
			return dropTarget{kind: targetDock, place: a.other(s.pane).nav.here}
		}
		for i := range a.panes {
			if r := a.paneRect(i); r.Contains(x, y) {
				return a.paneTarget(i, x-r.X, y-r.Y)
			}
		}
	}
	return dropTarget{}
}

func (a *App) paneTarget(i, x, y int) dropTarget {
	p := a.panes[i]
	t := dropTarget{kind: targetPane, pane: i, place: p.nav.here}
	if row, ok := p.view.RowAt(x, y); ok {
		if r, ok := p.view.Row(row); ok && r.IsDir() {
			t.kind, t.row, t.place = targetFolder, row, p.nav.here.Child(r)
		}
	}
	return t
}

func (a *App) queueTarget(x, y int) dropTarget {
	r := a.layout.Body
	if !r.Contains(x, y) {
		return dropTarget{}
	}
	t := dropTarget{kind: targetQueue, row: views.DropPane}
	if !a.drag.source.isTransfer() {
		t.place = a.other(a.drag.source.pane).nav.here
	}
	if row, ok := a.queue.RowAt(x-r.X, y-r.Y); ok {
		if tr, ok := a.queue.Row(row); ok {
			t.row, t.before = row, tr.ID
		}
	}
	return t
}

// scrollChain starts the ticks that scroll the list under the pointer, or lets
// the chain that runs go on. Ticks of an earlier chain do nothing.
func (a *App) scrollChain() tea.Cmd {
	_, _, step := a.scrollUnder()
	if step == a.scrollStep {
		return nil
	}
	a.scrolls++
	a.scrollStep = step
	if step == 0 {
		return nil
	}
	return tickAfter(scrollEvery, scrollTickMsg{a.scrolls})
}

func (a *App) scrollUnder() (view views.View, r ui.Rect, step int) {
	if a.active == viewFiles {
		for i, p := range a.panes {
			r = a.paneRect(i)
			if s := edgeStep(r, a.drag.x, a.drag.y); s != 0 {
				return p.view, r, s
			}
		}
		return nil, ui.Rect{}, 0
	}
	view, r = a.shown()
	return view, r, edgeStep(r, a.drag.x, a.drag.y)
}

// scrollTick scrolls one row and goes on while the pointer stays.
func (a *App) scrollTick(msg scrollTickMsg) tea.Cmd {
	if msg.count != a.scrolls || !a.drag.moving() {
		return nil
	}
	view, _, step := a.scrollUnder()
	if step == 0 || step != a.scrollStep {
		return nil
	}
	intent := view.Wheel(step)
	a.dragOver()
	return tea.Batch(a.act(a.focus, intent), tickAfter(scrollEvery, msg))
}
