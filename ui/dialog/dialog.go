package dialog

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Grace is how long a dialog that popped up by itself ignores answering keys.
const Grace = 400 * time.Millisecond

// Dialog is one dialog.
type Dialog interface {
	// Update handles a key press or a paste. The answer is nil while the
	// dialog has none.
	Update(msg tea.Msg) (Answer, tea.Cmd)
	// Size tells the cells that it takes on a screen of w by h, never more.
	Size(w, h int) (int, int)
	// Render draws exactly Size(w, h) cells for a screen of w by h.
	Render(w, h int) string
	// Press and Wheel handle the mouse, relative to the last Render.
	Press(x, y int, mod tea.KeyMod) Answer
	Wheel(n int)
	// Cursor is where the real cursor stands in the last Render; nil: hidden.
	Cursor() *tea.Cursor
	// ShortHelp is what the footer shows while the dialog is up.
	ShortHelp() []key.Binding
}

var (
	_ Dialog = (*Confirm)(nil)
	_ Dialog = (*Form)(nil)
	_ Dialog = (*Secret)(nil)
	_ Dialog = (*Message)(nil)
	_ Dialog = (*Help)(nil)
	_ Dialog = (*Prompt)(nil)
	_ Dialog = (*Choice)(nil)
	_ Dialog = (*Plan)(nil)
)
