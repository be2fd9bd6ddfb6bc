package transfer

import (
	"errors"
	"strings"

	"b2tui/b2core"
)

// accountError is a profile that gives no client.
type accountError struct{ err error }

func (e *accountError) Error() string { return e.err.Error() }
func (e *accountError) Unwrap() error { return e.err }

// reason is an error in one line that says what to do.
func reason(err error) string {
	text := strings.ReplaceAll(err.Error(), "\n", "; ")
	if hint := b2core.Hint(err); hint != "" {
		text += ": " + hint
	}
	return text
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
