package model

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/ui"
	"b2tui/ui/dialog"
	"b2tui/ui/views"
)

// problemOf maps an error to what a person reads: what could not be done, why,
// and what to do. It returns nil for a cancel, which is no failure.
func problemOf(title string, err error) *views.Problem {
	if err == nil || errors.Is(err, context.Canceled) {
		return nil
	}
	return &views.Problem{Title: title, Detail: oneLine(err.Error()), Hint: hintOf(err)}
}

func hintOf(err error) string {
	hinted, ok := errors.AsType[interface {
		error
		Hint() string
	}](err)
	if ok && hinted.Hint() != "" {
		return hinted.Hint()
	}
	switch {
	case errors.Is(err, b2core.ErrUnauthorized):
		return "check the key, or use one that may do this"
	case errors.Is(err, b2core.ErrUnreachable):
		return "check the network; ctrl+r tries again"
	case errors.Is(err, b2core.ErrCapExceeded):
		return "raise the cap in the account's settings, or wait until tomorrow"
	case errors.Is(err, b2core.ErrNotFound):
		return "it may have been deleted; ctrl+r reads again"
	case errors.Is(err, fs.ErrPermission):
		return "check who owns it and its mode"
	case errors.Is(err, fs.ErrNotExist):
		return "it is not there any more; ctrl+r reads again"
	case errors.Is(err, context.DeadlineExceeded):
		return "it took too long; ctrl+r tries again"
	}
	return ""
}

// oneLine keeps a service's message from breaking the line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// sayFailed tells of an error in the last line; a cancel says nothing.
func (a *App) sayFailed(title string, err error) tea.Cmd {
	p := problemOf(title, err)
	if p == nil {
		return nil
	}
	text := p.Title + ": " + p.Detail
	if p.Hint != "" {
		text += "; " + p.Hint
	}
	return a.say(ui.ToneBad, text)
}

// showFailed tells of an error that must not be overlooked in a dialog.
func (a *App) showFailed(title string, err error) {
	if p := problemOf(title, err); p != nil {
		a.openDialog(dialog.NewError(a.kit, p.Title, p.Detail, p.Hint), nil)
	}
}
