package mirror

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"b2tui/b2core"
)

// stored reads a prefix of a bucket: one call for each thousand names, or where
// versions are wanted for each thousand versions.
type stored struct {
	side     Side
	filter   *Filter
	versions bool
	disk     bool // the other side is one, where folders need no placeholders
	fit      bool // names have to be fit for it
	yield    func(entry, error) bool

	clash clash
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
		if s.fit {
			e.problem = s.fits(rel)
		}
	}
	return s.yield(e, nil)
}

// fits tells whether a disk can hold the name beside those before it.
func (s *stored) fits(rel string) error {
	if err := localName(rel); err != nil {
		return err
	}
	return s.clash.with(rel)
}

// localName tells why this machine cannot hold a name.
func localName(rel string) error {
	reason := ""
	switch {
	case strings.HasPrefix(rel, "/"):
		reason = "it begins with a slash"
	case strings.ContainsRune(rel, 0):
		reason = "it holds a zero byte"
	case filepath.Separator != '/' && strings.ContainsRune(rel, filepath.Separator):
		reason = "it holds a " + string(filepath.Separator)
	case !filepath.IsLocal(filepath.FromSlash(rel)):
		reason = "this system cannot hold it"
	default:
		for segment := range strings.SplitSeq(rel, "/") {
			switch segment {
			case "":
				reason = "it holds two slashes in a row"
			case ".", "..":
				reason = `it holds a segment "` + segment + `"`
			}
		}
	}
	if reason == "" {
		return nil
	}
	return fmt.Errorf("%w: %s", b2core.ErrBadName, reason)
}

// clash finds names that a bucket tells apart and a disk does not: a file and a
// folder of one name, and where the disk takes capital and small letters for
// the same, names that differ in nothing else. It remembers the files whose
// names begin the current one, and the names in the folders on the way to it.
type clash struct {
	blind bool
	files []string
	dirs  []dirNames
}

// dirNames are the names in one folder, in small letters, as they were met.
type dirNames struct {
	path string // with its final slash; the root's is empty
	met  map[string]string
}

// with takes the next name, in byte order.
func (c *clash) with(name string) error {
	for n := len(c.files); n > 0 && !strings.HasPrefix(name, c.files[n-1]); n-- {
		c.files = c.files[:n-1]
	}
	for _, f := range c.files {
		if strings.HasPrefix(name, f+"/") {
			return fmt.Errorf("%w: %q is a file there, and cannot be a folder on a disk as well", b2core.ErrBadName, f)
		}
	}
	if c.blind {
		if twin := c.twin(name); twin != "" {
			return fmt.Errorf("%w: this disk takes it for %q", b2core.ErrBadName, twin)
		}
	}
	c.files = append(c.files, name)
	return nil
}

// twin returns what a disk without regard to case has in a name's place.
func (c *clash) twin(name string) string {
	for n := len(c.dirs); n > 0 && !strings.HasPrefix(name, c.dirs[n-1].path); n-- {
		c.dirs = c.dirs[:n-1]
	}
	at := 0
	if n := len(c.dirs); n > 0 {
		at = len(c.dirs[n-1].path)
	} else {
		c.dirs = append(c.dirs, dirNames{met: map[string]string{}})
	}
	for {
		dir := c.dirs[len(c.dirs)-1]
		segment, _, below := strings.Cut(name[at:], "/")
		folded := strings.ToLower(segment)
		if met, ok := dir.met[folded]; ok && met != segment {
			return dir.path + met
		}
		dir.met[folded] = segment
		if !below {
			return ""
		}
		at += len(segment) + 1
		c.dirs = append(c.dirs, dirNames{path: name[:at], met: map[string]string{}})
	}
}
