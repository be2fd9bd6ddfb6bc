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
// Closed only after it was copied or at a second press of the closing key, and
// forgets the secret then.
type Secret struct {
	sheet
	spec   SecretSpec
	copied bool
	warned bool
}

// NewSecret makes the dialog.
func NewSecret(kit *ui.Kit, spec SecretSpec) *Secret {
	d := &Secret{sheet: newSheet(kit, spec.Title, 72, true), spec: spec}
	d.buttons = buttons{labels: []string{"Copy", "Close"}, danger: -1}
	return d
}

// Update implements Dialog.
func (d *Secret) Update(msg tea.Msg) (Answer, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	k := &d.kit.Keys.Dialog
	switch {
	case !ok || d.early():
	case key.Matches(press, k.Copy):
		return d.copy(), nil
	case key.Matches(press, k.Accept, k.Cancel):
		return d.close(), nil
	default:
		d.move(press)
	}
	return nil, nil
}

func (d *Secret) copy() Answer {
	if d.spec.Secret == nil {
		return nil
	}
	d.copied = true
	return CopyRequested{d.spec.Secret}
}

func (d *Secret) close() Answer {
	if !d.copied && !d.warned {
		d.warned = true
		return nil
	}
	d.spec.Secret = nil
	d.lines = nil
	return Closed{}
}

func (d *Secret) content(w int) []line {
	t := d.kit.Theme
	out := d.facts(d.spec.Facts, w)
	if d.spec.Secret != nil {
		out = append(out, d.blank(w), d.styled(t.Dim, t.Clean(d.spec.Label), w))
		out = append(out, d.text(t.Focused, d.spec.Secret.Reveal(), w)...)
	}
	for _, s := range d.spec.Lines {
		out = append(out, d.blank(w))
		out = append(out, d.text(t.Warn, s, w)...)
	}
	say := ""
	switch {
	case d.copied:
		say = "Sent to the clipboard. If your terminal does not allow that, select it by hand."
	case d.warned:
		say = "It was not copied. The same key again closes all the same."
	}
	out = append(out, d.blank(w))
	out = append(out, d.text(t.Dim, say, w)...)
	return append(out, d.buttons.line(t, w, 0))
}

// Size implements Dialog.
func (d *Secret) Size(w, h int) (int, int) { return d.size(w, h, len(d.content(d.room(w)))) }

// Render implements Dialog.
func (d *Secret) Render(w, h int) string { return d.render(w, h, d.content(d.room(w)), -1) }

// Press implements Dialog.
func (d *Secret) Press(x, y int, mod tea.KeyMod) Answer {
	l, col, ok := d.lineAt(x, y)
	if !ok || l.stop != buttonRow || d.early() {
		return nil
	}
	switch i, hit := d.buttons.at(col); {
	case !hit:
		return nil
	case i == 0:
		return d.copy()
	}
	return d.close()
}

// ShortHelp implements Dialog.
func (d *Secret) ShortHelp() []key.Binding {
	k := &d.kit.Keys.Dialog
	return []key.Binding{k.Copy, key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "close"))}
}
