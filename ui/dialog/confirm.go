package dialog

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// ConfirmSpec describes a question that is answered by yes or no. Texts are raw.
type ConfirmSpec struct {
	Title  string
	Lines  []string // exactly what will happen: how many names, bytes
	Undo   string   // whether and how it can be undone
	Accept string   // the verb on the button: "Delete 3 files"
	Cancel string   // default "Cancel"
	Danger bool     // destructive: the cursor begins on Cancel
	Typed  string   // must be typed before Accept works; empty: nothing
	Sudden bool     // nobody asked for it: grace time
}

// Confirm asks. It answers Confirmed or Cancelled.
type Confirm struct {
	kit  *ui.Kit
	spec ConfirmSpec
}

// NewConfirm makes the dialog.
func NewConfirm(kit *ui.Kit, spec ConfirmSpec) *Confirm { return &Confirm{kit: kit, spec: spec} }

// Update implements Dialog.
func (d *Confirm) Update(msg tea.Msg) (Answer, tea.Cmd) { return nil, nil }

// Size implements Dialog.
func (d *Confirm) Size(w, h int) (int, int) { return 0, 0 }

// Render implements Dialog.
func (d *Confirm) Render(w, h int) string { return "" }

// Press implements Dialog.
func (d *Confirm) Press(x, y int, mod tea.KeyMod) Answer { return nil }

// Wheel implements Dialog.
func (d *Confirm) Wheel(n int) {}

// Cursor implements Dialog.
func (d *Confirm) Cursor() *tea.Cursor { return nil }

// ShortHelp implements Dialog.
func (d *Confirm) ShortHelp() []key.Binding { return nil }
