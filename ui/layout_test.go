package ui

import "testing"

func TestLayoutInvariants(t *testing.T) {
	for w := 0; w <= 300; w++ {
		for h := 0; h <= 100; h++ {
			l := NewLayout(w, h)
			for _, r := range []Rect{l.Header, l.Tabs, l.Body, l.Footer, l.Left, l.Right, l.Dock} {
				if r.X < 0 || r.Y < 0 || r.W < 0 || r.H < 0 || r.X+r.W > w || r.Y+r.H > h {
					t.Fatalf("%dx%d: %+v leaves the screen", w, h, r)
				}
			}
			if l.Mode == TooSmall {
				continue
			}
			if l.Header.H+l.Tabs.H+l.Body.H+l.Footer.H != h || l.Left.H+l.Dock.H != l.Body.H || l.Right.H != l.Left.H {
				t.Fatalf("%dx%d: heights do not add up: %+v", w, h, l)
			}
			if l.Mode == TwoPanes && l.Left.W+l.Right.W != w || l.Mode != TwoPanes && l.Left.W != w {
				t.Fatalf("%dx%d: widths do not add up: %+v", w, h, l)
			}
			if l.Left.H < 2 || l.Left.W < 1 || l.Right.W < 1 {
				t.Fatalf("%dx%d: no room for a title and a row: %+v", w, h, l)
			}
		}
	}
}

func TestModes(t *testing.T) {
	for _, c := range []struct {
		w, h int
		want Mode
	}{{19, 40, TooSmall}, {40, 4, TooSmall}, {20, 5, Compact}, {59, 40, Compact}, {120, 14, Compact}, {60, 15, OnePane}, {80, 24, OnePane}, {99, 50, OnePane}, {100, 15, TwoPanes}} {
		if got := NewLayout(c.w, c.h).Mode; got != c.want {
			t.Errorf("%dx%d is mode %d, want %d", c.w, c.h, got, c.want)
		}
	}
}
