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
	sheet
	spec   ChoiceSpec
	cursor int
}

// NewChoice makes the dialog.
func NewChoice(kit *ui.Kit, spec ChoiceSpec) *Choice {
	cursor := max(min(spec.Cursor, len(spec.Options)-1), 0)
	return &Choice{sheet: newSheet(kit, spec.Title, 64, spec.Sudden), spec: spec, cursor: cursor}
}

// Update implements Dialog.
func (d *Choice) Update(msg tea.Msg) (Answer, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	k, l := &d.kit.Keys.Dialog, &d.kit.Keys.List
	switch n := len(d.spec.Options); {
	case !ok || n == 0 && !key.Matches(press, k.Cancel):
	case key.Matches(press, k.Accept, k.Toggle):
		return d.answer(), nil
	case key.Matches(press, k.Cancel):
		if !d.early() {
			return Cancelled{}, nil
		}
	case key.Matches(press, l.Down, k.Next):
		d.cursor = (d.cursor + 1) % n
	case key.Matches(press, l.Up, k.Prev):
		d.cursor = (d.cursor + n - 1) % n
	case key.Matches(press, l.Top):
		d.cursor = 0
	case key.Matches(press, l.Bottom):
		d.cursor = n - 1
	}
	return nil, nil
}

func (d *Choice) answer() Answer {
	if o := d.spec.Options[d.cursor]; o.Off == "" && !d.early() {
		return Chosen{d.cursor, o.Value}
	}
	return nil
}

func (d *Choice) content(w int) ([]line, int) {
	t := d.kit.Theme
	var out []line
	for _, s := range d.spec.Lines {
		out = append(out, d.text(t.Text, s, w)...)
	}
	if len(out) > 0 {
		out = append(out, d.blank(w))
	}
	focus := len(out) + d.cursor
	for i, o := range d.spec.Options {
		sign, style := "  ", t.Text
		if i == d.cursor {
			sign, style = t.Glyphs.Focus+" ", t.Focused
		}
		text := sign + o.Label
		switch {
		case o.Off != "":
			text, style = text+"  ("+o.Off+")", t.Off
		case o.Hint != "":
			text += "  " + o.Hint
		}
		l := d.styled(style, t.Clean(text), w)
		l.stop = i
		out = append(out, l)
	}
	return out, focus
}

// Size implements Dialog.
func (d *Choice) Size(w, h int) (int, int) {
	lines, _ := d.content(d.room(w))
	return d.size(w, h, len(lines))
}

// Render implements Dialog.
func (d *Choice) Render(w, h int) string {
	lines, focus := d.content(d.room(w))
	return d.render(w, h, lines, focus)
}

// Wheel implements Dialog: it moves the cursor.
func (d *Choice) Wheel(n int) { d.cursor = max(min(d.cursor+n, len(d.spec.Options)-1), 0) }

// Press implements Dialog.
func (d *Choice) Press(x, y int, mod tea.KeyMod) Answer {
	l, _, ok := d.lineAt(x, y)
	if !ok || l.stop < 0 || l.stop >= len(d.spec.Options) {
		return nil
	}
	d.cursor = l.stop
	return d.answer()
}

// ShortHelp implements Dialog.
func (d *Choice) ShortHelp() []key.Binding {
	k := &d.kit.Keys.Dialog
	return []key.Binding{
		ui.Saying(k.Accept, "choose"), key.NewBinding(key.WithKeys("down"), key.WithHelp("up/down", "move")), k.Cancel,
	}
}
