package dialog

import "b2tui/ui"

// FieldKind says what a field of a form is.
type FieldKind int

// The kinds.
const (
	FieldText   FieldKind = iota
	FieldBool             // one checkbox
	FieldChoice           // one of Options, of which the chosen one is shown
	FieldList             // one of Options, all of them shown; their first letters choose
	FieldChecks           // any of Options
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
	Shown       func(Values) bool        // tells whether it counts beside the others; nil: always
	Limit       int                      // characters of a text; 0: 1,000
	Check       func(text string) string // "" or what is wrong, as it is typed
}

// FormSpec describes a form.
type FormSpec struct {
	Title  string
	Intro  []string
	Facts  []Fact // under Intro
	Fields []Field
	Submit string                         // the verb on the button
	Sudden bool                           // nobody asked for it: grace time
	Check  func(Values) map[string]string // field ID to what is wrong; at submit
}

// entry is a field with what was put into it.
type entry struct {
	Field
	input   *ui.Field // Text
	on      bool      // Bool
	chosen  int       // Choice and List
	checks  []bool    // Checks
	problem string
}

func newEntry(f Field) *entry {
	e := &entry{Field: f}
	limit := f.Limit
	if limit == 0 {
		limit = 1000
	}
	switch f.Kind {
	case FieldText:
		e.input = ui.NewField(limit)
		e.input.SetValue(f.Value)
	case FieldBool:
		e.on = f.Value == "yes"
	case FieldChoice, FieldList:
		for i, o := range f.Options {
			if o.Value == f.Value {
				e.chosen = i
			}
		}
	case FieldChecks:
		e.checks = make([]bool, len(f.Options))
		for i, o := range f.Options {
			for _, v := range f.Checked {
				e.checks[i] = e.checks[i] || v == o.Value && o.Off == ""
			}
		}
	}
	return e
}

// stops is how many places for the cursor the field has.
func (e *entry) stops() int {
	if e.Kind == FieldChecks || e.Kind == FieldList {
		return len(e.Options)
	}
	return 1
}

// text is the value of all kinds but Checks.
func (e *entry) text() string {
	switch {
	case e.input != nil:
		return e.input.Value()
	case e.Kind == FieldBool && e.on:
		return "yes"
	case (e.Kind == FieldChoice || e.Kind == FieldList) && e.chosen < len(e.Options):
		return e.Options[e.chosen].Value
	}
	return ""
}

func (e *entry) checked() []string {
	var out []string
	for i, on := range e.checks {
		if on {
			out = append(out, e.Options[i].Value)
		}
	}
	return out
}

// turn changes the field by a step: a box at the place, or the choice.
func (e *entry) turn(place, step int) {
	switch e.Kind {
	case FieldBool:
		e.on = !e.on
	case FieldChecks:
		if e.Options[place].Off == "" {
			e.checks[place] = !e.checks[place]
		}
	case FieldList:
		if e.Options[place].Off == "" {
			e.chosen = place
		}
	case FieldChoice:
		for n := len(e.Options); n > 0; n-- {
			e.chosen = (e.chosen + step + len(e.Options)) % len(e.Options)
			if e.Options[e.chosen].Off == "" {
				return
			}
		}
	}
}

// validate tells whether the content will do, and notes why not.
func (e *entry) validate() bool {
	e.problem = ""
	switch {
	case e.Required && e.Kind == FieldChecks && len(e.checked()) == 0:
		e.problem = "choose at least one"
	case e.Required && e.input != nil && e.text() == "":
		e.problem = "this is needed"
	case e.Check != nil && e.Kind != FieldChecks:
		e.problem = e.Check(e.text())
	}
	return e.problem == ""
}
