package b2core

import (
	"errors"

	"b2tui/b2core/internal/api"
)

// Hint says what a person can do about an error, in one sentence without a
// full stop, or nothing. It takes any error; those that are not of this package
// get no hint.
func Hint(err error) string {
	if h, ok := errors.AsType[interface {
		error
		Hint() string
	}](err); ok {
		return h.Hint()
	}
	return ""
}

// Hint says what to do about this error, or nothing.
func (e *Error) Hint() string {
	if n, ok := errors.AsType[*NotAllowed](e.Err); ok {
		return n.Hint()
	}
	switch e.Code {
	case api.CodeEmailNotVerified:
		return "verify the account's e-mail address on the Backblaze web site"
	case api.CodeNoPaymentHistory:
		return "the account needs a payment on record for this; see the Backblaze web site"
	case api.CodeTooManyBuckets:
		return "the account has as many buckets as it may; delete one or ask Backblaze for more"
	case api.CodeRetainUntilInThePast:
		return "choose a later time"
	case api.CodeCustomTimestamp:
		return "this account may not set upload times; ask Backblaze support"
	}
	for _, h := range []struct {
		is   error
		hint string
	}{
		{ErrStorageCap, "raise the storage cap under Caps & Alerts on the Backblaze web site"},
		{ErrDownloadCap, "the daily download cap is used up: it resets at 00:00 UTC, or raise it under Caps & Alerts"},
		{ErrCallCap, "the daily transaction cap is used up: it resets at 00:00 UTC, or raise it under Caps & Alerts"},
		{ErrCapExceeded, "a cap of the account is used up: see Caps & Alerts on the Backblaze web site"},
		{ErrEncryptionKey, "give the key that the content was encrypted with; without it nobody can read it"},
		{ErrProtected, "retention or a legal hold forbids it until it ends"},
		{ErrNoFileLock, "switch file lock on in the bucket's settings first; that cannot be undone"},
		{ErrNotEmpty, "delete all versions, hide markers and unfinished uploads in it first"},
		{ErrExpiredToken, "log in again"},
		{ErrSourceChanged, "somebody writes to the file; try again when it is at rest"},
		{ErrCorrupt, "try again; if it stays, the stored file or the line is damaged"},
		{ErrNoSpace, "free some space or choose another folder"},
		{ErrBrokenReply, "something between here and the service answers in its place: check proxy, captive portal and realm"},
		{ErrBadRealm, "a realm is production, staging or the https address of a B2 native API"},
		{ErrTooMany, "the service asks to slow down; try again later"},
		{ErrUnreachable, "check the network, the proxy and the realm, then try again"},
		{ErrUnauthorized, "check key ID and key, and what the key may do"},
		{ErrExists, "choose another name"},
		{ErrBadInfo, "shorten or leave out some of the file's info"},
		{ErrBadName, "choose another name"},
		{ErrConflict, "reload and try again"},
	} {
		if errors.Is(e, h.is) {
			return h.hint
		}
	}
	return ""
}
