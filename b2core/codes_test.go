package b2core_test

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
	"b2tui/b2core/internal/retry"
)

// meaning is what a code comes with and what must match it.
type meaning struct {
	status  int
	code    string
	is      error
	broader error // nil: none
}

func meanings() []meaning {
	return []meaning{
		{400, api.CodeBadRequest, b2core.ErrBadRequest, nil},
		{400, api.CodeBadJSON, b2core.ErrBadJSON, b2core.ErrBadRequest},
		{400, api.CodeBadBucketID, b2core.ErrBucketNotFound, b2core.ErrNotFound},
		{400, api.CodeInvalidBucketID, b2core.ErrBucketNotFound, b2core.ErrNotFound},
		{400, api.CodeDuplicateBucketName, b2core.ErrDuplicateBucketName, b2core.ErrExists},
		{400, api.CodeTooManyBuckets, b2core.ErrTooManyBuckets, b2core.ErrBadRequest},
		{400, api.CodeBucketNotEmpty, b2core.ErrNotEmpty, nil},
		{400, api.CodeNoSuchFile, b2core.ErrFileNotPresent, b2core.ErrNotFound},
		{400, api.CodeAlreadyHidden, b2core.ErrAlreadyHidden, b2core.ErrBadRequest},
		{400, api.CodeFileNotPresent, b2core.ErrFileNotPresent, b2core.ErrNotFound},
		{400, api.CodeOutOfRange, b2core.ErrOutOfRange, b2core.ErrBadRequest},
		{400, api.CodeInvalidFileID, b2core.ErrInvalidFileID, b2core.ErrBadRequest},
		{400, api.CodeMissingPart, b2core.ErrMissingPart, b2core.ErrBadRequest},
		{400, api.CodePartSHA1Mismatch, b2core.ErrPartSHA1Mismatch, b2core.ErrBadRequest},
		{400, api.CodeSourceTooLarge, b2core.ErrSourceTooLarge, b2core.ErrBadRequest},
		{400, api.CodeAuthTokenLimit, b2core.ErrUploadTokenInUse, b2core.ErrBadRequest},
		{400, api.CodeBucketMissingLock, b2core.ErrNoFileLock, nil},
		{400, api.CodeRetainUntilInThePast, b2core.ErrRetainUntil, b2core.ErrBadRequest},
		{400, api.CodeCustomTimestamp, b2core.ErrUploadTime, nil},
		{400, api.CodeLockConflict, b2core.ErrFileLockConflict, b2core.ErrBadRequest},
		{400, api.CodeSourceReplication, b2core.ErrSourceReplication, b2core.ErrBadRequest},
		{400, api.CodeRestrictedBucket, b2core.ErrRestrictedFileLock, b2core.ErrBadRequest},
		{400, api.CodeEventsEmpty, b2core.ErrEventTypes, b2core.ErrBadRequest},
		{400, api.CodeEventInvalid, b2core.ErrEventTypes, b2core.ErrBadRequest},
		{400, api.CodeEventOverlap, b2core.ErrEventTypes, b2core.ErrBadRequest},
		{400, api.CodeEventCategories, b2core.ErrEventTypes, b2core.ErrBadRequest},
		{401, api.CodeBadAuthToken, b2core.ErrExpiredToken, nil},
		{401, api.CodeExpiredAuthToken, b2core.ErrExpiredToken, nil},
		{401, api.CodeUnauthorized, b2core.ErrUnauthorized, nil},
		{401, api.CodeAccessDenied, b2core.ErrProtected, nil},
		{401, api.CodeUnsupported, b2core.ErrUnsupported, b2core.ErrUnauthorized},
		{401, api.CodeEmailNotVerified, b2core.ErrEmailNotVerified, b2core.ErrUnauthorized},
		{401, api.CodeNoPaymentHistory, b2core.ErrNoPaymentHistory, b2core.ErrUnauthorized},
		{401, api.CodeBadRequest, b2core.ErrUnauthorized, nil},
		{403, api.CodeAccessDenied, b2core.ErrProtected, nil},
		{403, api.CodeCapExceeded, b2core.ErrCapExceeded, nil},
		{403, api.CodeStorageCapExceeded, b2core.ErrStorageCap, b2core.ErrCapExceeded},
		{403, api.CodeDownloadCapExceeded, b2core.ErrDownloadCap, b2core.ErrCapExceeded},
		{403, api.CodeTransactionCap, b2core.ErrCallCap, b2core.ErrCapExceeded},
		{404, api.CodeNotFound, b2core.ErrNotFound, nil},
		{404, "", b2core.ErrNotFound, nil},
		{405, api.CodeMethodNotAllowed, b2core.ErrMethodNotAllowed, b2core.ErrBadRequest},
		{408, api.CodeRequestTimeout, b2core.ErrRequestTimeout, b2core.ErrUnreachable},
		{409, api.CodeConflict, b2core.ErrConflict, nil},
		{416, api.CodeRangeNotSatisfiable, b2core.ErrRange, b2core.ErrBadRequest},
		{429, api.CodeTooManyRequests, b2core.ErrTooMany, nil},
		{500, api.CodeInternalError, b2core.ErrInternal, b2core.ErrUnreachable},
		{502, "", b2core.ErrUnreachable, nil},
		{503, api.CodeServiceUnavailable, b2core.ErrBusy, b2core.ErrUnreachable},
		{503, api.CodeBadRequest, b2core.ErrBusy, b2core.ErrUnreachable},
		{504, "", b2core.ErrUnreachable, nil},
	}
}

