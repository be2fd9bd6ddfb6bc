package cli

import (
	"log/slog"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
)

// Session is what the screen is given to run on.
type Session struct {
	Client   *b2core.Client
	Queue    *transfer.Manager // the screen closes it
	Account  Identity
	Start    Location // where the remote pane opens; zero: at the buckets
	LocalDir string   // where the local pane opens
	Scratch  string   // the demo's temporary folder, else empty
	Look     Look
	ReadOnly bool // refuses every act that changes the account
	Demo     bool
	IfExists transfer.Policies // what the configuration says
	Notice   string            // what to tell at the start; empty: nothing
	Log      *slog.Logger
}

// Look is how the screen is drawn.
type Look struct {
	ASCII bool
	Mouse bool
	Theme string // "auto", "dark" or "light"
}
