package b2core

import (
	"context"
	"errors"
	"io/fs"
	"syscall"
)

// Hint says what a person can do about an error, in one sentence without a
// full stop, or nothing. It takes any error, also those of files and of time
// that ran out.
func Hint(err error) string {
	h, ok := errors.AsType[interface {
		error
		Hint() string
	}](err)
	if ok && h.Hint() != "" {
		return h.Hint()
	}
	return localHint(err)
}

// localHint is about what lies on this machine.
func localHint(err error) string {
	switch {
	case isNoSpace(err):
		return Hint(ErrNoSpace)
	case errors.Is(err, syscall.EROFS):
		return "the disk is read-only; choose another folder"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "raise the limit of open files, or let fewer go at once"
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR):
		return "a file and a folder have the same name here"
	case errors.Is(err, fs.ErrPermission):
		return "check who owns it and change its permissions, or choose another place"
	case errors.Is(err, fs.ErrNotExist):
		return "it is not there any more; look again"
	case errors.Is(err, fs.ErrExist):
		return Hint(ErrExists)
	case errors.Is(err, context.DeadlineExceeded):
		return "it took too long; try again"
	}
	return ""
}

// Hint says what to do about this error, or nothing. A cause that was found here
// says more than the answer that it was found in.
func (e *Error) Hint() string {
	if e.Err != nil {
		if hint := Hint(e.Err); hint != "" {
			return hint
		}
	}
	if s := e.sentinel(); s != nil {
		return Hint(s)
	}
	return ""
}
