package views

import (
	"strings"
	"time"

	"b2tui/ui"
)

// zone is the right part of a transfer's row: state, bar, percent, rate, ETA.
// Each has a fixed place, so that a tick changes a few digits.
type zone struct {
	width, bar, rate, eta int
}

const (
	stateWidth = 9 // "verifying"
	zoneShare  = 2 // the zone takes at most one of so many parts of the row
)

func transferZone(w int) zone {
	forms := []zone{
		{bar: 16, rate: ui.RateWidth, eta: ui.ETAWidth},
		{bar: 10, rate: ui.RateWidth, eta: ui.ETAWidth},
		{rate: ui.RateWidth, eta: ui.ETAWidth},
		{rate: ui.RateWidth},
		{},
	}
	for _, z := range forms {
		z.width = stateWidth + 1 + ui.PercentWidth
		for _, part := range []int{z.bar, z.rate, z.eta} {
			if part > 0 {
				z.width += part + 1
			}
		}
		if z.width <= w/zoneShare {
			return z
		}
	}
	return zone{width: min(stateWidth, max(w-8, 0))}
}

// drawTransfer writes a row, exactly w cells, from the direction on.
func drawTransfer(b *strings.Builder, t *ui.Theme, r *TransferRow, now time.Time, w int) {
	z := transferZone(w)
	nameWidth := w - 2 - z.width - 1
	if nameWidth < 4 {
		t.Fit(b, t.Clean(r.Name), w)
		return
	}
	glyph, st := direction(t, r.Direction)
	st.Write(b, glyph)
	b.WriteByte(' ')
	drawRoute(b, t, r, nameWidth)
	b.WriteByte(' ')
	if z.width <= stateWidth {
		stateStyle(t, r.State).Write(b, fit(t, string(r.State), z.width))
		return
	}
	drawZone(b, t, r, now, z)
}

func direction(t *ui.Theme, d Direction) (string, ui.Style) {
	switch d {
	case Download:
		return t.Glyphs.Down, t.Down
	case ServerSide:
		return t.Glyphs.Side, t.Side
	case Hides:
		return t.Glyphs.Hide, t.Side
	case ShowsAgain:
		return t.Glyphs.Show, t.Side
	case Deletes:
		return t.Glyphs.Delete, t.Side
	case Trashes:
		return t.Glyphs.Trash, t.Side
	}
	return t.Glyphs.Up, t.Up
}

func stateStyle(t *ui.Theme, s State) ui.Style {
	switch s {
	case Failed:
		return t.Bad
	case Paused:
		return t.Warn
	case Done:
		return t.Good
	case Queued, Cancelled:
		return t.Dim
	}
	return t.Text
}

// drawRoute writes name → target in w cells. The arrow stands in the same
// column in every row.
func drawRoute(b *strings.Builder, t *ui.Theme, r *TransferRow, w int) {
	name := r.Name
	if r.IsGroup {
		name = strings.TrimSuffix(name, "/") + "/"
	}
	text := t.Clean(name)
	first := (w - 3) * 11 / 20
	note := rowNote(r)
	if len(note)+2+8 > first {
		note = strings.TrimSuffix(strings.TrimSuffix(note, " files"), " names")
	}
	if note != "" && w >= 30 {
		text = t.Clean(t.Cut(text, max(first-len(note)-2, 8)).String() + "  " + note)
	}
	target := t.Clean(r.Target)
	if w < 24 || target.Width() == 0 {
		t.Fit(b, text, w)
		return
	}
	t.Fit(b, text, first)
	if !r.Direction.moves() { // its words begin where those of others have their arrow
		room := w - first - 2 - len(r.Verb)
		if room < 4 {
			b.WriteByte(' ')
			t.Fit(b, t.Clean(r.Verb), w-first-1)
			return
		}
		b.WriteByte(' ')
		b.WriteString(r.Verb) // of this program, in ASCII
		b.WriteByte(' ')
		t.Fit(b, t.CutStart(target, room), room)
		return
	}
	b.WriteByte(' ')
	b.WriteString(t.Glyphs.Arrow)
	b.WriteByte(' ')
	t.Fit(b, t.CutStart(target, w-first-3), w-first-3)
}

// rowNote is what a row says behind its name.
func rowNote(r *TransferRow) string {
	note := groupCount(r)
	switch {
	case !r.Moves:
		return note
	case note == "":
		return "move"
	}
	return note + ", move"
}

func groupCount(r *TransferRow) string {
	if !r.IsGroup {
		return ""
	}
	total := ui.Count(r.Files)
	if r.Walking {
		total += "+"
	}
	unit := " files"
	if !r.Direction.moves() {
		unit = " names"
	}
	s := ui.Count(r.FilesDone) + "/" + total + unit
	if r.FilesFailed > 0 {
		s += ", " + ui.Count(r.FilesFailed) + " failed"
	}
	if r.FilesSkipped > 0 {
		s += ", " + ui.Count(r.FilesSkipped) + " skipped"
	}
	return s
}

