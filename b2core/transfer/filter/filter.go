// Package filter chooses files by their names, sizes and times: what goes of a
// folder, and what a comparison looks at.
package filter

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
)

// Rules are what a file must be to be taken. Zero fields ask for nothing.
//
// A pattern without a slash is for a file or folder of that name at any depth,
// one with a slash for the path from the top; a slash at its end makes it one for
// folders. ** stands for any number of folders. What fits a folder
// goes for all below it. Exclusion wins over inclusion.
type Rules struct {
	Include   []string  `json:"include,omitempty"` // without any, every name
	Exclude   []string  `json:"exclude,omitempty"`
	MinSize   int64     `json:"minSize,omitempty"` // bytes
	MaxSize   int64     `json:"maxSize,omitempty"`
	NewerThan time.Time `json:"newerThan,omitzero"` // last changed after that
	OlderThan time.Time `json:"olderThan,omitzero"`
}

// Filter holds rules that were read. The nil Filter takes every file.
type Filter struct {
	rules            Rules
	include, exclude []pattern
}

type pattern struct {
	glob   string
	folder bool // only folders
}

// New reads rules. It returns nil if they ask for nothing.
func New(r Rules) (*Filter, error) {
	if len(r.Include)+len(r.Exclude) == 0 && r.MinSize <= 0 && r.MaxSize <= 0 && r.NewerThan.IsZero() && r.OlderThan.IsZero() {
		return nil, nil
	}
	for _, at := range []time.Time{r.NewerThan, r.OlderThan} {
		if y := at.UTC().Year(); y < 1 || y > 9999 {
			return nil, fmt.Errorf("the year %d is out of bounds", y)
		}
	}
	f := &Filter{rules: r}
	f.rules.NewerThan, f.rules.OlderThan = r.NewerThan.UTC(), r.OlderThan.UTC()
	for _, set := range []struct {
		from []string
		to   *[]pattern
	}{{r.Include, &f.include}, {r.Exclude, &f.exclude}} {
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

// Parse reads what String wrote.
func Parse(text string) (*Filter, error) {
	if text == "" {
		return nil, nil
	}
	var r Rules
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return nil, fmt.Errorf("read filter: %w", err)
	}
	return New(r)
}

// String is the filter as a JSON object, empty for nil.
func (f *Filter) String() string {
	if f == nil {
		return ""
	}
	text, _ := json.Marshal(f.rules) // its years were checked
	return string(text)
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

// Takes tells whether a file is wanted. The name is relative, with slashes. A file
// of unknown age is not taken where that matters.
func (f *Filter) Takes(name string, size int64, changed time.Time) bool {
	if f == nil {
		return true
	}
	r := &f.rules
	return size >= r.MinSize && (r.MaxSize <= 0 || size <= r.MaxSize) &&
		(r.NewerThan.IsZero() || changed.After(r.NewerThan)) &&
		(r.OlderThan.IsZero() || !changed.IsZero() && changed.Before(r.OlderThan)) && f.Match(name)
}

// Match tells whether a file of that name, relative and with slashes, is wanted,
// whatever its size and age.
func (f *Filter) Match(name string) bool {
	if f == nil {
		return true
	}
	return !fits(f.exclude, name, false) && (len(f.include) == 0 || fits(f.include, name, false))
}

// Prunes tells of a folder that nothing is wanted of.
func (f *Filter) Prunes(name string) bool { return f != nil && fits(f.exclude, name, true) }

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
