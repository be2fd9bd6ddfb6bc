package dialog

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// PromptSpec describes a question that is answered by one line. Texts are raw.
type PromptSpec struct {
	Title, Label       string
	Lines              []string
	Value, Placeholder string
	Accept             string                   // the verb on the button
	Check              func(text string) string // "" or what is wrong
}

// Prompt asks for a line. It answers Entered or Cancelled.
type Prompt struct{ form *Form }

const promptField = "text"

// NewPrompt makes the dialog.
func NewPrompt(kit *ui.Kit, spec PromptSpec) *Prompt {
	return &Prompt{NewForm(kit, FormSpec{
		Title: spec.Title, Intro: spec.Lines, Submit: spec.Accept,
		Fields: []Field{{
			ID: promptField, Label: spec.Label, Value: spec.Value,
			Placeholder: spec.Placeholder, Required: true, Check: spec.Check,
		}},
	})}
}

func entered(a Answer) Answer {
	if s, ok := a.(Submitted); ok {
		return Entered{s.Values.Text(promptField)}
	}
	return a
}

// Update implements Dialog.
func (d *Prompt) Update(msg tea.Msg) (Answer, tea.Cmd) {
	a, cmd := d.form.Update(msg)
	return entered(a), cmd
}

// Size implements Dialog.
func (d *Prompt) Size(w, h int) (int, int) { return d.form.Size(w, h) }

// Render implements Dialog.
func (d *Prompt) Render(w, h int) string { return d.form.Render(w, h) }

// Press implements Dialog.
func (d *Prompt) Press(x, y int, mod tea.KeyMod) Answer { return entered(d.form.Press(x, y, mod)) }

// Wheel implements Dialog.
func (d *Prompt) Wheel(n int) { d.form.Wheel(n) }

// Cursor implements Dialog.
func (d *Prompt) Cursor() *tea.Cursor { return d.form.Cursor() }

// ShortHelp implements Dialog.
func (d *Prompt) ShortHelp() []key.Binding { return d.form.ShortHelp() }
