//go:build !windows

package model

import (
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/safego"
)

// stops watches the signals that Bubble Tea leaves alone: those that would end
// or stop the program with the terminal still raw.
type stops struct {
	signals chan os.Signal
	given   atomic.Bool // the terminal was given back: a stop may act
}

// newStops begins to watch. The returned function ends it.
func newStops(send func(tea.Msg)) (*stops, func()) {
	s := &stops{signals: make(chan os.Signal, 4)}
	signal.Notify(s.signals, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGTSTP)
	done := make(chan struct{})
	safego.Go(func() {
		for {
			select {
			case <-done:
				return
			case sig := <-s.signals:
				s.handle(sig, send)
			}
		}
	})
	return s, func() {
		signal.Stop(s.signals)
		close(done)
	}
}

func (s *stops) handle(sig os.Signal, send func(tea.Msg)) {
	switch {
	case sig != syscall.SIGTSTP:
		send(signalledMsg{sig})
	case s.given.Load():
		// Once Notify has asked for SIGTSTP, the runtime never gives it its
		// default action back. What it would have done:
		_ = syscall.Kill(syscall.Getpid(), syscall.SIGSTOP)
	default:
		send(suspendMsg{})
	}
}

// letStop lets SIGTSTP stop the process: Bubble Tea is about to give the
// terminal back and to send it.
func (s *stops) letStop() {
	if s != nil {
		s.given.Store(true)
	}
}

// resumed is called when the terminal is ours again.
func (s *stops) resumed() {
	if s != nil {
		s.given.Store(false)
	}
}
