package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
)

// Header is what the first line says.
type Header struct {
	Profile string // empty: none
	KeyID   string // its last four characters are shown
	Place   string // bucket, or what stands for it
	Note    string // short and calm: "read-only", "demo"
	Up      float64
	Down    float64 // bytes per second
	Running int     // transfers
	Queued  int
	Changes int // what is queued or runs and moves no bytes
}

// Render draws the line, exactly w cells. Rates and counts stand in columns of
// their own at the right, so that a tick changes a few digits.
func (h Header) Render(t *Theme, w int) string {
	var b strings.Builder
	right := h.right(t, w)
	room := w - right.w
	t.Fit(&b, t.CutEnd(h.left(t), max(room-1, 0)), room)
	b.WriteString(right.s)
	return b.String()
}

func (h Header) left(t *Theme) Text {
	parts := make([]string, 0, 4)
	if h.Profile != "" {
		parts = append(parts, h.Profile)
	}
	if h.KeyID != "" {
		parts = append(parts, "key "+t.Glyphs.Ellipsis+lastFour(h.KeyID))
	}
	if h.Place != "" {
		parts = append(parts, h.Place)
	}
	if h.Note != "" {
		parts = append(parts, h.Note)
	}
	text := " b2tui"
	if len(parts) > 0 {
		text += "  " + strings.Join(parts, " "+t.Glyphs.Dot+" ")
	}
	return t.Clean(text)
}

// right is the widest of the forms that leaves the names a third of the line.
func (h Header) right(t *Theme, w int) Text {
	g := t.Glyphs
	up, down := padLeft(Rate(h.Up), RateWidth), padLeft(Rate(h.Down), RateWidth)
	rates := g.Up + " " + up + " " + g.Down + " " + down
	counts := t.Clean(Count(h.Running) + " running " + g.Dot + " " + Count(h.Queued) + " queued ")
	room := blank(countsWidth - counts.w)
	full := counts.s
	if h.Changes > 0 {
		full += g.Dot + " " + Plural(h.Changes, "change", "changes") + " "
	}
	for _, s := range []string{rates + "  " + room + full, rates + "  " + full, rates + "  " + room + counts.s, rates + "  " + counts.s, rates + " "} {
		if text := t.Clean(s); text.w <= w*2/3 {
			return text
		}
	}
	return Text{plain: true}
}

// countsWidth is the room for "123 running · 45,678 queued ".
const countsWidth = 28

func lastFour(s string) string {
	if len(s) > 4 {
		return s[len(s)-4:]
	}
	return s
}

func padLeft(s string, w int) string { return blank(w-len(s)) + s }

// Tabs is the second line.
type Tabs struct {
	Active int      // from 0
	Names  []string // in order of the keys 1, 2, …
	Hot    int      // the tab lit up as a drop target; negative: none
}

// Render draws the line, exactly w cells.
func (t Tabs) Render(th *Theme, w int) string {
	var b strings.Builder
	used := 0
	for i, text := range t.labels(th, w) {
		st := th.Tab
		switch {
		case i == t.Hot:
			st = th.Drop
		case i == t.Active:
			st = th.TabActive
		}
		// The blanks stay plain: an underline is for the words.
		b.WriteByte(' ')
		st.Write(&b, text.s[1:])
		used += text.w
	}
	pad(&b, w-used)
	return b.String()
}

// labels are " 1 Buckets" and so on, for w cells: where they do not all fit only
// the active one keeps its name, or none does. The active one is told by a sign
// too.
func (t Tabs) labels(th *Theme, w int) []Text {
	var labels []Text
	for _, named := range []func(i int) bool{
		func(int) bool { return true }, func(i int) bool { return i == t.Active }, func(int) bool { return false },
	} {
		labels = labels[:0]
		used := 0
		for i, name := range t.Names {
			text := " " + " " + string(rune('1'+i))
			if i == t.Active {
				text = " " + th.Glyphs.Focus + string(rune('1'+i))
			}
			if named(i) {
				text += " " + name
			}
			labels = append(labels, th.Clean(text))
			used += labels[i].w
		}
		if used <= w {
			return labels
		}
	}
	return nil
}

// At tells which tab is at column x of a line of w cells.
func (t Tabs) At(th *Theme, w, x int) (int, bool) {
	from := 0
	for i, text := range t.labels(th, w) {
		if x >= from && x < from+text.w {
			return i, true
		}
		from += text.w
	}
	return 0, false
}

// Hints is the last line: the bindings that matter here.
type Hints struct {
	Bindings []key.Binding // disabled ones are left out, and those that do not fit
	Always   []key.Binding // stand behind them, and keep their place
}

// hintGap is what stands between two hints.
const hintGap = 2

// each calls f for every hint that fits into w cells, with its first column.
func (h Hints) each(t *Theme, w int, f func(b key.Binding, x, width int)) {
	width := func(b key.Binding) int { return t.Clean(b.Help().Key).w + 1 + t.Clean(b.Help().Desc).w }
	room := w
	for _, b := range h.Always {
		room -= width(b) + hintGap
	}
	x := 1
	put := func(bindings []key.Binding, room int) {
		for _, b := range bindings {
			if !b.Enabled() {
				continue
			}
			n := width(b)
			if x+n > room {
				return
			}
			f(b, x, n)
			x += n + hintGap
		}
	}
	put(h.Bindings, room)
	put(h.Always, w)
}

// Render draws the line, exactly w cells. What does not fit is left out whole.
func (h Hints) Render(t *Theme, w int) string {
	var b strings.Builder
	at := 0
	h.each(t, w, func(k key.Binding, x, width int) {
		pad(&b, x-at)
		t.Key.Write(&b, t.Clean(k.Help().Key).s)
		b.WriteByte(' ')
		t.Hint.Write(&b, t.Clean(k.Help().Desc).s)
		at = x + width
	})
	pad(&b, w-at)
	return b.String()
}

// At tells which binding is drawn at column x of a line of w cells.
func (h Hints) At(t *Theme, w, x int) (key.Binding, bool) {
	var hit key.Binding
	found := false
	h.each(t, w, func(k key.Binding, from, width int) {
		if x >= from && x < from+width {
			hit, found = k, true
		}
	})
	return hit, found
}

// Tone is how serious a message is.
type Tone int

// The tones.
const (
	ToneInfo Tone = iota
	ToneGood
	ToneWarn
	ToneBad
)

// Toast is a message that stands in the last line for a while.
type Toast struct {
	Tone Tone
	Text string // raw; it is cleaned
}

// Render draws the line, exactly w cells.
func (o Toast) Render(t *Theme, w int) string {
	st, sign := t.Text, " "
	switch o.Tone {
	case ToneGood:
		st, sign = t.Good, t.Glyphs.OK
	case ToneWarn:
		st, sign = t.Warn, t.Glyphs.Warn
	case ToneBad:
		st, sign = t.Bad, t.Glyphs.Warn
	}
	text := t.CutEnd(t.Clean(" "+sign+" "+o.Text), w)
	return st.Render(text.s) + blank(w-text.w)
}

// SmallScreen draws what a window under 20x5 shows.
func SmallScreen(t *Theme, w, h int) string {
	lines := make([]string, max(h, 1))
	for i := range lines {
		lines[i] = blank(w)
	}
	text := t.CutEnd(Lit("window too small"), w)
	lines[len(lines)/2] = text.s + blank(w-text.w)
	return strings.Join(lines, "\n")
}
