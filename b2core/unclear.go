package b2core

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"b2tui/b2core/internal/retry"
)

// clockSlack allows for the coarse seconds of upload times and of Date.
const clockSlack = 5 * time.Second

// unclearStatus tells whether a status leaves open if the work was done: a
// gateway gives up waiting for what goes on behind it, and the service can fail
// after the work, too. B2's own 503 is a refusal before any work; one without a
// code is somebody else's.
func unclearStatus(status int, code string) bool {
	return status == http.StatusRequestTimeout ||
		status >= http.StatusInternalServerError && (status != http.StatusServiceUnavailable || code == "")
}

// carefully runs a delicate call. When it is unclear whether one was carried out,
// look finds out: it is repeated only if look returns false and no error. An
// error of look ends it, unless that is one that passes: then it looks again.
func (c *Client) carefully(ctx context.Context, call func() error, look func() (done bool, err error)) error {
	var wait retry.Backoff
	var lost *Error // of the attempt whose outcome nobody knows
	for try := 1; ; try++ {
		if lost == nil {
			err := call()
			e, ok := errors.AsType[*Error](err)
			if !ok || !e.unclear || ctx.Err() != nil {
				return err
			}
			lost = e
		}
		last := lost
		done, err := look()
		switch {
		case done:
			return nil
		case err == nil:
			lost = nil
		case !passing(err):
			return err
		}
		if try >= callTries {
			last.Tries = try
			if lost != nil {
				return last.mayBeDone()
			}
			return last
		}
		d := wait.Next(last.RetryAfter)
		c.log.Debug("the answer was lost, will try again", "op", last.Op, "try", try, "in", d, "looked", lost == nil)
		if err := retry.Sleep(ctx, d); err != nil {
			return asError(last.Op, err)
		}
	}
}

// mayBeDone says so in an error whose request was possibly carried out.
func (e *Error) mayBeDone() *Error {
	if e.Err == nil {
		e.Err = ErrUnclear
	} else {
		e.Err = fmt.Errorf("%w: %w", ErrUnclear, e.Err)
	}
	if e.Message == "" {
		e.Message = "no answer came"
	}
	e.Message += "; it may have been done all the same"
	return e
}

// doneBefore tells whether a call failed only because an earlier attempt of it,
// whose answer was lost, had already taken away what it was about.
func doneBefore(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.lostBefore && IsGone(err)
}

// passing tells whether a call failed for a reason that goes away by itself.
func passing(err error) bool {
	return errors.Is(err, ErrUnreachable) || errors.Is(err, ErrTooMany) || errors.Is(err, ErrBrokenReply)
}

// findNewest looks for the version that a lost request made, by whichever right
// the key has: among the newest of the name, or as the newest. An error says that
// nobody can tell.
func (c *Client) findNewest(ctx context.Context, op, bucketID, name string, key CustomerKey, own func(FileVersion) bool) (v FileVersion, found bool, err error) {
	const newest = 10
	s, err := c.allowed(ctx, op, bucketID, name)
	if err != nil {
		return FileVersion{}, false, err
	}
	if s.account.Allowed.Can(ListFiles) {
		page, err := c.ListVersions(ctx, bucketID, ListOptions{Prefix: name, Start: name, Max: newest})
		for _, v := range page.Files {
			if v.Name == name && own(v) {
				return v, true, nil
			}
		}
		return FileVersion{}, false, err
	}
	switch v, err = c.head(ctx, op, bucketID, name, key); {
	case errors.Is(err, ErrNotFound):
		return FileVersion{}, false, nil
	case err != nil:
		return FileVersion{}, false, fmt.Errorf("look for what was stored: %w", err)
	}
	return v, own(v), nil
}
