package cli

import (
	"log/slog"

	"b2tui/b2core"
)

// Session is what the screen is given to run on.
type Session struct {
	Client   *b2core.Client
	Account  Identity
	Start    Location // where the remote pane opens; zero: at the buckets
	LocalDir string   // where the local pane opens
	Look     Look
	ReadOnly bool // refuses every act that changes the account
	Demo     bool
	Version  string
	Log      *slog.Logger
}

// Identity tells whose account it is, without the secret.
type Identity struct {
	Profile string // empty: the credentials did not come from a profile
	KeyID   string
	Realm   string // as in b2core.Credentials
	Source  string // where the secret came from, for the status line: "environment", "keychain"
}

// Look is how the screen is drawn.
type Look struct {
	ASCII bool
	Mouse bool
	Theme string // "auto", "dark" or "light"
}
