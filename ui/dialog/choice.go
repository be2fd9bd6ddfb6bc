package dialog

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// ChoiceSpec describes a list to choose from. Texts are raw.
type ChoiceSpec struct {
	Title   string
	Lines   []string
	Options []Option
	Cursor  int
	Sudden  bool // nobody asked for it: grace time
}

// Choice is a list to choose from. It answers Chosen or Cancelled.
type Choice struct {
	kit  *ui.Kit
	spec ChoiceSpec
}

// NewChoice makes the dialog.
func NewChoice(kit *ui.Kit, spec ChoiceSpec) *Choice { return &Choice{kit: kit, spec: spec} }

// Update implements Dialog.
func (d *Choice) Update(msg tea.Msg) (Answer, tea.Cmd) { return nil, nil }

// Size implements Dialog.
func (d *Choice) Size(w, h int) (int, int) { return 0, 0 }

// Render implements Dialog.
func (d *Choice) Render(w, h int) string { return "" }

// Press implements Dialog.
func (d *Choice) Press(x, y int, mod tea.KeyMod) Answer { return nil }

// Wheel implements Dialog.
func (d *Choice) Wheel(n int) {}

// Cursor implements Dialog.
func (d *Choice) Cursor() *tea.Cursor { return nil }

// ShortHelp implements Dialog.
func (d *Choice) ShortHelp() []key.Binding { return nil }
