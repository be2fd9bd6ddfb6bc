package b2core

import "errors"

// Hint says what a person can do about an error, in one sentence without a
// full stop, or nothing. It takes any error; those that are not of this package
// get no hint.
func Hint(err error) string {
	if h, ok := errors.AsType[interface {
		error
		Hint() string
	}](err); ok {
		return h.Hint()
	}
	return ""
}

// Hint says what to do about this error, or nothing. A cause that was found here
// says more than the answer that it was found in.
func (e *Error) Hint() string {
	if hint := Hint(e.Err); hint != "" {
		return hint
	}
	return Hint(e.sentinel())
}
