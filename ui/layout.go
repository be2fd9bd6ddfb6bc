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

// LayoutOptions are what the user moved.
type LayoutOptions struct {
	Split int // columns of the left pane in permille of the width; 0: half
	Dock  int // rows of the dock with its border; 0: by the height
}

// Layout is the screen cut into rectangles. Header, Tabs, Body and Footer
// stand below each other and are the whole screen; Left, Right and Dock cut
// Body for the Files view. With one pane Left and Right are the same. In mode
// TooSmall only Screen is not empty.
type Layout struct {
	Mode                       Mode
	Screen                     Rect
	Header, Tabs, Body, Footer Rect
	Left, Right, Dock          Rect
}

// NewLayout cuts a screen of w by h cells.
func NewLayout(w, h int, o LayoutOptions) Layout {
	return Layout{}
}
