package dialog

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// sheet is what all dialogs are drawn on: a titled box with lines, of which
// those around the focus are in sight, and a row of buttons.
type sheet struct {
	kit     *ui.Kit
	title   string
	width   int // wished, borders included
	scroll  int
	inner   ui.Rect // where lines were drawn last
	lines   []line  // … and which
	cursor  *tea.Cursor
	buttons buttons
	until   time.Time // answering keys are ignored before
}

// line is one line of a sheet, drawn: exactly the inner width.
type line struct {
	text    string
	stop    int // what the mouse hits here, -1: nothing
	cursorX int // of the text field in it, -1: none
}

const (
	sideRoom = 2  // border and blank on each side
	lastRoom = 4  // cells left free around a dialog
	minRoom  = 10 // below it nothing can be read
)

func newSheet(kit *ui.Kit, title string, width int, sudden bool) sheet {
	s := sheet{kit: kit, title: title, width: width}
	if sudden {
		s.until = kit.Now().Add(Grace)
	}
	return s
}

// early tells that a key may have been meant for what stood here before.
func (s *sheet) early() bool { return s.kit.Now().Before(s.until) }

// outer tells the width of the box on a screen of w.
func (s *sheet) outer(w int) int {
	if w < 40 {
		return w
	}
	return min(s.width, w-lastRoom)
}

func (s *sheet) room(w int) int { return max(s.outer(w)-2*sideRoom, 1) }

// size tells the cells for so many lines.
func (s *sheet) size(w, h, lines int) (int, int) {
	tall := h
	if h >= 12 {
		tall = h - 2
	}
	return s.outer(w), min(lines+2, tall)
}

// render draws the box for a screen of w by h with the lines that make gives
// for the inner width; focus is the line that must be in sight.
func (s *sheet) render(w, h int, lines []line, focus int) string {
	t := s.kit.Theme
	bw, bh := s.size(w, h, len(lines))
	pane := ui.Pane{Title: t.Clean(s.title), Focused: true}
	in := pane.Inner(bw, bh)
	s.scroll = min(s.scroll, max(len(lines)-in.H, 0))
	if focus >= 0 && in.H > 0 {
		s.scroll = min(s.scroll, focus)
		s.scroll = max(s.scroll, focus-in.H+1)
	}
	if hidden := len(lines) - in.H; hidden > 0 {
		pane.Corner = t.Clean(ui.Count(min(s.scroll+in.H, len(lines))) + "/" + ui.Count(len(lines)))
	}
	s.inner, s.lines, s.cursor = in, lines, nil
	return pane.Render(t, bw, bh, func(b *strings.Builder, y, width int) {
		i := s.scroll + y
		if i >= len(lines) || width < minRoom {
			b.WriteString(strings.Repeat(" ", width))
			return
		}
		b.WriteByte(' ')
		b.WriteString(lines[i].text)
		b.WriteByte(' ')
		if lines[i].cursorX >= 0 {
			s.cursor = tea.NewCursor(in.X+1+lines[i].cursorX, in.Y+y)
		}
	})
}

// lineAt tells the line under a position of the last render, and the column
// within it.
func (s *sheet) lineAt(x, y int) (l line, col int, ok bool) {
	i := s.scroll + y - s.inner.Y
	if !s.inner.Contains(x, y) || i < 0 || i >= len(s.lines) {
		return line{}, 0, false
	}
	return s.lines[i], x - s.inner.X - 1, true
}

// text makes lines of one paragraph in a style, wrapped for w cells.
func (s *sheet) text(style ui.Style, raw string, w int) []line {
	t := s.kit.Theme
	if raw == "" {
		return nil
	}
	var out []line
	for _, part := range t.Wrap(t.Clean(raw), w) {
		out = append(out, s.styled(style, part, w))
	}
	return out
}

// styled makes one line of a text, cut or padded to w cells.
func (s *sheet) styled(style ui.Style, text ui.Text, w int) line {
	var b strings.Builder
	text = s.kit.Theme.CutEnd(text, w)
	style.Write(&b, text.String())
	b.WriteString(strings.Repeat(" ", max(w-text.Width(), 0)))
	return line{text: b.String(), stop: -1, cursorX: -1}
}

func (s *sheet) blank(w int) line {
	return line{text: strings.Repeat(" ", max(w, 0)), stop: -1, cursorX: -1}
}

// facts makes lines of labelled values.
func (s *sheet) facts(facts []Fact, w int) []line {
	t := s.kit.Theme
	label := 0
	for _, f := range facts {
		label = max(label, t.Clean(f.Label).Width())
	}
	label = min(label+2, max(w/3, 4))
	var out []line
	for _, f := range facts {
		for i, part := range t.Wrap(t.Clean(f.Value), w-label) {
			var b strings.Builder
			name := ""
			if i == 0 {
				name = f.Label
			}
			cut := t.CutEnd(t.Clean(name), label-1)
			t.Dim.Write(&b, cut.String())
			b.WriteString(strings.Repeat(" ", label-cut.Width()))
			t.Fit(&b, part, w-label)
			out = append(out, line{text: b.String(), stop: -1, cursorX: -1})
		}
	}
	return out
}

// fieldLine makes the line of a text field.
func (s *sheet) fieldLine(f *ui.Field, w int, focused bool) line {
	t := s.kit.Theme
	l := line{text: t.Field.Render(f.Render(t, w)), stop: -1, cursorX: -1}
	if focused {
		l.cursorX = f.CursorX()
	}
	return l
}

// Cursor implements Dialog.
func (s *sheet) Cursor() *tea.Cursor { return s.cursor }

// Wheel implements Dialog.
func (s *sheet) Wheel(n int) { s.scroll = max(s.scroll+n, 0) }
