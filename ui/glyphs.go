package ui

// Glyphs are the signs that the screen is drawn with. Each is one cell wide.
type Glyphs struct {
	ASCII bool

	Up, Down, Side       string // directions: upload, download, server side
	Hide, Show           string // what moves no bytes
	Delete, Trash        string
	Mark, Cursor, Focus  string // a marked row, the cursor row, the focused title
	Idle                 string // the cursor row of a pane without focus
	Arrow, Crumb, Dot    string // name → target, a / b, a · b
	Ellipsis, Missing    string // cut text, a value that is not there
	Checked, Unchecked   string // three cells each
	RadioOn, RadioOff    string // three cells each
	BarFull, BarRest     string // progress
	BarHalf              string // the half filled cell of a bar
	PartFull, PartHalf   string // one part of a transfer: done, under way
	PartRest             string // … not begun
	Horizontal, Vertical string
	Double               string // a border that is lit up
	TopLeft, TopRight    string
	BottomLeft, BotRight string
	Yes, No              string // a matrix cell
	OK                   string // before a message of success
	Warn                 string
}

// UnicodeGlyphs is the ordinary set.
func UnicodeGlyphs() Glyphs {
	return Glyphs{
		Up: "▲", Down: "▼", Side: "⇄",
		Hide: "-", Show: "+", Delete: "×", Trash: "⊖",
		Mark: "●", Cursor: "▌", Focus: "▸", Idle: "▏",
		Arrow: "→", Crumb: "/", Dot: "·",
		Ellipsis: "…", Missing: "—",
		Checked: "[x]", Unchecked: "[ ]", RadioOn: "(•)", RadioOff: "( )",
		BarFull: "█", BarHalf: "▌", BarRest: "░",
		PartFull: "▓", PartHalf: "▒", PartRest: "░",
		Horizontal: "─", Vertical: "│", Double: "═",
		TopLeft: "┌", TopRight: "┐", BottomLeft: "└", BotRight: "┘",
		Yes: "✓", OK: "✓", No: "·", Warn: "!",
	}
}

// ASCIIGlyphs is the set for --ascii.
func ASCIIGlyphs() Glyphs {
	return Glyphs{
		ASCII: true,
		Up:    "^", Down: "v", Side: "=",
		Hide: "-", Show: "+", Delete: "x", Trash: "t",
		Mark: "*", Cursor: ">", Focus: ">", Idle: ":",
		Arrow: ">", Crumb: "/", Dot: "-",
		Ellipsis: "~", Missing: "-",
		Checked: "[x]", Unchecked: "[ ]", RadioOn: "(*)", RadioOff: "( )",
		BarFull: "#", BarHalf: "=", BarRest: ".",
		PartFull: "#", PartHalf: "+", PartRest: ".",
		Horizontal: "-", Vertical: "|", Double: "=",
		TopLeft: "+", TopRight: "+", BottomLeft: "+", BotRight: "+",
		Yes: "x", OK: "ok", No: ".", Warn: "!",
	}
}
