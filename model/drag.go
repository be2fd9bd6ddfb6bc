package model

import (
	"b2tui/ui"
	"b2tui/ui/views"
)

// dragState is where a drag stands.
type dragState int

const (
	dragIdle    dragState = iota
	dragPressed           // the button is down on something that can be dragged
	dragMoving            // it moved far enough: a ghost follows
)

// dragThreshold is how many cells the pointer moves before a press is a drag.
const dragThreshold = 2

// drag is the state machine of dragging. It is pure: positions and what lies
// under them come in, what has to happen comes out.
type drag struct {
	state  dragState
	startX int
	startY int
	x, y   int
	source dragSource
	over   dropTarget
}

// dragSource is what is dragged: rows of a pane, or one transfer of the queue.
type dragSource struct {
	pane     int // index; -1: from the queue
	row      int // that was pressed
	from     views.Place
	rows     []views.Row // known when the drag begins
	transfer int64       // of the queue: that was pressed
	ids      []int64     // … and all that are carried
	fixed    string      // why they cannot be moved; empty: they can
}

func (s dragSource) isTransfer() bool { return s.pane < 0 }

// targetKind says what lies under the pointer.
type targetKind int

const (
	targetNone targetKind = iota
	targetPane
	targetFolder // a folder row of a pane
	targetDock
	targetTab   // the Transfers tab
	targetQueue // a row of the queue, or its end
)

// dropTarget is where a drop would go.
type dropTarget struct {
	kind   targetKind
	pane   int         // targetPane, targetFolder
	row    int         // targetFolder, targetQueue
	place  views.Place // where files would go
	before int64       // targetQueue: the transfer to stand before; 0: last
}

// verdict is what a drop would do: Text says it, or why it is refused.
type verdict struct {
	ok   bool
	text string
}

// press remembers a button that went down on something that can be dragged.
func (d *drag) press(x, y int, s dragSource) {
	*d = drag{state: dragPressed, startX: x, startY: y, x: x, y: y, source: s}
}

// move follows the pointer. It tells true once: when the press became a drag.
func (d *drag) move(x, y int) (began bool) {
	if d.state == dragIdle {
		return false
	}
	d.x, d.y = x, y
	if d.state == dragPressed && max(distance(x, d.startX), distance(y, d.startY)) >= dragThreshold {
		d.state = dragMoving
		return true
	}
	return false
}

// release ends it. It tells true when something was dragged and has now been
// let go.
func (d *drag) release() (dropped drag, ok bool) {
	dropped, ok = *d, d.state == dragMoving
	*d = drag{}
	return dropped, ok
}

// cancel ends it without a drop: esc, a resize, lost focus, a dialog. It tells
// whether a ghost was up.
func (d *drag) cancel() bool {
	_, was := d.release()
	return was
}

// moving tells whether a ghost is up.
func (d *drag) moving() bool { return d.state == dragMoving }

// judge says what dropping a source on a target would do. reason tells why
// files cannot be copied between the two places, or is empty; alone, that only
// one pane is in sight.
func judge(s dragSource, t dropTarget, reason string, alone bool) verdict {
	what := itemsText(len(s.rows))
	switch {
	case s.isTransfer() && s.fixed != "":
		return verdict{false, s.fixed}
	case s.isTransfer() && t.kind == targetQueue && len(s.ids) < 2 && t.before == s.transfer:
		return verdict{false, "it stands there already"}
	case s.isTransfer() && t.kind == targetQueue && len(s.ids) > 1:
		return verdict{true, "move " + ui.Plural(len(s.ids), "transfer", "transfers") + " here in the queue"}
	case s.isTransfer() && t.kind == targetQueue:
		return verdict{true, "move it here in the queue"}
	case s.isTransfer():
		return verdict{false, "a transfer moves within the queue only"}
	case alone && (t.kind == targetNone || t.kind == targetPane && t.pane == s.pane):
		return verdict{false, what + ": tab or the edge shows the other pane; or drop on Transfers"}
	case t.kind == targetNone, t.kind == targetPane && t.pane == s.pane:
		return verdict{false, what + ": drop on the other pane, the dock or Transfers"}
	case t.kind == targetFolder && t.pane == s.pane:
		return verdict{false, "copying within one pane is not possible; open the folder in the other pane"}
	case len(s.rows) == 0:
		return verdict{false, "nothing to copy"}
	case reason != "":
		return verdict{false, reason}
	case t.kind == targetDock, t.kind == targetTab, t.kind == targetQueue:
		return verdict{true, "queue " + what + " for " + t.place.String() + ", paused"}
	}
	return verdict{true, "copy " + what + " to " + t.place.String()}
}

func itemsText(n int) string { return ui.Plural(n, "item", "items") }

func distance(a, b int) int { return max(a-b, b-a) }

// edgeStep tells how a list scrolls while something is dragged at height y over
// it: one row up or down next to an edge, else not. The border counts.
func edgeStep(r ui.Rect, x, y int) int {
	switch {
	case x < r.X || x >= r.X+r.W || r.H < 5:
		return 0
	case y >= r.Y && y <= r.Y+1:
		return -1
	case y < r.Y+r.H && y >= r.Y+r.H-2:
		return 1
	}
	return 0
}
