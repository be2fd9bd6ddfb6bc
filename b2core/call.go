package b2core

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"time"

	json "github.com/go-json-experiment/json/v1"

	"b2tui/b2core/internal/api"
	"b2tui/b2core/internal/retry"
)

// Attempts of an ordinary call, and bounds of what a reply may hold.
const (
	callTries  = 5
	dialTries  = 3 // when nobody answers at all: a person waits, and is told within a second
	dialWait   = 400 * time.Millisecond
	replyLimit = 24 << 20
	errorLimit = 64 << 10
)

// request is one JSON call.
type request struct {
	op    string // for errors: "list bucket photos"
	name  string // the call
	body  any
	units int64 // transactions that it costs; 0: one
	// delicate: the call must not be repeated when it is unclear whether it was
	// carried out; the caller looks first. See carefully.
	delicate bool
	single   bool // the caller repeats it
	slow     bool // works before it answers
	// query makes it a GET without a body, for the one call that is documented so only.
	query string
}

// call sends a JSON call with the account's token and decodes the reply into
// out, whose check tells whether it is the reply that was expected at all.
func (c *Client) call(ctx context.Context, r request, out any, check func() bool) error {
	payload, err := json.Marshal(r.body)
	if err != nil {
		return asError(r.op, err)
	}
	wait := fastReply
	if r.slow {
		wait = slowReply
	}
	keep := func(e *Error) bool { return r.single || r.delicate && e.unclear }
	return c.withToken(ctx, r.op, retry.Call, keep, func(s *session) error {
		method, address, content := http.MethodPost, s.account.APIURL+api.Path(r.name), io.Reader(bytes.NewReader(payload))
		if r.query != "" {
			method, address, content = http.MethodGet, address+"?"+r.query, http.NoBody
		}
		req, err := http.NewRequestWithContext(ctx, method, address, content)
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", s.token)
		req.Header.Set("Content-Type", "application/json")
		c.meter.count(r.name, max(r.units, 1))
		reflect.ValueOf(out).Elem().SetZero() // nothing of a reply that was refused may stay
		return c.exchange(req, wait, func(body io.Reader) error { return decode(body, out, check) })
	})
}

// withToken runs attempts that need the account's token. A token that has
// expired is renewed once for all who hold it, and the attempt made once more.
// Other failures that keep picks are the caller's to deal with.
func (c *Client) withToken(ctx context.Context, op string, k retry.Kind, keep func(*Error) bool, attempt func(*session) error) error {
	var stale uint64
	var keyID string
	var last error
	var lost bool // an attempt was unclear
	for renewed := false; ; renewed = true {
		s, err := c.session(ctx, stale)
		if renewed && errors.Is(err, ErrExpiredToken) {
			return last
		}
		if err != nil {
			return relabel(op, err)
		}
		if renewed && s.account.KeyID != keyID {
			return last // the client has changed to another account
		}
		err = c.persist(ctx, op, k, func() error {
			err := attempt(s)
			if err == nil {
				c.login.worked.Store(s.generation)
			}
			if e, ok := errors.AsType[*Error](err); ok {
				e.lostBefore, lost = lost, lost || e.unclear
				if keep(e) {
					return &final{err}
				}
			}
			return err
		})
		e, ok := errors.AsType[*Error](err)
		if !ok || renewed || e.Status == 0 || retry.Decide(k, e.Status, e.Code) != retry.Reauthorize {
			return s.explain(err)
		}
		stale, keyID, last = s.generation, s.account.KeyID, err
		c.log.Debug("token expired", "op", op, "code", e.Code)
	}
}

// explain adds to a refusal what the key may do.
func (s *session) explain(err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Status != http.StatusUnauthorized || e.Code != api.CodeUnauthorized {
		return err
	}
	why := "the key's rights do not cover it: " + s.account.Allowed.String()
	if s.account.Allowed.unrestricted() {
		why = "the key is not restricted, so what was asked for may belong to another account"
	}
	e.Message = strings.TrimLeft(e.Message+"; "+why, "; ")
	return err
}

