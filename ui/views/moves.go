package views

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// moveRows handles the keys that move in every list. It tells whether the key
// was one of them.
func moveRows(rows *ui.Rows, l *ui.ListKeys, press tea.KeyPressMsg) bool {
	switch {
	case key.Matches(press, l.Up):
		rows.Move(-1)
	case key.Matches(press, l.Down):
		rows.Move(1)
	case key.Matches(press, l.PageUp):
		rows.Page(-1)
	case key.Matches(press, l.PageDown):
		rows.Page(1)
	case key.Matches(press, l.HalfUp):
		rows.HalfPage(-1)
	case key.Matches(press, l.HalfDown):
		rows.HalfPage(1)
	case key.Matches(press, l.Top):
		rows.MoveTo(0)
	case key.Matches(press, l.Bottom):
		rows.MoveTo(rows.Count() - 1)
	default:
		return false
	}
	return true
}
