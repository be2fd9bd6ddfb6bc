package views

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"b2tui/ui"
)

// TransferQueue shows a window of the queue: it holds the rows that are in
// sight and some around them, never the whole queue.
//
//	queue.SetTotals, SetActive      // at each snapshot of the engine
//	queue.Invalidate()              // stored rows changed: Wants asks again
//	queue.SetWindow(w, total, rows) // the answer to the WindowWanted w
type TransferQueue struct {
	lineField
	kit *ui.Kit
	can ui.Can

	rows    ui.Rows
	loaded  []TransferRow // rows from, from+1, … of the queue
	from    int
	known   bool // a window came for this filter
	stale   bool // and is out of date
	wish    WindowWanted
	waiting bool // the wish is not answered
	active  []TransferRow
	totals  TransferTotals
	limits  TransferLimits
	notice  string
	query   string
	show    Show
	start   int                   // the row that the cursor goes to once rows are there
	starts  bool                  // … if it goes
	touched bool                  // the user has moved the cursor
	marks   map[int64]TransferRow // by ID, as they were marked
	group   *openGroup            // nil: groups and single files
	problem *Problem
	drop    int
	inner   ui.Rect // where rows were drawn
}

// rowsOf is an empty list of a height.
func rowsOf(height int) ui.Rows {
	var r ui.Rows
	r.SetHeight(height)
	return r
}

// openGroup is a group whose files are shown, and what was shown before.
type openGroup struct {
	row   TransferRow
	above ui.Rows
	query string
}

// NewTransferQueue returns an empty queue, which wants its first window.
func NewTransferQueue(kit *ui.Kit) *TransferQueue {
	return &TransferQueue{kit: kit, drop: DropOff, stale: true, marks: map[int64]TransferRow{}}
}

// SetWindow answers a wish of Wants. Total is the number of rows that match.
// An answer to a wish that is no longer the last is dropped. The cursor stays
// on its transfer where that is in both windows.
func (v *TransferQueue) SetWindow(asked WindowWanted, total int, rows []TransferRow) {
	if asked != v.wish || !v.waiting {
		return
	}
	before, had := v.Selected()
	line := v.rows.Cursor() - v.rows.Offset()
	v.waiting, v.known, v.problem = false, true, nil
	v.loaded, v.from = rows, asked.Offset
	v.rows.SetCount(total)
	if had {
		for i := range rows {
			if rows[i].ID == before.ID && v.from+i != v.rows.Cursor() {
				v.rows.Place(v.from+i, line)
			}
		}
	}
	v.begin()
	v.refresh()
}

// Start puts the cursor on a row, as soon as rows are there, unless the user has
// moved it. A row past the end is the last one.
func (v *TransferQueue) Start(row int) {
	v.start, v.starts = row, true
	v.begin()
}

func (v *TransferQueue) begin() {
	if !v.starts || !v.known {
		return
	}
	v.starts = false
	if !v.touched && v.group == nil && v.query == "" && v.show == ShowAll {
		v.rows.Place(min(v.start, max(v.rows.Count()-1, 0)), 0)
	}
}

// DragIDs are the transfers that a drag from row i carries: the marked ones if
// it is one of them, but for what is finished, else that one.
func (v *TransferQueue) DragIDs(i int) []int64 {
	r, ok := v.Row(i)
	if _, marked := v.marks[r.ID]; marked {
		return those(v.targets(), unfinished)
	}
	if !ok {
		return nil
	}
	return []int64{r.ID}
}

// ClearMarks takes all marks away.
func (v *TransferQueue) ClearMarks() { clear(v.marks) }

// targets are the marked rows as they are known, else the one under the cursor.
func (v *TransferQueue) targets() []TransferRow {
	if len(v.marks) == 0 {
		if r, ok := v.Selected(); ok {
			return []TransferRow{r}
		}
		return nil
	}
	return slices.SortedFunc(maps.Values(v.marks), func(a, b TransferRow) int { return cmp.Compare(a.ID, b.ID) })
}

func idsOf(rows []TransferRow) []int64 {
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	return ids
}

// Invalidate says that stored rows changed; Wants asks for the window again.
func (v *TransferQueue) Invalidate() { v.stale = true }

// SetActive brings the rows that move up to date, by ID.
func (v *TransferQueue) SetActive(rows []TransferRow) {
	v.active = rows
	v.refresh()
}

