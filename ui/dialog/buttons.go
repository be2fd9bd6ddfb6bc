package dialog

import (
	"strings"

	"b2tui/ui"
)

// buttons is a row of buttons, right aligned.
type buttons struct {
	labels []string // raw
	danger int      // the destructive one, -1: none
	from   []int    // columns where they were drawn
	to     []int
}

// line draws the row in w cells; focus is the button that has it, or -1.
func (o *buttons) line(t *ui.Theme, w, focus int) line {
	texts := make([]ui.Text, len(o.labels))
	total := 0
	for i, label := range o.labels {
		sign := " "
		if i == focus {
			sign = t.Glyphs.Focus
		}
		texts[i] = t.CutEnd(t.Clean("["+sign+label+" ]"), max(w, 0))
		total += texts[i].Width() + 1
	}
	x := max(w-total+1, 0)
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", x))
	o.from, o.to = o.from[:0], o.to[:0]
	for i, text := range texts {
		if i > 0 {
			if x++; x <= w {
				b.WriteByte(' ')
			}
		}
		text = t.CutEnd(text, max(w-x, 0))
		style := t.Button
		switch {
		case i == focus && i == o.danger:
			style = t.ButtonNo
		case i == focus:
			style = t.ButtonOn
		}
		style.Write(&b, text.String())
		o.from = append(o.from, x)
		x += text.Width()
		o.to = append(o.to, x)
	}
	b.WriteString(strings.Repeat(" ", max(w-x, 0)))
	return line{text: b.String(), stop: buttonRow, cursorX: -1}
}

// buttonRow is the stop of the line of buttons.
const buttonRow = 1 << 20

// at tells which button is at a column.
func (o *buttons) at(col int) (int, bool) {
	for i := range o.from {
		if col >= o.from[i] && col < o.to[i] {
			return i, true
		}
	}
	return 0, false
}
