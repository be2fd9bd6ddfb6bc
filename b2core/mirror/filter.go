package mirror

import (
	"fmt"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Filter chooses names by glob patterns. What it leaves out does not exist for
// a comparison, on neither side, and so is not removed either. The nil Filter
// takes every name.
//
// A pattern without a slash is for a file or folder of that name at any depth,
// one with a slash for the path from the top; a slash at its end makes it one for
// folders. ** stands for any number of folders. What fits a folder
// goes for all below it. Exclusion wins over inclusion.
type Filter struct {
	include, exclude []pattern
}

type pattern struct {
	glob   string
	folder bool // only folders
}

// NewFilter reads patterns. Without an include pattern every name is included.
func NewFilter(include, exclude []string) (*Filter, error) {
	f := &Filter{}
	for _, set := range []struct {
		from []string
		to   *[]pattern
	}{{include, &f.include}, {exclude, &f.exclude}} {
		for _, glob := range set.from {
			p, err := parsePattern(glob)
			if err != nil {
				return nil, err
			}
			*set.to = append(*set.to, p)
		}
	}
	return f, nil
}

func parsePattern(glob string) (pattern, error) {
	trimmed, folder := strings.CutSuffix(glob, "/")
	anchored := strings.Contains(trimmed, "/")
	trimmed = strings.TrimPrefix(trimmed, "/")
	if trimmed == "" || !doublestar.ValidatePattern(trimmed) {
		return pattern{}, fmt.Errorf("%q is no pattern; write *.jpg, folder/ or 2026/**/*.raw", glob)
	}
	if !anchored {
		trimmed = "**/" + trimmed
	}
	return pattern{trimmed, folder}, nil
}

// Match tells whether a file is to be compared; name is relative, with slashes.
func (f *Filter) Match(name string) bool {
	if f == nil {
		return true
	}
	return !fits(f.exclude, name, false) && (len(f.include) == 0 || fits(f.include, name, false))
}

// prunes tells of a folder that nothing is wanted of.
func (f *Filter) prunes(name string) bool { return f != nil && fits(f.exclude, name, true) }

// fits tells whether a pattern is for the name or for a folder above it.
func fits(patterns []pattern, name string, folder bool) bool {
	for _, p := range patterns {
		if (!p.folder || folder) && doublestar.MatchUnvalidated(p.glob, name) {
			return true
		}
		for i := strings.IndexByte(name, '/'); i >= 0; {
			if doublestar.MatchUnvalidated(p.glob, name[:i]) {
				return true
			}
			next := strings.IndexByte(name[i+1:], '/')
			if next < 0 {
				break
			}
			i += next + 1
		}
	}
	return false
}
