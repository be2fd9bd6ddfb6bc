// Package retry decides what happens after a failed attempt: one table by kind
// of request, status and code, and the waits between attempts. It sends
// nothing itself. Time comes from package time, so that testing/synctest can
// run hours of it in no time.
package retry

import "b2tui/b2core/internal/api"

// Kind is what was attempted; the same reply means different things to them.
type Kind uint8

// The kinds.
const (
	Call     Kind = iota // a JSON call
	Login                // b2_authorize_account
	Upload               // a file or a part to an upload URL; every further attempt takes another URL
	Download             // content
)

// Action is the reaction to a failed attempt.
type Action uint8

// The actions.
const (
	GiveUp      Action = iota
	Again              // after a wait
	AtOnce             // without a wait the first time, then like Again
	Once               // one more attempt without a wait, then give up
	Reauthorize        // log in again, one more attempt, then give up
)

// Decide is the policy table. Status 0 means that no whole reply came. A
// capability that is missing (401 unauthorized) is never asked for twice, since
// only a new key can change it; an upload gets one more URL, as its token may
// be older than the key's rights.
func Decide(k Kind, status int, code string) Action {
	switch {
	case status == 0:
		return Again
	case status == 401:
		return unauthorized(k, code)
	case status == 400 && k == Upload && code == api.CodeAuthTokenLimit:
		return AtOnce
	case status == 408 && k == Upload:
		return AtOnce
	case status == 408, status == 429:
		return Again
	case status == 503 && k == Upload:
		return AtOnce // the vault is busy; the next URL names another
	case status >= 500:
		return Again
	}
	return GiveUp
}

func unauthorized(k Kind, code string) Action {
	switch code {
	case api.CodeBadAuthToken, api.CodeExpiredAuthToken, "": // HEAD replies carry no code
		switch k {
		case Login:
			return GiveUp
		case Upload:
			return AtOnce
		}
		return Reauthorize
	case api.CodeUnauthorized:
		if k == Upload {
			return Once
		}
	}
	return GiveUp
}
