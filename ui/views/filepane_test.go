package views

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

func namesOf(rows []Row) string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.Name
	}
	return strings.Join(out, " ")
}

func files(names ...string) []Row {
	out := make([]Row, len(names))
	for i, n := range names {
		out[i] = Row{Name: n, ID: "4_z1_" + n, Size: int64(i)}
		if dir, ok := strings.CutSuffix(n, "/"); ok {
			out[i] = Row{Name: dir, Kind: KindFolder, Size: -1}
		}
	}
	return out
}

func newPane(rows []Row, more bool) *FilePane {
	p := NewFilePane(testKit(true, false))
	p.SetPlace(Place{Remote: true, BucketID: "1", Bucket: "b"})
	p.SetPage(rows, more)
	p.Render(60, 12, true)
	return p
}

func shownNames(p *FilePane) string {
	var out []Row
	for i := 0; ; i++ {
		r, ok := p.Row(i)
		if !ok {
			return namesOf(out)
		}
		out = append(out, r)
	}
}

func keys(p *FilePane, presses ...string) Intent {
	var last Intent
	for _, k := range presses {
		last, _ = p.Update(press(k))
	}
	return last
}

func TestPagesMergeAndTheCursorStays(t *testing.T) {
	p := newPane(files("b", "d", "y/"), true)
	p.SetCursorName("d")
	p.AppendPage(files("a", "c", "x/", "e"), true)
	if got := shownNames(p); got != ".. x y a b c d e" {
		t.Fatalf("shows %s", got)
	}
	if r, _ := p.CursorRow(); r.Name != "d" || r.ID != "4_z1_d" {
		t.Fatalf("the cursor is on %+v", r)
	}
	p.AppendPage(files("0"), false)
	if r, _ := p.CursorRow(); r.Name != "d" || p.loading {
		t.Fatalf("the cursor is on %s, loading %v", r.Name, p.loading)
	}
}

func TestReloadKeepsCursorAndMarks(t *testing.T) {
	p := newPane(files("a", "b", "c", "d"), false)
	keys(p, "down", "space", "space") // a, b; on c
	p.SetLoading(true)
	p.SetPage(files("a", "aa"), true)
	p.AppendPage(files("b", "c", "d"), false)
	if got := namesOf(p.Selected()); got != "a b" {
		t.Fatalf("marked are %s", got)
	}
	if r, _ := p.CursorRow(); r.Name != "c" {
		t.Fatalf("the cursor is on %s", r.Name)
	}
	p.SetPlace(Place{Remote: true, BucketID: "1", Bucket: "b", Path: "x/"})
	if p.MarkedSummary().Count != 0 || p.Count() != 0 || !p.loading {
		t.Fatal("another place keeps rows or marks")
	}
}

func TestMarks(t *testing.T) {
	p := newPane(files("dir/", "a.txt", "b.txt", "c.go"), false)
	if got := namesOf(p.Selected()); got != "" {
		t.Fatalf(".. is selected as %s", got)
	}
	keys(p, "*")
	if s := p.MarkedSummary(); s != (Summary{Count: 4, Folders: 1, Bytes: 1 + 2 + 3}) {
		t.Fatalf("invert marks %+v", s)
	}
	keys(p, "*", "+")
	keys(p, ".", "t", "x", "t", "enter")
	if got := namesOf(p.Selected()); got != "a.txt b.txt" {
		t.Fatalf("*.txt marks %s", got)
	}
	if got := namesOf(p.DragRows(1)); got != "dir" {
		t.Fatalf("dragging an unmarked row carries %s", got)
	}
	if got := namesOf(p.DragRows(2)); got != "a.txt b.txt" {
		t.Fatalf("dragging a marked row carries %s", got)
	}
	if i := keys(p, "+", "[", "enter"); i != (Refused{"this is not a pattern: *["}) {
		t.Fatalf("a broken pattern answers %v", i)
	}
	if !p.Back() || p.MarkedSummary().Count != 0 || p.Back() {
		t.Fatal("esc does not take marks away once")
	}
	keys(p, "down", "V", "down", "down")
	if got := namesOf(p.Selected()); got != "dir a.txt b.txt" {
		t.Fatalf("the range holds %s", got)
	}
	if !p.Back() || p.MarkedSummary().Count != 0 {
		t.Fatal("esc does not end the range")
	}
}

func TestFilterFindsAndEscShowsAll(t *testing.T) {
	p := newPane(files("alpha", "beta", "gamma"), false)
	keys(p, "/", "a", "m")
	if got := shownNames(p); got != ".. gamma" || !p.Typing() || p.Cursor() == nil {
		t.Fatalf("shows %s", got)
	}
	keys(p, "enter")
	if p.Typing() || shownNames(p) != ".. gamma" {
		t.Fatal("enter does not keep the filter")
	}
	p.AppendPage(files("ammo", "zeta"), false)
	if got := shownNames(p); got != ".. ammo gamma" {
		t.Fatalf("a page under the filter shows %s", got)
	}
	if !p.Back() || shownNames(p) != ".. alpha ammo beta gamma zeta" {
		t.Fatalf("esc leaves %s", shownNames(p))
	}
}

func TestSortsBySizeAndTime(t *testing.T) {
	p := newPane([]Row{{Name: "a", Size: 1, ModMilli: 3}, {Name: "b", Size: 3, ModMilli: 1}, {Name: "c", Size: 2, ModMilli: 2}}, false)
	want := []string{".. b c a", ".. a c b", ".. a b c"}
	for _, w := range want {
		if keys(p, "s"); shownNames(p) != w {
			t.Fatalf("shows %s, want %s", shownNames(p), w)
		}
	}
}

