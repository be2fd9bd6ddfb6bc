package b2core

import (
	"context"
	"iter"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Filter takes file names, or leaves them out, by a pattern for the whole name:
// * and ? stand for what lies within a folder, ** for any number of folders,
// [a-z] for one of a class, {a,b} for either; \ takes the meaning away.
type Filter struct {
	Pattern string
	Exclude bool
}

// Glob pages through the visible files whose names a pattern takes. Only what
// begins as the pattern does before its first wildcard is asked for.
func (c *Client) Glob(ctx context.Context, bucketID, pattern string) iter.Seq2[FileVersion, error] {
	prefix := pattern
	if i := strings.IndexAny(pattern, `*?[{\`); i >= 0 {
		prefix = pattern[:i]
	}
	return Matching(c.Names(ctx, bucketID, ListOptions{Prefix: prefix}), Filter{Pattern: pattern})
}

// Matching yields what filters take of a listing, of Names or of Versions. The
// last filter that fits a name decides about it. What none fits is left out if
// the first filter takes, and taken if that excludes. A pattern that is none
// fails with ErrBadRequest.
func Matching(listing iter.Seq2[FileVersion, error], filters ...Filter) iter.Seq2[FileVersion, error] {
	return func(yield func(FileVersion, error) bool) {
		for _, f := range filters {
			if !doublestar.ValidatePattern(f.Pattern) {
				yield(FileVersion{}, fault("filter a listing", ErrBadRequest, "%s is no pattern", remoteText(f.Pattern)))
				return
			}
		}
		for v, err := range listing {
			if (err != nil || taken(filters, v)) && !yield(v, err) {
				return
			}
		}
	}
}

func taken(filters []Filter, v FileVersion) bool {
	name := strings.TrimSuffix(v.Name, "/") // of a folder
	for i := len(filters) - 1; i >= 0; i-- {
		if doublestar.MatchUnvalidated(filters[i].Pattern, name) {
			return !filters[i].Exclude
		}
	}
	return len(filters) == 0 || filters[0].Exclude
}

// VersionsOf pages through the versions of one name, newest first, hide markers
// and unfinished large files included.
func (c *Client) VersionsOf(ctx context.Context, bucketID, name string) iter.Seq2[FileVersion, error] {
	return func(yield func(FileVersion, error) bool) {
		for v, err := range c.Versions(ctx, bucketID, ListOptions{Prefix: name, Start: name}) {
			if err == nil && v.Name != name || !yield(v, err) {
				return
			}
		}
	}
}
