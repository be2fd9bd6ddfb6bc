package emulator

import (
	"errors"
	"fmt"
	"net/http"
)

// failure is an answer of the JSON error model.
type failure struct {
	Status    int    `json:"status"`
	Code      string `json:"code"`
	Message   string `json:"message"`
	challenge bool   // add WWW-Authenticate, as b2_authorize_account does
	cause     error  // what the text was made of
}

func (f *failure) Error() string { return fmt.Sprintf("%d %s: %s", f.Status, f.Code, f.Message) }
func (f *failure) Unwrap() error { return f.cause }

func fail(status int, code, format string, args ...any) *failure {
	err := fmt.Errorf(format, args...)
	return &failure{Status: status, Code: code, Message: err.Error(), cause: errors.Unwrap(err)}
}

func badRequest(format string, args ...any) *failure {
	return fail(http.StatusBadRequest, "bad_request", format, args...)
}

func badBucket(id string) *failure {
	return fail(http.StatusBadRequest, "bad_bucket_id", "Invalid bucketId: %s", id)
}

func badFile(id string) *failure { return badRequest("Invalid fileId: %s", id) }

// unauthorized is the answer to a valid token that lacks a right. The service
// sends it without a text.
func unauthorized() *failure { return fail(http.StatusUnauthorized, "unauthorized", "") }

func badToken() *failure {
	return fail(http.StatusUnauthorized, "bad_auth_token", "Invalid authorization token")
}

func expiredToken() *failure {
	return fail(http.StatusUnauthorized, "expired_auth_token", "Authorization token has expired")
}

func notFound(format string, args ...any) *failure {
	return fail(http.StatusNotFound, "not_found", format, args...)
}

func badRange() *failure {
	return fail(http.StatusRequestedRangeNotSatisfiable, "range_not_satisfiable", "The range is not satisfiable")
}

func internal(err error) *failure {
	return fail(http.StatusInternalServerError, "internal_error", "%v", err)
}
