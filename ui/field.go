package ui

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// Field is a one-line text field. Editing is that of bubbles' textinput;
// drawing is its own, since what is typed or pasted is cleaned like any other
// text. Its cursor is the terminal's real one.
type Field struct {
	in   textinput.Model
	from int // first cell that is in sight
	at   int // the cursor's cell in the last Render
}

// NewField returns a focused, empty field for at most limit characters.
func NewField(limit int) *Field {
	f := &Field{in: textinput.New()}
	f.in.SetVirtualCursor(false)
	f.in.Prompt = ""
	f.in.CharLimit = limit
	f.in.Focus()
	return f
}

// Update edits. It tells whether the text changed.
func (f *Field) Update(msg tea.Msg) (changed bool, cmd tea.Cmd) {
	before := f.in.Value()
	f.in, cmd = f.in.Update(msg)
	return f.in.Value() != before, cmd
}

// Value is the text.
func (f *Field) Value() string { return f.in.Value() }

// SetValue replaces the text and puts the cursor at its end.
func (f *Field) SetValue(s string) {
	f.in.SetValue(s)
	f.in.CursorEnd()
}

// CursorX is the cell of the cursor in what Render drew last.
func (f *Field) CursorX() int { return f.at }

// SetCursorX puts the cursor near a cell of what Render drew last.
func (f *Field) SetCursorX(t *Theme, x int) {
	runes := []rune(f.in.Value())
	pos, w := 0, -f.from
	for pos < len(runes) && w < x {
		pos++
		w = t.Clean(string(runes[:pos])).w - f.from
	}
	f.in.SetCursor(pos)
}

// Render writes exactly w cells, without a style. The cursor stays in sight.
func (f *Field) Render(t *Theme, w int) string {
	if w <= 0 {
		f.at = 0
		return ""
	}
	runes := []rune(f.in.Value())
	all := t.Clean(f.in.Value())
	cur := t.Clean(string(runes[:min(f.in.Position(), len(runes))])).w
	if cur < f.from {
		f.from = cur
	}
	if cur > f.from+w-1 {
		f.from = cur - w + 1
	}
	if all.w < w {
		f.from = 0
	}
	f.at = cur - f.from
	cut := t.cut(all.s, f.from, f.from+w)
	var b strings.Builder
	b.WriteString(cut)
	pad(&b, w-t.width(cut))
	return b.String()
}
