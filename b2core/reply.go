package b2core

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"b2tui/b2core/internal/api"
	"b2tui/b2core/internal/retry"
)

// readCapped reads a whole reply, unless it is larger than any that is true.
func readCapped(resp *http.Response, limit int64) ([]byte, error) {
	if resp.ContentLength > limit {
		return nil, brokenReply("the reply is larger than %d MiB", limit>>20)
	}
	var b bytes.Buffer
	if resp.ContentLength > 0 {
		b.Grow(int(resp.ContentLength) + bytes.MinRead)
	}
	n, err := b.ReadFrom(io.LimitReader(resp.Body, limit+1))
	switch {
	case err != nil:
		return nil, &Error{Err: fmt.Errorf("%w: %w", ErrUnreachable, err), Message: networkText(err), unclear: true}
	case n > limit:
		return nil, brokenReply("the reply is larger than %d MiB", limit>>20)
	}
	return b.Bytes(), nil
}

// decode reads a reply. What is no JSON or another shape counts as a reply that
// did not come, not as an answer.
func decode(body []byte, out any, check func() bool) error {
	if err := json.Unmarshal(body, out); err != nil {
		return brokenReply("the reply is not what the call answers: %v", err)
	}
	if check != nil && !check() {
		return brokenReply("the reply lacks what the call answers")
	}
	return nil
}

func brokenReply(format string, args ...any) *Error {
	e := fault("", ErrBrokenReply, format, args...)
	e.unclear = true
	return e
}

// replyError reads an error reply.
func replyError(resp *http.Response) *Error {
	e := &Error{Status: resp.StatusCode, RetryAfter: retry.After(resp.Header, time.Now())}
	body, err := io.ReadAll(io.LimitReader(resp.Body, errorLimit))
	if code, message, ok := api.ParseError(body); ok {
		e.Code, e.Message = remoteText(code), remoteText(message)
		return e
	}
	if err == nil && !bytes.Contains(bytes.ToLower(body), []byte("<html")) {
		e.Message = remoteText(string(body))
	}
	if resp.StatusCode >= 200 && resp.StatusCode < 300 {
		return brokenReply("unexpected status %d", resp.StatusCode)
	}
	return e
}

// isDial tells whether no connection came about, so nothing was asked.
func isDial(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// permanent tells failures that another attempt cannot change: certificates
// that do not hold, and what this program refused itself.
func permanent(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return true
	}
	if d, ok := errors.AsType[*net.DNSError](err); ok {
		return d.IsNotFound
	}
	if e, ok := errors.AsType[*Error](err); ok && e.local {
		return true
	}
	return errors.Is(err, ErrRedirect) || errors.Is(err, ErrSourceChanged)
}

// networkText says in words what went wrong on the line, naming the host.
func networkText(err error) string {
	if errors.Is(err, errStalled) {
		return "the line has gone quiet: " + errStalled.Error()
	}
	if d, ok := errors.AsType[*net.DNSError](err); ok {
		if d.IsNotFound {
			return "there is no host " + d.Name
		}
		return "cannot look up host " + d.Name
	}
	if cv, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		text := "the server's certificate does not hold: " + cv.Err.Error()
		if invalid, ok := errors.AsType[x509.CertificateInvalidError](cv.Err); ok && invalid.Reason == x509.Expired {
			text += "; check the clock of this machine"
		}
		return text
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return "the connection ended before the reply was whole"
	}
	return strings.TrimPrefix(err.Error(), "http: ")
}
