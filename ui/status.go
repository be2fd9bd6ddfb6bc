package ui

import "charm.land/bubbles/v2/key"

// Header is what the first line says.
type Header struct {
	Profile string // empty: none
	KeyID   string // its last four characters are shown
	Place   string // bucket, or what stands for it
	Note    string // short and calm: "read-only", "demo"
	Up      float64
	Down    float64 // bytes per second
	Running int
	Queued  int
}

// Render draws the line, exactly w cells.
func (h Header) Render(t *Theme, w int) string { return blank(w) }

// Tabs is the second line.
type Tabs struct {
	Active int      // 0 to 3
	Names  []string // in order of the keys 1, 2, …
	Hot    int      // tab lit up as a drop target, -1: none
}

// Render draws the line, exactly w cells.
func (t Tabs) Render(th *Theme, w int) string { return blank(w) }

// At tells which tab is at column x.
func (t Tabs) At(x int) (int, bool) { return 0, false }

// Hints is the last line: the bindings that matter here.
type Hints struct {
	Bindings []key.Binding // disabled ones are left out
}

// Render draws the line, exactly w cells. What does not fit is left out whole.
func (h Hints) Render(t *Theme, w int) string { return blank(w) }

// At tells which binding is drawn at column x of a line of w cells.
func (h Hints) At(t *Theme, w, x int) (key.Binding, bool) { return key.Binding{}, false }

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
func (o Toast) Render(t *Theme, w int) string { return blank(w) }

// SmallScreen draws what a window under 20x5 shows.
func SmallScreen(t *Theme, w, h int) string { return "" }
