package b2core

import (
	"errors"
	"time"
)

// Error is a failed operation.
type Error struct {
	Op         string        // what was tried, with its object: "list bucket photos"
	Status     int           // HTTP status; 0 when no answer came
	Code       string        // B2's code, such as "expired_auth_token"; may be empty
	Message    string        // B2's message, for a person
	RetryAfter time.Duration // as the service asked; 0: not asked
	Err        error         // the cause: a sentinel, a network error, a context's end
}

func (e *Error) Error() string { return e.Op + ": " + e.Message }
func (e *Error) Unwrap() error { return e.Err }

// Sentinels, matched by errors.Is against any error of this package.
var (
	ErrUnauthorized  = errors.New("not authorised")              // wrong key, or the key lacks a right
	ErrExpiredToken  = errors.New("token expired")               // after one re-authorisation
	ErrNotFound      = errors.New("not found")                   // bucket, file, key
	ErrExists        = errors.New("already exists")              // duplicate bucket name
	ErrNotEmpty      = errors.New("bucket is not empty")         //
	ErrCapExceeded   = errors.New("cap exceeded")                // storage, download or transaction cap
	ErrBadRequest    = errors.New("refused by the service")      // arguments
	ErrSourceChanged = errors.New("source changed while read")   // upload
	ErrCorrupt       = errors.New("content does not match hash") // either way
	ErrUnreachable   = errors.New("service not reachable")       // no answer
	ErrBadName       = errors.New("file name not allowed")       // before any call
)
