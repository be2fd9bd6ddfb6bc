package model

import (
	"os"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// heldFilter is a filter whose timers end when the test says so.
func heldFilter() (f *filter, release func() []tea.Msg) {
	var sent []tea.Msg
	var timers []func()
	f = newFilter(newPacer(true), func(msg tea.Msg) { sent = append(sent, msg) })
	f.after = func(_ time.Duration, done func()) { timers = append(timers, done) }
	return f, func() []tea.Msg {
		due := timers
		timers, sent = nil, nil
		for _, done := range due {
			done()
		}
		var passed []tea.Msg
		for _, msg := range sent {
			if got := f.pass(nil, msg); got != nil {
				passed = append(passed, got)
			}
		}
		return passed
	}
}

func TestResizesAreHeldBack(t *testing.T) {
	f, release := heldFilter()
	first := tea.WindowSizeMsg{Width: 80, Height: 24}
	if got := f.pass(nil, first); got != first {
		t.Fatalf("the first size was held: %v", got)
	}
	for w := 81; w <= 120; w++ {
		if got := f.pass(nil, tea.WindowSizeMsg{Width: w, Height: 24}); got != nil {
			t.Fatalf("size %d passed at once", w)
		}
	}
	got := release()
	if len(got) != 1 || got[0] != (tea.WindowSizeMsg{Width: 120, Height: 24}) {
		t.Errorf("a storm of 40 sizes became %v", got)
	}
}

func TestMotionIsThinnedAndTheLastOneComes(t *testing.T) {
	f, release := heldFilter()
	move := func(x int) tea.Msg { return f.pass(nil, tea.MouseMotionMsg{X: x, Button: tea.MouseLeft}) }
	if move(1) == nil {
		t.Fatal("the first motion was held")
	}
	for x := 2; x < 50; x++ {
		if move(x) != nil {
			t.Fatalf("motion to %d passed at once", x)
		}
	}
	got := release()
	if len(got) != 1 || got[0].(tea.MouseMotionMsg).X != 49 {
		t.Errorf("after the window came %v, want the last motion", got)
	}
	move(60)
	if f.pass(nil, tea.MouseReleaseMsg{X: 61}) == nil {
		t.Fatal("the release was held")
	}
	if got := release(); len(got) != 0 {
		t.Errorf("after the release came %v", got)
	}
}

func TestWheelStepsAreSummed(t *testing.T) {
	f, release := heldFilter()
	turn := func(b tea.MouseButton) tea.Msg { return f.pass(nil, tea.MouseWheelMsg{X: 3, Y: 4, Button: b}) }
	if got := turn(tea.MouseWheelDown); got != (wheelMsg{3, 4, linesPerWheel}) {
		t.Fatalf("the first turn: %v", got)
	}
	for range 10 {
		if got := turn(tea.MouseWheelDown); got != nil {
			t.Fatalf("passed at once: %v", got)
		}
	}
	turn(tea.MouseWheelUp)
	if got := release(); len(got) != 1 || got[0] != (wheelMsg{3, 4, 9 * linesPerWheel}) {
		t.Errorf("ten turns down and one up became %v", got)
	}
	if got := release(); len(got) != 0 {
		t.Errorf("then came %v", got)
	}
	if got := turn(tea.MouseWheelUp); got != (wheelMsg{3, 4, -linesPerWheel}) {
		t.Errorf("a later turn: %v", got)
	}
}

func TestAnswersAreCounted(t *testing.T) {
	f, _ := heldFilter()
	f.pace.withQuery([]byte("frame"))
	if !f.pace.held() {
		t.Fatal("the next frame would not wait")
	}
	if got := f.pass(nil, uv.UnknownCsiEvent("\x1b[0n")); got != (answeredMsg{}) {
		t.Errorf("the answer became %v", got)
	}
	if f.pace.held() {
		t.Error("the next frame still waits")
	}
	other := uv.UnknownCsiEvent("\x1b[3n")
	if got := f.pass(nil, other); got != other {
		t.Errorf("another report became %v", got)
	}
}

func TestSignalsBecomeAnOrderlyLeave(t *testing.T) {
	f, _ := heldFilter()
	app := &App{}
	if got := f.pass(app, tea.QuitMsg{}); got != (signalledMsg{syscall.SIGTERM}) {
		t.Errorf("SIGTERM became %v", got)
	}
	if got := f.pass(app, tea.InterruptMsg{}); got != (signalledMsg{os.Interrupt}) {
		t.Errorf("SIGINT became %v", got)
	}
	app.leave.over = true
	if got := f.pass(app, tea.QuitMsg{}); got != (tea.QuitMsg{}) {
		t.Errorf("our own quit became %v", got)
	}
}