// drawZone writes the right part. What is over needs no bar: its place tells
// the reason, or size and time.
func drawZone(b *strings.Builder, t *ui.Theme, r *TransferRow, now time.Time, z zone) {
	state := string(r.State)
	rest := z.width - stateWidth - 1
	st := stateStyle(t, r.State)
	switch {
	case r.State == Done && r.NotVerifiable && z.width >= 21:
		st.Write(b, fit(t, "done (not verifiable)", z.width))
		return
	case r.State == Failed && r.Reason != "":
		st.Write(b, fit(t, state, stateWidth))
		b.WriteByte(' ')
		b.WriteString(fitEnd(t, cause(r.Reason, rest), rest))
		return
	case r.State == Done || r.State == Cancelled:
		st.Write(b, fit(t, state, stateWidth))
		b.WriteByte(' ')
		end := ui.Size(r.Size)
		if !r.Direction.moves() {
			end = ""
		}
		if rest >= ui.SizeWidth+2+ui.TimeWidth {
			end = blanks(ui.SizeWidth-len(end)) + end + "  " + fitRight(t, ui.ShortTime(r.Finished, now), ui.TimeWidth)
		}
		if len(end) > rest {
			end = ""
		}
		t.FitRight(b, t.Clean(end), rest)
		return
	}
	st.Write(b, fit(t, state, stateWidth))
	b.WriteByte(' ')
	if text := waits(r, now, rest); text != "" {
		b.WriteString(fitEnd(t, text, rest))
		return
	}
	drawProgress(b, t, r, z)
}

// waits says in at most w cells what a row that does not move waits for; empty:
// nothing special.
func waits(r *TransferRow, now time.Time, w int) string {
	switch {
	case r.Asks && w >= 13:
		return "target exists"
	case r.State == Running && r.RetryAt.After(now):
		left := ui.ETA(r.RetryAt.Sub(now).Truncate(time.Second))
		if w >= 22 {
			return "tries again in " + left
		}
		if w >= 10 {
			return "in " + left
		}
	}
	return ""
}

// cause is a reason for w cells: without what was tried and with which file,
// which the row tells anyway, if it would not fit with that.
func cause(reason string, w int) string {
	if _, why, ok := strings.Cut(reason, ": "); ok && len(reason) > w {
		return why
	}
	return reason
}

func drawProgress(b *strings.Builder, t *ui.Theme, r *TransferRow, z zone) {
	moving := r.State == Running || r.State == Verifying
	if !r.Direction.moves() {
		drawChange(b, t, r, z)
		return
	}
	if z.bar > 0 {
		if moving || r.Done > 0 {
			t.Progress(b, r.Done, r.Size, z.bar)
		} else {
			padTo(b, z.bar)
		}
		b.WriteByte(' ')
	}
	percent := ""
	if moving || r.Done > 0 {
		percent = ui.Count(ui.Percent(r.Done, r.Size)) + "%"
	}
	b.WriteString(fitRight(t, percent, ui.PercentWidth))
	if z.rate > 0 {
		b.WriteByte(' ')
		rate := ""
		switch {
		case r.State == Running && r.Stalled:
			rate = "stalled"
		case r.State == Running:
			rate = ui.Rate(r.Rate)
		case r.State == Queued, r.State == Paused && r.Done == 0:
			rate = ui.Size(r.Size)
		}
		b.WriteString(fitRight(t, rate, z.rate))
	}
	if z.eta > 0 {
		b.WriteByte(' ')
		eta := ""
		if r.State == Running {
			eta = ui.ETA(r.ETA)
		}
		b.WriteString(fitRight(t, eta, z.eta))
	}
}

// drawChange writes how far a group of changes is; one change is done or not.
func drawChange(b *strings.Builder, t *ui.Theme, r *TransferRow, z zone) {
	rest := z.width - stateWidth - 1
	if !r.IsGroup || r.Files == 0 {
		padTo(b, rest)
		return
	}
	done, all := int64(r.FilesDone), int64(r.Files)
	if z.bar > 0 {
		t.Progress(b, done, all, z.bar)
		b.WriteByte(' ')
		rest -= z.bar + 1
	}
	percent := fitRight(t, ui.Count(ui.Percent(done, all))+"%", ui.PercentWidth)
	b.WriteString(percent)
	padTo(b, rest-ui.PercentWidth)
}

// drawParts writes one cell for each part, or for some of them where there are
// more than w.
func drawParts(b *strings.Builder, t *ui.Theme, r *TransferRow, w int) {
	n := min(len(r.Parts), w)
	g := t.Glyphs
	var s strings.Builder
	for c := range n {
		var done, size int64
		for _, p := range r.Parts[c*len(r.Parts)/n : (c+1)*len(r.Parts)/n] {
			done += p.Done
			size += p.Size
		}
		switch {
		case done >= size:
			s.WriteString(g.PartFull)
		case done > 0:
			s.WriteString(g.PartHalf)
		default:
			s.WriteString(g.PartRest)
		}
	}
	b.WriteString(s.String())
	padTo(b, w-n)
}

func fit(t *ui.Theme, s string, w int) string {
	var b strings.Builder
	t.Fit(&b, t.Clean(s), w)
	return b.String()
}

func fitEnd(t *ui.Theme, s string, w int) string {
	var b strings.Builder
	t.Fit(&b, t.CutEnd(t.Clean(s), w), w)
	return b.String()
}

func fitRight(t *ui.Theme, s string, w int) string {
	var b strings.Builder
	t.FitRight(&b, t.Clean(s), w)
	return b.String()
}

func blanks(n int) string { return strings.Repeat(" ", max(n, 0)) }
