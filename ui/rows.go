package ui

// Rows is the state of a virtual row list: how many rows there are, which one
// the cursor is on and which are in the window. The zero value is empty.
//
// Reaching an edge with the cursor moves the window by half a page, which over
// a slow line costs an eighth of moving it by one row.
type Rows struct {
	count, cursor, offset, height int
}
