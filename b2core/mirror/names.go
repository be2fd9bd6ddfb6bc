package mirror

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"b2tui/b2core"
)

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
	default:
		for segment := range strings.SplitSeq(rel, "/") {
			switch segment {
			case "":
				reason = "it holds two slashes in a row"
			case ".", "..":
				reason = `it holds a segment "` + segment + `"`
			}
		}
		if reason == "" && !filepath.IsLocal(filepath.FromSlash(rel)) {
			reason = "this system reserves it"
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

// caseBlind tells whether the disk that a folder lies on, or will lie on, takes
// capital and small letters for the same: then the folder is found under its
// name with the other letters, too.
func caseBlind(dir string) bool {
	for {
		other := filepath.Join(filepath.Dir(dir), swapCase(filepath.Base(dir)))
		info, err := os.Stat(dir)
		if err == nil && other != dir {
			twin, err := os.Stat(other)
			return err == nil && os.SameFile(info, twin)
		}
		above := filepath.Dir(dir)
		if above == dir {
			return false
		}
		dir = above
	}
}

func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}
