package b2core

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"

	"b2tui/b2core/internal/api"
)

// Error is a failed operation. It matches the sentinels below through
// errors.Is, by B2's code where there is one, else by the status or the cause.
type Error struct {
	Op         string        // what was tried, with its object: "list bucket photos"
	Status     int           // HTTP status; 0 when no answer came
	Code       string        // B2's code, such as "expired_auth_token"; may be empty
	Message    string        // for a person; B2's own where it gave one
	RetryAfter time.Duration // as the service asked; 0: not asked
	Tries      int           // attempts made, when it was more than one
	Err        error         // the cause: a sentinel, a network error, a context's end

	// unclear: the request may have been carried out although no answer came.
	unclear bool
	// local: the cause lies here (source, target, disk); trying again is no use.
	local bool
}

// Sentinels, matched by errors.Is against any error of this package.
var (
	ErrUnauthorized  = errors.New("not authorised")              // wrong key, or the key lacks a right
	ErrExpiredToken  = errors.New("token expired")               // after one re-authorisation
	ErrNotFound      = errors.New("not found")                   // bucket, file, key
	ErrExists        = errors.New("already exists")              // duplicate bucket name; a local file in the way
	ErrNotEmpty      = errors.New("bucket is not empty")         //
	ErrCapExceeded   = errors.New("cap exceeded")                // any of the three below
	ErrStorageCap    = errors.New("storage cap reached")         // uploads and copies
	ErrDownloadCap   = errors.New("download cap reached")        // downloads, until 00:00 UTC
	ErrCallCap       = errors.New("transaction cap reached")     // listings and downloads, until 00:00 UTC
	ErrBadRequest    = errors.New("refused by the service")      // arguments
	ErrConflict      = errors.New("changed by somebody else")    // revision differs
	ErrTooMany       = errors.New("too many requests")           // after the retries
	ErrProtected     = errors.New("protected by a file lock")    // retention or legal hold
	ErrNoFileLock    = errors.New("bucket has no file lock")     // retention or hold asked for
	ErrSourceChanged = errors.New("source changed while read")   // upload
	ErrEncryptionKey = errors.New("wrong or missing SSE-C key")  // the customer's; any call on content
	ErrCorrupt       = errors.New("content does not match hash") // either way
	ErrUnreachable   = errors.New("service not reachable")       // no answer
	ErrBrokenReply   = errors.New("reply makes no sense")        // a proxy or a portal in between
	ErrBadName       = errors.New("file name not allowed")       // before any call
	ErrBadInfo       = errors.New("file info not allowed")       // before any call
	ErrUploadTime    = errors.New("upload time not allowed")     // the account may not choose it
	ErrNoSpace       = errors.New("no space left")               // download
	ErrBadRealm      = errors.New("realm not usable")            // address of the service
)

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

// Is matches a sentinel by what the service answered.
func (e *Error) Is(target error) bool {
	switch s := e.sentinel(); s {
	case nil:
		return false
	case ErrStorageCap, ErrDownloadCap, ErrCallCap:
		return target == s || target == ErrCapExceeded
	default:
		return target == s
	}
}

func (e *Error) sentinel() error {
	switch e.Code {
	case api.CodeBadAuthToken, api.CodeExpiredAuthToken:
		return ErrExpiredToken
	case api.CodeBadBucketID, api.CodeInvalidBucketID, api.CodeNoSuchFile, api.CodeFileNotPresent, api.CodeNotFound:
		return ErrNotFound
	case api.CodeDuplicateBucketName:
		return ErrExists
	case api.CodeBucketNotEmpty:
		return ErrNotEmpty
	case api.CodeCapExceeded:
		return ErrCapExceeded
	case api.CodeStorageCapExceeded:
		return ErrStorageCap
	case api.CodeDownloadCapExceeded:
		return ErrDownloadCap
	case api.CodeTransactionCap:
		return ErrCallCap
	case api.CodeAccessDenied:
		if errors.Is(e.Err, ErrEncryptionKey) {
			return ErrEncryptionKey
		}
		return ErrProtected
	case api.CodeCustomTimestamp:
		return ErrUploadTime
	case api.CodeBucketMissingLock:
		return ErrNoFileLock
	}
	switch {
	case e.Status == http.StatusUnauthorized, e.Status == http.StatusForbidden:
		return ErrUnauthorized
	case e.Status == http.StatusNotFound:
		return ErrNotFound
	case e.Status == http.StatusConflict:
		return ErrConflict
	case e.Status == http.StatusTooManyRequests:
		return ErrTooMany
	case e.Status == http.StatusRequestTimeout, e.Status >= 500:
		return ErrUnreachable
	case e.Status >= 400:
		return ErrBadRequest
	}
	return nil
}

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
