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
	groups := append(view.Help(), a.kit.Keys.ListHelp(), a.kit.Keys.GlobalHelp())
	a.openDialog(dialog.NewHelp(a.kit, groups), nil)
}

// openPalette lists what can be done now, to choose by name. It takes the same
// way as the keys do.
func (a *App) openPalette() tea.Cmd {
	view, _ := a.shown()
	var bindings []key.Binding
	for _, group := range view.FullHelp() {
		bindings = append(bindings, group...)
	}
	g := a.kit.Keys.Global
	bindings = append(bindings, g.Buckets, g.Files, g.Keys, g.Transfers, g.NextPane, g.Reload, g.Redraw,
		g.Mouse, g.Help, g.Suspend, g.Quit)
	var options []dialog.Option
	var presses []tea.KeyPressMsg
	seen := map[string]bool{}
	for _, b := range bindings {
		press, ok := ui.PressOf(b)
		if !ok || seen[b.Help().Desc] {
			continue
		}
		seen[b.Help().Desc] = true
		options = append(options, dialog.Option{Value: strconv.Itoa(len(presses)), Label: b.Help().Desc, Hint: b.Help().Key})
		presses = append(presses, press)
	}
	a.openDialog(dialog.NewChoice(a.kit, dialog.ChoiceSpec{Title: "Commands", Options: options}),
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
	return nil
}
