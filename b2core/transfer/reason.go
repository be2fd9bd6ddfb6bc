package transfer

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"syscall"

	"b2tui/b2core"
)

// accountError is a profile that gives no client.
type accountError struct{ err error }

func (e *accountError) Error() string { return e.err.Error() }
func (e *accountError) Unwrap() error { return e.err }

// reason is an error in one line that says what to do.
func reason(err error) string {
	text := strings.ReplaceAll(err.Error(), "\n", "; ")
	if hint := hint(err); hint != "" {
		text += ": " + hint
	}
	return text
}

// hint is what a person can do; the engine knows about its own errors.
func hint(err error) string {
	if h := b2core.Hint(err); h != "" {
		return h
	}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return "free some space and retry"
	case errors.Is(err, syscall.EROFS):
		return "the disk is read-only; choose another folder"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "raise the limit of open files or lower files at once, then retry"
	case errors.Is(err, fs.ErrPermission):
		return "change its permissions or choose another place, then retry"
	case errors.Is(err, syscall.ENAMETOOLONG):
		return "the name is too long for this disk"
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR):
		return "a file and a folder have the same name here"
	case errors.Is(err, errNoLocks):
		return "put it on a local disk"
	case errors.Is(err, context.DeadlineExceeded):
		return "try again"
	}
	return ""
}

// holdScope tells whether an error stops the account as a whole, and for which
// of its items. A cap or a refused key is the same for the next ten thousand.
func holdScope(err error, r *row) (scope, bool) {
	s := scope{profile: r.profile, direction: r.direction}
	if refused, ok := errors.AsType[*b2core.NotAllowed](err); ok && refused.Name != "" {
		return scope{}, false // other names may do
	}
	_, noAccount := errors.AsType[*accountError](err)
	switch {
	case noAccount && !errors.Is(err, b2core.ErrUnreachable):
		s.direction = ""
		return s, true
	case errors.Is(err, b2core.ErrCapExceeded):
		return s, true
	case errors.Is(err, b2core.ErrExpiredToken), errors.Is(err, b2core.ErrKeyRefused):
		s.direction = ""
		return s, true
	case errors.Is(err, b2core.ErrUnauthorized):
		s.bucketID = r.bucketID // a right may be lacking in this bucket only
		return s, true
	}
	return scope{}, false
}
