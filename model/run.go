package model

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/safego"
	"b2tui/b2core/transfer"
)

// closePatience is how long the queue may take to put away what runs.
const closePatience = 2 * time.Second

// framesPerSecond is the renderer's ticker.
const framesPerSecond = 60

// SignalError is returned by Run when a signal ended the program. The terminal
// has been given back and the queue is kept.
type SignalError struct{ Signal os.Signal }

func (e *SignalError) Error() string { return "ended by signal: " + e.Signal.String() }

// ExitCode is the shell's convention: 128 and the signal's number.
func (e *SignalError) ExitCode() int {
	if s, ok := e.Signal.(syscall.Signal); ok {
		return 128 + int(s)
	}
	return 1
}

// Run shows the screen until the user leaves, a signal comes, the terminal
// goes away or ctx ends. When it returns, the terminal is as it was, all
// listings are cancelled and Transfers is closed: what had not finished stays
// in the queue.
func Run(ctx context.Context, d Deps) error {
	d = d.withDefaults()
	err := show(ctx, d)
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), closePatience)
	defer cancel()
	closed := d.Transfers.Close(closing)
	if errors.Is(closed, transfer.ErrClosed) || errors.Is(closed, context.DeadlineExceeded) {
		closed = nil // the journal is in order in any case
	}
	if closed != nil {
		closed = fmt.Errorf("close the queue: %w", closed)
	}
	return errors.Join(err, closed)
}

// show runs the program and returns when the terminal is given back.
func show(ctx context.Context, d Deps) error {
	in, err := openInput(d.In)
	if err != nil {
		return err
	}
	// Bubble Tea would write everything that is on the screen, or a crash, to
	// files that these name.
	for _, name := range []string{"TEA_TRACE", "TEA_DEBUG"} {
		_ = os.Unsetenv(name)
	}
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel() // listings, and whatever else still runs

	pace := newPacer(overSSH(d.Env))
	app := newApp(work, d, pace)
	var program *tea.Program
	send := func(msg tea.Msg) { program.Send(msg) }
	pace.wake = func() { send(overdueMsg{}) }
	filter := newFilter(pace, send)
	keyboard := &input{File: in, gone: func() { safego.Go(func() { send(hangupMsg{}) }) }}
	program = tea.NewProgram(app,
		tea.WithInput(keyboard), tea.WithOutput(output{d.Out, pace}),
		tea.WithEnvironment(d.Env), tea.WithFPS(framesPerSecond), tea.WithFilter(filter.pass))
	defer safego.OnPanic(func(any, []byte) { program.Kill() })()
	var unwatch func()
	filter.stops, unwatch = newStops(send)
	defer unwatch()
	safego.Go(func() {
		select {
		case <-ctx.Done():
			send(stopRequestMsg{})
		case <-work.Done():
		}
	})
	_, err = program.Run()
	return ending(ctx, app, err)
}

// ending tells how the program ended.
func ending(ctx context.Context, a *App, err error) error {
	switch {
	case a.leave.cause != nil:
		return &SignalError{a.leave.cause}
	case errors.Is(err, tea.ErrProgramPanic):
		return errors.New("the screen broke; its report stands above, the queue is kept")
	case errors.Is(err, syscall.EIO):
		return &SignalError{syscall.SIGHUP} // the terminal went away while it was read
	case err != nil:
		return fmt.Errorf("the screen ended: %w", err)
	}
	return ctx.Err()
}
