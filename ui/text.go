package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Text is text that is safe to draw: it holds no control, format, bidi or
// zero-width character and no broken UTF-8. Only Clean, CleanASCII and Lit make
// it, so what is drawn through it cannot reach the terminal as anything but
// visible characters.
type Text struct {
	s     string
	w     int
	plain bool // ASCII: one byte is one cell
}

// maxMarks is how many combining marks a character may carry. Real writing
// needs three; more of them climb over the rows above.
const maxMarks = 3

// unknown stands for every character without a symbol of its own.
const unknown = '\uFFFD'

// Clean makes any string safe. Controls become their Unicode symbols (␀ … ␡),
// odd spaces ␣, everything else that is not visible �.
func Clean(raw string) Text { return clean(raw, false, false) }

// CleanASCII is Clean for terminals that get ASCII only: controls become ^X,
// everything else that is not ASCII one ? for each cell.
func CleanASCII(raw string) Text { return clean(raw, true, false) }

// Clean makes any string safe for what the theme's terminal can show.
func (t *Theme) Clean(raw string) Text { return clean(raw, t.Glyphs.ASCII, t.Graphemes) }

// Lit wraps words of this program. A constant that holds anything but visible
// characters is cleaned like any other text.
func Lit(words string) Text { return Clean(words) }

// String returns the safe text.
func (t Text) String() string { return t.s }

// Width is the width in cells.
func (t Text) Width() int { return t.w }

func clean(raw string, ascii, graphemes bool) Text {
	if isPlain(raw) {
		return Text{raw, len(raw), true}
	}
	var b strings.Builder
	b.Grow(len(raw) + 8)
	marks := maxMarks // a mark at the start has nothing to stand on
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRuneInString(raw[i:])
		bad := r == utf8.RuneError && size == 1
		i += size
		switch {
		case ascii:
			writeASCII(&b, r, bad)
		case bad:
			b.WriteRune(unknown)
			marks = 0
		case unicode.Is(unicode.M, r) && !ignorable(r):
			if marks++; marks > maxMarks {
				r = unknown
			}
			b.WriteRune(r)
		default:
			b.WriteRune(visible(r))
			marks = 0
		}
	}
	s := b.String()
	if ascii {
		return Text{s, len(s), true}
	}
	return Text{s, measure(s, graphemes), false}
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// measure uses the same method as the renderer: grapheme clusters once the
// terminal said that it counts so, code points before.
func measure(s string, graphemes bool) int {
	if graphemes {
		return ansi.StringWidth(s)
	}
	return ansi.StringWidthWc(s)
}

// visible returns r if it may be drawn, else the symbol that stands for it.
func visible(r rune) rune {
	switch {
	case r == ' ':
		return r
	case r < ' ':
		return '\u2400' + r
	case r == 0x7f:
		return '\u2421'
	case unicode.Is(unicode.Zs, r):
		return '\u2423'
	case ignorable(r) || joins(r):
		return unknown
	case unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S):
		return r
	}
	return unknown
}

// ignorable tells of characters that are drawn as nothing.
func ignorable(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
		r == '\u2800' // an empty Braille cell
}

// joins tells of symbols that change the width of what stands before them in
// some terminals: skin tones and the halves of flags.
func joins(r rune) bool {
	return r >= 0x1F3FB && r <= 0x1F3FF || r >= 0x1F1E6 && r <= 0x1F1FF
}

func writeASCII(b *strings.Builder, r rune, bad bool) {
	switch {
	case bad:
		b.WriteByte('?')
	case r < ' ':
		b.WriteByte('^')
		b.WriteByte(byte(r) + '@')
	case r == 0x7f:
		b.WriteString("^?")
	case r < 0x7f:
		b.WriteByte(byte(r))
	default:
		for range max(ansi.StringWidthWc(string(visible(r))), 1) {
			b.WriteByte('?')
		}
	}
}

// Fit writes the text in exactly w cells, cut in the middle with an ellipsis or
// padded on the right. The end of a name (extension, number) stays readable.
func (t *Theme) Fit(b *strings.Builder, text Text, w int) {
	if w <= 0 {
		return
	}
	if text.w > w {
		text = t.Cut(text, w)
	}
	b.WriteString(text.s)
	pad(b, w-text.w)
}

