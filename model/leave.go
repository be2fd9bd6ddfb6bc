package model

import (
	"os"
	"time"

	tea "charm.land/bubbletea/v2"
)

// leave is the way out. The terminal may still have to answer queries of the
// start, and what it answers after the program has gone would be typed into
// the shell. So a last query goes out, and the program ends when its answer is
// there: by then all others are.
type leave struct {
	begun   bool
	over    bool      // the quit that Bubble Tea sees now is ours
	suspend bool      // not the end: the user wants the shell for a while
	cause   os.Signal // that ended it; nil: the user or Run's context
	count   int
	asked   bool
}

// How long the last answer is waited for: of a terminal that has answered
// before, and of one that never did.
const (
	leavePatience     = time.Second
	leavePatienceMute = 300 * time.Millisecond
	frameTime         = 20 * time.Millisecond // a little more than one frame
)

// beginLeave starts the way out; what is on the screen stays until the end.
func (a *App) beginLeave(l leave) tea.Cmd {
	if a.leave.begun {
		return nil
	}
	a.cancelDrag()
	l.begun, l.count = true, a.leave.count+1
	a.leave = l
	a.pace.hush()
	patience := leavePatienceMute
	if a.pace.answers() {
		patience = leavePatience
	}
	// The first frame asks something too: it has to be out before the query.
	return tea.Batch(
		tickAfter(frameTime, askStatusMsg{l.count}),
		tickAfter(frameTime+patience, leaveTickMsg{l.count}),
	)
}

func (a *App) leaving(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case askStatusMsg:
		if msg.count == a.leave.count && a.leave.begun {
			a.leave.asked = true
			return tea.Raw(statusQuery)
		}
	case leaveTickMsg:
		if msg.count == a.leave.count && a.leave.begun {
			return a.end(a.leave)
		}
	}
	return nil
}

// answered goes on once nothing is unanswered any more.
func (a *App) answered() tea.Cmd {
	if a.leave.begun && a.leave.asked && a.pace.settled() {
		return a.end(a.leave)
	}
	return nil
}

// end leaves now.
func (a *App) end(l leave) tea.Cmd {
	if a.leave.over {
		return nil
	}
	l.begun, l.over, l.count = true, true, a.leave.count+1
	a.leave = l
	a.pace.hush()
	if l.suspend {
		return tea.Suspend
	}
	return tea.Quit
}
