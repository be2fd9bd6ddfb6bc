package dialog

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// Form is a form. It answers Submitted or Cancelled.
type Form struct {
	sheet
	spec    FormSpec
	entries []*entry
	field   int // the entry with the cursor; len(entries): the buttons
	place   int // the stop within it, or the button
	problem string
}

// NewForm makes the dialog, with the cursor in the first field.
func NewForm(kit *ui.Kit, spec FormSpec) *Form {
	if spec.Submit == "" {
		spec.Submit = "OK"
	}
	d := &Form{sheet: newSheet(kit, spec.Title, 72, spec.Sudden), spec: spec}
	d.buttons = buttons{labels: []string{"Cancel", spec.Submit}, danger: -1}
	for _, f := range spec.Fields {
		d.entries = append(d.entries, newEntry(f))
	}
	return d
}

// SetProblem shows why submitting did not work, under the fields, when the
// owner kept the form up.
func (d *Form) SetProblem(problem string) { d.problem = problem }

func (d *Form) onButtons() bool { return d.field >= len(d.entries) }

// current is the entry with the cursor, nil on the buttons.
func (d *Form) current() *entry {
	if d.onButtons() {
		return nil
	}
	return d.entries[d.field]
}

// Update implements Dialog.
func (d *Form) Update(msg tea.Msg) (Answer, tea.Cmd) {
	press, isKey := msg.(tea.KeyPressMsg)
	if isKey {
		if answer, done := d.press(press); done {
			return answer, nil
		}
	}
	e := d.current()
	if e == nil || e.input == nil {
		return nil, nil
	}
	changed, cmd := e.input.Update(msg)
	if changed && e.problem != "" {
		e.validate()
	}
	return nil, cmd
}

// press handles the keys that are not typing.
func (d *Form) press(press tea.KeyPressMsg) (Answer, bool) {
	k := &d.kit.Keys.Dialog
	e := d.current()
	boxes := e != nil && e.input == nil
	switch {
	case d.early() && key.Matches(press, k.Cancel, k.Accept):
		return nil, true
	case key.Matches(press, k.Cancel):
		return Cancelled{}, true
	case key.Matches(press, k.Accept):
		if d.onButtons() && d.place == onCancel {
			return Cancelled{}, true
		}
		return d.submit(), true
	case key.Matches(press, k.Next):
		d.toField(d.field+1, 0)
	case key.Matches(press, k.Prev):
		d.toField(d.field-1, 0)
	case key.Matches(press, k.Down):
		d.step(1)
	case key.Matches(press, k.Up):
		d.step(-1)
	case boxes && key.Matches(press, k.Toggle):
		e.turn(d.place, 1)
		e.problem = ""
	case boxes && e.Kind == FieldChoice && press.Code == tea.KeyLeft:
		e.turn(d.place, -1)
	case boxes && e.Kind == FieldChoice && press.Code == tea.KeyRight:
		e.turn(d.place, 1)
	case d.onButtons() && (press.Code == tea.KeyLeft || press.Code == tea.KeyRight):
		d.place = 1 - d.place
	case (boxes || e == nil) && !d.early() && d.letter(press.Text):
	default:
		return nil, boxes || e == nil
	}
	return nil, true
}

// letter chooses from a list by the first letter of an option.
func (d *Form) letter(text string) bool {
	for i, e := range d.entries {
		for k, o := range e.Options {
			if e.Kind == FieldList && text != "" && strings.HasPrefix(strings.ToLower(o.Label), strings.ToLower(text)) {
				e.turn(k, 1)
				d.toField(i, k)
				return true
			}
		}
	}
	return false
}

// toField goes to a field, around the ends, and checks the one that is left.
func (d *Form) toField(to, place int) {
	if e := d.current(); e != nil && (e.text() != "" || len(e.checked()) > 0) {
		e.validate()
	}
	n := len(d.entries) + 1
	by := 1
	if to < d.field {
		by = -1
	}
	d.field = (to + n) % n
	for !d.onButtons() && !d.shown(d.current()) {
		d.field = (d.field + by + n) % n
	}
	d.place = place
	switch e := d.current(); {
	case e == nil:
		d.place = onAccept
	case e.Kind == FieldList:
		d.place = e.chosen
	}
}

// shown tells whether a field is there, beside what the others hold.
func (d *Form) shown(e *entry) bool { return e.Shown == nil || e.Shown(d.values()) }

// step goes to the next or previous place for the cursor.
func (d *Form) step(by int) {
	if e := d.current(); e != nil {
		if to := d.place + by; to >= 0 && to < e.stops() {
			d.place = to
			if e.Kind == FieldList {
				e.turn(to, 1)
			}
			return
		}
	}
	d.toField(d.field+by, 0)
	if e := d.current(); by < 0 && e != nil && e.Kind != FieldList {
		d.place = e.stops() - 1
	}
}

func (d *Form) values() Values {
	v := Values{text: map[string]string{}, checks: map[string][]string{}}
	for _, e := range d.entries {
		if e.Kind == FieldChecks {
			v.checks[e.ID] = e.checked()
		} else {
			v.text[e.ID] = e.text()
		}
	}
	return v
}

// submit answers if everything is in order, else goes to the first field that
// is not.
func (d *Form) submit() Answer {
	d.problem = ""
	first := -1
	for i, e := range d.entries {
		if d.shown(e) && !e.validate() && first < 0 {
			first = i
		}
	}
	values := d.values()
	if first < 0 && d.spec.Check != nil {
		wrong := d.spec.Check(values)
		for i, e := range d.entries {
			if e.problem = wrong[e.ID]; e.problem != "" && first < 0 {
				first = i
			}
		}
	}
	if first >= 0 {
		d.field, d.place = first, 0
		return nil
	}
	return Submitted{values}
}

// Press implements Dialog.
func (d *Form) Press(x, y int, mod tea.KeyMod) Answer {
	l, col, ok := d.lineAt(x, y)
	if !ok || l.stop < 0 {
		return nil
	}
	if l.stop == buttonRow {
		if i, hit := d.buttons.at(col); hit && i == onCancel {
			return Cancelled{}
		} else if hit {
			return d.submit()
		}
		return nil
	}
	place := l.stop & 0xff
	d.toField(l.stop>>8, place)
	switch e := d.current(); {
	case e == nil:
	case e.input != nil:
		e.input.SetCursorX(d.kit.Theme, col-d.label(d.inner.W-2))
	default:
		d.place = place
		e.turn(place, 1)
	}
	return nil
}

// ShortHelp implements Dialog.
func (d *Form) ShortHelp() []key.Binding {
	k := &d.kit.Keys.Dialog
	verb := d.spec.Submit
	if d.onButtons() && d.place == onCancel {
		verb = "cancel"
	}
	out := []key.Binding{ui.Saying(k.Accept, strings.ToLower(verb)), ui.Saying(k.Next, "next field")}
	switch e := d.current(); {
	case e == nil || e.input != nil:
	case e.Kind == FieldList:
		out = append(out, key.NewBinding(key.WithKeys("down"), key.WithHelp("up/down, first letter", "choose")))
	default:
		out = append(out, k.Toggle)
	}
	return append(out, k.Cancel)
}
