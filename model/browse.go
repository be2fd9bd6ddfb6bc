package model

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/ui"
	"b2tui/ui/views"
)

// show switches to one of the four views; what it lists is fetched the first
// time.
func (a *App) show(v viewID) tea.Cmd {
	a.cancelDrag()
	a.active = v
	a.draw()
	switch {
	case v == viewBuckets && a.bucketGo.gen == 0:
		return a.listBuckets()
	case v == viewKeys && a.keyGo.gen == 0:
		return a.listKeys()
	case v == viewTransfers:
		return findFirstOpen(a.ctx, a.deps.Transfers)
	}
	return nil
}

// visit takes a pane to a place; the cursor will stand on a name.
func (a *App) visit(i int, to views.Place, cursor string) tea.Cmd {
	p := a.panes[i]
	p.nav.visit(a.ctx, to, cursorName(p.view))
	return a.arrive(i, cursor)
}

// arrive shows the pane's new place and fetches its first page.
func (a *App) arrive(i int, cursor string) tea.Cmd {
	a.cancelDrag()
	p := a.panes[i]
	p.stale, p.wanted, p.unasked, p.rest = false, "", 0, pageCursor{}
	p.view.SetPlace(p.nav.here)
	if cursor != "" {
		p.view.SetCursorName(cursor)
	}
	a.allow()
	return a.fetchPage(i, 0)
}

// fetchPage fetches the next page of a pane's place, or of a reload as much as
// was there before.
func (a *App) fetchPage(i, atLeast int) tea.Cmd {
	n := &a.panes[i].nav
	n.busy = true
	l := listing{browser: a.deps.Browser, pane: i, gen: n.gen, place: n.here, from: n.cursor, atLeast: atLeast}
	n.cursor = pageCursor{} // an open directory belongs to the command now
	return l.fetch(n.ctx)
}

// fetchMore fetches the next page, if there is one and it is not under way.
func (a *App) fetchMore(i int) tea.Cmd {
	if n := &a.panes[i].nav; n.busy || !n.cursor.more() {
		return nil
	}
	return a.fetchPage(i, 0)
}

// listed takes a page over. A page of a place that was left is dropped.
func (a *App) listed(msg listedMsg) tea.Cmd {
	p := a.panes[msg.pane]
	if msg.gen != p.nav.gen {
		msg.page.next.close()
		return nil
	}
	p.nav.busy = false
	if msg.err != nil {
		return a.listingFailed(msg)
	}
	p.unasked, p.rest = 0, pageCursor{}
	if p.nav.here.BucketID != msg.page.place.BucketID {
		p.nav.here = msg.page.place
	}
	if p.nav.here.IsRoot() {
		a.known = msg.page.buckets
		a.nameBuckets()
	}
	p.nav.cursor = msg.page.next
	p.view.SetError(nil)
	if msg.page.first {
		p.view.SetPage(msg.page.rows, msg.page.next.more())
	} else {
		p.view.AppendPage(msg.page.rows, msg.page.next.more())
	}
	if p.wanted != "" {
		p.view.SetCursorName(p.wanted)
		p.wanted = ""
	}
	if msg.page.next.dir != nil {
		return a.fetchPage(msg.pane, 0) // a directory is read to its end
	}
	return nil
}

// reloadTries is how often a reload that nobody asked for is tried: the rows in
// sight are good, and one lost answer is no reason to alarm anybody.
const (
	reloadTries = 3
	retryDelay  = 2 * time.Second
)

// listingFailed says in the pane what went wrong. Rows that were there stay,
// and the reason, which has no room beside them, is told in the last line.
func (a *App) listingFailed(msg listedMsg) tea.Cmd {
	p := a.panes[msg.pane]
	p.view.SetLoading(false)
	p.nav.cursor, p.rest = p.rest, pageCursor{}
	title := p.nav.here.String() + " cannot be listed"
	a.deps.Logger.Warn("list a folder", "place", p.nav.here.String(), "unasked", p.unasked, "error", msg.err)
	if p.unasked > 0 && p.unasked < reloadTries {
		p.stale = true
		a.reloads++
		return tickAfter(retryDelay, reloadTickMsg{a.reloads})
	}
	p.unasked = 0
	p.view.SetError(problemOf(title, msg.err))
	if p.view.Count() > 0 {
		return a.sayFailed(title, msg.err)
	}
	return nil
}

// open goes into a row, or tells about a file.
func (a *App) open(i int, row views.Row) tea.Cmd {
	p := a.panes[i]
	switch {
	case row.IsDir():
		return a.visit(i, p.nav.here.Child(row), "")
	case row.Kind == views.KindLink && !p.nav.here.Remote:
		return followLink(i, p.nav.gen, p.nav.here.Child(row))
	}
	a.rowDetails(i, row)
	return nil
}

var (
	errNoFolder = errors.New("it does not lead to a folder")
	errNowhere  = errors.New("the link leads nowhere")
)

// followLink finds out whether a symbolic link leads to a folder.
func followLink(pane, gen int, place views.Place) tea.Cmd {
	return func() tea.Msg {
		info, err := os.Stat(place.Path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			err = fmt.Errorf("%s: %w", filepath.Base(place.Path), errNowhere)
		case err == nil && !info.IsDir():
			err = fmt.Errorf("%s: %w", filepath.Base(place.Path), errNoFolder)
		}
		return linkedMsg{pane: pane, gen: gen, place: place, err: err}
	}
}

