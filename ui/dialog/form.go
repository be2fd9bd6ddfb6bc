package dialog

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// FieldKind says what a field of a form is.
type FieldKind int

// The kinds.
const (
	FieldText FieldKind = iota
	FieldSecret
	FieldBool   // one checkbox
	FieldChoice // one of Options
	FieldChecks // any of Options
)

// Option is one thing to choose. Texts are raw.
type Option struct {
	Value, Label string
	Hint         string
	Off          string // why it cannot be chosen; empty: it can
}

// Field is one field of a form.
type Field struct {
	ID, Label   string
	Kind        FieldKind
	Value       string   // text; for a choice the option's value; for a Bool "yes"
	Checked     []string // for Checks
	Placeholder string
	Hint        string // one short line under the field that has the cursor
	Options     []Option
	Required    bool
	Limit       int                      // characters of a text; 0: 1,000
	Check       func(text string) string // "" or what is wrong, as it is typed
}

// FormSpec describes a form.
type FormSpec struct {
	Title  string
	Intro  []string
	Fields []Field
	Submit string                         // the verb on the button
	Check  func(Values) map[string]string // field ID to what is wrong; at submit
}

// Form is a form. It answers Submitted or Cancelled.
type Form struct {
	kit  *ui.Kit
	spec FormSpec
}

// NewForm makes the dialog, with the cursor in the first field.
func NewForm(kit *ui.Kit, spec FormSpec) *Form { return &Form{kit: kit, spec: spec} }

// SetProblem shows why submitting did not work, under the fields, when the
// owner kept the form up.
func (d *Form) SetProblem(problem string) {}

// Update implements Dialog.
func (d *Form) Update(msg tea.Msg) (Answer, tea.Cmd) { return nil, nil }

// Size implements Dialog.
func (d *Form) Size(w, h int) (int, int) { return 0, 0 }

// Render implements Dialog.
func (d *Form) Render(w, h int) string { return "" }

// Press implements Dialog.
func (d *Form) Press(x, y int, mod tea.KeyMod) Answer { return nil }

// Wheel implements Dialog.
func (d *Form) Wheel(n int) {}

// Cursor implements Dialog.
func (d *Form) Cursor() *tea.Cursor { return nil }

// ShortHelp implements Dialog.
func (d *Form) ShortHelp() []key.Binding { return nil }
