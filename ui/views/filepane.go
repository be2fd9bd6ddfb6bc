package views

import (
	"strings"

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
	lineField
	kit   *ui.Kit
	can   ui.Can
	place Place

	list  listing
	order []int32 // all entries, sorted
	shown []int32 // those that the filter leaves; order itself without one
	sort  sorting

	rows    ui.Rows // "..", if there is one, and shown
	marks   marks
	span    *markSpan           // a range that is being marked
	keep    map[string]struct{} // names that were marked before a reload
	goTo    string              // name that the cursor waits for
	query   string
	asks    fieldUse
	loading bool
	more    bool // pages are still to come
	asked   bool // and one was wished for
	problem *Problem
	drop    int
	inner   ui.Rect // where the rows were drawn
}

// fieldUse is what the open text field is for.
type fieldUse uint8

const (
	forFilter fieldUse = iota
	forMark
	forUnmark
)

// markSpan is a range mark under way: from row anchor, over what was marked
// before.
type markSpan struct {
	anchor int
	before marks
}

// NewFilePane returns an empty pane.
func NewFilePane(kit *ui.Kit) *FilePane {
	return &FilePane{kit: kit, drop: DropOff}
}

// SetPlace goes to another folder: rows, marks, filter and error are dropped,
// the sort order stays, and the pane is loading.
func (p *FilePane) SetPlace(place Place) {
	p.place = place
	p.drop, p.goTo = DropOff, ""
	p.close()
	p.query = ""
	p.empty()
	p.keep = nil
	p.rows = ui.Rows{}
	p.rows.SetHeight(p.inner.H)
	p.rows.SetCount(p.parents())
	p.loading, p.more, p.problem = true, false, nil
}

func (p *FilePane) empty() {
	p.list = listing{}
	p.order, p.shown = nil, nil
	p.marks, p.span = marks{}, nil
	p.asked = false
}

// SetPage shows the first page. After a reload of the same place the cursor,
// and the marks of names that are still there, stay.
func (p *FilePane) SetPage(rows []Row, more bool) {
	line := p.rows.Cursor() - p.rows.Offset()
	at := p.rows.Cursor()
	if len(p.list.rows) > 0 {
		p.remember()
		p.empty()
	}
	p.problem = nil
	p.append(rows, more)
	if p.goTo != "" && at >= p.parents() {
		p.rows.Place(at, line) // until the page with its name comes
	}
	p.reach(0)
}

// remember notes names over a reload.
func (p *FilePane) remember() {
	if p.goTo == "" {
		if i, ok := p.entry(p.rows.Cursor()); ok {
			p.goTo = p.list.name(i)
		}
	}
	p.keep = make(map[string]struct{}, p.marks.count)
	for _, i := range p.order {
		if p.marks.has(i) {
			p.keep[p.list.name(i)] = struct{}{}
		}
	}
}

// AppendPage adds a page. The cursor stays on its row.
func (p *FilePane) AppendPage(rows []Row, more bool) {
	first := len(p.list.rows)
	p.append(rows, more)
	p.reach(first)
}

func (p *FilePane) append(rows []Row, more bool) {
	p.loading, p.more, p.asked = more, more, false
	line := p.rows.Cursor() - p.rows.Offset()
	current, onEntry := p.entry(p.rows.Cursor())
	first := p.list.add(rows)
	fresh := make([]int32, len(rows))
	for k := range fresh {
		fresh[k] = int32(first + k)
	}
	p.order = p.list.merge(p.sort, p.order, fresh)
	p.sift(fresh)
	if onEntry {
		if pos, ok := p.list.find(p.sort, p.shown, current); ok {
			p.rows.Place(pos+p.parents(), line)
		}
	}
	p.recall(first)
	if !more {
		p.keep = nil
	}
}