func (a *App) linked(msg linkedMsg) tea.Cmd {
	if msg.gen != a.panes[msg.pane].nav.gen {
		return nil
	}
	if msg.err != nil {
		return a.sayFailed("the link cannot be followed", msg.err)
	}
	return a.visit(msg.pane, msg.place, "")
}

// up goes to the place above; the cursor stands on the one that was left.
func (a *App) up(i int) tea.Cmd {
	p := a.panes[i]
	to, name, ok := p.nav.here.Parent()
	if !ok {
		return nil
	}
	if to.IsRoot() && a.session.bound() {
		return a.say(ui.ToneWarn, "this key is bound to "+p.nav.here.Bucket)
	}
	return a.visit(i, to, name)
}

// otherSide shows the disk in a pane that showed buckets, and the other way
// round, where such a pane begins; the history leads back.
func (a *App) otherSide(i int) tea.Cmd {
	here := a.panes[i].nav.here
	to := a.session.home()
	if here.Remote {
		to = views.Place{Path: a.deps.LocalDir, Home: a.home}
	}
	return a.visit(i, to, "")
}

// travel goes back or forward in the pane's history.
func (a *App) travel(i int, step func(*navigator, string) (visit, bool)) tea.Cmd {
	p := a.panes[i]
	v, ok := step(&p.nav, cursorName(p.view))
	if !ok {
		return nil
	}
	p.nav.begin(a.ctx)
	return a.arrive(i, v.cursor)
}

func cursorName(p *views.FilePane) string {
	if row, ok := p.CursorRow(); ok && row.Kind != views.KindParent {
		return row.Name
	}
	return ""
}

// reload reads again what the view in front shows.
func (a *App) reload() tea.Cmd {
	switch a.active {
	case viewBuckets:
		return a.listBuckets()
	case viewKeys:
		return a.listKeys()
	case viewTransfers:
		a.queue.Invalidate()
		return nil
	}
	return a.reloadPane(a.focus)
}

func (a *App) reloadPane(i int) tea.Cmd {
	p := a.panes[i]
	p.stale, p.unasked = false, 0
	p.rest = pageCursor{name: p.nav.cursor.name} // of a directory nothing can be kept
	p.nav.begin(a.ctx)
	p.view.SetLoading(true)
	return a.fetchPage(i, p.view.Count())
}

// reloadMost is how many entries a pane may show and still be read again by
// itself: three calls. Beyond it only ctrl+r does.
const reloadMost = 3 * pageSize

// reloadStale reads the panes again into whose folders something was put.
func (a *App) reloadStale(msg reloadTickMsg) tea.Cmd {
	if msg.count != a.reloads {
		return nil // more has finished since, whose tick is still to come
	}
	var cmds []tea.Cmd
	for i, p := range a.panes {
		switch {
		case !p.stale || p.nav.busy:
		case p.view.Count() > reloadMost && p.nav.here.Remote:
			p.stale = false
			cmds = append(cmds, a.say(ui.ToneInfo, p.nav.here.String()+" has changed; ctrl+r reads it again"))
		default:
			tries := p.unasked
			cmds = append(cmds, a.reloadPane(i))
			p.unasked = tries + 1
		}
	}
	return tea.Batch(cmds...)
}

// reloadPlace reads the panes again that show a place.
func (a *App) reloadPlace(at views.Place, cursor string) tea.Cmd {
	var cmds []tea.Cmd
	for i, p := range a.panes {
		if p.nav.here.Same(at) {
			p.wanted = cursor
			cmds = append(cmds, a.reloadPane(i))
		}
	}
	return tea.Batch(cmds...)
}

// openBucket shows a bucket in the right pane of Files.
func (a *App) openBucket(b b2core.Bucket) tea.Cmd {
	a.show(viewFiles)
	a.focusPane(1)
	return a.visit(1, views.Place{Remote: true, BucketID: b.ID, Bucket: b.Name}, "")
}

// allow tells the views what may not be done where they stand.
func (a *App) allow() {
	for i, p := range a.panes {
		p.view.SetCan(a.session.paneCan(p.nav.here, a.other(i).nav.here))
	}
	a.buckets.SetCan(a.session.bucketsCan())
	a.keys.SetCan(a.session.keysCan())
}

// authorize logs in, for what the account and its key may do.
func authorize(ctx context.Context, b Browser) tea.Cmd {
	return func() tea.Msg {
		account, err := b.Authorize(ctx)
		return authorizedMsg{account, err}
	}
}

// authorized learns who is logged in; a remote pane that was told no place
// begins where the key does.
func (a *App) authorized(msg authorizedMsg) tea.Cmd {
	right := a.panes[1]
	waiting := right.nav.gen == 0
	if msg.err != nil {
		if waiting {
			right.view.SetLoading(false)
			right.view.SetError(problemOf("cannot log in", msg.err))
		}
		return nil
	}
	a.session.account, a.session.known = msg.account, true
	if a.deps.KeyID == "" {
		a.keys.SetCurrent(msg.account.KeyID)
	}
	a.allow()
	if a.known != nil {
		a.showBuckets()
	}
	if waiting {
		return a.visit(1, a.session.home(), "")
	}
	return nil
}
