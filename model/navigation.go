package model

import (
	"context"
	"path/filepath"
	"strings"

	"b2tui/ui/views"
)

// navigator is where one pane stands and how it came there. It owns the
// context of the pane's listing: going anywhere cancels what the former place
// was still fetching.
type navigator struct {
	here    views.Place
	back    []visit
	forward []visit

	gen    int // grows with every listing; an answer to an older one is dropped
	ctx    context.Context
	cancel context.CancelFunc
	cursor pageCursor // where the next page begins
	busy   bool       // a page is under way
}

// visit is a place and the name that the cursor stood on.
type visit struct {
	place  views.Place
	cursor string
}

// historyLimit bounds how many places a pane remembers each way.
const historyLimit = 100

// visit goes to a place, remembering the present one, and starts a generation.
func (n *navigator) visit(parent context.Context, to views.Place, cursor string) {
	if n.here != (views.Place{}) && n.here != to {
		n.back = remember(n.back, visit{n.here, cursor})
		n.forward = nil
	}
	n.here = to
	n.begin(parent)
}

// begin starts a new listing of the present place and cancels the one before.
func (n *navigator) begin(parent context.Context) {
	n.stop()
	n.gen++
	n.ctx, n.cancel = context.WithCancel(parent)
	n.cursor = pageCursor{}
	n.busy = true
}

// stop cancels what is being fetched.
func (n *navigator) stop() {
	if n.cancel != nil {
		n.cancel()
	}
	n.cursor.close()
	n.cursor = pageCursor{}
	n.busy = false
}

// goBack tells the place before this one and the name to stand on there.
func (n *navigator) goBack(cursor string) (visit, bool) {
	return n.travel(&n.back, &n.forward, cursor)
}

func (n *navigator) goForward(cursor string) (visit, bool) {
	return n.travel(&n.forward, &n.back, cursor)
}

func (n *navigator) travel(from, to *[]visit, cursor string) (visit, bool) {
	if len(*from) == 0 {
		return visit{}, false
	}
	last := len(*from) - 1
	v := (*from)[last]
	*from = (*from)[:last]
	*to = remember(*to, visit{n.here, cursor})
	n.here = v.place
	return v, true
}

func remember(list []visit, v visit) []visit {
	list = append(list, v)
	if len(list) > historyLimit {
		list = list[len(list)-historyLimit:]
	}
	return list
}

// childPlace is the folder or bucket of that name in a place.
func childPlace(p views.Place, row views.Row) views.Place {
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

// parentPlace is the place above and the name of this one there; false at the
// top.
func parentPlace(p views.Place) (up views.Place, name string, ok bool) {
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

// samePlace compares what places show; a bucket may be known by its name only.
func samePlace(a, b views.Place) bool {
	return a.Remote == b.Remote && a.Bucket == b.Bucket && a.Path == b.Path
}

// isRoot tells whether a place is the list of buckets.
func isRoot(p views.Place) bool { return p.Remote && p.Bucket == "" }

// placeName is a place as a sentence names it: "photos/2026/11/", "/tmp/x".
func placeName(p views.Place) string {
	switch {
	case isRoot(p):
		return "the list of buckets"
	case p.Remote:
		return p.Bucket + "/" + p.Path
	}
	return p.Home.Short(p.Path)
}

// remotePlace reads "b2://bucket/folder/" or the same without its scheme; empty
// is the list of buckets.
func remotePlace(location string) views.Place {
	location = strings.TrimPrefix(location, "b2://")
	bucket, prefix, _ := strings.Cut(location, "/")
	if prefix != "" && !strings.HasSuffix(prefix, "/") {
		prefix += "/"
	}
	return views.Place{Remote: true, Bucket: bucket, Path: prefix}
}
