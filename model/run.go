package model

import (
	"context"
	"errors"
	"os"
)

// SignalError is returned by Run when a signal ended the program. The terminal
// has been given back and the queue is kept.
type SignalError struct{ Signal os.Signal }

func (e *SignalError) Error() string { return "ended by " + e.Signal.String() }

// Run shows the screen until the user leaves, a signal comes, the terminal
// goes away or ctx ends. When it returns, the terminal is as it was, all
// listings are cancelled and Transfers is closed: what had not finished stays
// in the queue.
func Run(ctx context.Context, d Deps) error {
	d = d.withDefaults()
	return errors.New("the screen is not there yet")
}
