package ui

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ raw, want, ascii string }{
		{"plain name.txt", "plain name.txt", "plain name.txt"},
		{"\x1b[31mred", "␛[31mred", "^[[31mred"},
		{"a\x00b\x7fc", "a␀b␡c", "a^@b^?c"},
		{"\u009b31m", "�31m", "?31m"},
		{"exe\u202etxt", "exe�txt", "exe?txt"},
		{"a\u200bb\ufeffc", "a�b�c", "a?b?c"},
		{"bad\xff\xfe", "bad��", "bad??"},
		{"日本", "日本", "????"},
		{"a\u00a0b\u3000c", "a␣b␣c", "a?b??c"},
		{"\u0301x", "�x", "?x"},
		{"e\u0301", "e\u0301", "e?"},
		{"👍🏽", "👍�", "??" + "?"},
		{"tag\U000E0041", "tag�", "tag?"},
		{"ㅤhangul filler", "�hangul filler", "?hangul filler"},
	} {
		if got := Clean(c.raw).String(); got != c.want {
			t.Errorf("Clean(%q) = %q, want %q", c.raw, got, c.want)
		}
		if got := CleanASCII(c.raw).String(); !isPlain(got) {
			t.Errorf("CleanASCII(%q) = %q is not ASCII", c.raw, got)
		}
	}
}

// FuzzClean holds what every frame relies on: nothing but visible characters
// comes out, as wide as it says, and cutting keeps both true.
func FuzzClean(f *testing.F) {
	for _, s := range []string{"a", "\x1b]0;t\x07", "e\u0301\u0301\u0301\u0301\u0301", "日本\u200d語", "\xf0\x9f", "🇩🇪👨‍👩‍👧", "हिन्दी", "\u202e\u2066"} {
		f.Add(s, 7)
	}
	themes := []*Theme{NewTheme(true, false), NewTheme(true, true), NewTheme(true, false)}
	themes[2].Graphemes = true
	f.Fuzz(func(t *testing.T, raw string, w int) {
		w = w & 63
		for _, th := range themes {
			text := th.Clean(raw)
			harmless(t, th, text)
			for name, cut := range map[string]Text{"Cut": th.Cut(text, w), "CutEnd": th.CutEnd(text, w), "CutStart": th.CutStart(text, w)} {
				harmless(t, th, cut)
				if cut.Width() > w {
					t.Fatalf("%s(%q, %d) is %d wide", name, raw, w, cut.Width())
				}
			}
			var b strings.Builder
			th.Fit(&b, text, w)
			if got := measure(b.String(), th.Graphemes); got != w {
				t.Fatalf("Fit(%q, %d) is %d wide", raw, w, got)
			}
		}
	})
}

func harmless(t *testing.T, th *Theme, text Text) {
	t.Helper()
	s := text.String()
	if !utf8.ValidString(s) {
		t.Fatalf("%q is not UTF-8", s)
	}
	for _, r := range s {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) || ignorable(r) {
			t.Fatalf("%q holds %U", s, r)
		}
		if th.Glyphs.ASCII && r > '~' {
			t.Fatalf("%q holds %U in ASCII", s, r)
		}
	}
	if got := measure(s, th.Graphemes); got != text.Width() {
		t.Fatalf("%q says %d cells and is %d", s, text.Width(), got)
	}
}

func TestWrapKeepsWidth(t *testing.T) {
	th := NewTheme(true, false)
	text := th.Clean("list bucket 日本語の長い名前: photos/2026/11/averyveryverylongnamewithoutanyblank.dng: not found")
	for w := 2; w < 40; w++ {
		for _, l := range th.Wrap(text, w) {
			if ansi.StringWidthWc(l.String()) > w || l.Width() > w {
				t.Fatalf("at %d: %q", w, l.String())
			}
		}
	}
}
