package cli

import (
	"path/filepath"
	"strings"

	"b2tui/b2core"
)

// Location is a place in an account: b2://bucket/name. Names are taken as they
// stand, nothing is percent-decoded.
type Location struct {
	Bucket string
	Name   string // a file name, a folder with its final slash, or empty
}

const scheme = "b2://"

func (l Location) String() string { return scheme + l.Bucket + "/" + l.Name }

// isFolder tells whether the location names a folder or the whole bucket.
func (l Location) isFolder() bool { return l.Name == "" || strings.HasSuffix(l.Name, "/") }

// parseLocation reads b2://bucket[/name].
func parseLocation(s string) (Location, error) {
	rest, ok := strings.CutPrefix(s, scheme)
	if !ok {
		return Location{}, usagef("%q is not a place in B2; write b2://bucket/name", s)
	}
	bucket, name, _ := strings.Cut(rest, "/")
	if bucket == "" {
		return Location{}, usagef("%q names no bucket; write b2://bucket/name", s)
	}
	return Location{Bucket: bucket, Name: name}, nil
}

// parseTarget reads a place that new files get names of. What B2 does not take as
// a name is refused, and so are the parts . and .. which people mean as a way to
// another folder: B2 would store them as they stand.
func parseTarget(s string) (Location, error) {
	at, err := parseLocation(s)
	name := strings.TrimSuffix(at.Name, "/")
	if err != nil || at.Name == "" {
		return at, err
	}
	if err := b2core.CheckFileName(name); err != nil {
		return at, usagef("%s is no place for new files: %w", s, err)
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "." || part == ".." {
			return at, usagef("%s is no place for new files: %q means another folder; write its own name", s, part)
		}
	}
	return at, nil
}

// localPath is an argument that names a place on this machine, made absolute. An
// empty one is most likely a variable that is not set, and never the current
// directory.
func localPath(arg string) (string, error) {
	switch arg {
	case "":
		return "", usagef("a path is empty; the current directory is written .")
	case "-":
		return "", usagef("pipes are not supported: name a file; one that is called - is written ./-")
	}
	return filepath.Abs(arg)
}
