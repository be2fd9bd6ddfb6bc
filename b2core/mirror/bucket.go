package mirror

import (
	"context"
	"strings"

	"b2tui/b2core"
	"b2tui/b2core/transfer/filter"
)

// stored reads a prefix of a bucket: one call for each thousand names, or where
// versions are wanted for each thousand versions.
type stored struct {
	side     Side
	filter   *filter.Filter
	versions bool
	disk     bool        // the other side is one, where folders need no placeholders
	fit      *localNames // it has to hold the names; nil: it has not
	yield    func(entry, error) bool

	name  string // whose versions are being gathered
	found []b2core.FileVersion
}

func (s *stored) list(ctx context.Context) {
	list := s.side.Lister.ListNames
	if s.versions {
		list = s.side.Lister.ListVersions
	}
	o := b2core.ListOptions{Prefix: s.side.Prefix}
	for {
		page, err := list(ctx, s.side.BucketID, o)
		if err != nil {
			s.yield(entry{}, err)
			return
		}
		for _, v := range page.Files {
			if !s.take(v) {
				return
			}
		}
		if page.NextName == "" {
			s.flush()
			return
		}
		o.Start, o.StartID = page.NextName, page.NextID
	}
}

// take gathers the versions of one name.
func (s *stored) take(v b2core.FileVersion) bool {
	if v.Action == b2core.ActionStart || v.Action == b2core.ActionFolder {
		return true
	}
	if v.Name != s.name && !s.flush() {
		return false
	}
	s.name = v.Name
	s.found = append(s.found, v)
	return s.versions || s.flush()
}

// flush yields the name that was gathered.
func (s *stored) flush() bool {
	found := s.found
	s.found = nil
	rel := strings.TrimPrefix(s.name, s.side.Prefix)
	if len(found) == 0 || rel == "" {
		return true
	}
	if s.disk && (strings.HasSuffix(rel, "/") || isPlaceholder(rel)) {
		return true
	}
	if !s.filter.Match(rel) {
		return true
	}
	e := entry{name: rel}
	if s.versions {
		e.versions = found
	}
	if v := found[0]; v.Action != b2core.ActionHide {
		v.BucketID = s.side.BucketID
		e.file = &File{Size: v.Size, ModTime: v.ModTime(), Version: v}
		if s.fit != nil {
			e.problem = s.fit.fits(rel)
		}
	}
	return s.yield(e, nil)
}
