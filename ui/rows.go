package ui

// Rows is the state of a virtual row list: how many rows there are, which one
// the cursor is on and which are in the window. The zero value is empty.
//
// When the cursor reaches an edge the window moves by half a page. Over a slow
// line that costs an eighth of moving it by one row at each key, since most
// keys then change two cells only.
type Rows struct {
	count, cursor, offset, height int
}

// SetCount says how many rows there are.
func (r *Rows) SetCount(n int) {
	r.count = max(n, 0)
	r.settle()
}

// SetHeight says how many rows the window has. A window that shrinks keeps the
// cursor in sight.
func (r *Rows) SetHeight(h int) {
	if h = max(h, 0); h != r.height {
		r.height = h
		r.settle()
	}
}

// Count is the number of rows.
func (r *Rows) Count() int { return r.count }

// Cursor is the cursor's row; 0 in an empty list.
func (r *Rows) Cursor() int { return r.cursor }

// Offset is the first row of the window.
func (r *Rows) Offset() int { return r.offset }

// Height is the number of rows of the window.
func (r *Rows) Height() int { return r.height }

// Window tells the rows that are in sight, from first up to but not including
// end.
func (r *Rows) Window() (first, end int) {
	return r.offset, min(r.offset+r.height, r.count)
}

// RowAt tells the row on line y of the window.
func (r *Rows) RowAt(y int) (int, bool) {
	i := r.offset + y
	return i, y >= 0 && y < r.height && i < r.count
}

// Move moves the cursor by rows.
func (r *Rows) Move(by int) { r.MoveTo(r.cursor + by) }

// MoveTo puts the cursor on a row. If that is outside the window the window
// follows by half a page, or further if it must.
func (r *Rows) MoveTo(row int) {
	r.cursor = clamp(row, 0, r.count-1)
	half := max(r.height/2, 1)
	switch {
	case r.height == 0:
	case r.cursor < r.offset:
		r.offset = min(r.offset-half, r.cursor)
	case r.cursor >= r.offset+r.height:
		r.offset = max(r.offset+half, r.cursor-r.height+1)
	}
	r.settle()
}

// Page moves cursor and window by whole windows.
func (r *Rows) Page(by int) { r.jump(by * max(r.height, 1)) }

// HalfPage moves cursor and window by half windows.
func (r *Rows) HalfPage(by int) { r.jump(by * max(r.height/2, 1)) }

func (r *Rows) jump(by int) {
	r.cursor = clamp(r.cursor+by, 0, r.count-1)
	r.offset += by
	r.settle()
}

// Scroll moves the window by rows; the cursor stays in it.
func (r *Rows) Scroll(by int) {
	r.offset = clamp(r.offset+by, 0, max(r.count-r.height, 0))
	if r.height > 0 {
		r.cursor = clamp(r.cursor, r.offset, r.offset+r.height-1)
	}
	r.settle()
}

// Place puts the cursor on a row at a given line of the window, as far as that
// goes: rows that came in above then do not move what is in sight.
func (r *Rows) Place(row, line int) {
	r.cursor = row
	r.offset = row - line
	r.settle()
}

// settle makes the numbers true again after any change.
func (r *Rows) settle() {
	r.cursor = clamp(r.cursor, 0, r.count-1)
	r.offset = clamp(r.offset, 0, max(r.count-r.height, 0))
	if r.height > 0 {
		r.offset = clamp(r.offset, r.cursor-r.height+1, r.cursor)
		r.offset = max(r.offset, 0)
	}
}

// clamp limits v to lo..hi; lo wins when there is nothing between.
func clamp(v, lo, hi int) int { return max(min(v, hi), lo) }
