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
	sheet
	spec MessageSpec
}

// NewMessage makes the dialog.
func NewMessage(kit *ui.Kit, spec MessageSpec) *Message {
	title := spec.Title
	if spec.Bad {
		title = kit.Theme.Glyphs.Warn + " " + title
	}
	d := &Message{sheet: newSheet(kit, title, 72, spec.Sudden), spec: spec}
	d.buttons = buttons{labels: []string{"Close"}, danger: -1}
	return d
}

// NewError makes the dialog that tells of an error.
func NewError(kit *ui.Kit, title, detail, hint string) *Message {
	return NewMessage(kit, MessageSpec{Title: title, Lines: []string{detail}, Hint: hint, Bad: true, Sudden: true})
}

// Update implements Dialog.
func (d *Message) Update(msg tea.Msg) (Answer, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	k := &d.kit.Keys.Dialog
	switch {
	case !ok:
	case key.Matches(press, k.Accept, k.Cancel, d.kit.Keys.Global.Quit):
		if !d.early() {
			return Closed{}, nil
		}
	default:
		d.move(press)
	}
	return nil, nil
}

// move scrolls by the keys of lists.
func (s *sheet) move(press tea.KeyPressMsg) {
	l := &s.kit.Keys.List
	page := max(s.inner.H, 1)
	switch {
	case key.Matches(press, l.Up):
		s.Wheel(-1)
	case key.Matches(press, l.Down):
		s.Wheel(1)
	case key.Matches(press, l.PageUp, l.HalfUp):
		s.Wheel(-page)
	case key.Matches(press, l.PageDown, l.HalfDown):
		s.Wheel(page)
	case key.Matches(press, l.Top):
		s.scroll = 0
	case key.Matches(press, l.Bottom):
		s.scroll = len(s.lines)
	}
}

func (d *Message) content(w int) []line {
	t := d.kit.Theme
	out := d.facts(d.spec.Facts, w)
	for i, s := range d.spec.Lines {
		if i > 0 || len(out) > 0 {
			out = append(out, d.blank(w))
		}
		out = append(out, d.text(t.Text, s, w)...)
	}
	if d.spec.Hint != "" {
		if len(out) > 0 {
			out = append(out, d.blank(w))
		}
		out = append(out, d.text(t.Warn, d.spec.Hint, w)...)
	}
	return append(out, d.blank(w), d.buttons.line(t, w, 0))
}

// Size implements Dialog.
func (d *Message) Size(w, h int) (int, int) { return d.size(w, h, len(d.content(d.room(w)))) }

// Render implements Dialog.
func (d *Message) Render(w, h int) string { return d.render(w, h, d.content(d.room(w)), -1) }

// Press implements Dialog.
func (d *Message) Press(x, y int, mod tea.KeyMod) Answer {
	l, col, ok := d.lineAt(x, y)
	if !ok || l.stop != buttonRow || d.early() {
		return nil
	}
	if _, hit := d.buttons.at(col); hit {
		return Closed{}
	}
	return nil
}

// ShortHelp implements Dialog.
func (d *Message) ShortHelp() []key.Binding {
	return []key.Binding{key.NewBinding(key.WithKeys("esc", "enter"), key.WithHelp("esc", "close"))}
}
