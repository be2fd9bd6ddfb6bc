package views

import (
	"path/filepath"
	"strings"
)

// Kind says what a row of a file pane is.
type Kind uint8

// The kinds. Folders, buckets and the parent stand before the others.
const (
	KindFile Kind = iota
	KindFolder
	KindBucket      // a bucket, where a remote pane shows them all
	KindParent      // "..", made by the pane itself
	KindLink        // a symbolic link (local)
	KindSpecial     // a device, socket or pipe (local): cannot be transferred
	KindPlaceholder // an empty file that stands for a folder, or an unfinished large file
)

// Row is one entry of a folder.
type Row struct {
	Name     string // raw, without its folder and without a final slash
	ID       string // remote: of the newest file version
	Size     int64  // bytes; negative: unknown
	ModMilli int64  // milliseconds since 1970; 0: unknown
	Versions int    // 0 or 1: not worth a word
	Kind     Kind
	Hidden   bool // the newest version is a hide marker
}

// IsDir tells whether the row can be gone into.
func (r Row) IsDir() bool { return r.Kind == KindFolder || r.Kind == KindBucket }

// Place is where a file pane stands.
type Place struct {
	Remote   bool
	BucketID string // remote; empty: the list of all buckets
	Bucket   string // its name, raw
	Path     string // local: absolute; remote: prefix, empty or with a final slash
	Home     Home   // local: what is shown short
}

// Problem is an error as a person reads it: what went wrong, more about it,
// and what to do. All raw.
type Problem struct{ Title, Detail, Hint string }

// Summary counts what is marked.
type Summary struct {
	Count   int
	Folders int   // of Count
	Bytes   int64 // of the files; folders are not counted
}

// Home is a local folder under which paths are shown short.
type Home struct {
	Path string // empty: none
	Sign string // what stands for it: "~"
}

// Short is the path as it is shown.
func (h Home) Short(path string) string {
	rest, ok := strings.CutPrefix(path, h.Path)
	if !ok || h.Path == "" || rest != "" && rest[0] != '/' && rest[0] != filepath.Separator {
		return path
	}
	return h.Sign + rest
}
