package b2core

import (
	"errors"
	"net/http"

	"b2tui/b2core/internal/api"
)

// Sentinels, matched by errors.Is against any error of this package. One that
// stands within a broader one matches that too: ErrStorageCap is also an
// ErrCapExceeded. Hint says what a person can do about each.
var (
	// The key and the account.
	ErrUnauthorized     = kind("not authorised", "check key ID and key, and what the key may do") // wrong key, or the key lacks a right
	ErrKeyRefused       = subkind(ErrUnauthorized, "key refused at login", "check key ID and key; a key that was deleted or has expired does not come back: log in with another")
	ErrUnsupported      = subkind(ErrUnauthorized, "not supported for this key", "make a new key; this one and the service's API version do not go together")
	ErrEmailNotVerified = subkind(ErrUnauthorized, "e-mail address not verified", "verify the account's e-mail address on the Backblaze web site")
	ErrNoPaymentHistory = subkind(ErrUnauthorized, "no payment on record", "the account needs a payment on record for this; see the Backblaze web site")
	ErrExpiredToken     = kind("token expired", "log in again") // after one re-authorisation
	ErrBadRealm         = kind("realm not usable", "a realm is production, staging or the https address of a B2 native API")

	// Caps, which the account's owner sets.
	ErrCapExceeded = kind("cap exceeded", "a cap of the account is used up: see Caps & Alerts on the Backblaze web site")
	ErrStorageCap  = subkind(ErrCapExceeded, "storage cap reached", "raise the storage cap under Caps & Alerts on the Backblaze web site")
	ErrDownloadCap = subkind(ErrCapExceeded, "download cap reached", "the daily download cap is used up: it resets at 00:00 UTC, or raise it under Caps & Alerts")
	ErrCallCap     = subkind(ErrCapExceeded, "transaction cap reached", "the daily transaction cap is used up: it resets at 00:00 UTC, or raise it under Caps & Alerts")

	// What is not there, or is there already.
	ErrNotFound            = kind("not found", "look again: it may have been deleted or renamed") // bucket, file, key
	ErrBucketNotFound      = subkind(ErrNotFound, "no such bucket", "reload the list of buckets")
	ErrFileNotPresent      = subkind(ErrNotFound, "no such file version", "reload the listing")
	ErrExists              = kind("already exists", "choose another name") // a bucket's name; a local file in the way
	ErrDuplicateBucketName = subkind(ErrExists, "bucket name is taken", "choose another name; bucket names are unique over all accounts")
	ErrBucketOwned         = subkind(ErrDuplicateBucketName, "this account has the bucket already", "use the bucket as it is, or choose another name")
	ErrNotEmpty            = kind("bucket is not empty", "delete all versions, hide markers and unfinished uploads in it first")
	ErrAlreadyHidden       = subkind(ErrBadRequest, "already hidden", "there is nothing to do: the file is hidden")

	// Arguments that the service refuses, or this package before any call.
	ErrBadRequest         = kind("refused by the service", "go by what the message says is wrong; trying the same again does not help")
	ErrBadJSON            = subkind(ErrBadRequest, "request not understood", "report this: the request has a form that the service does not know")
	ErrMethodNotAllowed   = subkind(ErrBadRequest, "HTTP method not allowed", "report this, and check the realm and the proxy")
	ErrOutOfRange         = subkind(ErrBadRequest, "number out of range", "ask for fewer at a time")
	ErrRange              = subkind(ErrBadRequest, "range outside the file", "reload: the file is shorter than was thought")
	ErrInvalidFileID      = subkind(ErrBadRequest, "file ID not valid", "reload the listing")
	ErrTooManyBuckets     = subkind(ErrBadRequest, "too many buckets", "the account has as many buckets as it may; delete one or ask Backblaze for more")
	ErrSourceTooLarge     = subkind(ErrBadRequest, "source too large for one copy", "copy it in parts")
	ErrMissingPart        = subkind(ErrBadRequest, "a part is missing", "try again: the parts that are missing are sent")
	ErrPartSHA1Mismatch   = subkind(ErrBadRequest, "a part has another hash", "try again: the part is sent once more")
	ErrUploadTokenInUse   = subkind(ErrBadRequest, "upload URL used twice at once", "try again")
	ErrEventTypes         = subkind(ErrBadRequest, "event types not allowed", "give each rule at least one event, of names that exist, none of them twice or beside its family's *")
	ErrBadName            = kind("file name not allowed", "choose another name")
	ErrBadInfo            = kind("file info not allowed", "shorten or leave out some of the file's info")
	ErrUploadTime         = kind("upload time not allowed", "this account may not set upload times; ask Backblaze support")
	ErrConflict           = kind("changed by somebody else", "reload and try again") // revision differs
	ErrEncryptionKey      = kind("wrong or missing SSE-C key", "give the key that the content was encrypted with; without it nobody can read it")
	ErrProtected          = kind("protected by a file lock", "retention or a legal hold forbids it until it ends")
	ErrNoFileLock         = kind("bucket has no file lock", "switch file lock on in the bucket's settings first; that cannot be undone")
	ErrRetainUntil        = subkind(ErrBadRequest, "retention ends in the past", "choose a later time")
	ErrFileLockConflict   = subkind(ErrBadRequest, "file lock cannot be switched off", "leave file lock on; it lasts as long as the bucket")
	ErrSourceReplication  = subkind(ErrBadRequest, "no file lock on a replication source", "remove the bucket's replication first, then switch file lock on")
	ErrRestrictedFileLock = subkind(ErrBadRequest, "no file lock on a restricted bucket", "use another bucket; this one is of a type that cannot be locked")

	// The service and the way to it.
	ErrTooMany        = kind("too many requests", "the service asks to slow down; try again later") // after the retries
	ErrUnreachable    = kind("service not reachable", "check the network, the proxy and the realm, then try again")
	ErrInternal       = subkind(ErrUnreachable, "error inside the service", "try again later")
	ErrBusy           = subkind(ErrUnreachable, "service busy", "try again later")
	ErrRequestTimeout = subkind(ErrUnreachable, "request took too long", "try again; the line may be too slow for so much at once")
	ErrUnclear        = kind("may have been done", "look whether it was done before you try again") // no answer told
	ErrBrokenReply    = kind("reply makes no sense", "something between here and the service answers in its place: check proxy, captive portal and realm")

	// Content and what lies here.
	ErrSourceChanged = kind("source changed while read", "somebody writes to the file; try again when it is at rest")
	ErrCorrupt       = kind("content does not match hash", "try again; if it stays, the stored file or the line is damaged")
	ErrNoSpace       = kind("no space left", "free some space or choose another folder")
	ErrTooLarge      = kind("file too large for the disk", "choose another disk, or raise the limit of file sizes (ulimit -f)")
)

