package views

import (
	"path/filepath"
	"strings"
)

// Place is where a file pane stands.
type Place struct {
	Remote   bool
	BucketID string // remote; empty: the list of all buckets
	Bucket   string // its name, raw
	Path     string // local: absolute; remote: prefix, empty or with a final slash
	Home     Home   // local: what is shown short
}

// RemotePlace reads "b2://bucket/folder/" or the same without its scheme; empty
// is the list of buckets.
func RemotePlace(location string) Place {
	location = strings.TrimPrefix(location, "b2://")
	bucket, prefix, _ := strings.Cut(location, "/")
	if prefix != "" && !strings.HasSuffix(prefix, "/") {
		prefix += "/"
	}
	return Place{Remote: true, Bucket: bucket, Path: prefix}
}

// IsRoot tells whether a place is the list of buckets.
func (p Place) IsRoot() bool { return p.Remote && p.Bucket == "" }

// Same compares what places show; a bucket may be known by its name only.
func (p Place) Same(q Place) bool {
	return p.Remote == q.Remote && p.Bucket == q.Bucket && p.Path == q.Path
}

// String is a place as a sentence names it: "photos/2026/11/", "/tmp/x".
func (p Place) String() string {
	switch {
	case p.IsRoot():
		return "the list of buckets"
	case p.Remote:
		return p.Bucket + "/" + p.Path
	}
	return p.Home.Short(p.Path)
}

// Key names a place; the bucket's ID may not be known on both sides.
func (p Place) Key() string {
	if p.Remote {
		return "b2://" + p.Bucket + "/" + p.Path
	}
	return p.Path
}

// Child is the folder or bucket of that name in a place.
func (p Place) Child(row Row) Place {
	switch {
	case !p.Remote:
		p.Path = filepath.Join(p.Path, row.Name)
	case p.Bucket == "":
		p.BucketID, p.Bucket, p.Path = row.ID, row.Name, ""
	default:
		p.Path += row.Name + "/"
	}
	return p
}

// Parent is the place above and the name of this one there; false at the top.
func (p Place) Parent() (up Place, name string, ok bool) {
	switch {
	case !p.Remote:
		dir := filepath.Dir(p.Path)
		name, ok = filepath.Base(p.Path), dir != p.Path
		p.Path = dir
	case p.Bucket == "":
		return p, "", false
	case p.Path == "":
		name, ok = p.Bucket, true
		p.BucketID, p.Bucket = "", ""
	default:
		trimmed := strings.TrimSuffix(p.Path, "/")
		cut := strings.LastIndexByte(trimmed, '/') + 1
		name, ok = trimmed[cut:], true
		p.Path = trimmed[:cut]
	}
	return p, name, ok
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