// Every code that is documented has its kind of error, is asked for again only
// where that may help, says what the service said, and nearly all say what to do.
func TestEveryCodeHasItsMeaning(t *testing.T) {
	left := documentedCodes(t)
	documented := len(left)
	var table strings.Builder
	for _, m := range meanings() {
		delete(left, m.code)
		t.Run(fmt.Sprintf("%d %s", m.status, m.code), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { fmt.Fprintln(&table, m.meet(t)) })
		})
	}
	for code := range left {
		t.Errorf("code %s has no meaning", code)
	}
	t.Attr("fault", "S1")
	t.Attr("figure", fmt.Sprintf("codes covered / documented: %d / %d", documented-len(left), documented))
	t.Logf("status code, what it matches, requests, what to do:\n%s", table.String())
}

func (m meaning) meet(t *testing.T) string {
	a := inMemory(t)
	defer a.c.Close()
	a.Inject(emulator.Fault{Call: api.CallListBuckets, Status: m.status, Code: m.code, Message: "the service's\x1b[2J words", Count: -1})
	a.ResetCounters()
	_, err := a.c.ListBuckets(t.Context())
	e, ok := errors.AsType[*b2core.Error](err)
	if !ok {
		t.Fatalf("got %v", err)
	}
	if !errors.Is(err, m.is) || m.broader != nil && !errors.Is(err, m.broader) {
		t.Errorf("%v does not match %v and %v", err, m.is, m.broader)
	}
	for _, other := range meanings() {
		if errors.Is(err, other.is) && !errors.Is(m.is, other.is) {
			t.Errorf("%v matches %v too", err, other.is)
		}
	}
	if e.Op != "list buckets" || e.Status != m.status || e.Code != m.code || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("fields %+v", *e)
	}
	if !strings.Contains(err.Error(), "the service's") || !strings.Contains(err.Error(), "words") {
		t.Errorf("the service's words are not in %q", err)
	}
	requests := a.Counters().Requests
	want := map[retry.Action]int64{retry.GiveUp: 1, retry.Again: 5, retry.Reauthorize: 3}[retry.Decide(retry.Call, m.status, m.code)]
	if requests != want {
		t.Errorf("%d requests, want %d", requests, want)
	}
	hint := b2core.Hint(err)
	if hint == "" {
		t.Error("nothing says what to do")
	}
	return fmt.Sprintf("%d %-42s %-38v %d  %s", m.status, m.code, m.is, requests, hint)
}

// documentedCodes are the constants of package api.
func documentedCodes(t *testing.T) map[string]bool {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "internal/api/error.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for _, x := range v.Values {
			if lit, ok := x.(*ast.BasicLit); ok {
				code, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				codes[code] = true
			}
		}
		return false
	})
	return codes
}

// What a person is told to do about errors that no answer stands for.
func TestHints(t *testing.T) {
	_, missing := os.Open("/does/not/exist")
	for err, want := range map[error]string{
		b2core.ErrNotFound:   "look again",
		b2core.ErrBadRequest: "message",
		b2core.ErrRedirect:   "proxy",
		missing:              "not there any more",
		fmt.Errorf("write x: %w", syscall.EACCES): "who owns it",
		&b2core.Error{Op: "download x", Err: fmt.Errorf("%w: %w", b2core.ErrUnreachable, context.DeadlineExceeded)}:        "network",
		&b2core.Error{Op: "log in", Status: 401, Code: api.CodeUnsupported}:                                                "new key",
		&b2core.Error{Op: "list", Err: context.Canceled}:                                                                   "",
		&b2core.Error{Op: "look", Status: 403, Err: fmt.Errorf("list: %w", &b2core.NotAllowed{Missing: b2core.ListFiles})}: "listFiles",
	} {
		if got := b2core.Hint(err); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
}

// A key that the service's version does not support is no wrong key.
func TestUnsupportedKeyAtLogin(t *testing.T) {
	a := newAccount(t)
	hits := a.Inject(emulator.Fault{Call: api.CallAuthorizeAccount, Status: 401, Code: api.CodeUnsupported, Count: -1})
	a.c = a.Client(t)
	for range 3 {
		if _, err := a.c.ListBuckets(t.Context()); !errors.Is(err, b2core.ErrUnsupported) || b2core.Hint(err) != b2core.Hint(b2core.ErrUnsupported) {
			t.Errorf("got %v, hint %q", err, b2core.Hint(err))
		}
	}
	if hits() != 1 {
		t.Errorf("asked %d times", hits())
	}
}
