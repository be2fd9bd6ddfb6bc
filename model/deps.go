package model

import (
	"log/slog"
	"os"
	"time"

	"b2tui/b2core/transfer"
	"b2tui/ui/views"
)

// Deps is everything the screen needs from outside. Run takes it over:
// Transfers is closed when Run returns.
type Deps struct {
	Browser   Browser
	Transfers Transfers

	Profile string // whose account; goes into every transfer.Job and the header
	KeyID   string // to show; its last four characters

	Start    string // "b2://bucket/folder/", or empty: the list of buckets
	LocalDir string // where the local pane opens; empty: the working directory
	Scratch  string // the demo's temporary folder: shown as …; empty: none

	Options  Options
	IfExists transfer.Policies // for what the screen queues
	Notice   string            // to tell at the start; empty: nothing

	Now    func() time.Time // nil: time.Now
	Logger *slog.Logger     // nil: discards

	In  *os.File // nil: standard input, or the controlling terminal
	Out *os.File // nil: standard output
	Env []string // nil: the process's environment
}

// Options are the screen flags of the command line.
type Options struct {
	ASCII    bool
	NoMouse  bool
	Theme    Theme
	ReadOnly bool // nothing is changed in the account
	Demo     bool // everything is removed at exit
}

// Theme says which background the colours are for.
type Theme string

// The themes. ThemeAuto asks the terminal and is dark until it answers.
const (
	ThemeAuto  Theme = "auto"
	ThemeDark  Theme = "dark"
	ThemeLight Theme = "light"
)

// home is what local paths are shown relative to.
func (d Deps) home() views.Home {
	switch dir, err := os.UserHomeDir(); {
	case d.Scratch != "" && d.Options.ASCII:
		return views.Home{Path: d.Scratch, Sign: "..."}
	case d.Scratch != "":
		return views.Home{Path: d.Scratch, Sign: "…"}
	case err == nil:
		return views.Home{Path: dir, Sign: "~"}
	}
	return views.Home{}
}

func (d Deps) withDefaults() Deps {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Logger == nil {
		d.Logger = slog.New(slog.DiscardHandler)
	}
	if d.In == nil {
		d.In = os.Stdin
	}
	if d.Out == nil {
		d.Out = os.Stdout
	}
	if d.Env == nil {
		d.Env = os.Environ()
	}
	if d.LocalDir == "" {
		if wd, err := os.Getwd(); err == nil {
			d.LocalDir = wd
		} else {
			d.LocalDir = string(os.PathSeparator)
		}
	}
	return d
}
