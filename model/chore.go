package model

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/ui"
	"b2tui/ui/dialog"
	"b2tui/ui/views"
)

// choreKind is what is done to rows that were asked to go.
type choreKind int

const (
	hideNames choreKind = iota
	deleteVersions
	deleteLocal
)

// chore takes rows away: it counts first, asks, and then does it. One runs at
// a time; esc stops it. Names that come in a thousand a call are worked on
// page by page, so that the number so far can be told.
type chore struct {
	gen    int
	cancel context.CancelFunc
	ctx    context.Context

	kind  choreKind
	at    views.Place
	rows  []views.Row
	doing bool // asked and confirmed: no longer counting
	total count
	done  count
}

// count is how much something is.
type count struct {
	names    int
	folders  int // of this computer, not among the names
	versions int
	bytes    int64
	failed   int
}

func (c *count) add(o count) {
	c.names += o.names
	c.folders += o.folders
	c.versions += o.versions
	c.bytes += o.bytes
	c.failed += o.failed
}

func (c *chore) running() bool { return c.cancel != nil }

func (c *chore) stop() {
	if c.cancel != nil {
		c.cancel()
	}
	*c = chore{gen: c.gen + 1}
}

// begin starts a chore; one that still runs is ended.
func (c *chore) begin(parent context.Context, kind choreKind, at views.Place, rows []views.Row) {
	c.stop()
	c.kind, c.at, c.rows = kind, at, rows
	c.ctx, c.cancel = context.WithCancel(parent)
}

// stopChore is esc.
func (a *App) stopChore() tea.Cmd {
	was := a.chore
	a.chore.stop()
	if !was.doing {
		return a.say(ui.ToneInfo, "stopped; nothing was changed")
	}
	return tea.Batch(a.say(ui.ToneWarn, "stopped after "+was.units(was.done)), a.reloadPlace(was.at, ""))
}

// askHide begins to hide rows.
func (a *App) askHide(pane int, rows []views.Row) tea.Cmd {
	return a.beginChore(pane, hideNames, rows)
}

// askDelete begins to delete rows for good.
func (a *App) askDelete(pane int, rows []views.Row) tea.Cmd {
	if a.panes[pane].nav.here.Remote {
		return a.beginChore(pane, deleteVersions, rows)
	}
	return a.beginChore(pane, deleteLocal, rows)
}

func (a *App) beginChore(pane int, kind choreKind, rows []views.Row) tea.Cmd {
	if a.chore.doing {
		return a.say(ui.ToneWarn, "something is being deleted already; esc stops it")
	}
	if len(rows) == 0 {
		return a.say(ui.ToneInfo, "nothing to delete")
	}
	a.chore.begin(a.ctx, kind, a.panes[pane].nav.here, rows)
	a.keepSaying("counting…")
	return a.chore.next(a.deps.Browser, choreStep{})
}

// next is the command for the next page of a chore.
func (c *chore) next(b Browser, from choreStep) tea.Cmd {
	w := work{ctx: c.ctx, browser: b, kind: c.kind, at: c.at, rows: c.rows, do: c.doing}
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
	sum := &c.total
	if c.doing {
		sum = &c.done
	}
	sum.add(msg.step.found)
	switch {
	case msg.err != nil:
		return a.choreFailed(msg.err)
	case !msg.step.over:
		if c.doing {
			a.keepSaying(fmt.Sprintf("%s %s of %s… esc stops", c.verb(), ui.Count(c.done.versions), c.units(c.total)))
		} else {
			a.keepSaying("counting… " + c.units(c.total) + " so far; esc stops")
		}
		return c.next(a.deps.Browser, msg.step)
	case c.doing:
		return a.choreDone()
	}
	a.toast.hide()
	return a.confirmChore()
}

func (a *App) choreFailed(err error) tea.Cmd {
	c := a.chore
	a.chore.stop()
	a.toast.hide()
	title := "counting failed; nothing was changed"
	if c.doing {
		title = fmt.Sprintf("%s failed after %s", c.verb(), c.units(c.done))
	}
	a.showFailed(title, err)
	if c.doing {
		return a.reloadPlace(c.at, "")
	}
	return nil
}

func (a *App) choreDone() tea.Cmd {
	c := a.chore
	a.chore.stop()
	said := "hidden: "
	if c.kind != hideNames {
		said = "deleted: "
	}
	return tea.Batch(a.say(ui.ToneGood, said+c.units(c.done)), a.reloadPlace(c.at, ""))
}

// confirmChore says exactly what will go, and asks.
func (a *App) confirmChore() tea.Cmd {
	c := &a.chore
	if c.total.versions == 0 && c.kind != deleteLocal {
		c.stop()
		return a.say(ui.ToneInfo, "there is nothing left to take away; ctrl+r reads the folder again")
	}
	gen := c.gen
	a.openDialog(dialog.NewConfirm(a.kit, c.question()), func(answer dialog.Answer) tea.Cmd {
		if gen != a.chore.gen {
			return nil
		}
		if _, yes := answer.(dialog.Confirmed); !yes {
			a.chore.stop()
			return nil
		}
		a.chore.doing = true
		a.keepSaying(a.chore.verb() + "… esc stops")
		return a.chore.next(a.deps.Browser, choreStep{})
	})
	return nil
}

