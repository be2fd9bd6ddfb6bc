// Package ui is the drawing kit of the screen: text that cannot harm the
// terminal, a theme, key maps, the layout, frames, row lists and formats. It
// knows neither the engine nor any input or output.
//
// Everything that is drawn is a string of exactly the width and height that
// was asked for, built row by row by a string builder with styles that were
// rendered once; what changes little costs little on the wire.
package ui
