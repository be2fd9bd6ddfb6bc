package ui

import "strings"

// Pane is a block with a title and two footers in its border. Focus is told by
// the title alone, so that a change of pane costs two titles and not two
// borders.
type Pane struct {
	Title   Text // "Local  ~/exports"
	Footer  Text // on the lower border, left
	Corner  Text // on the lower border, right: the cursor's position
	Focused bool
	Bare    bool // no border: the title above, the footers below
	Lit     bool // a drop target as a whole
}

// Inner is where the rows stand within a pane of w by h cells.
func (p *Pane) Inner(w, h int) Rect {
	if p.Bare {
		return Rect{0, min(1, h), max(w, 0), max(h-2, min(h-1, 1), 0)}
	}
	return Rect{1, min(1, h), max(w-2, 0), max(h-2, 0)}
}

// Render draws exactly h lines of exactly w cells. Row writes the line of that
// number, exactly inner.W cells of it.
func (p *Pane) Render(t *Theme, w, h int, row func(b *strings.Builder, line, width int)) string {
	if w <= 0 || h <= 0 {
		return Block(w, h)
	}
	var b strings.Builder
	b.Grow(h * (w + 48))
	p.top(&b, t, w)
	in := p.Inner(w, h)
	for y := range in.H {
		b.WriteByte('\n')
		p.side(&b, t, w, 1)
		row(&b, y, in.W)
		p.side(&b, t, w, 2)
	}
	if h > in.H+1 {
		b.WriteByte('\n')
		p.bottom(&b, t, w)
	}
	return b.String()
}

// side writes the border of a row if the width leaves a place for it.
func (p *Pane) side(b *strings.Builder, t *Theme, w, need int) {
	if !p.Bare && w >= need {
		t.Faint.Write(b, t.Glyphs.Vertical)
	}
}

func (p *Pane) top(b *strings.Builder, t *Theme, w int) {
	st, sign := t.Title, " "
	if p.Focused {
		st, sign = t.Focused, t.Glyphs.Focus
	}
	if p.Lit {
		st = t.Drop
	}
	g := t.Glyphs
	if p.Bare {
		title := t.CutStart(p.Title, w-1)
		st.Write(b, sign+title.s)
		pad(b, w-1-title.w)
		return
	}
	if w < 6 {
		t.Faint.Write(b, edge(g.TopLeft, g.Horizontal, g.TopRight, w))
		return
	}
	title := t.CutStart(p.Title, w-4)
	t.Faint.Write(b, g.TopLeft)
	st.Write(b, sign+title.s+" ")
	t.Faint.Write(b, strings.Repeat(p.line(g), w-4-title.w)+g.TopRight)
}

func (p *Pane) bottom(b *strings.Builder, t *Theme, w int) {
	g := t.Glyphs
	if p.Bare {
		corner := t.CutEnd(p.Corner, w/2)
		t.Fit(b, t.CutEnd(p.Footer, w-corner.w-1), w-corner.w)
		b.WriteString(corner.s)
		return
	}
	if w < 6 {
		t.Faint.Write(b, edge(g.BottomLeft, g.Horizontal, g.BotRight, w))
		return
	}
	corner, room := Text{}, w-4
	if p.Corner.w > 0 && p.Corner.w+2 <= room/2 {
		corner = p.Corner
		room -= corner.w + 2
	}
	foot := t.CutEnd(p.Footer, room)
	t.Faint.Write(b, g.BottomLeft)
	if foot.w > 0 {
		b.WriteByte(' ')
		b.WriteString(foot.s)
		b.WriteByte(' ')
		room -= foot.w
	} else {
		room += 2
	}
	t.Faint.Write(b, strings.Repeat(p.line(g), room))
	if corner.w > 0 {
		b.WriteByte(' ')
		b.WriteString(corner.s)
		b.WriteByte(' ')
	}
	t.Faint.Write(b, g.BotRight)
}

func (p *Pane) line(g Glyphs) string {
	if p.Lit {
		return g.Double
	}
	return g.Horizontal
}

// edge draws a border line without text.
func edge(left, mid, right string, w int) string {
	switch {
	case w <= 0:
		return ""
	case w == 1:
		return left
	}
	return left + strings.Repeat(mid, w-2) + right
}

// Block is h empty lines of w cells.
func Block(w, h int) string {
	if w <= 0 || h <= 0 {
		return strings.Repeat("\n", max(h-1, 0))
	}
	line := blank(w)
	return strings.Repeat(line+"\n", h-1) + line
}
