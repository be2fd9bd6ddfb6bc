package views

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"b2tui/ui"
)

// detailHeight is the block about the transfer under the cursor, with its rule.
const detailHeight = 5

// Render implements View.
func (v *TransferQueue) Render(w, h int, focused bool) string {
	t := v.kit.Theme
	pane := ui.Pane{Title: v.title(w), Focused: focused, Bare: bare(w, h), Lit: v.drop == DropPane}
	full := pane.Inner(w, h)
	v.inner = full
	details := full.H >= 2*detailHeight
	if details {
		v.inner.H -= detailHeight
	}
	v.rows.SetHeight(v.inner.H)
	pane.Footer, pane.Corner = v.footer(w, full), position(t, &v.rows, 0)
	var say words
	if v.rows.Count() == 0 {
		say = v.words(full.W)
	}
	var about words
	if details {
		about = v.details(full.W)
	}
	first, end := v.rows.Window()
	return pane.Render(t, w, h, func(b *strings.Builder, line, width int) {
		row := first + line
		switch {
		case line >= v.inner.H:
			about.write(b, t, line-v.inner.H, width)
		case row < end:
			v.drawRow(b, row, width, focused)
		default:
			say.write(b, t, line, width)
		}
	})
}

// title is what is shown and, as far as there is room, the limits in force.
func (v *TransferQueue) title(w int) ui.Text {
	t := v.kit.Theme
	text := "Transfers"
	if v.group != nil {
		text += " / " + strings.TrimSuffix(v.group.row.Name, "/") + "/"
	}
	if s := v.show.String(); s != "" {
		text += " (" + s + ")"
	}
	title, sep := t.Clean(text), "  "
	for _, limit := range v.limits.words() {
		longer := t.Clean(title.String() + sep + limit)
		if longer.Width() > w-titleEdges {
			break
		}
		title, sep = longer, ", "
	}
	return title
}

// titleEdges is what a title leaves free in the border above a pane.
const titleEdges = 4

// words tell the ceilings, and what the timetable has to do with them.
func (l *TransferLimits) words() []string {
	var parts []string
	if l.FilesAtOnce > 0 {
		parts = append(parts, ui.Plural(l.FilesAtOnce, "file", "files")+" at once")
	}
	if l.PartsAtOnce > 0 {
		text := ui.Plural(l.PartsAtOnce, "part", "parts")
		if l.PartsNow > 0 && l.PartsNow < l.PartsAtOnce {
			text = ui.Count(l.PartsNow) + " of " + text
		}
		parts = append(parts, text)
	}
	switch up, down := ui.Rate(float64(l.Up)), ui.Rate(float64(l.Down)); {
	case l.Up > 0 && l.Up == l.Down:
		parts = append(parts, "at most "+up+" each way")
	case l.Up > 0 && l.Down > 0:
		parts = append(parts, "at most "+up+" up and "+down+" down")
	case l.Up > 0:
		parts = append(parts, "at most "+up+" up")
	case l.Down > 0:
		parts = append(parts, "at most "+down+" down")
	}
	until := ""
	if !l.Until.IsZero() {
		until = " until " + l.Until.Format("15:04")
	}
	switch {
	case l.Overridden:
		parts = append(parts, "by hand"+until)
	case l.Rule != "":
		parts = append(parts, "timetable "+l.Rule)
	}
	return parts
}

func (v *TransferQueue) footer(w int, full ui.Rect) ui.Text {
	t := v.kit.Theme
	if v.field != nil {
		return v.line(t, w, full, "/", "")
	}
	if v.notice != "" {
		return t.Clean(t.Glyphs.Warn + " " + v.notice)
	}
	return t.Clean(v.totalsLine())
}

func (v *TransferQueue) words(w int) words {
	t := v.kit.Theme
	switch {
	case v.problem != nil:
		return problemWords(v.kit, v.problem, w)
	case !v.known:
		return words{{}, {t.Dim, "loading" + t.Glyphs.Ellipsis}}
	case v.query != "":
		return words{{}, {t.Dim, "nothing here matches; esc shows all"}}
	case v.group != nil && v.group.row.Walking:
		return words{{}, {t.Dim, "no file was found in this folder yet"}}
	case v.group != nil:
		return words{{}, {t.Dim, "there is no file in this folder"}}
	case v.show == ShowOpen:
		return words{{}, {t.Dim, "nothing waits or runs; esc shows all"}}
	case v.show == ShowFailed:
		return words{{}, {t.Dim, "nothing has failed; esc shows all"}}
	case v.show == ShowHistory:
		return words{{}, {t.Dim, "nothing has finished, or it was cleared; esc shows all"}}
	}
	return words{
		{},
		{t.Dim, "there are no transfers"},
		{},
		{t.Dim, "mark files in the Files view and press " + v.kit.Keys.Files.Copy.Help().Key + ", or drag them across"},
	}
}

