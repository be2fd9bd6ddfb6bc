package ui

// Rect is a rectangle of cells.
type Rect struct{ X, Y, W, H int }

// Contains tells whether the cell is inside.
func (r Rect) Contains(x, y int) bool {
	return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H
}

// Empty tells whether nothing can be drawn.
func (r Rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

// Mode is how much of the screen there is.
type Mode int

// The modes.
const (
	TooSmall Mode = iota // under 20x5: one line that says so
	Compact              // under 60x15: no borders, the dock is one line
	OnePane              // under 100 columns: Files shows one pane
	TwoPanes
)

// Layout is the screen cut into rectangles. Header, Tabs, Body and Footer
// stand below each other and are the whole screen; Left, Right and Dock cut
// Body for the Files view. With one pane Left and Right are the same. In mode
// TooSmall all are empty.
type Layout struct {
	Mode                       Mode
	Header, Tabs, Body, Footer Rect
	Left, Right, Dock          Rect
}

const (
	minPaneHeight  = 6
	minCompactDock = 8 // rows of the screen from which a compact form has a dock
)

// NewLayout cuts a screen of w by h cells.
func NewLayout(w, h int) Layout {
	w, h = max(w, 0), max(h, 0)
	l := Layout{Mode: modeOf(w, h)}
	if l.Mode == TooSmall {
		return l
	}
	l.Header = Rect{0, 0, w, 1}
	l.Tabs = Rect{0, 1, w, 1}
	l.Body = Rect{0, 2, w, h - 3}
	l.Footer = Rect{0, h - 1, w, 1}

	dock := dockHeight(l.Mode, h)
	panes := l.Body
	panes.H -= dock
	l.Dock = Rect{0, panes.Y + panes.H, w, dock}
	l.Left, l.Right = panes, panes
	if l.Mode == TwoPanes {
		l.Left.W = w / 2
		l.Right.X, l.Right.W = l.Left.W, w-l.Left.W
	}
	return l
}

func modeOf(w, h int) Mode {
	switch {
	case w < 20 || h < 5:
		return TooSmall
	case w < 60 || h < 15:
		return Compact
	case w < 100:
		return OnePane
	}
	return TwoPanes
}

// dockHeight does not depend on what runs: a dock that grew with the transfers
// would move the panes.
func dockHeight(m Mode, h int) int {
	if m == Compact {
		if h < minCompactDock {
			return 0 // the rows need it more
		}
		return 1
	}
	n := 3
	switch {
	case h >= 36:
		n = 6
	case h >= 28:
		n = 5
	case h >= 20:
		n = 4
	}
	return clamp(n, 3, max(h-3-minPaneHeight, 3))
}
