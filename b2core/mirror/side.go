package mirror

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"time"

	"b2tui/b2core"
)

// Lister is what is asked of an account. b2core.Client is one.
type Lister interface {
	ListNames(ctx context.Context, bucketID string, o b2core.ListOptions) (b2core.Page, error)
	ListVersions(ctx context.Context, bucketID string, o b2core.ListOptions) (b2core.Page, error)
}

var _ Lister = (*b2core.Client)(nil)

// Side is where one of the two trees lies: a folder of this machine, or a
// prefix of a bucket.
type Side struct {
	Dir string // absolute path; empty for a bucket

	Lister   Lister
	Allowed  b2core.Allowed // of the key that lists it
	BucketID string
	Bucket   string // its name, to show
	Prefix   string // ends in a slash, or is empty
}

// Remote tells whether the side lies in a bucket.
func (s Side) Remote() bool { return s.Dir == "" }

// String is the place as a command line writes it.
func (s Side) String() string {
	if s.Remote() {
		return "b2://" + s.Bucket + "/" + s.Prefix
	}
	return s.Dir
}

// name is the last part of the place.
func (s Side) name() string {
	switch {
	case !s.Remote():
		return filepath.Base(s.Dir)
	case s.Prefix != "":
		return path.Base(s.Prefix)
	}
	return s.Bucket
}

// Path is where a file of the side lies on this machine.
func (s Side) Path(name string) string { return filepath.Join(s.Dir, filepath.FromSlash(name)) }

func (s Side) check() error {
	switch {
	case s.Remote() && (s.BucketID == "" || s.Lister == nil):
		return errors.New("compare: no bucket")
	case s.Remote() && s.Prefix != "" && !strings.HasSuffix(s.Prefix, "/"):
		return fmt.Errorf("compare %s: a folder's name ends in a slash", s)
	case !s.Remote() && !filepath.IsAbs(s.Dir):
		return fmt.Errorf("compare %s: the path is not absolute", s.Dir)
	}
	return nil
}

// holds tells whether all of another side lies within this one.
func (s Side) holds(o Side) bool {
	return s.Remote() && o.Remote() && s.BucketID == o.BucketID && strings.HasPrefix(o.Prefix, s.Prefix)
}

// File is one file of a side as it was when the two were compared. What is done
// about it later counts on that state.
type File struct {
	Size    int64
	ModTime time.Time
	// Version is a bucket's: the newest visible version.
	Version b2core.FileVersion
	// Print is a local file's state: of the source what a link leads to, of the
	// target the link itself.
	Print b2core.Fingerprint
}

// entry is what a side has under one name.
type entry struct {
	name string // relative, with slashes; a folder that cannot be looked into ends in one
	file *File  // nil: nothing to be seen, only versions below a hide marker
	// versions are all of the name, newest first, without unfinished files; only
	// when they were asked for.
	versions []b2core.FileVersion
	// problem says why the entry cannot be read or not lie at the other side.
	problem error
	// unread tells that the problem hides what there may be.
	unread bool
	link   bool // on a disk: a link to a file
	// skipped is the kind of what is left out; it is there all the same.
	skipped string
}
