package b2core

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"
)

// Error is a failed operation. It matches the package's sentinels through
// errors.Is, by B2's code where there is one, else by the status or the cause.
type Error struct {
	Op         string        // what was tried, with its object: "list bucket photos"
	Status     int           // HTTP status; 0 when no answer came
	Code       string        // B2's code, such as "expired_auth_token"; may be empty
	Message    string        // for a person; B2's own where it gave one
	RetryAfter time.Duration // as the service asked; 0: not asked
	Tries      int           // attempts made, when it was more than one
	Err        error         // the cause: a sentinel, a network error, a context's end

	// unclear: the request may have been carried out, whatever the answer.
	unclear bool
	// lostBefore: an earlier attempt of the same call was unclear.
	lostBefore bool
	// asCall: it is of a JSON call that prepares a transfer, and is judged as one.
	asCall bool
	// local: the cause lies here (source, target, disk); trying again is no use.
	local bool
}

func (e *Error) Error() string {
	msg := e.Message
	switch {
	case msg != "":
	case e.Err != nil:
		msg = e.Err.Error()
	case e.Code != "":
		msg = strings.ReplaceAll(e.Code, "_", " ")
	case e.Status != 0:
		msg = strings.ToLower(http.StatusText(e.Status))
	}
	var b strings.Builder
	b.WriteString(e.Op)
	b.WriteString(": ")
	b.WriteString(msg)
	if e.Status >= 300 {
		fmt.Fprintf(&b, " (%d", e.Status)
		if e.Code != "" {
			b.WriteByte(' ')
			b.WriteString(e.Code)
		}
		b.WriteByte(')')
	}
	if e.Tries > 1 {
		fmt.Fprintf(&b, ", tried %d times", e.Tries)
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// Is matches the sentinel that the service's answer stands for.
func (e *Error) Is(target error) bool { return errors.Is(e.sentinel(), target) }

// Unanswered tells whether an error is that no connection came about at all: the
// line or the service is down, and whatever else is asked would end the same way.
func Unanswered(err error) bool { return err != nil && isDial(err) }

// fault makes an error of this program's own finding.
func fault(op string, cause error, format string, args ...any) *Error {
	return &Error{Op: op, Err: cause, Message: fmt.Sprintf(format, args...)}
}

// asError names the operation of an error that has none yet. A context's end
// stays visible to errors.Is.
func asError(op string, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*Error](err); ok {
		if e.Op == "" {
			e.Op = op
		}
		return err
	}
	return &Error{Op: op, Err: err}
}

// remoteText makes a foreign message fit for one line: no control characters,
// not endless.
func remoteText(s string) string {
	const longest = 300
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || !unicode.IsPrint(r) && r != ' ' {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > longest {
		s = string(r[:longest]) + "..."
	}
	return s
}
