package model

import (
	"os"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// What comes in bursts is thinned before it reaches Update: each resize costs
// a full redraw, whatever the view returns, and each message a frame.
const (
	resizeQuiet = 80 * time.Millisecond
	mouseWindow = 16 * time.Millisecond // one frame
)

// filter stands before App.Update as the program's message filter and so runs
// on the event loop; only send is called from timers.
type filter struct {
	pace  *pacer
	send  func(tea.Msg)                   // Program.Send
	after func(d time.Duration, f func()) // calls f later, from any goroutine
	stops *stops                          // nil: no signals are watched

	sized bool // the first size passes at once
	size  tea.WindowSizeMsg
	sizes int // counts resizes: only the last one's timer counts

	at     tea.MouseMotionMsg // the last motion that passed
	moving bool               // its window is open
	motion *tea.MouseMotionMsg

	wheeling bool
	wheel    wheelMsg
}

// wheelMsg is a turn of the wheel at a cell: lines > 0 scrolls towards the end.
type wheelMsg struct{ x, y, lines int }

// releaseMsg tells the filter that a wait is over.
type releaseMsg struct {
	what  held
	count int
}

type held int

const (
	heldSize held = iota
	heldMotion
	heldWheel
)

// linesPerWheel is how far one notch of the wheel scrolls.
const linesPerWheel = 3

func newFilter(p *pacer, send func(tea.Msg)) *filter {
	return &filter{pace: p, send: send, after: func(d time.Duration, f func()) { time.AfterFunc(d, f) }}
}

// pass returns the message that Update gets instead of msg; nil for none.
func (f *filter) pass(m tea.Model, msg tea.Msg) tea.Msg {
	switch msg := msg.(type) {
	case uv.UnknownCsiEvent:
		if msg == statusAnswer || msg == statusAnswerDEC {
			f.pace.answer()
			return answeredMsg{}
		}
	case tea.WindowSizeMsg:
		return f.resized(msg)
	case tea.MouseMotionMsg:
		return f.moved(msg)
	case tea.MouseWheelMsg:
		return f.turned(msg)
	case tea.MouseClickMsg, tea.MouseReleaseMsg:
		f.motion = nil // these carry the true position
	case releaseMsg:
		return f.released(msg)
	case tea.SuspendMsg:
		f.stops.letStop()
	case tea.ResumeMsg:
		f.stops.resumed()
	case tea.QuitMsg, tea.InterruptMsg:
		return endedBySignal(m, msg)
	}
	return msg
}

// endedBySignal turns what Bubble Tea makes of a signal into an orderly leave;
// the quit that App itself asked for passes.
func endedBySignal(m tea.Model, msg tea.Msg) tea.Msg {
	if app, ok := m.(*App); !ok || app.leave.over {
		return msg
	}
	if _, ok := msg.(tea.InterruptMsg); ok {
		return signalledMsg{os.Interrupt}
	}
	return signalledMsg{syscall.SIGTERM}
}

func (f *filter) resized(msg tea.WindowSizeMsg) tea.Msg {
	if !f.sized {
		f.sized = true
		return msg
	}
	f.size = msg
	f.sizes++
	f.hold(resizeQuiet, releaseMsg{heldSize, f.sizes})
	return nil
}

func (f *filter) moved(msg tea.MouseMotionMsg) tea.Msg {
	if msg == f.at {
		return nil
	}
	if f.moving {
		f.motion = &msg
		return nil
	}
	f.at, f.moving = msg, true
	f.hold(mouseWindow, releaseMsg{what: heldMotion})
	return msg
}

func (f *filter) turned(msg tea.MouseWheelMsg) tea.Msg {
	lines := 0
	switch msg.Button {
	case tea.MouseWheelUp:
		lines = -linesPerWheel
	case tea.MouseWheelDown:
		lines = linesPerWheel
	default:
		return nil
	}
	turn := wheelMsg{msg.X, msg.Y, lines}
	if f.wheeling {
		f.wheel.x, f.wheel.y = turn.x, turn.y
		f.wheel.lines += turn.lines
		return nil
	}
	f.wheeling = true
	f.hold(mouseWindow, releaseMsg{what: heldWheel})
	return turn
}

func (f *filter) released(r releaseMsg) tea.Msg {
	switch r.what {
	case heldSize:
		if r.count == f.sizes {
			return f.size
		}
	case heldMotion:
		f.moving = false
		if next := f.motion; next != nil {
			f.motion = nil
			return f.moved(*next)
		}
	case heldWheel:
		turn := f.wheel
		f.wheeling, f.wheel = false, wheelMsg{}
		if turn.lines != 0 {
			f.wheeling = true
			f.hold(mouseWindow, r)
			return turn
		}
	}
	return nil
}

func (f *filter) hold(d time.Duration, r releaseMsg) {
	send := f.send
	f.after(d, func() { send(r) })
}
