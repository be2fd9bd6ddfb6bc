package views

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// TransferQueue shows a window of the queue: it holds the rows that are in
// sight and some around them, never the whole queue.
//
//	queue.SetTotals, SetActive      // at each snapshot of the engine
//	queue.Invalidate()              // stored rows changed: Wants asks again
//	queue.SetWindow(w, total, rows) // the answer to the WindowWanted w
type TransferQueue struct {
	kit *ui.Kit
	can ui.Can
}

// NewTransferQueue returns an empty queue.
func NewTransferQueue(kit *ui.Kit) *TransferQueue { return &TransferQueue{kit: kit} }

// SetWindow answers a wish of Wants. Total is the number of rows that match.
// An answer to a wish that is no longer the last is dropped.
func (v *TransferQueue) SetWindow(asked WindowWanted, total int, rows []TransferRow) {}

// Invalidate says that stored rows changed; Wants asks for the window again.
func (v *TransferQueue) Invalidate() {}

// SetActive brings the rows that move up to date, by ID.
func (v *TransferQueue) SetActive(rows []TransferRow) {}

// SetTotals brings the totals up to date.
func (v *TransferQueue) SetTotals(totals TransferTotals) {}

// SetLimits tells the limits in force.
func (v *TransferQueue) SetLimits(limits TransferLimits) {}

// SetNotice shows one line about the whole queue; empty takes it away.
func (v *TransferQueue) SetNotice(notice string) {}

// SetLoading says that a window is being read.
func (v *TransferQueue) SetLoading(loading bool) {}

// SetError shows what went wrong; nil takes it away.
func (v *TransferQueue) SetError(problem *Problem) {}

// SetDropTarget lights up the row before which a drop would go, DropPane for
// the end, or DropOff.
func (v *TransferQueue) SetDropTarget(row int) {}

// Selected is the transfer under the cursor.
func (v *TransferQueue) Selected() (TransferRow, bool) { return TransferRow{}, false }

// Row tells the row at an index of RowAt, if it is loaded.
func (v *TransferQueue) Row(i int) (TransferRow, bool) { return TransferRow{}, false }

// Update implements View.
func (v *TransferQueue) Update(msg tea.Msg) (Intent, tea.Cmd) { return nil, nil }

// Back does what esc does here, one thing a call, and tells false when there
// was nothing to do.
func (v *TransferQueue) Back() bool { return false }

// Render implements View.
func (v *TransferQueue) Render(w, h int, focused bool) string { return "" }

// Wants implements View.
func (v *TransferQueue) Wants() Intent { return nil }

// Typing implements View.
func (v *TransferQueue) Typing() bool { return false }

// Cursor implements View.
func (v *TransferQueue) Cursor() *tea.Cursor { return nil }

// RowAt implements View.
func (v *TransferQueue) RowAt(x, y int) (int, bool) { return 0, false }

// Press implements View.
func (v *TransferQueue) Press(x, y int, mod tea.KeyMod) Intent { return nil }

// DoubleClick implements View.
func (v *TransferQueue) DoubleClick(x, y int, mod tea.KeyMod) Intent { return nil }

// Wheel implements View.
func (v *TransferQueue) Wheel(n int) Intent { return nil }

// ShortHelp implements View.
func (v *TransferQueue) ShortHelp() []key.Binding { return nil }

// FullHelp implements View.
func (v *TransferQueue) FullHelp() [][]key.Binding { return nil }

// Help implements View.
func (v *TransferQueue) Help() []ui.HelpGroup { return nil }

// SetCan implements View.
func (v *TransferQueue) SetCan(can ui.Can) { v.can = can }
