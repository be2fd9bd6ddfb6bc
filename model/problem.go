package model

import (
	"context"
	"errors"
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
	return &views.Problem{Title: title, Detail: oneLine(err.Error()), Hint: b2core.Hint(err)}
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
