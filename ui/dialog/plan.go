package dialog

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// PlanRow is one thing that a plan will do. Texts are raw.
type PlanRow struct {
	Verb string // "upload"
	Size string
	Name string
	Why  string // may be empty
	Bad  bool   // it cannot be done, or not be undone
}

// PlanSpec describes a plan that is looked at before it is carried out. Texts
// are raw.
type PlanSpec struct {
	Title  string
	Facts  []Fact // how many of what
	Warn   string // what cannot be undone, spelled out
	Rows   []PlanRow
	More   int    // actions beyond Rows
	Accept string // the verb on the button; empty: there is nothing to do
	Danger bool   // the cursor begins on Cancel
}

// Plan shows a plan: its sums stay in sight, its rows scroll. It answers
// Confirmed or Cancelled.
type Plan struct {
	sheet
	spec  PlanSpec
	focus int // as Confirm's
	top   int // the first row in sight
	rows  int // in sight at the last render
}

// NewPlan makes the dialog.
func NewPlan(kit *ui.Kit, spec PlanSpec) *Plan {
	d := &Plan{sheet: newSheet(kit, spec.Title, 100, true), spec: spec, focus: onAccept}
	d.buttons = buttons{labels: []string{"Cancel", spec.Accept}, danger: -1}
	switch {
	case spec.Accept == "":
		d.buttons.labels, d.focus = []string{"Close"}, onCancel
	case spec.Danger:
		d.buttons.danger, d.focus = onAccept, onCancel
	}
	return d
}

// Update implements Dialog.
func (d *Plan) Update(msg tea.Msg) (Answer, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	k := &d.kit.Keys.Dialog
	switch {
	case !ok:
	case key.Matches(press, k.Cancel, k.Accept) && d.early():
	case key.Matches(press, k.Cancel):
		return Cancelled{}, nil
	case key.Matches(press, k.Accept):
		return d.answer(d.focus), nil
	case key.Matches(press, k.Next, k.Prev), press.Code == tea.KeyLeft, press.Code == tea.KeyRight:
		if d.spec.Accept != "" {
			d.focus = 1 - d.focus
		}
	default:
		d.walk(press)
	}
	return nil, nil
}

func (d *Plan) answer(button int) Answer {
	if button == onAccept {
		return Confirmed{}
	}
	return Cancelled{}
}

// walk scrolls the rows by the keys of lists.
func (d *Plan) walk(press tea.KeyPressMsg) {
	l := &d.kit.Keys.List
	page := max(d.rows, 1)
	switch {
	case key.Matches(press, l.Up):
		d.Wheel(-1)
	case key.Matches(press, l.Down):
		d.Wheel(1)
	case key.Matches(press, l.PageUp, l.HalfUp):
		d.Wheel(-page)
	case key.Matches(press, l.PageDown, l.HalfDown):
		d.Wheel(page)
	case key.Matches(press, l.Top):
		d.top = 0
	case key.Matches(press, l.Bottom):
		d.top = d.total()
	}
}

// total counts the lines that scroll.
func (d *Plan) total() int {
	if d.spec.More > 0 {
		return len(d.spec.Rows) + 1
	}
	return len(d.spec.Rows)
}

// Wheel implements Dialog.
func (d *Plan) Wheel(n int) { d.top = min(max(d.top+n, 0), d.total()) }

// head is what stands above the rows.
func (d *Plan) head(w int) []line {
	out := d.facts(d.spec.Facts, w)
	out = append(out, d.text(d.kit.Theme.Bad, warned(d.kit.Theme, d.spec.Warn), w)...)
	if d.total() > 0 {
		out = append(out, d.blank(w))
	}
	return out
}

// content lays out head, as many rows as there is room for in tall lines, and
// the buttons. Where there is not even room for a row, the sheet scrolls.
func (d *Plan) content(w, tall int) []line {
	out := d.head(w)
	const foot = 2 // where the rows are, and the buttons
	d.rows = min(d.total(), max(tall-len(out)-foot, 1))
	d.top = max(min(d.top, d.total()-d.rows), 0)
	for i := d.top; i < d.top+d.rows; i++ {
		out = append(out, d.row(i, w))
	}
	place := ""
	if d.rows < d.total() {
		place = ui.Count(d.top+1) + "-" + ui.Count(d.top+d.rows) + " of " + ui.Count(d.total())
	}
	t := d.kit.Theme
	return append(out, d.styled(t.Dim, t.Clean(place), w), d.buttons.line(t, w, d.focus))
}

// The columns of a row.
const (
	planVerb = 10
	planSize = 9
)

func (d *Plan) row(i, w int) line {
	t := d.kit.Theme
	if i >= len(d.spec.Rows) {
		return d.styled(t.Dim, t.Clean("… and "+ui.Count(d.spec.More)+" more"), w)
	}
	r := d.spec.Rows[i]
	var b strings.Builder
	verb, text := t.Dim, t.Text
	if r.Bad {
		verb, text = t.Bad, t.Warn
	}
	left := w
	cell := func(style ui.Style, raw string, width int, right bool) {
		width = min(width, left)
		cut := t.CutEnd(t.Clean(raw), width)
		pad := strings.Repeat(" ", width-cut.Width())
		if right {
			b.WriteString(pad)
		}
		style.Write(&b, cut.String())
		if !right {
			b.WriteString(pad)
		}
		left -= width
	}
	cell(verb, r.Verb, planVerb, false)
	if w >= 50 {
		cell(t.Dim, r.Size, planSize, true)
		cell(t.Dim, "", 2, false)
	}
	why := t.Clean(r.Why)
	room := left
	if r.Why != "" {
		room = max(left-why.Width()-2, left/2)
	}
	name := t.Cut(t.Clean(r.Name), room)
	text.Write(&b, name.String())
	left -= name.Width()
	if r.Why != "" {
		cell(t.Dim, "", 2, false)
		cell(t.Dim, r.Why, left, false)
	}
	b.WriteString(strings.Repeat(" ", max(left, 0)))
	return line{text: b.String(), stop: -1, cursorX: -1}
}

// Size implements Dialog.
func (d *Plan) Size(w, h int) (int, int) {
	return d.size(w, h, len(d.head(d.room(w)))+d.total()+2)
}

// Render implements Dialog. The buttons stay in sight.
func (d *Plan) Render(w, h int) string {
	_, bh := d.Size(w, h)
	lines := d.content(d.room(w), bh-2)
	return d.render(w, h, lines, len(lines)-1)
}

// Press implements Dialog.
func (d *Plan) Press(x, y int, mod tea.KeyMod) Answer {
	l, col, ok := d.lineAt(x, y)
	if !ok || l.stop != buttonRow || d.early() {
		return nil
	}
	if i, hit := d.buttons.at(col); hit {
		d.focus = i
		return d.answer(i)
	}
	return nil
}

// ShortHelp implements Dialog.
func (d *Plan) ShortHelp() []key.Binding {
	k, l := &d.kit.Keys.Dialog, &d.kit.Keys.List
	if d.spec.Accept == "" {
		return []key.Binding{l.PageUp, l.PageDown, ui.Saying(k.Accept, "close")}
	}
	verb := d.buttons.labels[d.focus]
	return []key.Binding{ui.Saying(k.Accept, strings.ToLower(verb)), ui.Saying(k.Next, "other button"), l.PageUp, l.PageDown, k.Cancel}
}
