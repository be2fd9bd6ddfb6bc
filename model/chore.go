package model

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
	"b2tui/ui/dialog"
	"b2tui/ui/views"
)

// choreKind is what is done to rows that were asked to go.
type choreKind int

const (
	hideNames choreKind = iota
	unhideNames
	deleteVersions
	trashLocal
	deleteLocal
	moveAway // to the other pane: the source is hidden or deleted when it has arrived
)

// chore is rows that were asked to go, or to show again: it counts what they
// stand for, asks, and gives it to the queue. There is one at a time; esc ends
// it. Names come a thousand a call, so that the number so far can be told.
type chore struct {
	gen    int
	cancel context.CancelFunc
	ctx    context.Context

	kind  choreKind
	pane  int
	at    views.Place
	rows  []views.Row
	move  copyOrder // of moveAway
	total count
	// newest are the versions that names of rows showed, by full name.
	newest map[string]string
}

// count is how much something is.
type count struct {
	names    int
	folders  int // of this computer, not among the names
	versions int
	bytes    int64
}

func (c *count) add(o count) {
	c.names += o.names
	c.folders += o.folders
	c.versions += o.versions
	c.bytes += o.bytes
}

func (c *chore) running() bool { return c.cancel != nil }

func (c *chore) stop() {
	if c.cancel != nil {
		c.cancel()
	}
	*c = chore{gen: c.gen + 1}
}

// begin starts a chore; one that still counts is ended.
func (c *chore) begin(parent context.Context, next chore) {
	c.stop()
	next.gen, next.newest = c.gen, map[string]string{}
	*c = next
	c.ctx, c.cancel = context.WithCancel(parent)
}

// stopChore is esc.
func (a *App) stopChore() tea.Cmd {
	a.chore.stop()
	return a.say(ui.ToneInfo, "stopped; nothing was changed")
}

// askHide begins to hide rows, or to put local ones into the trash.
func (a *App) askHide(pane int, rows []views.Row) tea.Cmd {
	if a.panes[pane].nav.here.Remote {
		return a.beginChore(pane, chore{kind: hideNames, rows: rows})
	}
	return a.beginChore(pane, chore{kind: trashLocal, rows: rows})
}

// askDelete begins to delete rows for good.
func (a *App) askDelete(pane int, rows []views.Row) tea.Cmd {
	if a.panes[pane].nav.here.Remote {
		return a.beginChore(pane, chore{kind: deleteVersions, rows: rows})
	}
	return a.beginChore(pane, chore{kind: deleteLocal, rows: rows})
}

func (a *App) beginChore(pane int, c chore) tea.Cmd {
	if len(c.rows) == 0 {
		return a.say(ui.ToneInfo, "there is nothing here to do that to")
	}
	c.pane, c.at = pane, a.panes[pane].nav.here
	a.chore.begin(a.ctx, c)
	a.keepSaying("counting…")
	return a.chore.next(a.deps.Browser, choreStep{})
}

// next is the command that counts the next page of a chore.
func (c *chore) next(b Browser, from choreStep) tea.Cmd {
	w := work{ctx: c.ctx, browser: b, kind: c.kind, at: c.at, rows: c.rows}
	gen := c.gen
	return func() tea.Msg {
		step, err := w.step(from)
		return countedMsg{gen: gen, step: step, err: err}
	}
}

// choreStepped takes over what one page found, and goes on or asks.
func (a *App) choreStepped(msg countedMsg) tea.Cmd {
	c := &a.chore
	if msg.gen != c.gen || !c.running() {
		return nil
	}
	c.total.add(msg.step.found)
	if f := msg.step.newest; f.ID != "" {
		c.newest[f.Name] = f.ID
	}
	switch {
	case msg.err != nil:
		c.stop()
		a.toast.hide()
		a.showFailed("counting failed; nothing was changed", msg.err)
		return nil
	case !msg.step.over:
		a.keepSaying("counting… " + c.units() + " so far; esc stops")
		return c.next(a.deps.Browser, msg.step)
	}
	a.toast.hide()
	return a.confirmChore()
}

