package model

import (
	"context"

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
