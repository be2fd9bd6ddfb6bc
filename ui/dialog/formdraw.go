package dialog

import (
	"strings"

	"b2tui/ui"
)

// label is the width of the column of labels.
func (d *Form) label(w int) int {
	n := 0
	for _, e := range d.entries {
		if e.Kind == FieldList {
			continue
		}
		n = max(n, d.kit.Theme.Clean(e.Label).Width())
	}
	return min(n+2, max(w/2, 1))
}

// content makes the lines, and tells the one with the cursor, and the last one
// of its field.
func (d *Form) content(w int) (out []line, focus, last int) {
	t := d.kit.Theme
	for _, s := range d.spec.Intro {
		out = append(out, d.text(t.Dim, s, w)...)
	}
	out = append(out, d.facts(d.spec.Facts, w)...)
	if len(out) > 0 {
		out = append(out, d.blank(w))
	}
	for i, e := range d.entries {
		if !d.shown(e) {
			continue
		}
		lines, at := d.entryLines(i, e, w)
		if i == d.field {
			focus, last = len(out)+at, len(out)+len(lines)-1
		}
		out = append(out, lines...)
	}
	out = append(out, d.blank(w))
	if d.problem != "" {
		out = append(out, d.text(t.Bad, warned(t, d.problem), w)...)
		out = append(out, d.blank(w))
	}
	button := -1
	if d.onButtons() {
		button, focus, last = d.place, len(out), len(out)
	}
	return append(out, d.buttons.line(t, w, button)), focus, last
}

// entryLines draws a field: label and value, then its hint or problem.
func (d *Form) entryLines(i int, e *entry, w int) ([]line, int) {
	t := d.kit.Theme
	label := d.label(w)
	here := i == d.field
	var out []line
	at := 0
	switch e.Kind {
	case FieldChecks:
		for k, o := range e.Options {
			name := ""
			if k == 0 {
				name = e.Label
			}
			box := t.Glyphs.Unchecked
			if e.checks[k] {
				box = t.Glyphs.Checked
			}
			l := d.optionLine(name, box, o, here && k == d.place, label, w)
			l.stop = i<<8 | k
			out = append(out, l)
		}
	case FieldList: // its options have the whole width
		for k, o := range e.Options {
			box := t.Glyphs.RadioOff
			if k == e.chosen {
				box = t.Glyphs.RadioOn
			}
			l := d.optionLine("", box, o, here && k == d.place, 1, w)
			l.stop = i<<8 | k
			out = append(out, l)
		}
	default:
		l := d.valueLine(e, here, label, w)
		l.stop = i << 8
		out = append(out, l)
	}
	if here && e.stops() > 1 {
		at = d.place
	}
	say, style := e.problem, t.Bad
	switch {
	case say != "":
		say = warned(t, say)
	case here:
		say, style = e.Hint, t.Dim
	}
	if say != "" {
		for _, l := range d.text(style, say, w-label) {
			l.text = strings.Repeat(" ", label) + l.text
			out = append(out, l)
		}
	}
	return out, at
}

func (d *Form) name(b *strings.Builder, name string, here bool, label int) {
	t := d.kit.Theme
	style := t.Text
	if here {
		style = t.Focused
	}
	cut := t.CutEnd(t.Clean(name), label-1)
	style.Write(b, cut.String())
	b.WriteString(strings.Repeat(" ", label-cut.Width()))
}

func (d *Form) valueLine(e *entry, here bool, label, w int) line {
	t := d.kit.Theme
	var b strings.Builder
	room := max(w-label, 1)
	switch e.Kind {
	case FieldBool:
		box := t.Glyphs.Unchecked
		if e.on {
			box = t.Glyphs.Checked
		}
		return d.optionLine(e.Label, box, Option{Label: e.Placeholder}, here, label, w)
	case FieldChoice:
		o := Option{Label: t.Glyphs.Missing}
		if e.chosen < len(e.Options) {
			o = e.Options[e.chosen]
		}
		return d.optionLine(e.Label, "<"+ui.Count(e.chosen+1)+"/"+ui.Count(len(e.Options))+">", o, here, label, w)
	}
	d.name(&b, e.Label, here, label)
	l := d.fieldLine(e.input, room, here)
	if e.input.Value() == "" && e.Placeholder != "" {
		l.text = d.styled(t.Dim, t.Clean(e.Placeholder), room).text
	}
	if here {
		l.cursorX += label
	}
	l.text = b.String() + l.text
	return l
}

// optionLine draws a box with its option; the one with the cursor is told by
// its sign and by the real cursor.
func (d *Form) optionLine(name, box string, o Option, here bool, label, w int) line {
	t := d.kit.Theme
	var b strings.Builder
	d.name(&b, name, here, label)
	sign, style := " ", t.Text
	if here {
		sign, style = t.Glyphs.Focus, t.Focused
	}
	text := sign + box + " " + o.Label
	switch {
	case o.Off != "":
		text, style = text+"  ("+o.Off+")", t.Off
	case o.Hint != "":
		text += "  " + o.Hint
	}
	l := d.styled(style, t.Clean(text), w-label)
	l.text = b.String() + l.text
	return l
}

// Size implements Dialog.
func (d *Form) Size(w, h int) (int, int) {
	lines, _, _ := d.content(d.room(w))
	return d.size(w, h, len(lines))
}

// Render implements Dialog. Where not all fits, as much of the field with the
// cursor is in sight as can be.
func (d *Form) Render(w, h int) string {
	lines, focus, last := d.content(d.room(w))
	_, tall := d.size(w, h, len(lines))
	d.scroll = max(d.scroll, last-(tall-2)+1)
	return d.render(w, h, lines, focus)
}
