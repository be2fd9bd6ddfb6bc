package views

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// Update implements View.
func (v *TransferQueue) Update(msg tea.Msg) (Intent, tea.Cmd) {
	if v.field != nil {
		text, event, cmd := v.update(&v.kit.Keys.Input, msg)
		switch event {
		case fieldChanged:
			v.setQuery(text)
		case fieldCancelled:
			v.setQuery("")
		}
		return nil, cmd
	}
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, nil
	}
	if moveRows(&v.rows, &v.kit.Keys.List, press) {
		v.touched = true
		return nil, nil
	}
	l, k := &v.kit.Keys.List, &v.kit.Keys.Transfers
	switch {
	case key.Matches(press, l.Filter):
		v.open(v.query)
	case key.Matches(press, l.Open):
		return v.openSelected(), nil
	case key.Matches(press, l.Details):
		return v.detailsOfSelected(), nil
	case key.Matches(press, l.Parent):
		v.leaveGroup()
	case key.Matches(press, k.Show):
		v.setShow((v.show + 1) % shows)
	case key.Matches(press, k.Mark):
		v.markStep()
	case key.Matches(press, v.kit.Keys.Global.Reload):
		v.stale, v.problem = true, nil
	default:
		return v.order(press), nil
	}
	return nil, nil
}

// order is what a key asks to change in the queue.
func (v *TransferQueue) order(press tea.KeyPressMsg) Intent {
	intent := v.onQueue(press)
	if intent == nil {
		intent = v.onTargets(press)
	}
	if _, refused := intent.(Refused); refused {
		return intent
	}
	if intent == nil {
		return Idle{}
	}
	if reason := v.can[ui.ActQueue]; reason != "" {
		return Refused{reason}
	}
	return intent
}

// openSelected goes into a group, and tells all about a file.
func (v *TransferQueue) openSelected() Intent {
	if r, ok := v.Selected(); ok && r.IsGroup {
		v.enterGroup(r)
		return nil
	}
	return v.detailsOfSelected()
}

func (v *TransferQueue) detailsOfSelected() Intent {
	if r, ok := v.Selected(); ok {
		return TransferDetailsRequested{r}
	}
	return nil
}

// setQuery asks for other rows; until they come the old ones stay in sight.
func (v *TransferQueue) setQuery(q string) {
	if q != v.query {
		v.query = q
		v.rows.MoveTo(0)
	}
}

// Back does what esc does here, one thing a call, and tells false when there
// was nothing to do.
func (v *TransferQueue) Back() bool {
	switch {
	case v.field != nil:
		v.close()
	case len(v.marks) > 0:
		v.ClearMarks()
	case v.query != "":
		v.setQuery("")
	case v.group != nil:
		v.leaveGroup()
	case v.show != ShowAll:
		v.setShow(ShowAll)
	default:
		return false
	}
	return true
}

// RowAt implements View.
func (v *TransferQueue) RowAt(x, y int) (int, bool) {
	if !v.inner.Contains(x, y) {
		return 0, false
	}
	return v.rows.RowAt(y - v.inner.Y)
}

// Press implements View.
func (v *TransferQueue) Press(x, y int, mod tea.KeyMod) Intent {
	row, ok := v.RowAt(x, y)
	if !ok {
		return nil
	}
	from := v.rows.Cursor()
	v.rows.MoveTo(row)
	v.touched = true
	switch {
	case mod.Contains(tea.ModShift):
		v.markBetween(from, row)
	case mod.Contains(tea.ModCtrl):
		if r, ok := v.Row(row); ok {
			v.turnMark(r)
		}
	}
	return nil
}

// DoubleClick implements View.
func (v *TransferQueue) DoubleClick(x, y int, mod tea.KeyMod) Intent {
	if _, ok := v.RowAt(x, y); ok {
		return v.openSelected()
	}
	return nil
}

// Wheel implements View.
func (v *TransferQueue) Wheel(n int) Intent {
	v.rows.Scroll(n)
	v.touched = true
	return nil
}

// ShortHelp implements View.
func (v *TransferQueue) ShortHelp() []key.Binding {
	l, k := &v.kit.Keys.List, &v.kit.Keys.Transfers
	if v.field != nil {
		return []key.Binding{v.kit.Keys.Input.Accept, v.kit.Keys.Input.Cancel}
	}
	out := []key.Binding{ui.Saying(l.Open, "details")}
	for _, b := range []key.Binding{k.Pause, k.PauseAll, k.Cancel, k.Retry, k.Clear} {
		out = append(out, v.kit.Allowed(b, v.can, ui.ActQueue))
	}
	return append(out, v.search())
}

// FullHelp implements View.
func (v *TransferQueue) FullHelp() [][]key.Binding {
	l, k := &v.kit.Keys.List, &v.kit.Keys.Transfers
	return [][]key.Binding{
		{
			l.Up, l.Down, l.PageUp, l.PageDown, l.HalfUp, l.HalfDown, l.Top, l.Bottom,
			v.opening(), v.search(), k.Show, k.Mark,
		},
		v.orders(),
	}
}

func (v *TransferQueue) opening() key.Binding {
	return ui.Saying(v.kit.Keys.List.Open, "details, files of a folder")
}

func (v *TransferQueue) search() key.Binding { return ui.Saying(v.kit.Keys.List.Filter, "search") }

// Help implements View.
func (v *TransferQueue) Help() []ui.HelpGroup {
	l, k := &v.kit.Keys.List, &v.kit.Keys.Transfers
	g := ui.HelpGroup{Title: "Transfers"}
	for _, b := range v.orders() {
		g.Add(b, v.can[ui.ActQueue])
	}
	out := ui.Saying(l.Parent, "out of the folder")
	return []ui.HelpGroup{g, v.kit.Keys.ListHelp(v.opening(), out, v.search(), k.Show, k.Mark)}
}
