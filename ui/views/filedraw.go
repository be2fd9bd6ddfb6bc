package views

import (
	"strings"
	"time"

	"b2tui/ui"
)

// columns are the widths of a row's parts for one width of the pane.
type columns struct {
	name, size, time int // 0: not shown
}

const (
	leadWidth = 2  // cursor and mark
	nameFloor = 14 // a name gets at least this before columns are shown
)

func fileColumns(w int) columns {
	c := columns{name: w - leadWidth - 1, size: ui.SizeWidth, time: ui.TimeWidth}
	if w < leadWidth+nameFloor+1+c.size+2+c.time+1 {
		c.time = 0
	}
	if w < leadWidth+nameFloor+1+c.size+1 {
		c.size = 0
	}
	if c.size > 0 {
		c.name -= 1 + c.size
	}
	if c.time > 0 {
		c.name -= 2 + c.time
	}
	return c
}

// Render implements View.
func (p *FilePane) Render(w, h int, focused bool) string {
	t := p.kit.Theme
	pane := ui.Pane{
		Title: p.title(w), Footer: p.footer(w), Focused: focused,
		Bare: bare(w, h), Lit: p.drop == DropPane,
	}
	p.inner = pane.Inner(w, h)
	p.rows.SetHeight(p.inner.H)
	pane.Corner = position(t, &p.rows, p.parents())
	now := p.kit.Now()
	cols := fileColumns(p.inner.W)
	first, end := p.rows.Window()
	say := p.words(p.inner.W)
	return pane.Render(t, w, h, func(b *strings.Builder, line, width int) {
		if row := first + line; row < end {
			p.drawRow(b, row, width, cols, focused, now)
			return
		}
		say.write(b, t, line-(end-first), width)
	})
}

// bare tells whether the block is too small for borders.
func bare(w, h int) bool { return w < 30 || h < 6 }

// position is "12/1,204", where not all rows are in sight. The first rows that
// are no entries do not count.
func position(t *ui.Theme, rows *ui.Rows, parents int) ui.Text {
	at := rows.Cursor() + 1 - parents
	if rows.Count() <= rows.Height() || at < 1 {
		return ui.Text{}
	}
	return t.Clean(ui.Count(at) + "/" + ui.Count(rows.Count()-parents))
}

func (p *FilePane) title(w int) ui.Text {
	t := p.kit.Theme
	side, path := "Local  ", p.place.Path
	if p.place.Remote {
		side = "B2  "
		path = "all buckets"
		if p.place.Bucket != "" {
			path = crumbs(p.place.Bucket, p.place.Path, t.Glyphs.Crumb)
		}
	} else {
		path = p.place.Home.Short(path)
	}
	return t.Clean(side + t.CutStart(t.Clean(path), max(w-6-len(side), 0)).String())
}

func crumbs(bucket, prefix, sep string) string {
	parts := append([]string{bucket}, strings.FieldsFunc(prefix, func(r rune) bool { return r == '/' })...)
	return strings.Join(parts, " "+sep+" ")
}

// footer says what is marked and loaded; while a field is open it is the field.
func (p *FilePane) footer(w int) ui.Text {
	t := p.kit.Theme
	if p.field != nil {
		return p.fieldLine(w)
	}
	dot := " " + t.Glyphs.Dot + " "
	var parts []string
	if p.span != nil {
		parts = append(parts, "marking a range: "+p.kit.Keys.Files.Range.Help().Key+" ends it")
	}
	if s := p.MarkedSummary(); s.Count > 0 {
		parts = append(parts, ui.Count(s.Count)+" marked")
		if s.Bytes > 0 || s.Folders == 0 {
			parts = append(parts, ui.Size(s.Bytes))
		}
	}
	switch {
	case p.query != "":
		parts = append(parts, "/"+p.query, ui.Count(len(p.shown))+" of "+ui.Plural(p.Count(), "item", "items"))
	case p.Count() > 0 || !p.loading && p.problem == nil:
		parts = append(parts, ui.Plural(p.Count(), "item", "items"))
	}
	switch p.sort {
	case bySize:
		parts = append(parts, "by size")
	case byTime:
		parts = append(parts, "by time")
	}
	switch {
	case p.problem != nil && p.Count() > 0:
		parts = append(parts, t.Glyphs.Warn+" "+p.problem.Title)
	case p.loading:
		parts = append(parts, "loading"+t.Glyphs.Ellipsis)
	case p.more:
		parts = append(parts, "more to come")
	}
	return t.Clean(strings.Join(parts, dot))
}

