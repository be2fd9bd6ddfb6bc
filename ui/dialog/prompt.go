package dialog

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// PromptSpec describes a question that is answered by one line. Texts are raw.
type PromptSpec struct {
	Title, Label       string
	Lines              []string
	Value, Placeholder string
	Accept             string                   // the verb on the button
	Check              func(text string) string // "" or what is wrong
}

// Prompt asks for a line. It answers Entered or Cancelled.
type Prompt struct {
	kit  *ui.Kit
	spec PromptSpec
}

// NewPrompt makes the dialog.
func NewPrompt(kit *ui.Kit, spec PromptSpec) *Prompt { return &Prompt{kit: kit, spec: spec} }

// Update implements Dialog.
func (d *Prompt) Update(msg tea.Msg) (Answer, tea.Cmd) { return nil, nil }

// Size implements Dialog.
func (d *Prompt) Size(w, h int) (int, int) { return 0, 0 }

// Render implements Dialog.
func (d *Prompt) Render(w, h int) string { return "" }

// Press implements Dialog.
func (d *Prompt) Press(x, y int, mod tea.KeyMod) Answer { return nil }

// Wheel implements Dialog.
func (d *Prompt) Wheel(n int) {}

// Cursor implements Dialog.
func (d *Prompt) Cursor() *tea.Cursor { return nil }

// ShortHelp implements Dialog.
func (d *Prompt) ShortHelp() []key.Binding { return nil }