func (v *TransferQueue) refresh() {
	for i := range v.active {
		for k := range v.loaded {
			if v.loaded[k].ID == v.active[i].ID {
				v.loaded[k] = v.active[i]
			}
		}
	}
	for i := range v.loaded {
		if _, marked := v.marks[v.loaded[i].ID]; marked {
			v.marks[v.loaded[i].ID] = v.loaded[i]
		}
	}
}

// SetTotals brings the totals up to date.
func (v *TransferQueue) SetTotals(totals TransferTotals) { v.totals = totals }

// SetLimits tells the limits in force.
func (v *TransferQueue) SetLimits(limits TransferLimits) { v.limits = limits }

// SetNotice shows one line about the whole queue; empty takes it away.
func (v *TransferQueue) SetNotice(notice string) { v.notice = notice }

// SetError shows what went wrong, and ends the wait for a window; nil takes it
// away.
func (v *TransferQueue) SetError(problem *Problem) {
	v.problem = problem
	if problem != nil {
		v.waiting, v.stale = false, false
	}
}

// SetDropTarget lights up the row before which a drop would go, DropPane for
// the end, or DropOff.
func (v *TransferQueue) SetDropTarget(row int) { v.drop = row }

// SetCan implements View.
func (v *TransferQueue) SetCan(can ui.Can) { v.can = can }

// Selected is the transfer under the cursor.
func (v *TransferQueue) Selected() (TransferRow, bool) { return v.Row(v.rows.Cursor()) }

// Row tells the row at an index of RowAt, if it is loaded.
func (v *TransferQueue) Row(i int) (TransferRow, bool) {
	if k := i - v.from; k >= 0 && k < len(v.loaded) && i < v.rows.Count() {
		return v.loaded[k], true
	}
	return TransferRow{}, false
}

// Wants implements View: a window that holds what is in sight and one screen
// before and after it.
func (v *TransferQueue) Wants() Intent {
	first, end := v.rows.Window()
	height := max(v.rows.Height(), 20)
	covered := v.known && first >= v.from && end <= v.from+len(v.loaded)
	wish := WindowWanted{Offset: max(first-height, 0), Limit: 3 * height, Filter: v.query, Show: v.show}
	if v.group != nil {
		wish.Group = v.group.row.ID
	}
	same := v.wish.Filter == wish.Filter && v.wish.Show == wish.Show && v.wish.Group == wish.Group
	if same && !v.stale && (covered || v.problem != nil) {
		return nil
	}
	inWish := v.waiting && same && first >= v.wish.Offset && end <= v.wish.Offset+v.wish.Limit
	if inWish && !v.stale {
		return nil
	}
	v.wish, v.waiting, v.stale = wish, true, false
	return wish
}

// tally is a number with its word.
type tally struct {
	n    int
	word string
}

// counted lists "n word" for each number that is not zero.
func counted(of ...tally) []string {
	var out []string
	for _, x := range of {
		if x.n > 0 {
			out = append(out, ui.Count(x.n)+" "+x.word)
		}
	}
	return out
}

// totalsLine sums up the queue.
func (v *TransferQueue) totalsLine() string {
	t, o := v.kit.Theme, v.totals
	parts := counted(tally{o.Running - o.RunningChanges, "running"}, tally{o.Queued - o.QueuedChanges, "queued"})
	if n := o.RunningChanges + o.QueuedChanges; n > 0 {
		parts = append(parts, ui.Plural(n, "change", "changes"))
	}
	parts = append(parts, counted(tally{o.Paused, "paused"}, tally{o.Failed, "failed"}, tally{o.Done, "done"}, tally{o.Cancelled, "cancelled"})...)
	if o.Bytes > 0 {
		parts = append(parts, ui.Size(o.BytesDone)+" of "+ui.Size(o.Bytes))
		if eta := ui.ETA(o.ETA); eta != "" && o.Running > 0 {
			parts = append(parts, eta+" left")
		}
	}
	if n := len(v.marks); n > 0 {
		parts = append([]string{ui.Count(n) + " marked"}, parts...)
	}
	if v.query != "" {
		parts = append([]string{"/" + v.query, ui.Plural(v.rows.Count(), "hit", "hits")}, parts...)
	}
	return strings.Join(parts, " "+t.Glyphs.Dot+" ")
}
