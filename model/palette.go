package model

import (
	"strconv"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
	"b2tui/ui/dialog"
)

// openHelp shows the keys that work now, from the live key map.
func (a *App) openHelp() {
	view, _ := a.shown()
	groups := append(view.Help(), a.kit.Keys.GlobalHelp())
	a.openDialog(dialog.NewHelp(a.kit, groups), nil)
}

// openPalette lists what can be done now, to choose by name. What is chosen
// takes the same way as its key does.
func (a *App) openPalette() {
	var options []dialog.Option
	var presses []tea.KeyPressMsg
	for _, b := range a.commands() {
		press, ok := ui.PressOf(b)
		if !ok {
			continue
		}
		options = append(options, dialog.Option{Value: strconv.Itoa(len(presses)), Label: b.Help().Desc, Hint: b.Help().Key})
		presses = append(presses, press)
	}
	a.openDialog(dialog.NewChoice(a.kit, dialog.ChoiceSpec{Title: "Commands", Options: options, Filter: true}),
		func(answer dialog.Answer) tea.Cmd {
			chosen, ok := answer.(dialog.Chosen)
			if !ok {
				return nil
			}
			i, err := strconv.Atoi(chosen.Value)
			if err != nil || i < 0 || i >= len(presses) {
				return nil
			}
			return a.keyPressed(presses[i])
		})
}

// commands are the bindings that do something here and now: without those that
// only move the cursor, and without those that would only tell why not.
func (a *App) commands() []key.Binding {
	view, _ := a.shown()
	leftOut := map[string]bool{}
	l := &a.kit.Keys.List
	for _, b := range []key.Binding{l.Up, l.Down, l.PageUp, l.PageDown, l.HalfUp, l.HalfDown, l.Top, l.Bottom} {
		leftOut[b.Help().Key] = true
	}
	for _, group := range view.Help() {
		for _, item := range group.Items {
			if item.Reason != "" {
				leftOut[item.Keys] = true
			}
		}
	}
	g := &a.kit.Keys.Global
	groups := append(view.FullHelp(), []key.Binding{
		g.Buckets, g.Files, g.Keys, g.Transfers, g.Reload, g.Redraw, g.Mouse, g.Help, g.Suspend, g.Quit,
	})
	var out []key.Binding
	for _, group := range groups {
		for _, b := range group {
			if shown := b.Help().Key; b.Enabled() && !leftOut[shown] {
				leftOut[shown] = true // once
				out = append(out, b)
			}
		}
	}
	return out
}
