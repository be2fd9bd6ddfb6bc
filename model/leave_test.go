package model

import (
	"errors"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/transfer"
)

func TestQuitting(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.press("q")
		if s.quit {
			t.Fatal("left before the last query was out")
		}
		s.wait(2 * frameTime)
		if !slices.Contains(s.said, statusQuery) {
			t.Fatalf("no last query: %q", s.said)
		}
		if s.quit {
			t.Fatal("left before the terminal answered")
		}
		s.app.pace.answer()
		s.send(answeredMsg{})
		if !s.quit {
			t.Fatal("the answer does not end it")
		}
	})
}

func TestAMuteTerminalDoesNotKeepTheProgram(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.app.pace.withQuery([]byte(statusQuery)) // the fake terminal never answers
		s.press("q")
		s.wait(frameTime + leavePatienceMute)
		if !s.quit {
			t.Error("still there")
		}
	})
}

func TestQuitAsksWhileTransfersRun(t *testing.T) {
	running := func(q *transfer.Snapshot) { q.Totals.Running, q.Totals.Queued = 1, 2 }
	onScreen(t, screenOptions{}, func(s *screen) {
		s.queue.set(running)
		s.settle()
		s.press("q")
		s.must("Quit while transfers run?", "1 running, 2 queued")
		s.press("esc")
		s.wait(time.Second)
		if s.app.leave.begun {
			t.Fatal("esc quits")
		}
		s.press("q", "enter")
		s.wait(time.Second)
		if !s.quit || slices.Contains(s.queue.calls, "cancel") {
			t.Errorf("quit %v, asked of the queue: %v", s.quit, s.queue.calls)
		}
	})
	onScreen(t, screenOptions{}, func(s *screen) {
		s.queue.items = []transfer.Item{{ID: 1, State: transfer.Running}}
		s.queue.set(running)
		s.settle()
		s.press("q", "down", "enter")
		s.wait(time.Second)
		if !s.quit || !slices.Contains(s.queue.calls, "cancel") {
			t.Errorf("quit %v, asked of the queue: %v", s.quit, s.queue.calls)
		}
	})
}

func TestCtrlCTwiceQuits(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.queue.set(func(q *transfer.Snapshot) { q.Totals.Running = 1 })
		s.press("ctrl+c")
		s.must("ctrl+c again quits")
		s.wait(quitGrace + time.Second)
		s.press("ctrl+c")
		if s.app.leave.begun {
			t.Fatal("two of them far apart quit")
		}
		s.press("?", "ctrl+c") // also over a dialog
		s.wait(time.Second)
		if !s.quit {
			t.Error("still there")
		}
	})
}

func TestSignalsLeaveInOrder(t *testing.T) {
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		onScreen(t, screenOptions{}, func(s *screen) {
			s.send(signalledMsg{sig})
			s.wait(time.Second)
			if !s.quit {
				t.Fatalf("%v does not end it", sig)
			}
			err, ok := errors.AsType[*SignalError](ending(t.Context(), s.app, nil))
			if !ok || err.Signal != sig {
				t.Errorf("%v ends as %v", sig, err)
			}
		})
	}
}

func TestAClosedTerminalEndsAtOnce(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.send(hangupMsg{})
		if !s.quit {
			t.Error("waits for a terminal that is gone")
		}
	})
}

func TestSuspendComesBack(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.press("ctrl+z")
		s.wait(time.Second)
		if s.quit {
			t.Fatal("suspend quits")
		}
		s.send(tea.ResumeMsg{})
		s.press("?")
		if !s.app.dialogs.open() {
			t.Error("the screen does not react after it was suspended")
		}
	})
}

func TestTheFrameStandsWhileTheTerminalIsBehind(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.app.pace.on = true
		s.app.pace.withQuery([]byte("frame"))
		before := s.app.View().Content
		s.press("down", "down")
		if got := s.app.View().Content; got != before {
			t.Fatal("a new frame before the terminal has taken the last one")
		}
		s.app.pace.answer()
		s.send(answeredMsg{})
		if got := s.app.View().Content; got == before {
			t.Error("no new frame after the answer")
		}
	})
}
