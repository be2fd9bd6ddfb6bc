package model

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/ui/views"
)

// pageSize is how many entries one call lists: the most that B2 bills as one.
const pageSize = 1000

// folderMarker is the empty file that B2's own web pages put into a folder
// that would otherwise hold nothing.
const folderMarker = b2core.FolderMarker

// page is one page of a listing, whatever it lists.
type page struct {
	place   views.Place // with the bucket's ID, if only its name was known
	first   bool
	rows    []views.Row
	next    pageCursor      // zero: this was the last
	buckets []b2core.Bucket // the list of buckets: what the rows stand for
}

// pageCursor is where the next page begins: a name of the service, or an open
// directory. The zero value is the beginning, or the end.
type pageCursor struct {
	name string
	dir  *os.File
}

func (c pageCursor) more() bool { return c.name != "" || c.dir != nil }

func (c pageCursor) close() {
	if c.dir != nil {
		_ = c.dir.Close()
	}
}

// listing is what a command needs to fetch pages of one place.
type listing struct {
	browser   Browser
	pane, gen int
	place     views.Place
	from      pageCursor
	atLeast   int // a reload fetches what was shown before: so many entries
}

// fetch returns the command that fetches the next page.
func (l listing) fetch(ctx context.Context) tea.Cmd {
	return func() tea.Msg {
		p, err := l.page(ctx)
		if err != nil {
			l.from.close()
		}
		return listedMsg{pane: l.pane, gen: l.gen, page: p, err: err}
	}
}

func (l listing) page(ctx context.Context) (page, error) {
	first := !l.from.more()
	var p page
	var err error
	switch {
	case !l.place.Remote:
		p, err = readDir(ctx, l.place, l.from)
	case l.place.IsRoot():
		p, err = l.bucketRows(ctx)
	default:
		p, err = l.names(ctx)
	}
	p.first = first
	return p, err
}

func (l listing) bucketRows(ctx context.Context) (page, error) {
	buckets, err := l.browser.ListBuckets(ctx)
	if err != nil {
		return page{place: l.place}, err
	}
	rows := make([]views.Row, 0, len(buckets))
	for _, b := range buckets {
		rows = append(rows, views.Row{Name: b.Name, ID: b.ID, Size: -1, Kind: views.KindBucket})
	}
	return page{place: l.place, rows: rows, buckets: buckets}, nil
}

func (l listing) names(ctx context.Context) (page, error) {
	if l.place.BucketID == "" {
		b, err := l.browser.BucketByName(ctx, l.place.Bucket)
		if err != nil {
			return page{place: l.place}, err
		}
		l.place.BucketID = b.ID
	}
	p := page{place: l.place}
	start := l.from.name
	for {
		got, err := l.browser.ListNames(ctx, l.place.BucketID, b2core.ListOptions{
			Prefix: l.place.Path, Delimiter: "/", Start: start, Max: pageSize,
		})
		if err != nil {
			return p, err
		}
		p.rows = appendVersions(p.rows, got.Files, l.place.Path)
		start = got.NextName
		p.next = pageCursor{name: start}
		if start == "" || len(p.rows) >= l.atLeast {
			return p, nil
		}
	}
}

// appendVersions makes rows of a folder's entries. The name of the folder
// itself, which some programs store as an empty file, is no row.
func appendVersions(rows []views.Row, files []b2core.FileVersion, prefix string) []views.Row {
	rows = slices.Grow(rows, len(files))
	for _, f := range files {
		name := strings.TrimPrefix(f.Name, prefix)
		row := views.Row{ID: f.ID, Size: f.Size}
		switch {
		case f.Action == b2core.ActionFolder:
			row.Kind, row.Size = views.KindFolder, -1
			name = strings.TrimSuffix(name, "/")
		case name == folderMarker:
			row.Kind = views.KindPlaceholder
		}
		if name == "" {
			continue
		}
		row.Name = strings.Clone(name)
		if at := f.ModTime(); row.Kind != views.KindFolder && !at.IsZero() {
			row.ModMilli = at.UnixMilli()
		}
		rows = append(rows, row)
	}
	return rows
}

// A directory's first page is small, so that it stands at once; the others are
// large, so that a directory of any size is sorted into the pane a few times.
const (
	dirFirst = 2000
	dirChunk = 1000
	dirMost  = 50_000
)

func readDir(ctx context.Context, place views.Place, from pageCursor) (page, error) {
	p := page{place: place}
	dir, most := from.dir, dirMost
	if dir == nil {
		var err error
		if dir, err = os.Open(place.Path); err != nil {
			return p, err
		}
		most = dirFirst
	} else {
		p.rows = make([]views.Row, 0, most+dirChunk) // growing step by step leaves as much garbage again
	}
	for len(p.rows) < most {
		if err := ctx.Err(); err != nil {
			_ = dir.Close()
			return p, err
		}
		var err error
		before := len(p.rows)
		p.rows, err = readRows(dir, p.rows, dirChunk)
		if len(p.rows) == before || err != nil {
			_ = dir.Close()
			sortRows(p.rows)
			return p, readEnd(err)
		}
	}
	sortRows(p.rows)
	p.next = pageCursor{dir: dir}
	return p, nil
}

// readEnd is nil for the error that only says that a directory ended.
func readEnd(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	return fmt.Errorf("read folder: %w", err)
}

func sortRows(rows []views.Row) {
	slices.SortFunc(rows, func(a, b views.Row) int { return cmp.Compare(a.Name, b.Name) })
}