// recall marks again what was marked before a reload.
func (p *FilePane) recall(first int) {
	if len(p.keep) == 0 {
		return
	}
	for i := first; i < len(p.list.rows); i++ {
		if _, ok := p.keep[p.list.name(int32(i))]; ok {
			p.marks.set(int32(i), true)
		}
	}
}

// reach puts the cursor on the name that it waits for, if that is among the
// entries from first on.
func (p *FilePane) reach(first int) {
	if p.goTo == "" {
		return
	}
	for i := first; i < len(p.list.rows); i++ {
		if p.list.name(int32(i)) != p.goTo {
			continue
		}
		if pos, ok := p.list.find(p.sort, p.shown, int32(i)); ok {
			p.rows.MoveTo(pos + p.parents())
		}
		p.goTo = ""
		return
	}
	if !p.more {
		p.goTo = ""
	}
}

// sift brings shown up to date after fresh entries came into order.
func (p *FilePane) sift(fresh []int32) {
	switch {
	case p.query == "":
		p.shown = p.order
	case len(p.list.rows) > fuzzyLimit && len(p.list.rows)-len(fresh) > fuzzyLimit:
		p.shown = p.list.merge(p.sort, p.shown, p.list.matching(fresh, p.query))
	default:
		p.shown = p.list.matching(p.order, p.query)
	}
	p.rows.SetCount(len(p.shown) + p.parents())
}

// SetLoading says that a listing is under way (again).
func (p *FilePane) SetLoading(loading bool) {
	p.loading = loading
	if loading {
		p.problem = nil
	}
}

// SetError shows what went wrong instead of, or after, the rows, with the key
// that tries again. A nil problem takes it away.
func (p *FilePane) SetError(problem *Problem) {
	p.problem = problem
	if problem != nil {
		p.loading = false
	}
}

// SetCursorName puts the cursor on a name, now or as soon as its page comes.
func (p *FilePane) SetCursorName(name string) {
	p.goTo = name
	if len(p.list.rows) > 0 {
		p.reach(0)
	}
}

// SetDropTarget lights up a row, DropPane or, with DropOff, nothing.
func (p *FilePane) SetDropTarget(row int) { p.drop = row }

// SetCan implements View.
func (p *FilePane) SetCan(can ui.Can) { p.can = can }

// parents is 1 if there is a row "..", else 0.
func (p *FilePane) parents() int {
	if p.hasParent() {
		return 1
	}
	return 0
}

func (p *FilePane) hasParent() bool {
	if p.place.Remote {
		return p.place.BucketID != "" || p.place.Bucket != ""
	}
	path := strings.TrimRight(p.place.Path, `/\`)
	return path != "" && !strings.HasSuffix(path, ":")
}

// entry tells the listing's index for a row of the pane; not of "..".
func (p *FilePane) entry(row int) (int32, bool) {
	k := row - p.parents()
	if k < 0 || k >= len(p.shown) {
		return 0, false
	}
	return p.shown[k], true
}

// Row tells the row at an index of RowAt.
func (p *FilePane) Row(i int) (Row, bool) {
	if i == 0 && p.hasParent() {
		return Row{Name: "..", Kind: KindParent, Size: -1}, true
	}
	if e, ok := p.entry(i); ok {
		return p.list.row(e), true
	}
	return Row{}, false
}

// CursorRow tells the row under the cursor; false in an empty pane.
func (p *FilePane) CursorRow() (Row, bool) { return p.Row(p.rows.Cursor()) }

// Count is how many entries are loaded, without "..", filter or not.
func (p *FilePane) Count() int { return len(p.list.rows) }

// Wants implements View. Marking, sorting by something else than the name and
// filtering need every page; the plain list needs the next one when its end
// comes near.
func (p *FilePane) Wants() Intent {
	if !p.more || p.asked || p.problem != nil {
		return nil
	}
	_, end := p.rows.Window()
	near := p.rows.Count()-end < max(2*p.rows.Height(), 200)
	if !near && p.query == "" && p.sort == byName {
		return nil
	}
	p.asked = true
	return MoreWanted{}
}
