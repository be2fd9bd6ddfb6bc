package dialog

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// MessageSpec describes something to read. Texts are raw.
type MessageSpec struct {
	Title  string
	Facts  []Fact
	Lines  []string // paragraphs, wrapped
	Hint   string   // what to do
	Bad    bool     // an error
	Sudden bool     // nobody asked for it: grace time
}

// Message tells something: an error with what to do, or details. It scrolls,
// and answers Closed.
type Message struct {
	kit  *ui.Kit
	spec MessageSpec
}

// NewMessage makes the dialog.
func NewMessage(kit *ui.Kit, spec MessageSpec) *Message { return &Message{kit: kit, spec: spec} }

// NewError makes the dialog that tells of an error.
func NewError(kit *ui.Kit, title, detail, hint string) *Message {
	return NewMessage(kit, MessageSpec{Title: title, Lines: []string{detail}, Hint: hint, Bad: true, Sudden: true})
}

// Update implements Dialog.
func (d *Message) Update(msg tea.Msg) (Answer, tea.Cmd) { return nil, nil }

// Size implements Dialog.
func (d *Message) Size(w, h int) (int, int) { return 0, 0 }

// Render implements Dialog.
func (d *Message) Render(w, h int) string { return "" }

// Press implements Dialog.
func (d *Message) Press(x, y int, mod tea.KeyMod) Answer { return nil }

// Wheel implements Dialog.
func (d *Message) Wheel(n int) {}

// Cursor implements Dialog.
func (d *Message) Cursor() *tea.Cursor { return nil }

// ShortHelp implements Dialog.
func (d *Message) ShortHelp() []key.Binding { return nil }
