package views

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// Update implements View.
func (p *FilePane) Update(msg tea.Msg) (Intent, tea.Cmd) {
	if p.field != nil {
		return p.updateField(msg)
	}
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, nil
	}
	if moveRows(&p.rows, &p.kit.Keys.List, press) {
		p.moved()
		return nil, nil
	}
	if intent, done := p.browse(press); done {
		return intent, nil
	}
	if p.pick(press) {
		return nil, nil
	}
	return p.act(press), nil
}

// moved follows the cursor.
func (p *FilePane) moved() {
	p.goTo = ""
	p.stretch()
}

// browse handles what leads elsewhere or changes the view of the list.
func (p *FilePane) browse(press tea.KeyPressMsg) (Intent, bool) {
	l, f := &p.kit.Keys.List, &p.kit.Keys.Files
	switch {
	case key.Matches(press, l.Open):
		return p.open(p.rows.Cursor()), true
	case key.Matches(press, l.Parent):
		if p.hasParent() {
			return Up{}, true
		}
		return nil, true
	case key.Matches(press, f.HistoryBack):
		return Back{}, true
	case key.Matches(press, f.HistoryForward):
		return Forward{}, true
	case key.Matches(press, f.Side):
		return SideRequested{}, true
	case key.Matches(press, l.Filter):
		p.openField(forFilter, p.query)
	case key.Matches(press, l.Sort):
		p.setSort((p.sort + 1) % sortings)
	case key.Matches(press, l.Details):
		if row, ok := p.CursorRow(); ok && row.Kind != KindParent {
			return DetailsRequested{row}, true
		}
	default:
		return nil, false
	}
	return nil, true
}

// pick handles marking.
func (p *FilePane) pick(press tea.KeyPressMsg) bool {
	f := &p.kit.Keys.Files
	switch {
	case key.Matches(press, f.Mark):
		p.markStep()
	case key.Matches(press, f.Range):
		p.markRange()
	case key.Matches(press, f.MarkGlob):
		p.openField(forMark, "*")
	case key.Matches(press, f.UnmarkGlob):
		p.openField(forUnmark, "*")
	case key.Matches(press, f.InvertAll):
		p.invert()
	default:
		return false
	}
	return true
}

// act handles what changes files.
func (p *FilePane) act(press tea.KeyPressMsg) Intent {
	f := &p.kit.Keys.Files
	switch {
	case key.Matches(press, f.Copy):
		return p.onRows(ui.ActCopy, func(r []Row) Intent { return CopyRequested{r} })
	case key.Matches(press, f.CopyChoice):
		return p.onRows(ui.ActCopy, func(r []Row) Intent { return CopyChoiceRequested{r} })
	case key.Matches(press, f.Move):
		return p.onRows(ui.ActMove, func(r []Row) Intent { return MoveRequested{r} })
	case key.Matches(press, f.Rename):
		return p.rename()
	case key.Matches(press, f.Hide):
		return p.onRows(ui.ActHide, func(r []Row) Intent { return HideRequested{r} })
	case key.Matches(press, f.Unhide):
		return p.here(ui.ActUnhide, UnhideRequested{})
	case key.Matches(press, f.Unfinished):
		return p.here(ui.ActUnfinished, UnfinishedRequested{})
	case key.Matches(press, f.Delete):
		return p.onRows(ui.ActDelete, func(r []Row) Intent { return DeleteRequested{r} })
	case key.Matches(press, f.CopyPath):
		return p.onRows("", func(r []Row) Intent { return CopyPathRequested{r} })
	case key.Matches(press, f.NewFolder):
		return p.here(ui.ActNewFolder, NewFolderRequested{})
	case key.Matches(press, f.Sync):
		return p.here(ui.ActSync, SyncRequested{})
	case key.Matches(press, p.kit.Keys.Global.Reload):
		return ReloadRequested{}
	}
	return Idle{}
}

// here asks for what concerns the place and no rows of it.
func (p *FilePane) here(act ui.Action, intent Intent) Intent {
	if reason := p.can[act]; reason != "" {
		return Refused{reason}
	}
	return intent
}

