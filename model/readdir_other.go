//go:build !linux && !darwin && !freebsd

package model

import (
	"os"

	"b2tui/ui/views"
)

// readRows reads the next entries of an open directory.
func readRows(dir *os.File, rows []views.Row, n int) ([]views.Row, error) {
	entries, err := dir.ReadDir(n)
	for _, e := range entries {
		rows = append(rows, localRow(e))
	}
	return rows, err
}

func localRow(e os.DirEntry) views.Row {
	row := views.Row{Name: e.Name(), Size: -1, Kind: views.KindFile}
	switch t := e.Type(); {
	case t.IsDir():
		row.Kind = views.KindFolder
	case t&os.ModeSymlink != 0:
		row.Kind = views.KindLink
	case !t.IsRegular():
		row.Kind = views.KindSpecial
	}
	info, err := e.Info()
	if err != nil {
		return row // gone since, or not readable: shown without size and time
	}
	row.ModMilli = info.ModTime().UnixMilli()
	if row.Kind == views.KindFile {
		row.Size = info.Size()
	}
	return row
}
