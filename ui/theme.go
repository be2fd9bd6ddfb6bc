package ui

import "strings"

// Style is a style rendered once: what switches it on and what ends it. Styles
// do not nest; text between is plain.
type Style struct{ On, Off string }

// Render wraps s. An empty style leaves it alone.
func (s Style) Render(text string) string {
	if s.On == "" || text == "" {
		return text
	}
	return s.On + text + s.Off
}

// Write appends the styled text.
func (s Style) Write(b *strings.Builder, text string) {
	if text == "" {
		return
	}
	b.WriteString(s.On)
	b.WriteString(text)
	b.WriteString(s.Off)
}

// Theme is the set of semantic styles. It is read-only after NewTheme and can
// be shared.
type Theme struct {
	Dark   bool
	Glyphs Glyphs

	Text, Dim, Faint           Style // ordinary, secondary, borders
	Title, Focused             Style // of a pane without and with focus
	Cursor, Mark               Style // their one cell
	Folder, Hidden             Style // names
	Up, Down, Side             Style // direction glyphs
	Good, Warn, Bad            Style
	Key, Hint, Off             Style // a key in a hint, what it does, what cannot be done
	Tab, TabActive             Style
	Drop                       Style // lit up drop target
	Button, ButtonOn, ButtonNo Style // at rest, focused, focused and destructive
	Bar, BarRest               Style
	Field                      Style // text field
	Match                      Style // what the filter found
}

// NewTheme makes the theme for a dark or light background, with ASCII or
// Unicode glyphs. Colours are reduced to what the terminal can do by the
// renderer; nothing is told by colour alone.
func NewTheme(isDark, ascii bool) *Theme {
	t := &Theme{Dark: isDark, Glyphs: UnicodeGlyphs()}
	if ascii {
		t.Glyphs = ASCIIGlyphs()
	}
	return t
}
