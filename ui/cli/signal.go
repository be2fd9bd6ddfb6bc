package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"b2tui/b2core/safego"
)

// signalled is why a subcommand's context ended.
type signalled struct{ number syscall.Signal }

func (s signalled) Error() string { return fmt.Sprintf("interrupted (%v)", s.number) }

// ExitCode is the shell's convention.
func (s signalled) ExitCode() int { return exitSignal + int(s.number) }

// untilSignal returns a context that ends with the first SIGINT, SIGTERM or
// SIGHUP. After that the signals act as usual again, so that a second one ends
// a program that does not want to.
func untilSignal(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	for _, s := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // nohup has said that it shall not count
			signal.Notify(signals, s)
		}
	}
	safego.Go(func() {
		select {
		case s := <-signals:
			signal.Stop(signals)
			number, _ := s.(syscall.Signal)
			cancel(signalled{number})
		case <-ctx.Done():
		}
	})
	return ctx, func() {
		signal.Stop(signals)
		cancel(context.Canceled)
	}
}

// interrupted replaces the error of a subcommand that was cut short with the
// signal that did it, but keeps what the subcommand says about going on.
func interrupted(ctx context.Context, err error) error {
	cause, ok := errors.AsType[signalled](context.Cause(ctx))
	switch {
	case !ok, err == nil:
		return err
	case errors.Is(err, context.Canceled):
		return cause
	}
	if _, ok := errors.AsType[signalled](err); ok {
		return err
	}
	return fmt.Errorf("%w: %w", cause, err)
}