// final marks an error that persist must hand on without another attempt.
type final struct{ error }

// persist repeats attempts as the policy table says. Reauthorize ends it: who
// called deals with tokens.
func (c *Client) persist(ctx context.Context, op string, k retry.Kind, attempt func() error) error {
	var wait retry.Backoff
	for try := 1; ; try++ {
		err := attempt()
		if err == nil {
			return nil
		}
		if f, ok := errors.AsType[*final](err); ok {
			return asError(op, f.error)
		}
		if ctx.Err() != nil {
			return asError(op, ctx.Err())
		}
		e := c.judge(op, err)
		e.Tries = try
		tries := callTries
		if isDial(err) {
			tries = dialTries
		}
		if try >= tries || permanent(err) || retry.Decide(k, e.Status, e.Code) != retry.Again {
			return e
		}
		d := wait.Next(e.RetryAfter)
		if isDial(err) {
			d = min(d, dialWait)
		}
		c.log.Debug("will try again", "op", op, "try", try, "in", d, "status", e.Status, "code", e.Code)
		if err := retry.Sleep(ctx, d); err != nil {
			return asError(op, err)
		}
	}
}

// judge makes an *Error of an attempt's failure.
func (c *Client) judge(op string, err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		e.Op = op
		return e
	}
	return &Error{Op: op, Err: fmt.Errorf("%w: %w", ErrUnreachable, err), Message: networkText(err)}
}

// exchange sends a request and has the body of a 200 read, or returns the error
// that the reply stands for.
func (c *Client) exchange(req *http.Request, wait time.Duration, read func(io.Reader) error) error {
	resp, err := c.send(req, wait)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return replyError(resp)
	}
	return readReply(resp, read)
}

// send does one HTTP exchange under the watchdog. The caller closes the reply's
// body; the request's body is not read any more when send returns.
func (c *Client) send(req *http.Request, wait time.Duration) (*http.Response, error) {
	if err := c.brake.wait(req.Context()); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(req.Context())
	first, hasBody := wait, req.Body != nil && req.Body != http.NoBody
	if hasBody { // until the body is read, the header is on its way
		first = min(wait, stallTime)
	}
	dog := watch(cancel, first)
	req = req.WithContext(ctx)
	var sent *watchedBody
	if hasBody {
		sent = &watchedBody{dog: dog, body: req.Body, reply: wait, rest: req.ContentLength}
		req.Body = sent
		if get := req.GetBody; get != nil {
			req.GetBody = func() (io.ReadCloser, error) {
				body, err := get()
				return &watchedBody{dog: dog, body: body, reply: wait, rest: req.ContentLength}, err
			}
		}
	}
	req.Header.Set("User-Agent", c.userAgent)
	if c.testMode != "" {
		req.Header.Set(api.HeaderTestMode, c.testMode)
	}
	resp, err := c.transport.RoundTrip(req)
	if sent != nil {
		_ = sent.Close()
	}
	dog.timer.Stop()
	if err != nil {
		err = causeOf(ctx, err)
		cancel(nil)
		return nil, &Error{
			Err: fmt.Errorf("%w: %w", ErrUnreachable, err), Message: networkText(err), unclear: !isDial(err),
		}
	}
	c.observeClock(resp.Header.Get("Date"))
	c.brake.saw(resp)
	resp.Body = &watchedReply{dog: dog, ctx: ctx, cancel: cancel, body: resp.Body}
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		_ = resp.Body.Close()
		return nil, &Error{Status: resp.StatusCode, Err: ErrRedirect, Message: "the answer was a redirect, which B2 never sends: refused"}
	}
	return resp, nil
}

// relabel names the operation that needed a login, without changing an error
// that others may hold.
func relabel(op string, err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return asError(op, err)
	}
	copied := *e
	copied.Op = op + ": " + e.Op
	return &copied
}
