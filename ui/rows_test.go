package ui

import (
	"math/rand/v2"
	"testing"
)

func TestRowsJumpHalfAPageAtTheEdge(t *testing.T) {
	var r Rows
	r.SetHeight(10)
	r.SetCount(100)
	r.MoveTo(9)
	if r.Offset() != 0 {
		t.Fatalf("offset %d in the window", r.Offset())
	}
	r.Move(1)
	if r.Cursor() != 10 || r.Offset() != 5 {
		t.Fatalf("at the edge: cursor %d, offset %d", r.Cursor(), r.Offset())
	}
	r.MoveTo(4)
	if r.Offset() != 0 {
		t.Fatalf("at the upper edge: offset %d", r.Offset())
	}
	r.MoveTo(99)
	if r.Offset() != 90 {
		t.Fatalf("at the end: offset %d", r.Offset())
	}
	r.Scroll(-3)
	if r.Offset() != 87 || r.Cursor() != 96 {
		t.Fatalf("after the wheel: offset %d, cursor %d", r.Offset(), r.Cursor())
	}
}

// TestRowsStayInOrder does anything in any order; the cursor is always in the
// window, and the window in the list.
func TestRowsStayInOrder(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	var r Rows
	for step := range 20000 {
		switch n := rnd.IntN(40) - 20; rnd.IntN(8) {
		case 0:
			r.SetCount(rnd.IntN(60))
		case 1:
			r.SetHeight(rnd.IntN(20))
		case 2:
			r.Move(n)
		case 3:
			r.MoveTo(n * 3)
		case 4:
			r.Page(n / 10)
		case 5:
			r.Scroll(n)
		case 6:
			r.HalfPage(n / 10)
		case 7:
			r.Place(n, n/2)
		}
		first, end := r.Window()
		if r.Cursor() < 0 || r.Count() > 0 && r.Cursor() >= r.Count() || first < 0 || end > r.Count() ||
			r.Height() > 0 && r.Count() > 0 && (r.Cursor() < first || r.Cursor() >= end) ||
			r.Height() > 0 && end-first < min(r.Height(), r.Count()) {
			t.Fatalf("step %d: %+v", step, r)
		}
	}
}