// sentinel is a kind of error, with what a person can do about it.
type sentinel struct {
	text, hint string
	broader    error // nil: none
}

func kind(text, hint string) error { return &sentinel{text: text, hint: hint} }

func subkind(broader error, text, hint string) error {
	return &sentinel{text: text, hint: hint, broader: broader}
}

func (s *sentinel) Error() string { return s.text }
func (s *sentinel) Unwrap() error { return s.broader }

// Hint says what a person can do about it.
func (s *sentinel) Hint() string { return s.hint }

// sentinelOf is what a code means; nil: the status says it. With the hints
// above and internal/retry, where it is decided whether to ask again, this is
// all that the program knows of codes. bad_request is not in it: it comes with
// statuses from 400 to 503, which say more.
func sentinelOf(code string) error {
	switch code {
	case api.CodeBadAuthToken, api.CodeExpiredAuthToken:
		return ErrExpiredToken
	case api.CodeUnauthorized:
		return ErrUnauthorized
	case api.CodeUnsupported:
		return ErrUnsupported
	case api.CodeEmailNotVerified:
		return ErrEmailNotVerified
	case api.CodeNoPaymentHistory:
		return ErrNoPaymentHistory
	case api.CodeCapExceeded:
		return ErrCapExceeded
	case api.CodeStorageCapExceeded:
		return ErrStorageCap
	case api.CodeDownloadCapExceeded:
		return ErrDownloadCap
	case api.CodeTransactionCap:
		return ErrCallCap
	case api.CodeNotFound:
		return ErrNotFound
	case api.CodeBadBucketID, api.CodeInvalidBucketID:
		return ErrBucketNotFound
	case api.CodeNoSuchFile, api.CodeFileNotPresent:
		return ErrFileNotPresent
	case api.CodeDuplicateBucketName:
		return ErrDuplicateBucketName
	case api.CodeBucketNotEmpty:
		return ErrNotEmpty
	case api.CodeConflict:
		return ErrConflict
	case api.CodeTooManyRequests:
		return ErrTooMany
	case api.CodeInternalError:
		return ErrInternal
	case api.CodeServiceUnavailable:
		return ErrBusy
	case api.CodeRequestTimeout:
		return ErrRequestTimeout
	}
	return refusalOf(code)
}