// fieldLine is the open field with its sign.
func (p *FilePane) fieldLine(w int) ui.Text {
	t := p.kit.Theme
	sign := [...]string{forFilter: "/", forMark: "mark ", forUnmark: "unmark "}[p.asks]
	tail := ""
	if p.asks == forFilter {
		tail = "  " + ui.Count(len(p.shown)) + " of " + ui.Count(p.Count())
	}
	return p.line(t, w, p.inner, sign, tail)
}

// words are what the pane says below its rows: the error, that it is empty,
// that it is being read.
func (p *FilePane) words(w int) words {
	t := p.kit.Theme
	switch {
	case p.problem != nil && p.Count() == 0:
		return problemWords(p.kit, p.problem, w)
	case len(p.shown) > 0:
		return nil
	case p.loading:
		return words{{}, {t.Dim, "loading" + t.Glyphs.Ellipsis}}
	case p.query != "":
		return words{{}, {t.Dim, "nothing here matches; esc shows all"}}
	case p.place.Remote && p.place.Bucket == "":
		return words{{}, {t.Dim, "there are no buckets"}}
	}
	return words{{}, {t.Dim, "this folder is empty"}}
}

func (p *FilePane) drawRow(b *strings.Builder, row, w int, c columns, focused bool, now time.Time) {
	t := p.kit.Theme
	e, isEntry := p.entry(row)
	lead(b, t, row == p.rows.Cursor(), focused, isEntry && p.marks.has(e), w)
	if w <= leadWidth {
		return
	}
	if !isEntry {
		up := ".."[:min(2, w-leadWidth)]
		t.Folder.Write(b, up)
		padTo(b, w-leadWidth-len(up))
		return
	}
	r := &p.list.rows[e]
	p.drawName(b, row, e, c.name)
	if c.size > 0 {
		b.WriteByte(' ')
		size := t.Clean(t.Glyphs.Missing)
		if r.size >= 0 && !p.list.isDir(e) {
			size = t.Clean(ui.Size(r.size))
		}
		t.FitRight(b, size, c.size)
	}
	if c.time > 0 {
		b.WriteString("  ")
		when := ""
		if r.milli > 0 {
			when = ui.ShortTime(time.UnixMilli(r.milli), now)
		}
		t.FitRight(b, t.Clean(when), c.time)
	}
	b.WriteByte(' ')
}

// drawName writes the name with what its kind adds, and at the right a word on
// what is no ordinary file, in w cells.
func (p *FilePane) drawName(b *strings.Builder, row int, e int32, w int) {
	t := p.kit.Theme
	r := &p.list.rows[e]
	note := ui.Text{}
	switch r.kind {
	case KindPlaceholder:
		note = ui.Lit("marker")
	case KindSpecial:
		note = ui.Lit("special")
	}
	if note.Width() > 0 && note.Width()+nameFloor > w {
		note = ui.Text{}
	}
	if note.Width() > 0 {
		w -= note.Width() + 1
	}
	suffix, st := "", t.Text
	switch r.kind {
	case KindFolder, KindBucket:
		suffix, st = "/", t.Folder
	case KindLink:
		suffix = "@"
	case KindPlaceholder, KindSpecial:
		st = t.Hidden
	}
	if len(suffix) >= w {
		suffix = ""
	}
	if row == p.drop {
		st = t.Drop
	}
	name := t.Cut(t.Clean(p.list.name(e)), w-len(suffix))
	st.Write(b, name.String()+suffix)
	padTo(b, w-name.Width()-len(suffix))
	if note.Width() > 0 {
		b.WriteByte(' ')
		t.Dim.Write(b, note.String())
	}
}

// lead writes the cells of cursor and mark, as far as w allows.
func lead(b *strings.Builder, t *ui.Theme, cursor, focused, marked bool, w int) {
	if w > 0 {
		switch {
		case cursor && focused:
			t.Cursor.Write(b, t.Glyphs.Cursor)
		case cursor:
			t.Dim.Write(b, t.Glyphs.Idle)
		default:
			b.WriteByte(' ')
		}
	}
	if w > 1 {
		if marked {
			t.Mark.Write(b, t.Glyphs.Mark)
		} else {
			b.WriteByte(' ')
		}
	}
}

func padTo(b *strings.Builder, n int) {
	for range n {
		b.WriteByte(' ')
	}
}