func (p *FilePane) onRows(act ui.Action, make func([]Row) Intent) Intent {
	if reason := p.can[act]; reason != "" {
		return Refused{reason}
	}
	rows := p.Selected()
	if len(rows) == 0 {
		return Refused{"nothing is marked, and the cursor is on no entry"}
	}
	p.span = nil
	return make(rows)
}

// rename asks for another name of the row under the cursor, whatever is marked.
func (p *FilePane) rename() Intent {
	if reason := p.can[ui.ActRename]; reason != "" {
		return Refused{reason}
	}
	r, ok := p.CursorRow()
	if !ok || r.Kind == KindParent {
		return Refused{"the cursor is on no entry"}
	}
	return RenameRequested{r}
}

func (p *FilePane) open(row int) Intent {
	r, ok := p.Row(row)
	switch {
	case !ok:
		return nil
	case r.Kind == KindParent:
		return Up{}
	}
	return Open{r}
}

func (p *FilePane) setSort(s sorting) {
	line := p.rows.Cursor() - p.rows.Offset()
	current, onEntry := p.entry(p.rows.Cursor())
	p.sort = s
	compare := func(a, b int32) int { return p.list.compare(s, a, b) }
	if p.query != "" {
		slices.SortFunc(p.shown, compare)
	}
	slices.SortFunc(p.order, compare)
	if p.query == "" {
		p.shown = p.order
	}
	if onEntry {
		if pos, ok := p.list.find(s, p.shown, current); ok {
			p.rows.Place(pos+p.parents(), line)
		}
	}
}

func (p *FilePane) openField(use fieldUse, text string) {
	p.asks = use
	p.lineField.open(text)
}

func (p *FilePane) updateField(msg tea.Msg) (Intent, tea.Cmd) {
	press, isKey := msg.(tea.KeyPressMsg)
	if isKey && p.asks == forFilter && (press.Code == tea.KeyUp || press.Code == tea.KeyDown) {
		moveRows(&p.rows, &p.kit.Keys.List, press)
		p.moved()
		return nil, nil
	}
	text, event, cmd := p.update(&p.kit.Keys.Input, msg)
	switch {
	case event == fieldAccepted:
		return p.acceptField(text), cmd
	case p.asks != forFilter:
	case event == fieldChanged:
		p.setQuery(text)
	case event == fieldCancelled:
		p.setQuery("")
	}
	return nil, cmd
}

// acceptField does what a pattern is for; a filter stays as it is.
func (p *FilePane) acceptField(text string) Intent {
	if p.asks == forFilter || text == "" {
		return nil
	}
	switch n, ok := p.markGlob(text, p.asks == forMark); {
	case !ok:
		return Refused{"this is not a pattern: " + text}
	case n == 0:
		return Refused{"nothing here matches " + text}
	}
	return nil
}

// setQuery filters. A query that goes on from the last one looks only through
// what that one found.
func (p *FilePane) setQuery(q string) {
	if q == p.query {
		return
	}
	current, onEntry := p.entry(p.rows.Cursor())
	from := p.order
	if p.query != "" && strings.HasPrefix(q, p.query) {
		from = p.shown
	}
	p.query = q
	if q == "" {
		p.shown = p.order
	} else {
		p.shown = p.list.matching(from, q)
	}
	p.span = nil
	p.rows.SetCount(len(p.shown) + p.parents())
	row := p.parents()
	if onEntry {
		if pos, ok := p.list.find(p.sort, p.shown, current); ok {
			row += pos
		}
	}
	p.rows.MoveTo(row)
}

// Back does what esc does: it ends a range, closes the filter, or takes the
// marks away, one a call. It tells false when there was nothing to do.
func (p *FilePane) Back() bool {
	switch {
	case p.field != nil:
		p.close()
	case p.span != nil:
		p.marks, p.span = p.span.before, nil
	case p.query != "":
		p.setQuery("")
	case p.marks.count > 0:
		p.ClearMarks()
	default:
		return false
	}
	return true
}

// RowAt implements View.
func (p *FilePane) RowAt(x, y int) (int, bool) {
	if !p.inner.Contains(x, y) {
		return 0, false
	}
	return p.rows.RowAt(y - p.inner.Y)
}

