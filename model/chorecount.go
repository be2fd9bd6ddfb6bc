package model

import (
	"context"
	"io/fs"
	"path/filepath"

	"b2tui/b2core"
	"b2tui/ui/views"
)

// choreStep is where the counting stands after one page.
type choreStep struct {
	row    int    // index of the row that is worked on
	name   string // where its next page begins
	id     string
	last   string // the last name that was counted: its versions follow each other
	over   bool
	found  count
	newest b2core.FileVersion // of a row that is a file: what its name shows
}

// work is what one step of counting needs, taken over from the screen.
type work struct {
	ctx     context.Context
	browser Browser
	kind    choreKind
	at      views.Place
	rows    []views.Row
}

func (w work) step(s choreStep) (choreStep, error) {
	s.found, s.newest = count{}, b2core.FileVersion{}
	if s.row >= len(w.rows) {
		s.over = true
		return s, nil
	}
	var err error
	if w.at.Remote {
		s, err = w.stepRemote(s)
	} else {
		s, err = w.stepLocal(s)
	}
	s.over = s.row >= len(w.rows)
	return s, err
}

// rowPrefix is the name of a row in its bucket; of a folder it ends in a slash.
// A folder without a name is the place itself.
func rowPrefix(at views.Place, r views.Row) string {
	if r.IsDir() && r.Name != "" {
		return at.Path + r.Name + "/"
	}
	return at.Path + r.Name
}

// stepRemote counts one page of what a row stands for.
func (w work) stepRemote(s choreStep) (choreStep, error) {
	row := w.rows[s.row]
	prefix := rowPrefix(w.at, row)
	list := w.browser.ListVersions
	if w.kind == hideNames || w.kind == moveAway {
		list = w.browser.ListNames
	}
	page, err := list(w.ctx, w.at.BucketID, b2core.ListOptions{Prefix: prefix, Start: s.name, StartID: s.id, Max: pageSize})
	if err != nil {
		return s, err
	}
	past := false
	for _, f := range page.Files {
		if !row.IsDir() && f.Name != prefix {
			past = true // a name that only begins like this one
			break
		}
		if !row.IsDir() && s.last == "" && f.Action != b2core.ActionHide {
			s.newest = f
		}
		s.count(f, w.kind)
	}
	s.name, s.id = page.NextName, page.NextID
	if s.name == "" || past {
		s.row, s.name, s.id, s.last = s.row+1, "", "", ""
	}
	return s, nil
}

// count adds one version. Of what is unhidden only names count whose newest
// version is a hide marker.
func (s *choreStep) count(f b2core.FileVersion, kind choreKind) {
	newest := f.Name != s.last
	s.last = f.Name
	if kind == unhideNames && (!newest || f.Action != b2core.ActionHide) {
		return
	}
	if newest {
		s.found.names++
	}
	s.found.versions++
	s.found.bytes += f.Size
}

// stepLocal counts one row of a local folder.
func (w work) stepLocal(s choreStep) (choreStep, error) {
	path := filepath.Join(w.at.Path, w.rows[s.row].Name)
	err := filepath.WalkDir(path, func(_ string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := w.ctx.Err(); err != nil {
			return err
		}
		s.found.versions++
		if e.IsDir() {
			s.found.folders++
			return nil
		}
		s.found.names++
		if info, err := e.Info(); err == nil && e.Type().IsRegular() {
			s.found.bytes += info.Size()
		}
		return nil
	})
	if err != nil {
		return s, err
	}
	s.row++
	return s, nil
}