func (v *TransferQueue) drawRow(b *strings.Builder, i, w int, focused bool) {
	t := v.kit.Theme
	r, ok := v.Row(i)
	_, marked := v.marks[r.ID]
	if i == v.drop && ok && w > leadWidth+1 {
		v.drawDrop(b, &r, w)
		return
	}
	lead(b, t, i == v.rows.Cursor(), focused, ok && marked, w)
	if w <= leadWidth+1 {
		padTo(b, w-leadWidth)
		return
	}
	if !ok {
		t.Dim.Write(b, fit(t, t.Glyphs.Ellipsis, w-leadWidth))
		return
	}
	drawTransfer(b, t, &r, v.kit.Now(), w-leadWidth-1)
	b.WriteByte(' ')
}

// drawDrop writes the row before which a drop would go: all of it lit up, and
// before it the corner of a line above.
func (v *TransferQueue) drawDrop(b *strings.Builder, r *TransferRow, w int) {
	t := v.kit.Theme
	var plain strings.Builder
	drawTransfer(&plain, t, r, v.kit.Now(), w-leadWidth-1)
	t.Drop.Write(b, t.Glyphs.TopLeft+t.Glyphs.Horizontal+ansi.Strip(plain.String())+" ")
}

// details tell about the transfer under the cursor in detailHeight lines.
func (v *TransferQueue) details(w int) words {
	t := v.kit.Theme
	rule := wordLine{t.Faint, strings.Repeat(t.Glyphs.Horizontal, max(w-4, 0))}
	r, ok := v.Selected()
	if !ok {
		return words{rule}
	}
	o := words{rule}
	if r.Source != "" {
		o = append(o, wordLine{t.Dim, "from " + r.Source})
	}
	if r.Direction.moves() {
		o = append(o, wordLine{t.Dim, "to   " + r.Target})
	} else {
		o = append(o, wordLine{t.Dim, r.Verb + " " + r.Target})
	}
	dot := " " + t.Glyphs.Dot + " "
	facts := []string{ui.Size(r.Done) + " of " + ui.Size(r.Size)}
	switch {
	case !r.Direction.moves():
		facts = nil
	case r.Size <= 0 && r.Done == 0 && r.State != Done: // not known
		facts = nil
	case r.Size < 0:
		facts[0] = ui.Size(r.Done)
	}
	switch {
	case r.Moves && r.State == Done:
		facts = append(facts, "moved")
	case r.Moves:
		facts = append(facts, "move: the source goes when the copy is proved")
	}
	if s := groupCount(&r); s != "" {
		facts = append(facts, s)
	}
	if len(r.Parts) > 1 {
		done := 0
		for _, p := range r.Parts {
			if p.Done >= p.Size {
				done++
			}
		}
		var cells strings.Builder
		drawParts(&cells, t, &r, min(len(r.Parts), max(w-60, 4)))
		facts = append(facts, ui.Count(done)+" of "+ui.Count(len(r.Parts))+" parts "+cells.String())
	}
	if r.Owner != "" {
		facts = append(facts, "run by "+r.Owner)
	}
	o = append(o, wordLine{t.Text, strings.Join(facts, dot)})
	switch {
	case r.Asks:
		o = append(o, wordLine{t.Warn, r.Reason + "; " + v.kit.Keys.Transfers.Answer.Help().Key + " answers"})
	case r.Reason != "":
		st := t.Text
		if r.State == Failed {
			st = t.Bad
		}
		o = append(o, wordLine{st, r.Reason})
	case !r.Finished.IsZero():
		state := string(r.State)
		if r.NotVerifiable && r.State == Done {
			state += " (not verifiable)"
		}
		o = append(o, wordLine{t.Dim, state + " " + ui.LongTime(r.Finished, v.kit.Now())})
	case !r.Enqueued.IsZero():
		o = append(o, wordLine{t.Dim, "queued " + ui.LongTime(r.Enqueued, v.kit.Now())})
	}
	return o
}
