package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Style is a style rendered once: what switches it on and what ends it. Styles
// do not nest; the text between is plain.
type Style struct{ On, Off string }

// Render wraps the text. An empty style leaves it alone.
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

// Theme is the set of semantic styles. It is read-only once it is in use and
// can be shared.
type Theme struct {
	Dark   bool
	Glyphs Glyphs
	// Graphemes tells that the terminal counts widths by grapheme clusters
	// (mode 2027, tea.ModeReportMsg); the renderer then does so too. Names in
	// Indic scripts need it to stay aligned.
	Graphemes bool

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

// tokens are the colours that a theme is made of. Names of the terminal's own
// palette come first: they are short on the wire and follow the user's scheme.
// Borders have no colour of their own but are drawn faint: bright black, which
// would be as short, is the background itself in some schemes.
type tokens struct {
	dim                     ansi.Color
	accent, folder          ansi.Color
	mark, up, down, side    ansi.Color
	good, warn, bad         ansi.Color
	raised, onBad, selected ansi.Color
}

func darkTokens() tokens {
	return tokens{
		dim:    ansi.IndexedColor(246),
		accent: ansi.Cyan, folder: ansi.BrightBlue,
		mark: ansi.Yellow, up: ansi.Cyan, down: ansi.Green, side: ansi.Magenta,
		good: ansi.Green, warn: ansi.Yellow, bad: ansi.BrightRed,
		raised: ansi.IndexedColor(238), onBad: ansi.BrightWhite, selected: ansi.IndexedColor(24),
	}
}

func lightTokens() tokens {
	return tokens{
		dim:    ansi.IndexedColor(241),
		accent: ansi.IndexedColor(25), folder: ansi.Blue,
		mark: ansi.IndexedColor(130), up: ansi.IndexedColor(25), down: ansi.IndexedColor(28), side: ansi.Magenta,
		good: ansi.IndexedColor(28), warn: ansi.IndexedColor(130), bad: ansi.Red,
		raised: ansi.IndexedColor(252), onBad: ansi.BrightWhite, selected: ansi.IndexedColor(153),
	}
}

// NewTheme makes the theme for a dark or light background, with ASCII or
// Unicode glyphs. Colours are reduced to what the terminal can do by the
// renderer; nothing is told by colour alone.
func NewTheme(isDark, ascii bool) *Theme {
	t := &Theme{Dark: isDark, Glyphs: UnicodeGlyphs()}
	if ascii {
		t.Glyphs = ASCIIGlyphs()
	}
	c := lightTokens()
	if isDark {
		c = darkTokens()
	}
	t.paint(c)
	return t
}

func (t *Theme) paint(c tokens) {
	fg := func(k ansi.Color) Style { return style(ansi.NewStyle().ForegroundColor(k)) }
	bold := func(k ansi.Color) Style { return style(ansi.NewStyle().Bold().ForegroundColor(k)) }

	t.Dim, t.Faint = fg(c.dim), style(ansi.NewStyle().Faint())
	t.Title, t.Focused = fg(c.dim), bold(c.accent)
	t.Cursor, t.Mark = fg(c.accent), fg(c.mark)
	t.Folder, t.Hidden = fg(c.folder), fg(c.dim)
	t.Up, t.Down, t.Side = fg(c.up), fg(c.down), fg(c.side)
	t.Good, t.Warn, t.Bad = fg(c.good), fg(c.warn), fg(c.bad)
	t.Key, t.Hint, t.Off = fg(c.accent), fg(c.dim), t.Faint
	t.Tab, t.TabActive = fg(c.dim), style(ansi.NewStyle().Bold().Underline(true).ForegroundColor(c.accent))
	t.Drop = style(ansi.NewStyle().Bold().BackgroundColor(c.selected))
	t.Button = style(ansi.NewStyle().BackgroundColor(c.raised))
	t.ButtonOn = style(ansi.NewStyle().Bold().Reverse(true))
	t.ButtonNo = style(ansi.NewStyle().Bold().ForegroundColor(c.onBad).BackgroundColor(ansi.Red))
	t.Bar, t.BarRest = fg(c.accent), t.Faint
	t.Field = style(ansi.NewStyle().BackgroundColor(c.raised))
	t.Match = style(ansi.NewStyle().Bold())
}

func style(s ansi.Style) Style { return Style{On: s.String(), Off: ansi.ResetStyle} }
