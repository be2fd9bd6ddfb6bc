package views

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"b2tui/ui"
)

// Update implements View.
func (v *TransferQueue) Update(msg tea.Msg) (Intent, tea.Cmd) {
	if v.field != nil {
		return v.updateField(msg)
	}
	press, ok := msg.(tea.KeyPressMsg)
	if !ok || moveRows(&v.rows, &v.kit.Keys.List, press) {
		return nil, nil
	}
	l, k := &v.kit.Keys.List, &v.kit.Keys.Transfers
	switch {
	case key.Matches(press, l.Filter):
		v.field = ui.NewField(fieldLimit)
		v.field.SetValue(v.query)
		return nil, nil
	case key.Matches(press, l.Open), key.Matches(press, l.Details):
		return v.openSelected(), nil
	case key.Matches(press, v.kit.Keys.Global.Reload):
		v.stale, v.problem = true, nil
		return nil, nil
	case key.Matches(press, k.Clear):
		return v.allowed(ClearFinishedRequested{}), nil
	case key.Matches(press, k.PauseAll):
		return v.allowed(PauseAllRequested{Resume: v.totals.Running+v.totals.Queued == 0 && v.totals.Paused > 0}), nil
	case key.Matches(press, k.FewerParts):
		return v.allowed(LimitsRequested{PartsBy: -1}), nil
	case key.Matches(press, k.MoreParts):
		return v.allowed(LimitsRequested{PartsBy: 1}), nil
	case key.Matches(press, k.LowerRate):
		return v.allowed(LimitsRequested{RateSteps: -1}), nil
	case key.Matches(press, k.HigherRate):
		return v.allowed(LimitsRequested{RateSteps: 1}), nil
	}
	return v.onSelected(press), nil
}

// onSelected handles what concerns the transfer under the cursor.
func (v *TransferQueue) onSelected(press tea.KeyPressMsg) Intent {
	k := &v.kit.Keys.Transfers
	if !key.Matches(press, k.Pause, k.Cancel, k.Retry, k.MoveUp, k.MoveDown) {
		return nil
	}
	r, ok := v.Selected()
	if !ok {
		return Refused{"there is no transfer here"}
	}
	over := r.State == Done || r.State == Cancelled || r.State == Failed
	switch {
	case key.Matches(press, k.Pause):
		if over {
			return Refused{"this transfer is " + string(r.State) + " and cannot be paused"}
		}
		return v.allowed(PauseRequested{IDs: []int64{r.ID}, Resume: r.State == Paused})
	case key.Matches(press, k.Cancel):
		if r.State == Done || r.State == Cancelled {
			return Refused{"this transfer is " + string(r.State) + " already"}
		}
		return v.allowed(CancelRequested{IDs: []int64{r.ID}})
	case key.Matches(press, k.Retry):
		if r.State != Failed && r.State != Cancelled && r.FilesFailed == 0 {
			return Refused{"this transfer is " + string(r.State) + "; only failed and cancelled ones are tried again"}
		}
		return v.allowed(RetryRequested{IDs: []int64{r.ID}})
	case key.Matches(press, k.MoveUp):
		return v.allowed(ReorderRequested{ID: r.ID, By: -1})
	}
	return v.allowed(ReorderRequested{ID: r.ID, By: 1})
}

func (v *TransferQueue) allowed(intent Intent) Intent {
	if reason := v.can[ui.ActQueue]; reason != "" {
		return Refused{reason}
	}
	return intent
}

func (v *TransferQueue) openSelected() Intent {
	if r, ok := v.Selected(); ok {
		return TransferDetailsRequested{r}
	}
	return nil
}

func (v *TransferQueue) updateField(msg tea.Msg) (Intent, tea.Cmd) {
	if press, isKey := msg.(tea.KeyPressMsg); isKey {
		switch {
		case key.Matches(press, v.kit.Keys.Input.Cancel):
			v.field = nil
			v.setQuery("")
			return nil, nil
		case key.Matches(press, v.kit.Keys.Input.Accept):
			v.field = nil
			return nil, nil
		}
	}
	changed, cmd := v.field.Update(msg)
	if changed {
		v.setQuery(v.field.Value())
	}
	return nil, cmd
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
		v.field = nil
	case v.query != "":
		v.setQuery("")
	default:
		return false
	}
	return true
}

// Typing implements View.
func (v *TransferQueue) Typing() bool { return v.field != nil }

// Cursor implements View.
func (v *TransferQueue) Cursor() *tea.Cursor {
	if v.field == nil {
		return nil
	}
	return tea.NewCursor(v.cursorX, v.cursorY)
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
	if row, ok := v.RowAt(x, y); ok {
		v.rows.MoveTo(row)
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
	return append(out, l.Filter)
}

// FullHelp implements View.
func (v *TransferQueue) FullHelp() [][]key.Binding {
	l, k := &v.kit.Keys.List, &v.kit.Keys.Transfers
	return [][]key.Binding{
		{l.Up, l.Down, l.PageUp, l.PageDown, l.HalfUp, l.HalfDown, l.Top, l.Bottom, ui.Saying(l.Open, "details"), l.Filter},
		{
			k.Pause, k.PauseAll, k.Cancel, k.Retry, k.Clear, k.MoveUp, k.MoveDown,
			k.FewerParts, k.MoreParts, k.LowerRate, k.HigherRate,
		},
	}
}

// Help implements View.
func (v *TransferQueue) Help() []ui.HelpGroup {
	l, k := &v.kit.Keys.List, &v.kit.Keys.Transfers
	g := ui.HelpGroup{Title: "Transfers"}
	for _, b := range []key.Binding{
		k.Pause, k.PauseAll, k.Cancel, k.Retry, k.Clear, k.MoveUp, k.MoveDown,
		k.FewerParts, k.MoreParts, k.LowerRate, k.HigherRate,
	} {
		g.Add(b, v.can[ui.ActQueue])
	}
	return []ui.HelpGroup{g, v.kit.Keys.ListHelp(ui.Saying(l.Open, "details"), l.Filter)}
}
