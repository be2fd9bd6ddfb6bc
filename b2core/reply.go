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

// readReply hands the body of a 200 to read, unless it is an error that came
// as a success. The body is read while it comes in: only its beginning is ever
// held as a whole.
func readReply(resp *http.Response, read func(io.Reader) error) error {
	body := &cappedBody{body: resp.Body, left: replyLimit}
	if resp.ContentLength > replyLimit {
		return errTooLarge()
	}
	var head bytes.Buffer
	head.Grow(int(max(min(resp.ContentLength, errorLimit), 0)) + bytes.MinRead)
	_, err := io.CopyN(&head, body, errorLimit)
	if body.failed != nil {
		return body.failed
	}
	if errors.Is(err, io.EOF) {
		// Some servers say 200 and mean an error. Real replies have no such fields.
		var e api.ErrorBody
		if json.Unmarshal(head.Bytes(), &e) == nil && e.Status >= 400 && e.Code != "" {
			return &Error{Status: e.Status, Code: e.Code, Message: remoteText(e.Message), unclear: unclearStatus(e.Status, e.Code)}
		}
		return read(&head)
	}
	err = read(io.MultiReader(&head, body))
	if body.failed != nil {
		return body.failed
	}
	return err
}

// cappedBody ends a reply that is larger than any that is true, and keeps the
// reason for which it ended early, as a decoder would word it as bad JSON.
type cappedBody struct {
	body   io.Reader
	left   int64
	failed error
}

func (b *cappedBody) Read(p []byte) (int, error) {
	if b.failed != nil {
		return 0, b.failed
	}
	n, err := b.body.Read(p[:min(int64(len(p)), b.left+1)])
	if b.left -= int64(n); b.left < 0 {
		b.failed = errTooLarge()
		return 0, b.failed
	}
	if err != nil && !errors.Is(err, io.EOF) {
		b.failed = &Error{Err: fmt.Errorf("%w: %w", ErrUnreachable, err), Message: networkText(err), unclear: true}
		err = b.failed
	}
	return n, err
}

func errTooLarge() error { return brokenReply("the reply is larger than %d MiB", replyLimit>>20) }

// decode reads a reply. What is no JSON or another shape counts as a reply that
// did not come, not as an answer.
func decode(body io.Reader, out any, check func() bool) error {
	if err := api.DecodeReply(body, out); err != nil {
		return brokenReply("the reply is not what the call answers: %s", remoteText(err.Error()))
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
		e.unclear = unclearStatus(e.Status, e.Code)
		return e
	}
	e.unclear = unclearStatus(e.Status, "")
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
	if _, ok := errors.AsType[*proxyRefusal](err); ok || deadProxy(err) {
		return true
	}
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// tooOld tells whether the peer knows none of our versions of TLS, 1.2 and 1.3.
// The alert's type is not exported, so its text has to do.
func tooOld(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "remote error" && strings.Contains(op.Err.Error(), "protocol version not supported")
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
	if p, ok := errors.AsType[*proxyRefusal](err); ok && p.permanent() || tooOld(err) {
		return true
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
	if p, ok := errors.AsType[*proxyRefusal](err); ok {
		return p.Error()
	}
	if deadProxy(err) {
		return "the proxy is not reached; look at HTTPS_PROXY: " + remoteText(err.Error())
	}
	if d, ok := errors.AsType[*net.DNSError](err); ok {
		if d.IsNotFound {
			return "there is no host " + d.Name
		}
		return "cannot look up host " + d.Name
	}
	if cv, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return certificateText(cv.Err)
	}
	if tooOld(err) {
		return "the server speaks no safe version of TLS, which is 1.2 or later; an old proxy may be in between"
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return "the connection ended before the reply was whole"
	}
	return strings.TrimPrefix(err.Error(), "http: ")
}

// certificateText says what is wrong with a certificate, and what to look at.
func certificateText(err error) string {
	const what = "the server's certificate does not hold: "
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok && e.Reason == x509.Expired {
		return what + "it is not valid at this time; check the clock of this machine first (" + remoteText(e.Detail) + ")"
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return what + "it belongs to another host; check the realm (" + remoteText(err.Error()) + ")"
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return what + "this machine does not trust who signed it; a proxy that reads TLS needs its certificate installed here"
	}
	return what + remoteText(err.Error())
}
