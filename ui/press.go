package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// PressOf returns the key press that a binding's first key makes, for what is
// clicked instead of typed. It tells false for a disabled binding.
func PressOf(b key.Binding) (tea.KeyPressMsg, bool) {
	return tea.KeyPressMsg{}, false
}
