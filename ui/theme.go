package ui

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
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
}

// tokens are the colours that a theme is made of. Names of the terminal's own
// palette come first: they are short on the wire and follow the user's scheme.
// Borders have no colour of their own but are drawn faint: bright black, which
// would be as short, is the background itself in some schemes.
type tokens struct {
	dim                     color.Color
	accent, folder          color.Color
	mark, up, down, side    color.Color
	good, warn, bad         color.Color
	raised, onBad, selected color.Color
}

func newTokens(isDark bool) tokens {
	pick := lipgloss.LightDark(isDark) // light first
	blue, green, amber := lipgloss.Color("25"), lipgloss.Color("28"), lipgloss.Color("130")
	return tokens{
		dim:    pick(lipgloss.Color("241"), lipgloss.Color("246")),
		accent: pick(blue, lipgloss.Cyan), folder: pick(lipgloss.Blue, lipgloss.BrightBlue),
		mark: pick(amber, lipgloss.Yellow), up: pick(blue, lipgloss.Cyan), down: pick(green, lipgloss.Green), side: lipgloss.Magenta,
		good: pick(green, lipgloss.Green), warn: pick(amber, lipgloss.Yellow), bad: pick(lipgloss.Red, lipgloss.BrightRed),
		raised: pick(lipgloss.Color("252"), lipgloss.Color("238")), onBad: lipgloss.BrightWhite,
		selected: pick(lipgloss.Color("153"), lipgloss.Color("24")),
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
	t.paint(newTokens(isDark))
	return t
}

func (t *Theme) paint(c tokens) {
	fg := func(k color.Color) Style { return once(lipgloss.NewStyle().Foreground(k)) }
	bold := func(k color.Color) Style { return once(lipgloss.NewStyle().Bold(true).Foreground(k)) }

	t.Dim, t.Faint = fg(c.dim), once(lipgloss.NewStyle().Faint(true))
	t.Title, t.Focused = fg(c.dim), bold(c.accent)
	t.Cursor, t.Mark = fg(c.accent), fg(c.mark)
	t.Folder, t.Hidden = fg(c.folder), fg(c.dim)
	t.Up, t.Down, t.Side = fg(c.up), fg(c.down), fg(c.side)
	t.Good, t.Warn, t.Bad = fg(c.good), fg(c.warn), fg(c.bad)
	t.Key, t.Hint, t.Off = fg(c.accent), fg(c.dim), t.Faint
	t.Tab, t.TabActive = fg(c.dim), once(lipgloss.NewStyle().Bold(true).Underline(true).Foreground(c.accent))
	t.Drop = once(lipgloss.NewStyle().Bold(true).Background(c.selected))
	t.Button = once(lipgloss.NewStyle().Background(c.raised))
	t.ButtonOn = once(lipgloss.NewStyle().Bold(true).Reverse(true))
	t.ButtonNo = once(lipgloss.NewStyle().Bold(true).Foreground(c.onBad).Background(lipgloss.Red))
	t.Bar, t.BarRest = fg(c.accent), t.Faint
	t.Field = once(lipgloss.NewStyle().Background(c.raised))
}

// once renders a style to what switches it on and off: Lip Gloss for each row of
// each frame would cost forty times the string builder.
func once(s lipgloss.Style) Style {
	on, off, _ := strings.Cut(s.Render("x"), "x")
	return Style{On: on, Off: off}
}
