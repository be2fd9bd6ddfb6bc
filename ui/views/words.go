package views

import (
	"strings"

	"b2tui/ui"
)

// words are lines that a list shows where it has no rows.
type words []wordLine

type wordLine struct {
	style ui.Style
	text  string // raw
}

// write draws one of the lines in exactly w cells; past the end an empty one.
func (o words) write(b *strings.Builder, t *ui.Theme, line, w int) {
	if line < 0 || line >= len(o) || w < 4 {
		padTo(b, w)
		return
	}
	text := t.CutEnd(t.Clean(o[line].text), w-3)
	b.WriteString("  ")
	o[line].style.Write(b, text.String())
	padTo(b, w-2-text.Width())
}

// problemWords say what went wrong, what to do, and which key tries again, in
// lines for w cells.
func problemWords(kit *ui.Kit, p *Problem, w int) words {
	t := kit.Theme
	o := append(words{{}}, wrapWords(t, t.Bad, t.Glyphs.Warn+" "+p.Title, w)...)
	o = append(o, wrapWords(t, t.Text, p.Detail, w)...)
	o = append(o, wrapWords(t, t.Text, p.Hint, w)...)
	if reload := kit.Keys.Global.Reload; reload.Enabled() {
		o = append(o, wordLine{}, wordLine{t.Dim, reload.Help().Key + " tries again"})
	}
	return o
}

// wrapWords makes lines of one text for w cells.
func wrapWords(t *ui.Theme, style ui.Style, text string, w int) words {
	var o words
	for _, line := range t.Wrap(t.Clean(text), w-4) {
		o = append(o, wordLine{style, line.String()})
	}
	return o
}
