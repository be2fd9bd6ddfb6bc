package views

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// board is what the tables of buckets and keys share: a row list with column
// heads, a filter, and details of the row under the cursor, beside the table
// where there is room and instead of it where there is not.
type board struct {
	lineField
	kit     *ui.Kit
	can     ui.Can
	rows    ui.Rows
	query   string
	loading bool
	problem *Problem
	details bool    // in the place of the table
	beside  bool    // drawn beside it last time
	inner   ui.Rect // where rows were drawn
	sift    func()  // filters again
}

// boardParts is what a table draws with. The row function writes a row after
// its lead, the head function the names of the columns, each exactly w cells.
type boardParts struct {
	title, footer string
	about         string // title of the details
	empty         string
	head          func(b *strings.Builder, w int)
	row           func(b *strings.Builder, i, w int)
	marked        func(i int) bool
	words         func(w int) words // the details
}

const (
	besideFrom  = 100 // columns from which details stand beside
	besideShare = 40  // percent of the width that they take
)

func (o *board) render(w, h int, focused bool, parts boardParts) string {
	if o.details && o.rows.Count() > 0 && w < besideFrom {
		o.inner, o.beside = ui.Rect{}, false
		return o.renderDetails(w, h, focused, parts)
	}
	if o.beside = w >= besideFrom; !o.beside {
		return o.renderTable(w, h, focused, parts)
	}
	side := w * besideShare / 100
	return ui.Beside(o.renderTable(w-side, h, focused, parts), o.renderDetails(side, h, false, parts))
}

func (o *board) renderTable(w, h int, focused bool, parts boardParts) string {
	t := o.kit.Theme
	pane := ui.Pane{Title: t.Clean(parts.title), Focused: focused, Bare: bare(w, h)}
	full := pane.Inner(w, h)
	head := 0
	if full.H > 3 && o.rows.Count() > 0 {
		head = 1
	}
	o.inner = ui.Rect{X: full.X, Y: full.Y + head, W: full.W, H: max(full.H-head, 0)}
	o.rows.SetHeight(o.inner.H)
	pane.Footer, pane.Corner = o.footer(w, full, parts), position(t, &o.rows, 0)
	var say words
	if o.rows.Count() == 0 {
		say = o.say(full.W, parts)
	}
	first, end := o.rows.Window()
	return pane.Render(t, w, h, func(b *strings.Builder, line, width int) {
		row := first + line - head
		switch {
		case line < head:
			padTo(b, min(leadWidth, width))
			b.WriteString(t.Dim.On)
			parts.head(b, width-leadWidth)
			b.WriteString(t.Dim.Off)
		case row < end:
			lead(b, t, row == o.rows.Cursor(), focused, parts.marked(row), width)
			parts.row(b, row, width-leadWidth)
		default:
			say.write(b, t, line, width)
		}
	})
}

func (o *board) renderDetails(w, h int, focused bool, parts boardParts) string {
	t := o.kit.Theme
	pane := ui.Pane{Title: t.Clean(parts.about), Focused: focused, Bare: bare(w, h)}
	var about words
	if o.rows.Count() > 0 {
		about = parts.words(pane.Inner(w, h).W)
	}
	return pane.Render(t, w, h, func(b *strings.Builder, line, width int) { about.write(b, t, line, width) })
}

func (o *board) say(w int, parts boardParts) words {
	t := o.kit.Theme
	switch {
	case o.problem != nil:
		return problemWords(o.kit, o.problem, w)
	case o.loading:
		return words{{}, {t.Dim, "loading" + t.Glyphs.Ellipsis}}
	case o.query != "":
		return words{{}, {t.Dim, "nothing here matches; esc shows all"}}
	}
	return append(words{{}}, wrapWords(t, t.Dim, parts.empty, w)...)
}

func (o *board) footer(w int, full ui.Rect, parts boardParts) ui.Text {
	t := o.kit.Theme
	if o.field != nil {
		return o.line(t, w, full, "/", "")
	}
	text := parts.footer
	if o.query != "" {
		text = "/" + o.query + " " + t.Glyphs.Dot + " " + text
	}
	switch {
	case o.problem != nil && o.rows.Count() > 0:
		text += " " + t.Glyphs.Dot + " " + t.Glyphs.Warn + " " + o.problem.Title
	case o.loading && o.rows.Count() > 0:
		text += " " + t.Glyphs.Dot + " loading" + t.Glyphs.Ellipsis
	case o.rows.Count() == 0 && o.query == "":
		text = ""
	}
	return t.Clean(text)
}

// update handles the keys that both tables have. It tells whether the message
// was for it.
func (o *board) update(msg tea.Msg) (done bool, cmd tea.Cmd) {
	if o.field != nil {
		text, event, cmd := o.lineField.update(&o.kit.Keys.Input, msg)
		switch event {
		case fieldChanged:
			o.setQuery(text)
		case fieldCancelled:
			o.setQuery("")
		}
		return true, cmd
	}
	press, ok := msg.(tea.KeyPressMsg)
	l := &o.kit.Keys.List
	switch {
	case !ok, moveRows(&o.rows, l, press):
	case key.Matches(press, l.Filter):
		o.details = false
		o.open(o.query)
	case key.Matches(press, l.Details):
		o.details = !o.details
	default:
		return false, nil
	}
	return true, nil
}

func (o *board) setQuery(q string) {
	if q != o.query {
		o.query = q
		o.sift()
	}
}

// refuse returns the reason as an intent, or else what make gives.
func (o *board) refuse(act ui.Action, intent Intent) Intent {
	if reason := o.can[act]; reason != "" {
		return Refused{reason}
	}
	return intent
}

// Back does what esc does here, one thing a call, and tells false when there
// was nothing to do.
func (o *board) Back() bool {
	switch {
	case o.field != nil:
		o.close()
	case o.details && !o.beside:
		o.details = false
	case o.query != "":
		o.setQuery("")
	default:
		return false
	}
	return true
}

// SetLoading says that the list is being read.
func (o *board) SetLoading(loading bool) {
	o.loading = loading
	if loading {
		o.problem = nil
	}
}

// SetError shows what went wrong; nil takes it away.
func (o *board) SetError(problem *Problem) {
	o.problem = problem
	if problem != nil {
		o.loading = false
	}
}

// SetCan implements View.
func (o *board) SetCan(can ui.Can) { o.can = can }

// RowAt implements View.
func (o *board) RowAt(x, y int) (int, bool) {
	if !o.inner.Contains(x, y) {
		return 0, false
	}
	return o.rows.RowAt(y - o.inner.Y)
}

// Press implements View.
func (o *board) Press(x, y int, mod tea.KeyMod) Intent {
	if row, ok := o.RowAt(x, y); ok {
		o.rows.MoveTo(row)
	}
	return nil
}

// Wheel implements View.
func (o *board) Wheel(n int) Intent {
	o.rows.Scroll(n)
	return nil
}