// Press implements View.
func (p *FilePane) Press(x, y int, mod tea.KeyMod) Intent {
	row, ok := p.RowAt(x, y)
	if !ok {
		return nil
	}
	from := p.rows.Cursor()
	p.span = nil
	p.rows.MoveTo(row)
	p.goTo = ""
	switch {
	case mod.Contains(tea.ModCtrl):
		if e, ok := p.entry(row); ok {
			p.marks.set(e, !p.marks.has(e))
		}
	case mod.Contains(tea.ModShift):
		p.markBetween(from, row)
	}
	return nil
}

// DoubleClick implements View.
func (p *FilePane) DoubleClick(x, y int, mod tea.KeyMod) Intent {
	if row, ok := p.RowAt(x, y); ok && mod == 0 {
		return p.open(row)
	}
	return nil
}

// Wheel implements View.
func (p *FilePane) Wheel(n int) Intent {
	p.rows.Scroll(n)
	p.moved()
	return nil
}

// ShortHelp implements View.
func (p *FilePane) ShortHelp() []key.Binding {
	l, f := &p.kit.Keys.List, &p.kit.Keys.Files
	if p.field != nil {
		return []key.Binding{p.kit.Keys.Input.Accept, p.kit.Keys.Input.Cancel}
	}
	hide := p.hide()
	if p.place.Remote {
		hide = ui.Saying(hide, "hide ") // as wide as trash, so that a change of pane moves nothing behind it
	}
	return []key.Binding{
		f.Mark, p.kit.Allowed(f.Copy, p.can, ui.ActCopy), p.kit.Allowed(f.Move, p.can, ui.ActMove),
		p.kit.Allowed(f.NewFolder, p.can, ui.ActNewFolder),
		l.Filter, l.Sort, p.kit.Keys.Global.NextPane,
		p.kit.Allowed(hide, p.can, ui.ActHide), // last: what comes and goes moves nothing else
	}
}

// hide is the binding with what it does on this side.
func (p *FilePane) hide() key.Binding {
	if p.place.Remote {
		return p.kit.Keys.Files.Hide
	}
	return ui.Saying(p.kit.Keys.Files.Hide, "trash")
}

// FullHelp implements View.
func (p *FilePane) FullHelp() [][]key.Binding {
	l, f := &p.kit.Keys.List, &p.kit.Keys.Files
	return [][]key.Binding{
		{
			l.Up, l.Down, l.PageUp, l.PageDown, l.HalfUp, l.HalfDown, l.Top, l.Bottom, l.Open, l.Parent,
			f.HistoryBack, f.HistoryForward, f.Side, l.Filter, l.Sort, l.Details,
		},
		{f.Mark, f.Range, f.MarkGlob, f.UnmarkGlob, f.InvertAll},
		{
			f.Copy, f.CopyChoice, f.Move, f.Rename, f.NewFolder, p.hide(), f.Unhide, f.Delete, f.CopyPath, f.Sync, f.Unfinished,
		},
	}
}

// Help implements View.
func (p *FilePane) Help() []ui.HelpGroup {
	l, f := &p.kit.Keys.List, &p.kit.Keys.Files
	acts := ui.HelpGroup{Title: "Files"}
	acts.Add(f.Copy, p.can[ui.ActCopy])
	acts.Add(f.CopyChoice, p.can[ui.ActCopy])
	acts.Add(f.Move, p.can[ui.ActMove])
	acts.Add(f.Rename, p.can[ui.ActRename])
	acts.Add(f.Sync, p.can[ui.ActSync])
	acts.Add(f.NewFolder, p.can[ui.ActNewFolder])
	acts.Add(p.hide(), p.can[ui.ActHide])
	acts.Add(f.Unhide, p.can[ui.ActUnhide])
	acts.Add(f.Delete, p.can[ui.ActDelete])
	acts.Add(f.Unfinished, p.can[ui.ActUnfinished])
	acts.Add(f.CopyPath, "")
	return []ui.HelpGroup{
		acts,
		ui.Group("Marks", f.Mark, f.Range, f.MarkGlob, f.UnmarkGlob, f.InvertAll),
		p.kit.Keys.ListHelp(l.Open, l.Parent, f.HistoryBack, f.HistoryForward, f.Side, p.kit.Keys.Global.NextPane,
			l.Filter, l.Sort, l.Details),
	}
}
