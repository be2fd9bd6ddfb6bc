package views

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/ui"
)

// KeyManager is the table of application keys, with what the one under the
// cursor can do beside it where there is room.
type KeyManager struct {
	kit *ui.Kit
	can ui.Can
}

// NewKeyManager returns an empty list.
func NewKeyManager(kit *ui.Kit) *KeyManager { return &KeyManager{kit: kit} }

// SetKeys shows the keys. More tells that pages are still to come.
func (v *KeyManager) SetKeys(keys []b2core.ApplicationKey, more bool) {}

// AppendKeys adds a page.
func (v *KeyManager) AppendKeys(keys []b2core.ApplicationKey, more bool) {}

// SetBucketNames tells the names for bucket IDs; an ID without one is shown as
// it is.
func (v *KeyManager) SetBucketNames(byID map[string]string) {}

// SetCurrent tells which key is in use.
func (v *KeyManager) SetCurrent(keyID string) {}

// SetLoading says that they are being listed.
func (v *KeyManager) SetLoading(loading bool) {}

// SetError shows what went wrong; nil takes it away.
func (v *KeyManager) SetError(problem *Problem) {}

// SetCursorID puts the cursor on a key, now or with the next SetKeys.
func (v *KeyManager) SetCursorID(keyID string) {}

// Selected is the key under the cursor.
func (v *KeyManager) Selected() (b2core.ApplicationKey, bool) { return b2core.ApplicationKey{}, false }

// Update implements View.
func (v *KeyManager) Update(msg tea.Msg) (Intent, tea.Cmd) { return nil, nil }

// Back does what esc does here, one thing a call, and tells false when there
// was nothing to do.
func (v *KeyManager) Back() bool { return false }

// Render implements View.
func (v *KeyManager) Render(w, h int, focused bool) string { return "" }

// Wants implements View.
func (v *KeyManager) Wants() Intent { return nil }

// Typing implements View.
func (v *KeyManager) Typing() bool { return false }

// Cursor implements View.
func (v *KeyManager) Cursor() *tea.Cursor { return nil }

// RowAt implements View.
func (v *KeyManager) RowAt(x, y int) (int, bool) { return 0, false }

// Press implements View.
func (v *KeyManager) Press(x, y int, mod tea.KeyMod) Intent { return nil }

// DoubleClick implements View.
func (v *KeyManager) DoubleClick(x, y int, mod tea.KeyMod) Intent { return nil }

// Wheel implements View.
func (v *KeyManager) Wheel(n int) Intent { return nil }

// ShortHelp implements View.
func (v *KeyManager) ShortHelp() []key.Binding { return nil }

// FullHelp implements View.
func (v *KeyManager) FullHelp() [][]key.Binding { return nil }

// Help implements View.
func (v *KeyManager) Help() []ui.HelpGroup { return nil }

// SetCan implements View.
func (v *KeyManager) SetCan(can ui.Can) { v.can = can }
