package views

import (
	"cmp"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/ui"
)

// BucketList is the table of buckets, with details beside it where there is
// room.
type BucketList struct {
	board
	all   []b2core.Bucket
	gone  map[string]bool // IDs of those of all that were deleted
	shown []int           // indexes into all
	goTo  string
}

// NewBucketList returns an empty list.
func NewBucketList(kit *ui.Kit) *BucketList {
	v := &BucketList{board: board{kit: kit}}
	v.sift = v.filter
	return v
}

// SetBuckets shows the buckets by name, and below them those that are gone and
// that the key is still bound to; the cursor stays on its bucket.
func (v *BucketList) SetBuckets(buckets []b2core.Bucket, gone []b2core.AllowedBucket) {
	if b, ok := v.Selected(); ok && v.goTo == "" {
		v.goTo = b.Name
	}
	v.all = slices.Clone(buckets)
	slices.SortFunc(v.all, func(a, b b2core.Bucket) int { return strings.Compare(a.Name, b.Name) })
	v.gone = make(map[string]bool, len(gone))
	for _, b := range gone {
		v.all = append(v.all, b2core.Bucket{ID: b.ID, Name: cmp.Or(b.Name, b.ID)})
		v.gone[b.ID] = true
	}
	v.loading, v.problem = false, nil
	v.filter()
}

// SetCursorName puts the cursor on a bucket, now or with the next SetBuckets.
func (v *BucketList) SetCursorName(name string) {
	v.goTo = name
	if len(v.all) > 0 {
		v.place()
	}
}

func (v *BucketList) filter() {
	v.shown = v.shown[:0]
	for i := range v.all {
		if containsFold(v.all[i].Name, v.query) {
			v.shown = append(v.shown, i)
		}
	}
	v.rows.SetCount(len(v.shown))
	v.place()
}

// place puts the cursor on the bucket that it waits for.
func (v *BucketList) place() {
	for row, i := range v.shown {
		if v.goTo != "" && v.all[i].Name == v.goTo {
			v.rows.MoveTo(row)
			v.goTo = ""
		}
	}
}

// Selected is the bucket under the cursor.
func (v *BucketList) Selected() (b2core.Bucket, bool) {
	if i := v.rows.Cursor(); i < len(v.shown) {
		return v.all[v.shown[i]], true
	}
	return b2core.Bucket{}, false
}

// Wants implements View: buckets come all at once.
func (v *BucketList) Wants() Intent { return nil }

// Update implements View.
func (v *BucketList) Update(msg tea.Msg) (Intent, tea.Cmd) {
	if done, cmd := v.update(msg); done {
		return nil, cmd
	}
	press, _ := msg.(tea.KeyPressMsg)
	if b, ok := v.Selected(); ok && v.gone[b.ID] && key.Matches(press, v.kit.Keys.Buckets.Delete, v.kit.Keys.Buckets.Unfinished) {
		return Refused{goneReason}, nil
	}
	l, k := &v.kit.Keys.List, &v.kit.Keys.Buckets
	switch {
	case key.Matches(press, l.Open):
		return v.open(), nil
	case key.Matches(press, k.New):
		return v.refuse(ui.ActBucketCreate, BucketCreateRequested{}), nil
	case key.Matches(press, k.Delete):
		if b, ok := v.Selected(); ok {
			return v.refuse(ui.ActBucketDelete, BucketDeleteRequested{b}), nil
		}
		return Refused{"there is no bucket here"}, nil
	case key.Matches(press, k.Unfinished):
		if b, ok := v.Selected(); ok {
			return v.refuse(ui.ActUnfinished, BucketUnfinishedRequested{b}), nil
		}
		return Refused{"there is no bucket here"}, nil
	case key.Matches(press, v.kit.Keys.Global.Reload):
		return ReloadRequested{}, nil
	}
	return Idle{}, nil
}

func (v *BucketList) open() Intent {
	b, ok := v.Selected()
	switch {
	case ok && v.gone[b.ID]:
		return Refused{goneReason}
	case ok:
		return BucketOpenRequested{b}
	}
	return nil
}

const goneReason = "this bucket was deleted; the key is still bound to it, and useless there"

// DoubleClick implements View.
func (v *BucketList) DoubleClick(x, y int, mod tea.KeyMod) Intent {
	if _, ok := v.RowAt(x, y); ok {
		return v.open()
	}
	return nil
}

// Render implements View.
func (v *BucketList) Render(w, h int, focused bool) string {
	about := "Details"
	if b, ok := v.Selected(); ok {
		about = b.Name
	}
	return v.render(w, h, focused, boardParts{
		title: "Buckets", about: about,
		footer: v.footer(),
		empty:  "there are no buckets; " + v.kit.Keys.Buckets.New.Help().Key + " makes one",
		head:   v.head, row: v.row, words: v.words,
		marked: func(int) bool { return false },
	})
}

func (v *BucketList) footer() string {
	gone := 0
	for _, i := range v.shown {
		if v.gone[v.all[i].ID] {
			gone++
		}
	}
	text := ui.Plural(len(v.shown)-gone, "bucket", "buckets")
	if gone > 0 {
		text += ", " + ui.Count(gone) + " deleted"
	}
	return text
}

// ShortHelp implements View.
func (v *BucketList) ShortHelp() []key.Binding {
	l, k := &v.kit.Keys.List, &v.kit.Keys.Buckets
	if v.field != nil {
		return []key.Binding{v.kit.Keys.Input.Accept, v.kit.Keys.Input.Cancel}
	}
	return []key.Binding{
		l.Open, v.kit.Allowed(k.New, v.can, ui.ActBucketCreate),
		v.kit.Allowed(k.Delete, v.can, ui.ActBucketDelete), v.kit.Allowed(k.Unfinished, v.can, ui.ActUnfinished), l.Filter, l.Details,
	}
}

// FullHelp implements View.
func (v *BucketList) FullHelp() [][]key.Binding {
	l, k := &v.kit.Keys.List, &v.kit.Keys.Buckets
	return [][]key.Binding{
		{l.Up, l.Down, l.PageUp, l.PageDown, l.HalfUp, l.HalfDown, l.Top, l.Bottom, l.Open, l.Filter, l.Details},
		{k.New, k.Delete, k.Unfinished},
	}
}

// Help implements View.
func (v *BucketList) Help() []ui.HelpGroup {
	l, k := &v.kit.Keys.List, &v.kit.Keys.Buckets
	g := ui.HelpGroup{Title: "Buckets"}
	g.Add(k.New, v.can[ui.ActBucketCreate])
	g.Add(k.Delete, v.can[ui.ActBucketDelete])
	g.Add(k.Unfinished, v.can[ui.ActUnfinished])
	return []ui.HelpGroup{g, v.kit.Keys.ListHelp(l.Open, l.Filter, l.Details)}
}