// FitRight is Fit with the padding on the left, for numbers.
func (t *Theme) FitRight(b *strings.Builder, text Text, w int) {
	if w <= 0 {
		return
	}
	if text.w > w {
		text = t.Cut(text, w)
	}
	pad(b, w-text.w)
	b.WriteString(text.s)
}

// Cut shortens the text to at most w cells.
func (t *Theme) Cut(text Text, w int) Text {
	if text.w <= w {
		return text
	}
	if w <= 0 {
		return Text{plain: true}
	}
	tail := 0
	if w >= 10 {
		tail = w / 3
	}
	head := w - 1 - tail
	if text.plain {
		s := text.s[:head] + t.Glyphs.Ellipsis + text.s[len(text.s)-tail:]
		return Text{s, w, t.Glyphs.ASCII}
	}
	s := t.truncate(text.s, head) + t.Glyphs.Ellipsis + t.truncateLeft(text.s, text.w-tail)
	return Text{s, measure(s, t.Graphemes), false}
}

// CutEnd shortens the text to at most w cells by its end.
func (t *Theme) CutEnd(text Text, w int) Text {
	if text.w <= w {
		return text
	}
	if w <= 0 {
		return Text{plain: true}
	}
	if text.plain {
		return Text{text.s[:w-1] + t.Glyphs.Ellipsis, w, t.Glyphs.ASCII}
	}
	s := t.truncate(text.s, w-1) + t.Glyphs.Ellipsis
	return Text{s, measure(s, t.Graphemes), false}
}

// CutStart shortens the text to at most w cells by its start, for paths.
func (t *Theme) CutStart(text Text, w int) Text {
	if text.w <= w {
		return text
	}
	if w <= 0 {
		return Text{plain: true}
	}
	if text.plain {
		return Text{t.Glyphs.Ellipsis + text.s[len(text.s)-w+1:], w, t.Glyphs.ASCII}
	}
	s := t.Glyphs.Ellipsis + t.truncateLeft(text.s, text.w-w+1)
	return Text{s, measure(s, t.Graphemes), false}
}

// truncate keeps at most w cells of the left side. The library counts some
// clusters of Indic scripts as narrower than they are; then less is kept.
func (t *Theme) truncate(s string, w int) string {
	cut := ansi.TruncateWc
	if t.Graphemes {
		cut = ansi.Truncate
	}
	out := cut(s, w, "")
	for n := w; n > 0 && measure(out, t.Graphemes) > w; {
		n--
		out = cut(s, n, "")
	}
	return out
}

// truncateLeft takes n cells away on the left. What is left of a wide character
// that is cut through becomes blank.
func (t *Theme) truncateLeft(s string, n int) string {
	cut := ansi.TruncateLeftWc
	if t.Graphemes {
		cut = ansi.TruncateLeft
	}
	want := max(measure(s, t.Graphemes)-n, 0)
	for more := 0; more <= want; more++ {
		out := cut(s, n+more, "")
		if got := measure(out, t.Graphemes); got+more <= want {
			return blank(want-got) + out
		}
	}
	return blank(want)
}

const spaces = "                                                                "

// pad writes n spaces.
func pad(b *strings.Builder, n int) {
	for n > len(spaces) {
		b.WriteString(spaces)
		n -= len(spaces)
	}
	if n > 0 {
		b.WriteString(spaces[:n])
	}
}

func blank(w int) string { return strings.Repeat(" ", max(w, 0)) }

// Wrap cuts the text into lines of at most w cells, between words where it can.
func (t *Theme) Wrap(text Text, w int) []Text {
	if w <= 0 || text.w == 0 {
		return nil
	}
	wrapped := ""
	if t.Graphemes {
		wrapped = ansi.Wrap(text.s, w, "/,;")
	} else {
		wrapped = ansi.WrapWc(text.s, w, "/,;")
	}
	var out []Text
	for line := range strings.SplitSeq(wrapped, "\n") {
		// The library lets a line run over when a break falls badly.
		for measure(line, t.Graphemes) > w {
			head := t.truncate(line, w)
			if head == "" {
				break
			}
			out = append(out, Text{head, measure(head, t.Graphemes), text.plain})
			line = line[len(head):]
		}
		line = strings.TrimRight(line, " ")
		out = append(out, t.CutEnd(Text{line, measure(line, t.Graphemes), text.plain}, w))
	}
	return out
}
