//go:build !windows

package model

import (
	"os"
	"os/signal"
	"syscall"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/safego"
)

// stops watches the signals that Bubble Tea leaves alone: those that would end
// or stop the program with the terminal still raw.
type stops struct{ signals chan os.Signal }

// newStops begins to watch. The returned function ends it.
func newStops(send func(tea.Msg)) (*stops, func()) {
	s := &stops{make(chan os.Signal, 4)}
	done := make(chan struct{})
	s.watch()
	safego.Go(func() {
		for {
			select {
			case <-done:
				return
			case sig := <-s.signals:
				if sig == syscall.SIGTSTP {
					send(suspendMsg{})
				} else {
					send(signalledMsg{sig})
				}
			}
		}
	})
	return s, func() {
		signal.Stop(s.signals)
		close(done)
	}
}

func (s *stops) watch() {
	if s != nil {
		signal.Notify(s.signals, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGTSTP)
	}
}

// letStop lets the next SIGTSTP stop the process.
func (s *stops) letStop() {
	if s != nil {
		signal.Stop(s.signals)
		signal.Notify(s.signals, syscall.SIGHUP, syscall.SIGQUIT)
	}
}
