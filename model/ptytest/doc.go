// Package ptytest runs the built program on a pseudo-terminal whose other side
// is an emulated screen, so that a test presses real keys, reads the screen as
// a person would, and counts what a key press costs in bytes, processor time
// and memory. It serves tests only; nothing that is shipped imports it.
//
// The figures are printed by
//
//	go test ./model/ptytest -run TestScreenCost -v
package ptytest
