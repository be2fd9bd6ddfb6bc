package views

import (
	"cmp"
	"slices"
	"strings"
)

// listing holds the entries of one folder packed: 32 bytes each, their names
// and file IDs in one string a page, and nothing that the garbage collector
// would have to follow.
type listing struct {
	rows  []packed
	pages []page
}

type packed struct {
	size, milli    int64
	off, page      uint32
	nameLen, idLen uint16
	kind           Kind
}

// page is the text of one page. File IDs of one bucket begin alike; what they
// share is kept once.
type page struct {
	text     string
	idPrefix string
}

// noID marks an entry without a file ID.
const noID = 1<<16 - 1

// add appends a page and tells the index of its first entry.
func (l *listing) add(rows []Row) int {
	first := len(l.rows)
	prefix := sharedPrefix(rows)
	size := 0
	for i := range rows {
		size += len(rows[i].Name) + max(len(rows[i].ID)-len(prefix), 0)
	}
	l.rows = slices.Grow(l.rows, len(rows))
	var b strings.Builder
	b.Grow(size)
	for i := range rows {
		r := &rows[i]
		name := r.Name[:min(len(r.Name), 1<<16-1)]
		p := packed{
			size: r.Size, milli: r.ModMilli, off: uint32(b.Len()), page: uint32(len(l.pages)),
			nameLen: uint16(len(name)), idLen: noID, kind: r.Kind,
		}
		b.WriteString(name)
		if id, ok := strings.CutPrefix(r.ID, prefix); ok && r.ID != "" {
			p.idLen = uint16(min(len(id), noID-1))
			b.WriteString(id)
		}
		l.rows = append(l.rows, p)
	}
	l.pages = append(l.pages, page{text: b.String(), idPrefix: prefix})
	return first
}

func sharedPrefix(rows []Row) string {
	prefix, found := "", false
	for i := range rows {
		id := rows[i].ID
		switch {
		case id == "":
		case !found:
			prefix, found = id, true
		default:
			n := 0
			for n < len(prefix) && n < len(id) && prefix[n] == id[n] {
				n++
			}
			prefix = prefix[:n]
		}
	}
	return strings.Clone(prefix)
}

func (l *listing) name(i int32) string {
	r := &l.rows[i]
	return l.pages[r.page].text[r.off : r.off+uint32(r.nameLen)]
}

func (l *listing) row(i int32) Row {
	r := &l.rows[i]
	out := Row{Name: l.name(i), Size: r.size, ModMilli: r.milli, Kind: r.kind}
	if r.idLen != noID {
		p := &l.pages[r.page]
		at := r.off + uint32(r.nameLen)
		out.ID = p.idPrefix + p.text[at:at+uint32(r.idLen)]
	}
	return out
}

func (l *listing) isDir(i int32) bool {
	k := l.rows[i].kind
	return k == KindFolder || k == KindBucket
}

// sorting is the order of a pane.
type sorting uint8

const (
	byName sorting = iota
	bySize         // largest first
	byTime         // newest first
	sortings
)

// compare orders entries: what can be gone into stands before the rest, and
// the names decide between equals.
func (l *listing) compare(s sorting, a, b int32) int {
	if da, db := l.isDir(a), l.isDir(b); da != db {
		if da {
			return -1
		}
		return 1
	}
	c := 0
	switch s {
	case bySize:
		c = cmp.Compare(l.rows[b].size, l.rows[a].size)
	case byTime:
		c = cmp.Compare(l.rows[b].milli, l.rows[a].milli)
	}
	if c == 0 {
		c = strings.Compare(l.name(a), l.name(b))
	}
	if c == 0 {
		c = cmp.Compare(a, b)
	}
	return c
}

// find tells where an entry stands, or would stand, in an ordered list.
func (l *listing) find(s sorting, order []int32, i int32) (int, bool) {
	return slices.BinarySearchFunc(order, i, func(a, b int32) int { return l.compare(s, a, b) })
}

// merge puts new entries into an ordered list. A page of a sorted listing costs
// one search an entry and one move of the tail, however long the list is.
func (l *listing) merge(s sorting, order, fresh []int32) []int32 {
	slices.SortFunc(fresh, func(a, b int32) int { return l.compare(s, a, b) })
	end := len(order)
	order = append(order, fresh...)
	for k := len(fresh) - 1; k >= 0; k-- {
		pos, _ := l.find(s, order[:end], fresh[k])
		copy(order[pos+k+1:], order[pos:end])
		order[pos+k] = fresh[k]
		end = pos
	}
	return order
}
