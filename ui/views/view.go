package views

import (
	"charm.land/bubbles/v2/help"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// View is one part of the screen.
type View interface {
	help.KeyMap // ShortHelp: the footer's hints; FullHelp: everything that works now

	// Update handles a key press or a paste. The intent is nil when the owner
	// has nothing to do.
	Update(msg tea.Msg) (Intent, tea.Cmd)
	// Render draws exactly h lines of exactly w cells, joined by newlines. It
	// also tells the view its size: hit tests and paging use the last one.
	Render(w, h int, focused bool) string
	// Wants tells what must be fetched for what is in sight: MoreWanted or
	// WindowWanted, and nil until the last wish was answered.
	Wants() Intent
	// Back does what esc does here, one thing a call (close the filter, end a
	// range, take the marks away), and tells false when there was nothing to do.
	Back() bool
	// Typing tells that a text field is open, which gets all keys.
	Typing() bool
	// Cursor is where the text field's real cursor stands, within what Render
	// drew; nil without one.
	Cursor() *tea.Cursor

	// RowAt tells the index of the row at a position, as drawn last.
	RowAt(x, y int) (int, bool)
	// Press handles the left button going down: it moves the cursor, with ctrl
	// it marks, with shift it marks up to here. It never takes marks away, so
	// that they can be dragged.
	Press(x, y int, mod tea.KeyMod) Intent
	// DoubleClick handles the second press at the same position.
	DoubleClick(x, y int, mod tea.KeyMod) Intent
	// Wheel scrolls by n rows, negative up. The cursor stays in the window.
	Wheel(n int) Intent

	// Help is FullHelp with titles, and with the reason for what cannot be
	// done now.
	Help() []ui.HelpGroup
	// SetCan tells what may not be done, and why.
	SetCan(ui.Can)
}

var (
	_ View = (*FilePane)(nil)
	_ View = (*BucketList)(nil)
	_ View = (*KeyManager)(nil)
	_ View = (*TransferQueue)(nil)
)
