package dialog

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// ConfirmSpec describes a question that is answered by yes or no. Texts are raw.
type ConfirmSpec struct {
	Title  string
	Lines  []string // exactly what will happen: how many names, bytes
	Undo   string   // whether and how it can be undone
	Accept string   // the verb on the button: "Delete 3 files"
	Cancel string   // default "Cancel"
	Danger bool     // destructive: the cursor begins on Cancel
	Typed  string   // must be typed before Accept works; empty: nothing
	Sudden bool     // nobody asked for it: grace time
}

// Confirm asks. It answers Confirmed or Cancelled.
type Confirm struct {
	sheet
	spec    ConfirmSpec
	field   *ui.Field // with Typed
	focus   int       // 0: Cancel, 1: Accept
	problem string
}

const (
	onCancel = 0
	onAccept = 1
)

// NewConfirm makes the dialog.
func NewConfirm(kit *ui.Kit, spec ConfirmSpec) *Confirm {
	if spec.Cancel == "" {
		spec.Cancel = "Cancel"
	}
	if spec.Accept == "" {
		spec.Accept = "OK"
	}
	d := &Confirm{sheet: newSheet(kit, spec.Title, 64, spec.Sudden), spec: spec, focus: onAccept}
	d.buttons = buttons{labels: []string{spec.Cancel, spec.Accept}, danger: -1}
	if spec.Danger || spec.Typed != "" {
		d.buttons.danger = onAccept
	}
	if spec.Typed != "" {
		d.field = ui.NewField(2000)
	} else if spec.Danger {
		d.focus = onCancel
	}
	return d
}

// Update implements Dialog.
func (d *Confirm) Update(msg tea.Msg) (Answer, tea.Cmd) {
	k := &d.kit.Keys.Dialog
	press, isKey := msg.(tea.KeyPressMsg)
	if isKey {
		switch {
		case key.Matches(press, k.Cancel, k.Accept) && d.early():
			return nil, nil
		case key.Matches(press, k.Cancel):
			return Cancelled{}, nil
		case key.Matches(press, k.Accept):
			return d.answer(d.focus), nil
		case key.Matches(press, k.Next, k.Prev), d.field == nil && (press.Code == tea.KeyLeft || press.Code == tea.KeyRight):
			d.focus = 1 - d.focus
			return nil, nil
		}
	}
	if d.field == nil {
		return nil, nil
	}
	d.problem = ""
	_, cmd := d.field.Update(msg)
	return nil, cmd
}

func (d *Confirm) answer(button int) Answer {
	switch {
	case button == onCancel:
		return Cancelled{}
	case d.field != nil && d.field.Value() != d.spec.Typed:
		d.problem = "this is not what has to be typed"
		return nil
	}
	return Confirmed{}
}

func (d *Confirm) content(w int) ([]line, int) {
	t := d.kit.Theme
	var out []line
	for _, s := range d.spec.Lines {
		out = append(out, d.text(t.Text, s, w)...)
	}
	undo := t.Dim
	if d.spec.Danger || d.field != nil {
		undo = t.Warn
	}
	if d.spec.Undo != "" {
		out = append(out, d.blank(w))
		out = append(out, d.text(undo, d.spec.Undo, w)...)
	}
	focus := -1
	if d.field != nil {
		out = append(out, d.blank(w))
		out = append(out, d.text(t.Text, "To go on, type "+d.spec.Typed, w)...)
		focus = len(out)
		out = append(out, d.fieldLine(d.field, w, true))
		out = append(out, d.styled(t.Bad, t.Clean(warned(t, d.problem)), w))
	} else {
		out = append(out, d.blank(w))
	}
	return append(out, d.buttons.line(t, w, d.focus)), focus
}

// warned puts the warning sign before a problem.
func warned(t *ui.Theme, problem string) string {
	if problem == "" {
		return ""
	}
	return t.Glyphs.Warn + " " + problem
}

// Size implements Dialog.
func (d *Confirm) Size(w, h int) (int, int) {
	lines, _ := d.content(d.room(w))
	return d.size(w, h, len(lines))
}

// Render implements Dialog.
func (d *Confirm) Render(w, h int) string {
	lines, focus := d.content(d.room(w))
	return d.render(w, h, lines, focus)
}

// Press implements Dialog.
func (d *Confirm) Press(x, y int, mod tea.KeyMod) Answer {
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
func (d *Confirm) ShortHelp() []key.Binding {
	k := &d.kit.Keys.Dialog
	verb := d.spec.Cancel
	if d.focus == onAccept {
		verb = d.spec.Accept
	}
	return []key.Binding{ui.Saying(k.Accept, strings.ToLower(verb)), ui.Saying(k.Next, "other button"), k.Cancel}
}
