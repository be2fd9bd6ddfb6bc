package dialog

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// Fact is a labelled value. Raw.
type Fact struct{ Label, Value string }

// SecretSpec describes a secret that is shown once.
type SecretSpec struct {
	Title  string
	Facts  []Fact // what is not secret: name, key ID
	Label  string // of the secret
	Secret Revealer
	Lines  []string // "It cannot be shown again."
}

// Secret shows a secret, once. y answers CopyRequested and stays; it closes with
// Closed only after it was copied or a second press of the closing key.
type Secret struct {
	kit  *ui.Kit
	spec SecretSpec
}

// NewSecret makes the dialog.
func NewSecret(kit *ui.Kit, spec SecretSpec) *Secret { return &Secret{kit: kit, spec: spec} }

// Update implements Dialog.
func (d *Secret) Update(msg tea.Msg) (Answer, tea.Cmd) { return nil, nil }

// Size implements Dialog.
func (d *Secret) Size(w, h int) (int, int) { return 0, 0 }

// Render implements Dialog.
func (d *Secret) Render(w, h int) string { return "" }

// Press implements Dialog.
func (d *Secret) Press(x, y int, mod tea.KeyMod) Answer { return nil }

// Wheel implements Dialog.
func (d *Secret) Wheel(n int) {}

// Cursor implements Dialog.
func (d *Secret) Cursor() *tea.Cursor { return nil }

// ShortHelp implements Dialog.
func (d *Secret) ShortHelp() []key.Binding { return nil }
