package views

import (
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// Dock is the small list of running transfers under the panes. It takes no
// keys; a drop on it queues and waits.
type Dock struct {
	kit *ui.Kit
}

// NewDock returns an idle dock.
func NewDock(kit *ui.Kit) *Dock { return &Dock{kit: kit} }

// SetActive shows what moves, in order.
func (d *Dock) SetActive(rows []TransferRow) {}

// SetTotals tells what else waits.
func (d *Dock) SetTotals(totals TransferTotals) {}

// SetDropTarget lights the dock up.
func (d *Dock) SetDropTarget(on bool) {}

// Render draws exactly h lines of exactly w cells. Under three lines there is
// no border: one line that sums up.
func (d *Dock) Render(w, h int) string { return "" }

// RowAt tells the transfer at a position.
func (d *Dock) RowAt(x, y int) (TransferRow, bool) { return TransferRow{}, false }

// DoubleClick opens the Transfers view.
func (d *Dock) DoubleClick(x, y int, mod tea.KeyMod) Intent { return TransfersOpenRequested{} }
