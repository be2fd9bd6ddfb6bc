package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Beside joins two blocks line by line. Both are blocks of full lines, as
// everything here draws them; the shorter one ends first.
func Beside(left, right string) string {
	var b strings.Builder
	b.Grow(len(left) + len(right))
	for {
		l, lrest, lmore := strings.Cut(left, "\n")
		r, rrest, rmore := strings.Cut(right, "\n")
		b.WriteString(l)
		b.WriteString(r)
		if !lmore && !rmore {
			return b.String()
		}
		b.WriteByte('\n')
		left, right = lrest, rrest
	}
}

// Below joins blocks under each other; empty ones are left out.
func Below(blocks ...string) string {
	full := blocks[:0:0]
	for _, s := range blocks {
		if s != "" {
			full = append(full, s)
		}
	}
	return strings.Join(full, "\n")
}

// Overlay draws top over base with its upper left cell at x, y. What is past an
// edge of base is cut. Only the lines that are covered are touched.
func (t *Theme) Overlay(base, top string, x, y int) string {
	lines := strings.Split(base, "\n")
	for i, over := range strings.Split(top, "\n") {
		row := y + i
		if row < 0 || row >= len(lines) {
			continue
		}
		lines[row] = t.overlayLine(lines[row], over, x)
	}
	return strings.Join(lines, "\n")
}

func (t *Theme) overlayLine(base, over string, x int) string {
	total, wide := t.width(base), t.width(over)
	if x < 0 {
		over = t.cut(over, -x, wide)
		wide += x
		x = 0
	}
	if x >= total || wide <= 0 {
		return base
	}
	if x+wide > total {
		over = t.cut(over, 0, total-x)
		wide = total - x
	}
	left, right := t.cut(base, 0, x), t.cut(base, x+wide, total)
	var b strings.Builder
	b.WriteString(left)
	pad(&b, x-t.width(left)) // half of a wide character went
	b.WriteString(ansi.ResetStyle)
	b.WriteString(over)
	pad(&b, wide-t.width(over))
	b.WriteString(ansi.ResetStyle)
	pad(&b, total-x-wide-t.width(right))
	b.WriteString(right)
	return b.String()
}

func (t *Theme) width(s string) int { return measure(s, t.Graphemes) }

// cut returns the cells from..to. It is two steps because x/ansi's CutWc cuts
// the right side twice (v0.11.9).
func (t *Theme) cut(s string, from, to int) string {
	if to <= from {
		return ""
	}
	s = t.truncate(s, to)
	if from <= 0 {
		return s
	}
	return t.truncateLeft(s, from)
}

// Center tells where a block of w by h cells stands in the middle of a screen.
func Center(screen Rect, w, h int) Rect {
	return Rect{screen.X + max(screen.W-w, 0)/2, screen.Y + max(screen.H-h, 0)/2, w, h}
}