// question words the confirmation. What cannot be undone wants a typed name.
func (c *chore) question() dialog.ConfirmSpec {
	name, what := c.rows[0].Name, itemsText(len(c.rows))
	if len(c.rows) == 1 {
		what = name
	}
	typed := name
	if len(c.rows) > 1 || ui.Clean(name).String() != name || strings.TrimSpace(name) != name {
		typed = "delete" // many, or a name that no keyboard types
	}
	spec := dialog.ConfirmSpec{Lines: []string{"from " + placeName(c.at)}, Danger: true}
	switch c.kind {
	case hideNames:
		spec.Title, spec.Accept, spec.Danger = "Hide "+what+"?", "Hide", false
		spec.Lines = append(spec.Lines, ui.Plural(c.total.names, "name", "names")+" will no longer be listed.")
		spec.Undo = "All versions stay and can be shown again."
	case deleteVersions:
		spec.Title, spec.Accept, spec.Typed = "Delete "+what+" for good?", "Delete", typed
		spec.Lines = append(spec.Lines, "This deletes "+c.units(c.total)+".")
		spec.Undo = "This cannot be undone."
	case deleteLocal:
		spec.Title, spec.Accept, spec.Typed = "Delete "+what+" from this computer?", "Delete", typed
		spec.Lines = append(spec.Lines, "This deletes "+c.units(c.total)+".")
		spec.Undo = "This cannot be undone: there is no trash."
	}
	return spec
}

func (c *chore) verb() string {
	if c.kind == hideNames {
		return "hiding"
	}
	return "deleting"
}

// units words a count in what the chore counts.
func (c *chore) units(n count) string {
	if c.kind == deleteLocal {
		return localUnits(n)
	}
	return choreUnits(n)
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

// choreStep is where the work stands after one page.
type choreStep struct {
	row   int    // index of the row that is worked on
	name  string // where its next page begins
	id    string
	last  string // the last name that was counted: its versions follow each other
	over  bool
	found count
}

// work is what one step needs, taken over from the screen.
type work struct {
	ctx     context.Context
	browser Browser
	kind    choreKind
	at      views.Place
	rows    []views.Row
	do      bool
}

func (w work) step(s choreStep) (choreStep, error) {
	s.found = count{}
	if s.row >= len(w.rows) {
		s.over = true
		return s, nil
	}
	var err error
	if w.kind == deleteLocal {
		s, err = w.stepLocal(s)
	} else {
		s, err = w.stepRemote(s)
	}
	s.over = s.row >= len(w.rows)
	return s, err
}

// stepRemote counts, hides or deletes one page of what a row stands for.
func (w work) stepRemote(s choreStep) (choreStep, error) {
	row := w.rows[s.row]
	prefix := w.at.Path + row.Name
	if row.IsDir() {
		prefix += "/"
	}
	list := w.browser.ListVersions
	if w.kind == hideNames {
		list = w.browser.ListNames
	}
	page, err := list(w.ctx, w.at.BucketID, b2core.ListOptions{Prefix: prefix, Start: s.name, StartID: s.id, Max: pageSize})
	if err != nil {
		return s, err
	}
	var mine []b2core.FileVersion
	past := false
	for _, f := range page.Files {
		if !row.IsDir() && f.Name != prefix {
			past = true // a name that only begins like this one
			break
		}
		mine = append(mine, f)
		if f.Name != s.last {
			s.found.names++
			s.last = f.Name
		}
		s.found.versions++
		s.found.bytes += f.Size
	}
	if w.do {
		if err := w.remove(mine); err != nil {
			return s, err
		}
	}
	s.name, s.id = page.NextName, page.NextID
	if s.name == "" || past {
		s.row, s.name, s.id, s.last = s.row+1, "", "", ""
	}
	return s, nil
}

// removeAtOnce is how many names are worked on at the same time.
const removeAtOnce = 8

func (w work) remove(files []b2core.FileVersion) error {
	return eachOf(w.ctx, removeAtOnce, files, func(ctx context.Context, f b2core.FileVersion) error {
		switch {
		case w.kind == hideNames:
			return w.browser.HideFile(ctx, w.at.BucketID, f.Name)
		case f.Action == b2core.ActionStart:
			return w.browser.CancelLargeFile(ctx, f.ID)
		}
		return w.browser.DeleteFileVersion(ctx, f.Name, f.ID)
	})
}

// stepLocal counts or deletes one row of a local folder.
func (w work) stepLocal(s choreStep) (choreStep, error) {
	path := filepath.Join(w.at.Path, w.rows[s.row].Name)
	err := filepath.WalkDir(path, func(_ string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := w.ctx.Err(); err != nil {
			return err
		}
		s.found.versions++
		if e.IsDir() {
			s.found.folders++
			return nil
		}
		s.found.names++
		if info, err := e.Info(); err == nil && e.Type().IsRegular() {
			s.found.bytes += info.Size()
		}
		return nil
	})
	if err != nil {
		return s, err
	}
	if w.do {
		if err := os.RemoveAll(path); err != nil {
			return s, err
		}
	}
	s.row++
	return s, nil
}
