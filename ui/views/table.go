package views

import (
	"strings"

	"b2tui/ui"
)

// column is one column of a table. Those with a lower rank stay longer when the
// table gets narrow; the first one takes the room that is left.
type column struct {
	head  string
	width int
	rank  int
	right bool
}

// fitColumns tells the widths for w cells, a blank after each; 0 is left out.
func fitColumns(cols []column, w int) []int {
	const first = 16
	out := make([]int, len(cols))
	left := w - first - 1
	for rank := 1; rank < len(cols); rank++ {
		for i := range cols {
			if i > 0 && cols[i].rank == rank && left >= cols[i].width+2 {
				out[i] = cols[i].width
				left -= cols[i].width + 2
			}
		}
	}
	out[0] = max(first+left, 0)
	if w < first+1 {
		out[0] = max(w-1, 0)
	}
	return out
}

// writeColumns writes a row of cells, exactly w.
func writeColumns(b *strings.Builder, t *ui.Theme, cols []column, cells []cell, w int) {
	if w <= 0 {
		return
	}
	widths := fitColumns(cols, w)
	used := 0
	for i, width := range widths {
		if width == 0 {
			continue
		}
		if i > 0 {
			b.WriteString("  ")
			used += 2
		}
		text := fit(t, cells[i].text, width)
		if cols[i].right {
			text = fitRight(t, cells[i].text, width)
		}
		cells[i].style.Write(b, text)
		used += width
	}
	padTo(b, w-used)
}

// cell is one cell of a row. Raw.
type cell struct {
	text  string
	style ui.Style
}

func heads(cols []column) []cell {
	out := make([]cell, len(cols))
	for i := range cols {
		out[i].text = cols[i].head
	}
	return out
}

// fact is a line "label  value" of details.
func fact(t *ui.Theme, label, value string, w int) words {
	const labels = 14
	lines := wrapWords(t, t.Text, value, max(w-labels, 12))
	if len(lines) == 0 {
		return nil
	}
	for i := range lines {
		lead := blanks(labels)
		if i == 0 {
			lead = fit(t, label, labels)
		}
		lines[i].text = lead + lines[i].text
	}
	return lines
}
