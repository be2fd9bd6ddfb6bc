package dialog

import (
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// ChoiceSpec describes a list to choose from. Texts are raw.
type ChoiceSpec struct {
	Title   string
	Lines   []string
	Options []Option
	Sudden  bool // nobody asked for it: grace time
	Wide    bool // for names with columns of facts
	Filter  bool // typing leaves those options that hold every word of it
}

// Choice is a list to choose from. It answers Chosen or Cancelled.
type Choice struct {
	sheet
	spec   ChoiceSpec
	shown  []int // indices of the options that the filter leaves
	cursor int   // in shown
	query  string
}

// NewChoice makes the dialog.
func NewChoice(kit *ui.Kit, spec ChoiceSpec) *Choice {
	width := 64
	if spec.Wide {
		width = 90
	}
	d := &Choice{sheet: newSheet(kit, spec.Title, width, spec.Sudden), spec: spec}
	d.sift("")
	return d
}

// sift shows the options that hold every word of a query.
func (d *Choice) sift(query string) {
	d.query, d.cursor, d.shown = query, 0, d.shown[:0]
	words := strings.Fields(strings.ToLower(query))
	for i, o := range d.spec.Options {
		text, hit := strings.ToLower(o.Label+" "+o.Hint), true
		for _, w := range words {
			hit = hit && strings.Contains(text, w)
		}
		if hit {
			d.shown = append(d.shown, i)
		}
	}
}

// Update implements Dialog.
func (d *Choice) Update(msg tea.Msg) (Answer, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok || d.spec.Filter && d.typed(press) {
		return nil, nil
	}
	k, l := &d.kit.Keys.Dialog, &d.kit.Keys.List
	switch n := len(d.shown); {
	case key.Matches(press, k.Cancel):
		if !d.early() {
			return Cancelled{}, nil
		}
	case n == 0:
	case key.Matches(press, k.Accept, k.Toggle):
		return d.answer(), nil
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

// typed handles the keys that change the filter.
func (d *Choice) typed(press tea.KeyPressMsg) bool {
	switch {
	case press.Text != "":
		d.sift(d.query + press.Text)
	case press.Code == tea.KeyBackspace && d.query != "":
		_, n := utf8.DecodeLastRuneInString(d.query)
		d.sift(d.query[:len(d.query)-n])
	case d.query != "" && key.Matches(press, d.kit.Keys.Dialog.Cancel):
		d.sift("")
	default:
		return false
	}
	return true
}

func (d *Choice) answer() Answer {
	i := d.shown[d.cursor]
	if o := d.spec.Options[i]; o.Off == "" && !d.early() {
		return Chosen{o.Value}
	}
	return nil
}

func (d *Choice) content(w int) ([]line, int) {
	t := d.kit.Theme
	var out []line
	for _, s := range d.spec.Lines {
		out = append(out, d.text(t.Text, s, w)...)
	}
	if d.query != "" {
		out = append(out, d.styled(t.Key, t.Clean("> "+d.query), w))
	}
	if len(out) > 0 {
		out = append(out, d.blank(w))
	}
	if len(d.shown) == 0 {
		out = append(out, d.styled(t.Dim, t.Clean("nothing matches"), w))
	}
	focus := len(out) + d.cursor
	for at, i := range d.shown {
		o := d.spec.Options[i]
		sign, style := "  ", t.Text
		if at == d.cursor {
			sign, style = t.Glyphs.Focus+" ", t.Focused
		}
		hint := o.Hint
		if o.Off != "" {
			hint, style = "("+o.Off+")", t.Off
		}
		l := d.styled(style, d.columns(sign+o.Label, hint, w), w)
		l.stop = at
		out = append(out, l)
	}
	return out, focus
}

// columns are a label and, at the right edge, its hint, for w cells. Where both
// do not fit the hint keeps half of them.
func (d *Choice) columns(label, hint string, w int) ui.Text {
	t := d.kit.Theme
	if hint == "" {
		return t.Clean(label)
	}
	end := t.CutEnd(t.Clean(hint), max(w/2, w-t.Clean(label).Width()-hintGap))
	start := t.Cut(t.Clean(label), max(w-end.Width()-hintGap, 0))
	gap := strings.Repeat(" ", max(w-start.Width()-end.Width(), hintGap))
	return t.Clean(start.String() + gap + end.String())
}

const hintGap = 2

// Size implements Dialog. With a filter it does not shrink while that is used.
func (d *Choice) Size(w, h int) (int, int) {
	lines, _ := d.content(d.room(w))
	most := len(lines)
	if d.spec.Filter {
		most = max(most, len(d.spec.Options)+len(d.spec.Lines))
	}
	return d.size(w, h, most)
}

// Render implements Dialog.
func (d *Choice) Render(w, h int) string {
	lines, focus := d.content(d.room(w))
	if d.spec.Filter {
		for _, most := d.Size(w, h); len(lines) < most-2; {
			lines = append(lines, d.blank(d.room(w)))
		}
	}
	return d.render(w, h, lines, focus)
}

// Wheel implements Dialog: it moves the cursor.
func (d *Choice) Wheel(n int) { d.cursor = max(min(d.cursor+n, len(d.shown)-1), 0) }

// Press implements Dialog.
func (d *Choice) Press(x, y int, mod tea.KeyMod) Answer {
	l, _, ok := d.lineAt(x, y)
	if !ok || l.stop < 0 || l.stop >= len(d.shown) {
		return nil
	}
	d.cursor = l.stop
	return d.answer()
}

// ShortHelp implements Dialog.
func (d *Choice) ShortHelp() []key.Binding {
	k := &d.kit.Keys.Dialog
	out := []key.Binding{
		ui.Saying(k.Accept, "choose"), key.NewBinding(key.WithKeys("down"), key.WithHelp("up/down", "move")), k.Cancel,
	}
	if d.spec.Filter {
		out = append(out, key.NewBinding(key.WithKeys("backspace"), key.WithHelp("letters", "filter")))
	}
	return out
}
