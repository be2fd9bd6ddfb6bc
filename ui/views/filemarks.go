package views

import (
	"github.com/bmatcuk/doublestar/v4"
)

// Selected returns the marked rows in order or, when none is, the cursor row;
// never "..". Marked rows count even where the filter does not show them.
func (p *FilePane) Selected() []Row {
	if p.marks.count == 0 {
		if e, ok := p.entry(p.rows.Cursor()); ok {
			return []Row{p.list.row(e)}
		}
		return nil
	}
	out := make([]Row, 0, p.marks.count)
	for _, e := range p.order {
		if p.marks.has(e) {
			out = append(out, p.list.row(e))
		}
	}
	return out
}

// DragRows returns what a drag that began on row i carries: the marked rows if
// it is one of them, else that row; nothing for "..".
func (p *FilePane) DragRows(i int) []Row {
	e, ok := p.entry(i)
	switch {
	case !ok:
		return nil
	case p.marks.has(e):
		return p.Selected()
	}
	return []Row{p.list.row(e)}
}

// MarkedSummary counts what is marked.
func (p *FilePane) MarkedSummary() Summary {
	s := Summary{Count: p.marks.count}
	if s.Count == 0 {
		return s
	}
	for w, bits := range p.marks.bits {
		for k := 0; bits != 0; k, bits = k+1, bits>>1 {
			if bits&1 == 0 {
				continue
			}
			i := int32(w*64 + k)
			if p.list.isDir(i) {
				s.Folders++
			} else {
				s.Bytes += max(p.list.rows[i].size, 0)
			}
		}
	}
	return s
}

// ClearMarks takes all marks away, as after a copy was queued.
func (p *FilePane) ClearMarks() { p.marks, p.span = marks{}, nil }

// markStep turns the mark of the cursor row and steps on.
func (p *FilePane) markStep() {
	p.span = nil
	if e, ok := p.entry(p.rows.Cursor()); ok {
		p.marks.set(e, !p.marks.has(e))
	}
	p.rows.Move(1)
}

// markRange begins or ends a range.
func (p *FilePane) markRange() {
	if p.span != nil {
		p.span = nil
		return
	}
	p.span = &markSpan{anchor: p.rows.Cursor(), before: p.marks.clone()}
	p.stretch()
}

// stretch marks from the anchor of the range to the cursor.
func (p *FilePane) stretch() {
	if p.span == nil {
		return
	}
	p.marks = p.span.before.clone()
	p.markBetween(p.span.anchor, p.rows.Cursor())
}

func (p *FilePane) markBetween(a, b int) {
	for i := min(a, b); i <= max(a, b); i++ {
		if e, ok := p.entry(i); ok {
			p.marks.set(e, true)
		}
	}
}

// markGlob marks or unmarks what the pattern matches, of what is shown. It
// tells how many that were, and false for a broken pattern.
func (p *FilePane) markGlob(pattern string, on bool) (int, bool) {
	if !doublestar.ValidatePattern(pattern) {
		return 0, false
	}
	hits := 0
	for _, e := range p.shown {
		if doublestar.MatchUnvalidated(pattern, p.list.name(e)) {
			p.marks.set(e, on)
			hits++
		}
	}
	return hits, true
}

// invert turns the marks of everything that is shown.
func (p *FilePane) invert() {
	p.span = nil
	for _, e := range p.shown {
		p.marks.set(e, !p.marks.has(e))
	}
}
