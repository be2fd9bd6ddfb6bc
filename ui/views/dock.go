package views

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// Dock is the small list of running transfers under the panes. It takes no
// keys; a drop on it queues and waits.
type Dock struct {
	kit    *ui.Kit
	rows   []TransferRow
	totals TransferTotals
	notice string
	lit    bool
	inner  ui.Rect
}

// partsWidth is the column of the parts, where there is room for it.
const partsWidth = 12

// NewDock returns an idle dock.
func NewDock(kit *ui.Kit) *Dock { return &Dock{kit: kit} }

// SetActive shows what moves, in order.
func (d *Dock) SetActive(rows []TransferRow) { d.rows = rows }

// SetTotals tells what else waits.
func (d *Dock) SetTotals(totals TransferTotals) { d.totals = totals }

// SetNotice shows one line about the whole queue instead; empty takes it away.
func (d *Dock) SetNotice(notice string) { d.notice = notice }

// SetDropTarget lights the dock up.
func (d *Dock) SetDropTarget(on bool) { d.lit = on }

// Render draws exactly h lines of exactly w cells. Under three lines there is
// no border: one line that sums up.
func (d *Dock) Render(w, h int) string {
	if h < 3 {
		return d.line(w, h)
	}
	t := d.kit.Theme
	pane := ui.Pane{Title: ui.Lit("Transfers"), Footer: t.Clean(d.waiting()), Lit: d.lit}
	d.inner = pane.Inner(w, h)
	if hidden := len(d.rows) - d.inner.H; hidden > 0 {
		pane.Corner = t.Clean("+" + ui.Count(hidden) + " more")
	}
	now := d.kit.Now()
	return pane.Render(t, w, h, func(b *strings.Builder, line, width int) {
		switch {
		case width < 10:
			padTo(b, width)
		case line < len(d.rows):
			b.WriteByte(' ')
			r := &d.rows[line]
			room := width - 2
			if width >= 90 {
				room -= partsWidth + 9
			}
			drawTransfer(b, t, r, now, room)
			if width >= 90 {
				d.parts(b, r)
			}
			b.WriteByte(' ')
		case line == 0:
			words{{t.Dim, "nothing is moving"}}.write(b, t, 0, width)
		default:
			padTo(b, width)
		}
	})
}

func (d *Dock) parts(b *strings.Builder, r *TransferRow) {
	if len(r.Parts) < 2 {
		padTo(b, partsWidth+9)
		return
	}
	b.WriteString("   parts ")
	drawParts(b, d.kit.Theme, r, partsWidth)
}

// waiting says what stands behind what moves, or why nothing does.
func (d *Dock) waiting() string {
	if d.notice != "" {
		return d.kit.Theme.Glyphs.Warn + " " + d.notice
	}
	return strings.Join(counted(tally{d.totals.Queued, "queued"}, tally{d.totals.Paused, "paused"}, tally{d.totals.Failed, "failed"}),
		" "+d.kit.Theme.Glyphs.Dot+" ")
}

// line is the dock of a small screen.
func (d *Dock) line(w, h int) string {
	t := d.kit.Theme
	d.inner = ui.Rect{W: w, H: min(h, 1)}
	var b strings.Builder
	for y := range h {
		if y > 0 {
			b.WriteByte('\n')
			padTo(&b, w)
			continue
		}
		switch {
		case len(d.rows) == 0:
			text := " nothing is moving"
			if s := d.waiting(); s != "" {
				text += " " + t.Glyphs.Dot + " " + s
			}
			t.Dim.Write(&b, fitEnd(t, text, w))
		case w < 10:
			padTo(&b, w)
		default:
			b.WriteByte(' ')
			drawTransfer(&b, t, &d.rows[0], d.kit.Now(), w-1)
		}
	}
	return b.String()
}

// DoubleClick opens the Transfers view.
func (d *Dock) DoubleClick(x, y int, mod tea.KeyMod) Intent { return TransfersOpenRequested{} }
