// Package dialog holds what stands over the screen and asks or tells
// something. Its owner keeps a stack of them, sends all keys, pastes and mouse
// positions to the top one, and gets an answer:
//
//	answer, cmd := top.Update(msg)
//	if answer != nil { … if answer.Closes() { pop } }
//
// A dialog is drawn as a block of Size's cells, to be laid over the screen by
// ui.Overlay; positions and the real cursor are relative to that block.
//
// A dialog that nobody asked for (an error, a conflict) does not take keys that
// were meant for what stood there before: it ignores the keys that answer for
// a grace time after it was made, by the kit's clock.
package dialog