// confirmChore says exactly what will be done, and asks.
func (a *App) confirmChore() tea.Cmd {
	c := &a.chore
	if c.total.versions == 0 && c.at.Remote {
		c.stop()
		return a.say(ui.ToneInfo, "there is nothing left to do that to; ctrl+r reads the folder again")
	}
	gen := c.gen
	a.openDialog(dialog.NewConfirm(a.kit, c.question()), func(answer dialog.Answer) tea.Cmd {
		if gen != a.chore.gen {
			return nil
		}
		was := a.chore
		a.chore.stop()
		if _, yes := answer.(dialog.Confirmed); !yes {
			return nil
		}
		if was.kind == moveAway {
			a.expect(was.at)
			return was.move.enqueue(a.ctx, was.pane, a.deps.Browser, a.deps.Transfers)
		}
		return a.queueChore(was)
	})
	return nil
}

// question words the confirmation. What cannot be undone wants a typed name.
func (c *chore) question() dialog.ConfirmSpec {
	if c.kind == moveAway {
		return c.moveQuestion()
	}
	name, what := c.rows[0].Name, c.what()
	typed := name
	if len(c.rows) > 1 || ui.Clean(name).String() != name || strings.TrimSpace(name) != name {
		typed = "delete" // many, or a name that no keyboard types
	}
	spec := dialog.ConfirmSpec{Lines: []string{"from " + c.at.String()}}
	switch c.kind {
	case hideNames:
		spec.Title, spec.Accept = "Hide "+what+"?", "Hide"
		spec.Lines = append(spec.Lines, ui.Plural(c.total.names, "name", "names")+" will no longer be listed.")
		spec.Undo = "All versions stay and can be shown again with u."
	case unhideNames:
		spec.Title, spec.Accept = "Show "+what+" again?", "Show"
		spec.Lines = []string{"in " + c.at.String(), ui.Plural(c.total.names, "name", "names") + " will be listed again, in the newest version."}
		spec.Undo = "They can be hidden again."
	case trashLocal:
		spec.Title, spec.Accept = "Put "+what+" into the trash?", "Trash"
		spec.Lines = append(spec.Lines, "This puts "+c.units()+" into this computer's trash.")
		spec.Undo = "The desktop's trash brings it back."
	case deleteVersions:
		spec.Title, spec.Accept, spec.Typed = "Delete "+what+" for good?", "Delete", typed
		spec.Lines = append(spec.Lines, "This deletes "+c.units()+".")
		spec.Undo = "This cannot be undone."
	case deleteLocal:
		spec.Title, spec.Accept, spec.Typed = "Delete "+what+" from this computer?", "Delete", typed
		spec.Lines = append(spec.Lines, "This deletes "+c.units()+".")
		spec.Undo = "This cannot be undone; d puts it into the trash instead."
	}
	spec.Danger = spec.Typed != ""
	return spec
}

// what names the rows in a few words.
func (c *chore) what() string {
	switch {
	case len(c.rows) > 1:
		return itemsText(len(c.rows))
	case c.rows[0].Name == "":
		return "everything hidden"
	}
	return c.rows[0].Name
}

// units words how much it is, in what the chore counts.
func (c *chore) units() string {
	if !c.at.Remote {
		return localUnits(c.total)
	}
	return choreUnits(c.total)
}

// choreUnits words a count: "3 names, 17 versions, 120 MB".
func choreUnits(c count) string {
	text := ui.Plural(c.names, "name", "names")
	if c.versions != c.names {
		text += ", " + ui.Plural(c.versions, "version", "versions")
	}
	if c.bytes > 0 {
		text += ", " + ui.Size(c.bytes)
	}
	return text
}

// localUnits words a count of this computer's files: "12 files in 3 folders,
// 75.2 MB".
func localUnits(c count) string {
	text := ui.Plural(c.names, "file", "files")
	switch {
	case c.folders > 0 && c.names == 0:
		text = ui.Plural(c.folders, "empty folder", "empty folders")
	case c.folders > 0:
		text += " in " + ui.Plural(c.folders, "folder", "folders")
	}
	if c.bytes > 0 {
		text += ", " + ui.Size(c.bytes)
	}
	return text
}