func TestIntents(t *testing.T) {
	p := newPane(files("dir/", "a"), false)
	if i := keys(p, "enter"); i != (Up{}) {
		t.Errorf("enter on .. is %#v", i)
	}
	if i := keys(p, "down", "enter"); i.(Open).Row.Name != "dir" {
		t.Errorf("enter on dir is %#v", i)
	}
	if i, ok := keys(p, "down", "c").(CopyRequested); !ok || namesOf(i.Rows) != "a" {
		t.Errorf("c is %#v", i)
	}
	p.SetCan(ui.Can{ui.ActDelete: "this key lacks deleteFiles"})
	if i := keys(p, "D"); i != (Refused{"this key lacks deleteFiles"}) {
		t.Errorf("D is %#v", i)
	}
	if i, ok := keys(p, "m").(MoveRequested); !ok || namesOf(i.Rows) != "a" {
		t.Errorf("m is %#v", i)
	}
	if i, ok := keys(p, "r").(RenameRequested); !ok || i.Row.Name != "a" {
		t.Errorf("r is %#v", i)
	}
	if i := keys(p, "S"); i != (Idle{}) {
		t.Errorf("a key of no binding is %#v", i)
	}
	if !slices.ContainsFunc(p.Help()[0].Items, func(h ui.HelpItem) bool { return h.Reason == "this key lacks deleteFiles" }) {
		t.Error("help does not say why deleting is off")
	}
}

func TestMouse(t *testing.T) {
	p := newPane(files("a", "b", "c"), false)
	if i, ok := p.RowAt(5, 2); !ok || i != 1 {
		t.Fatalf("line 2 is row %d, %v", i, ok)
	}
	for _, at := range [][2]int{{0, 2}, {59, 2}, {5, 0}, {5, 11}, {5, 9}} {
		if i, ok := p.RowAt(at[0], at[1]); ok {
			t.Errorf("%v is row %d", at, i)
		}
	}
	p.Press(5, 2, tea.ModCtrl)
	p.Press(5, 4, tea.ModShift)
	if got := namesOf(p.Selected()); got != "a b c" {
		t.Fatalf("marked are %s", got)
	}
	p.Press(5, 3, 0)
	if p.MarkedSummary().Count != 3 {
		t.Fatal("a plain press takes marks away")
	}
	if i := p.DoubleClick(5, 1, 0); i != (Up{}) {
		t.Fatalf("a double click on .. is %#v", i)
	}
}

func TestMoreIsWantedOncePerPage(t *testing.T) {
	p := newPane(manyRows(1000), true)
	if i := p.Wants(); i != nil {
		t.Fatalf("at the start %#v is wanted", i)
	}
	keys(p, "G")
	if p.Wants() != (MoreWanted{}) || p.Wants() != nil {
		t.Fatal("at the end more is not wanted once")
	}
	p.SetError(&Problem{Title: "no"})
	if p.Wants() != nil {
		t.Fatal("after an error more is wanted by itself")
	}
}

func TestHundredThousandRowsAreSmall(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	p := manyPane(100_000)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if got := int64(after.HeapAlloc) - int64(before.HeapAlloc); got > 18<<20 {
		t.Fatalf("100,000 rows hold %d KiB", got>>10)
	} else {
		t.Logf("100,000 rows hold %d KiB", got>>10)
	}
	if r, _ := p.Row(50_000); r.Name == "" || !strings.HasPrefix(r.ID, "4_z27c88f1d182b150646ff0b16_f200ec6f650a") {
		t.Fatalf("row 50,000 is %+v", r)
	}
	runtime.KeepAlive(p)
}

func TestQueueWishesForWhatIsInSight(t *testing.T) {
	v := NewTransferQueue(testKit(true, false))
	v.Render(80, 30, true)
	first, ok := v.Wants().(WindowWanted)
	if !ok || first.Offset != 0 || v.Wants() != nil {
		t.Fatalf("the first wish is %#v", first)
	}
	page := func(w WindowWanted) []TransferRow {
		out := make([]TransferRow, w.Limit)
		for i := range out {
			out[i] = TransferRow{ID: int64(w.Offset + i + 1), Name: fmt.Sprint("f", w.Offset+i), State: Queued}
		}
		return out
	}
	v.SetWindow(first, 10_000, page(first))
	if v.Wants() != nil {
		t.Fatal("something is wanted though all in sight is there")
	}
	v.Update(press("G"))
	last := v.Wants().(WindowWanted)
	if last.Offset+last.Limit < 10_000 {
		t.Fatalf("at the end the wish is %+v", last)
	}
	v.SetWindow(first, 10_000, page(first)) // too late
	if _, ok := v.Selected(); ok {
		t.Fatal("an old answer was taken")
	}
	last.Limit = 10_000 - last.Offset
	v.wish = last
	v.SetWindow(last, 10_000, page(last))
	if r, _ := v.Selected(); r.Name != "f9999" {
		t.Fatalf("the cursor is on %s", r.Name)
	}
	v.SetActive([]TransferRow{{ID: 10_000, Name: "f9999", State: Running, Done: 5, Size: 10}})
	if i, _ := v.Update(press("p")); fmt.Sprint(i) != fmt.Sprint(PauseRequested{IDs: []int64{10_000}}) {
		t.Fatalf("p is %#v", i)
	}
	v.Invalidate()
	if v.Wants() == nil {
		t.Fatal("nothing is wanted though rows changed")
	}
}
