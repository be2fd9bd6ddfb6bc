package views

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// Special rows for SetDropTarget.
const (
	DropOff  = -2 // nothing is lit up
	DropPane = -1 // the pane as a whole: drop into the folder that it shows
)

// FilePane shows one folder, local or remote. Its rows come page by page:
//
//	pane.SetPlace(place)        // empties it and says "loading…"
//	pane.SetPage(rows, more)    // the first page, also after a reload
//	pane.AppendPage(rows, more) // the others; more is false with the last
//
// Between SetPage and the last page the owner fetches on when Wants says so.
// The owner drops pages of an earlier place (generation) itself.
type FilePane struct {
	kit *ui.Kit
	can ui.Can
}

// NewFilePane returns an empty pane.
func NewFilePane(kit *ui.Kit) *FilePane { return &FilePane{kit: kit} }

// SetPlace goes to another folder: rows, marks, filter and error are dropped,
// the sort order stays, and the pane is loading.
func (p *FilePane) SetPlace(place Place) {}

// Place is where the pane stands.
func (p *FilePane) Place() Place { return Place{} }

// SetPage shows the first page. After a reload of the same place the cursor,
// and the marks of names that are still there, stay.
func (p *FilePane) SetPage(rows []Row, more bool) {}

// AppendPage adds a page. The cursor stays on its row.
func (p *FilePane) AppendPage(rows []Row, more bool) {}

// SetLoading says that a listing is under way (again).
func (p *FilePane) SetLoading(loading bool) {}

// SetError shows what went wrong instead of, or after, the rows, with the key
// that tries again. A nil problem takes it away.
func (p *FilePane) SetError(problem *Problem) {}

// SetCursorName puts the cursor on a name, now or as soon as its page comes.
func (p *FilePane) SetCursorName(name string) {}

// SetDropTarget lights up a row, DropPane or, with DropOff, nothing.
func (p *FilePane) SetDropTarget(row int) {}

// Row tells the row at an index of RowAt.
func (p *FilePane) Row(i int) (Row, bool) { return Row{}, false }

// CursorRow tells the row under the cursor; false in an empty pane.
func (p *FilePane) CursorRow() (Row, bool) { return Row{}, false }

// CursorIndex is the index of the cursor row, for RowAt's numbers.
func (p *FilePane) CursorIndex() int { return 0 }

// IsMarked tells whether the row at an index is marked.
func (p *FilePane) IsMarked(i int) bool { return false }

// Selected returns the marked rows in order or, when none is, the cursor row;
// never "..".
func (p *FilePane) Selected() []Row { return nil }

// DragRows returns what a drag that began on row i carries: the marked rows if
// it is one of them, else that row; nothing for "..".
func (p *FilePane) DragRows(i int) []Row { return nil }

// MarkedSummary counts what is marked.
func (p *FilePane) MarkedSummary() Summary { return Summary{} }

// ClearMarks takes all marks away, as after a copy was queued.
func (p *FilePane) ClearMarks() {}

// Count is how many entries are loaded, without "..", filter or not.
func (p *FilePane) Count() int { return 0 }

// Loading tells whether pages are still to come.
func (p *FilePane) Loading() bool { return false }

// Has tells whether a loaded entry has this name.
func (p *FilePane) Has(name string) bool { return false }

// Update implements View.
func (p *FilePane) Update(msg tea.Msg) (Intent, tea.Cmd) { return nil, nil }

// Back does what esc does: it closes the filter, ends a range, or takes the
// marks away, one a call. It tells false when there was nothing to do.
func (p *FilePane) Back() bool { return false }

// Render implements View.
func (p *FilePane) Render(w, h int, focused bool) string { return "" }

// Wants implements View.
func (p *FilePane) Wants() Intent { return nil }

// Typing implements View.
func (p *FilePane) Typing() bool { return false }

// Cursor implements View.
func (p *FilePane) Cursor() *tea.Cursor { return nil }

// RowAt implements View.
func (p *FilePane) RowAt(x, y int) (int, bool) { return 0, false }

// Press implements View.
func (p *FilePane) Press(x, y int, mod tea.KeyMod) Intent { return nil }

// DoubleClick implements View.
func (p *FilePane) DoubleClick(x, y int, mod tea.KeyMod) Intent { return nil }

// Wheel implements View.
func (p *FilePane) Wheel(n int) Intent { return nil }

// ShortHelp implements View.
func (p *FilePane) ShortHelp() []key.Binding { return nil }

// FullHelp implements View.
func (p *FilePane) FullHelp() [][]key.Binding { return nil }

// Help implements View.
func (p *FilePane) Help() []ui.HelpGroup { return nil }

// SetCan implements View.
func (p *FilePane) SetCan(can ui.Can) { p.can = can }
