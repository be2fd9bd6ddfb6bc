package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
	"b2tui/ui"
)

// The exit codes; an interrupted run ends with 128 plus the signal's number.
const (
	exitDone         = 0
	exitFailed       = 1
	exitUsage        = 2
	exitUnauthorised = 3
	exitNotFound     = 4
	exitSomeFailed   = 5
	exitSignal       = 128
)

// problem is an error that already knows its exit code and what to do.
type problem struct {
	code int
	hint string
	err  error
}

func (p *problem) Error() string { return p.err.Error() }
func (p *problem) Unwrap() error { return p.err }

// ExitCode is the cause's where it has none of its own.
func (p *problem) ExitCode() int {
	if p.code != 0 {
		return p.code
	}
	return exitCode(p.err)
}

// Hint says what to do.
func (p *problem) Hint() string {
	if p.hint != "" {
		return p.hint
	}
	return b2core.Hint(p.err)
}

func usagef(format string, args ...any) error {
	return &problem{code: exitUsage, err: fmt.Errorf(format, args...)}
}

func notFoundf(hint, format string, args ...any) error {
	return &problem{code: exitNotFound, hint: hint, err: fmt.Errorf(format, args...)}
}

// explain maps an error to the one line that tells what failed, on which
// object and what to do, and to the exit code.
func explain(err error) (line string, code int) {
	line = oneLine(err.Error())
	if hint := hintOf(err); hint != "" {
		line += "; " + hint
	}
	return line, exitCode(err)
}

func hintOf(err error) string {
	switch hint := b2core.Hint(err); hint {
	case b2core.Hint(b2core.ErrBucketNotFound): // there is nothing to reload here
		return "b2tui ls shows the buckets"
	case b2core.Hint(b2core.ErrFileNotPresent), b2core.Hint(b2core.ErrNotFound):
		return "b2tui ls shows what there is"
	default:
		return hint
	}
}

func exitCode(err error) int {
	coded, ok := errors.AsType[interface {
		error
		ExitCode() int
	}](err)
	if ok {
		return coded.ExitCode()
	}
	switch {
	case errors.Is(err, b2core.ErrUnauthorized), errors.Is(err, b2core.ErrExpiredToken):
		return exitUnauthorised
	case errors.Is(err, b2core.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return exitNotFound
	case errors.Is(err, b2core.ErrBadName), errors.Is(err, b2core.ErrBadRealm), errors.Is(err, transfer.ErrOntoItself), refusedHere(err):
		return exitUsage
	case errors.Is(err, context.Canceled):
		return exitSignal + int(syscall.SIGINT)
	}
	return exitFailed
}

// refusedHere tells whether the engine found an argument wrong before any call.
func refusedHere(err error) bool {
	e, ok := errors.AsType[*b2core.Error](err)
	return ok && e.Status == 0 && errors.Is(err, b2core.ErrBadRequest)
}

// oneLine keeps a service's message from breaking the line.
func oneLine(s string) string {
	return ui.Clean(strings.Join(strings.Fields(s), " ")).String()
}
