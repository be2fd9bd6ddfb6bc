package dialog

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// Help shows the live key map in groups. It scrolls, / filters, and it answers
// Closed.
type Help struct {
	sheet
	groups []ui.HelpGroup
	field  *ui.Field // open filter
	query  string
}

// NewHelp makes the dialog from the views' Help and the key map's groups.
func NewHelp(kit *ui.Kit, groups []ui.HelpGroup) *Help {
	return &Help{sheet: newSheet(kit, "Help", 76, false), groups: groups}
}

// Update implements Dialog.
func (d *Help) Update(msg tea.Msg) (Answer, tea.Cmd) {
	press, isKey := msg.(tea.KeyPressMsg)
	k := &d.kit.Keys.Dialog
	switch {
	case d.field != nil && isKey && key.Matches(press, k.Cancel):
		d.field, d.query = nil, ""
	case d.field != nil && isKey && key.Matches(press, k.Accept):
		d.field = nil
	case d.field != nil:
		_, cmd := d.field.Update(msg)
		d.query, d.scroll = d.field.Value(), 0
		return nil, cmd
	case !isKey:
	case key.Matches(press, k.Filter):
		d.field = ui.NewField(60)
		d.field.SetValue(d.query)
	case key.Matches(press, k.Cancel) && d.query != "":
		d.query = ""
	case key.Matches(press, k.Cancel, k.Accept, d.kit.Keys.Global.Help, d.kit.Keys.Global.Quit):
		return Closed{}, nil
	default:
		d.move(press)
	}
	return nil, nil
}

func (d *Help) content(w int) []line {
	t := d.kit.Theme
	var out []line
	switch {
	case d.field != nil:
		l := d.fieldLine(d.field, max(w-2, 1), true)
		l.text = "/ " + l.text
		l.cursorX += 2
		out = append(out, l)
	case d.query != "":
		out = append(out, d.styled(t.Dim, t.Clean("/ "+d.query), w))
	}
	for _, g := range d.groups {
		rows := d.rows(g, w)
		if len(rows) == 0 {
			continue
		}
		if len(out) > 0 {
			out = append(out, d.blank(w))
		}
		out = append(out, d.styled(t.Focused, t.Clean(g.Title), w))
		out = append(out, rows...)
	}
	if len(out) == 0 || len(out) == 1 && d.query != "" {
		out = append(out, d.styled(t.Dim, t.Clean("no key matches"), w))
	}
	return out
}

func (d *Help) rows(g ui.HelpGroup, w int) []line {
	t := d.kit.Theme
	label := min(16, max(w/3, 1))
	var out []line
	for _, item := range g.Items {
		if d.query != "" && !strings.Contains(strings.ToLower(item.Keys+" "+item.Does), strings.ToLower(d.query)) {
			continue
		}
		does, style, keyStyle := item.Does, t.Text, t.Key
		if item.Reason != "" {
			does, style, keyStyle = does+"  ("+item.Reason+")", t.Dim, t.Dim
		}
		var b strings.Builder
		keys := t.CutEnd(t.Clean(item.Keys), label-1)
		keyStyle.Write(&b, keys.String())
		b.WriteString(strings.Repeat(" ", label-keys.Width()))
		rest := d.styled(style, t.Clean(does), w-label)
		out = append(out, line{text: b.String() + rest.text, stop: -1, cursorX: -1})
	}
	return out
}

// Size implements Dialog. It does not shrink while the filter is used.
func (d *Help) Size(w, h int) (int, int) {
	_, bh := d.size(w, h, 1000)
	if d.query == "" && d.field == nil {
		_, bh = d.size(w, h, len(d.content(d.room(w))))
	}
	return d.outer(w), bh
}

// Render implements Dialog.
func (d *Help) Render(w, h int) string {
	lines := d.content(d.room(w))
	_, bh := d.Size(w, h)
	for len(lines) < bh-2 {
		lines = append(lines, d.blank(d.room(w)))
	}
	return d.render(w, h, lines, -1)
}

// Press implements Dialog.
func (d *Help) Press(x, y int, mod tea.KeyMod) Answer { return nil }

// ShortHelp implements Dialog.
func (d *Help) ShortHelp() []key.Binding {
	k, l := &d.kit.Keys.Dialog, &d.kit.Keys.List
	return []key.Binding{
		l.PageUp, l.PageDown, k.Filter,
		key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "close")),
	}
}