// refusalOf are the codes of arguments and of locks.
func refusalOf(code string) error {
	switch code {
	case api.CodeBadJSON:
		return ErrBadJSON
	case api.CodeMethodNotAllowed:
		return ErrMethodNotAllowed
	case api.CodeOutOfRange:
		return ErrOutOfRange
	case api.CodeRangeNotSatisfiable:
		return ErrRange
	case api.CodeInvalidFileID:
		return ErrInvalidFileID
	case api.CodeAlreadyHidden:
		return ErrAlreadyHidden
	case api.CodeTooManyBuckets:
		return ErrTooManyBuckets
	case api.CodeSourceTooLarge:
		return ErrSourceTooLarge
	case api.CodeMissingPart:
		return ErrMissingPart
	case api.CodePartSHA1Mismatch:
		return ErrPartSHA1Mismatch
	case api.CodeAuthTokenLimit:
		return ErrUploadTokenInUse
	case api.CodeEventsEmpty, api.CodeEventInvalid, api.CodeEventOverlap, api.CodeEventCategories:
		return ErrEventTypes
	case api.CodeCustomTimestamp:
		return ErrUploadTime
	case api.CodeAccessDenied:
		return ErrProtected
	case api.CodeBucketMissingLock:
		return ErrNoFileLock
	case api.CodeRetainUntilInThePast:
		return ErrRetainUntil
	case api.CodeLockConflict:
		return ErrFileLockConflict
	case api.CodeSourceReplication:
		return ErrSourceReplication
	case api.CodeRestrictedBucket:
		return ErrRestrictedFileLock
	}
	return nil
}

// sentinelOfStatus is for answers without a code, or with one that nobody knows.
func sentinelOfStatus(status int) error {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return ErrUnauthorized
	case status == http.StatusNotFound:
		return ErrNotFound
	case status == http.StatusRequestTimeout:
		return ErrRequestTimeout
	case status == http.StatusConflict:
		return ErrConflict
	case status == http.StatusRequestedRangeNotSatisfiable:
		return ErrRange
	case status == http.StatusTooManyRequests:
		return ErrTooMany
	case status == http.StatusServiceUnavailable:
		return ErrBusy
	case status >= 500:
		return ErrUnreachable
	case status >= 400:
		return ErrBadRequest
	}
	return nil
}

// sentinel is what the answer means, or nil when none came.
func (e *Error) sentinel() error {
	s := sentinelOf(e.Code)
	switch {
	case e.Status >= 500 && !errors.Is(s, ErrInternal):
		return sentinelOfStatus(e.Status) // a gateway's word counts, not that of what lies behind it
	case s == nil:
		return sentinelOfStatus(e.Status)
	case errors.Is(s, ErrProtected) && errors.Is(e.Err, ErrEncryptionKey):
		return ErrEncryptionKey
	}
	return s
}
