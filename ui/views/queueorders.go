package views

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// onQueue handles what concerns the queue as a whole.
func (v *TransferQueue) onQueue(press tea.KeyPressMsg) Intent {
	k := &v.kit.Keys.Transfers
	switch {
	case key.Matches(press, k.Clear):
		return ClearFinishedRequested{}
	case key.Matches(press, k.PauseAll):
		return PauseAllRequested{Resume: v.totals.Running+v.totals.Queued == 0 && v.totals.Paused > 0}
	case key.Matches(press, k.FewerParts):
		return LimitsRequested{PartsBy: -1}
	case key.Matches(press, k.MoreParts):
		return LimitsRequested{PartsBy: 1}
	case key.Matches(press, k.LowerRate):
		return LimitsRequested{RateSteps: -1}
	case key.Matches(press, k.HigherRate):
		return LimitsRequested{RateSteps: 1}
	case key.Matches(press, k.Limits):
		return LimitsOpenRequested{}
	}
	return nil
}

// onTargets handles what concerns the marked transfers, or the one under the
// cursor. Of several, those count that it makes sense for.
func (v *TransferQueue) onTargets(press tea.KeyPressMsg) Intent {
	k := &v.kit.Keys.Transfers
	if !key.Matches(press, k.Pause, k.Cancel, k.Retry, k.MoveUp, k.MoveDown, k.MoveFirst, k.MoveLast, k.Answer) {
		return nil
	}
	rows := v.targets()
	switch {
	case len(rows) == 0 && key.Matches(press, k.Answer):
		return AnswerRequested{}
	case len(rows) == 0:
		return Refused{"there is no transfer here"}
	case key.Matches(press, k.Pause):
		if ids := those(rows, pausable); len(ids) > 0 {
			return PauseRequested{IDs: ids}
		}
		if ids := those(rows, func(r *TransferRow) bool { return r.State == Paused }); len(ids) > 0 {
			return PauseRequested{IDs: ids, Resume: true}
		}
		return refusal(rows, " and cannot be paused")
	case key.Matches(press, k.Cancel):
		if open := pick(rows, unfinished); len(open) > 0 {
			return CancelRequested{open}
		}
		return refusal(rows, " already")
	case key.Matches(press, k.Retry):
		if ids := those(rows, retriable); len(ids) > 0 {
			return RetryRequested{IDs: ids}
		}
		return refusal(rows, "; only failed and cancelled ones are tried again")
	case key.Matches(press, k.Answer):
		if rows[0].Asks {
			return AnswerRequested{rows[0].ID}
		}
		return AnswerRequested{}
	}
	return v.moved(press, rows)
}

func pausable(r *TransferRow) bool {
	return r.State == Queued || r.State == Running || r.State == Verifying
}

// unfinished tells whether there is something left to do: a folder that failed may
// hold files that still wait.
func unfinished(r *TransferRow) bool {
	return pausable(r) || r.State == Paused || r.State == Failed && r.IsGroup
}

func retriable(r *TransferRow) bool {
	return r.State == Failed || r.State == Cancelled || r.FilesFailed > 0
}

// pick are the rows for which ok holds.
func pick(rows []TransferRow, ok func(*TransferRow) bool) []TransferRow {
	var out []TransferRow
	for i := range rows {
		if ok(&rows[i]) {
			out = append(out, rows[i])
		}
	}
	return out
}

// those are their IDs.
func those(rows []TransferRow, ok func(*TransferRow) bool) []int64 { return idsOf(pick(rows, ok)) }

// refusal says why nothing happens to rows.
func refusal(rows []TransferRow, why string) Refused {
	switch {
	case len(rows) == 1 && rows[0].State == Failed:
		return Refused{"this transfer has failed" + why}
	case len(rows) == 1:
		return Refused{"this transfer is " + string(rows[0].State) + why}
	}
	return Refused{"there is none among the marked ones that this can be done to"}
}

func (v *TransferQueue) moved(press tea.KeyPressMsg, rows []TransferRow) Intent {
	k := &v.kit.Keys.Transfers
	if reason := v.unordered(); reason != "" {
		return Refused{reason}
	}
	ids := those(rows, unfinished)
	switch at := v.rows.Cursor(); {
	case len(ids) == 0:
		return refusal(rows, noPlace)
	case len(v.marks) > 0: // they stand anywhere
	case key.Matches(press, k.MoveUp, k.MoveFirst) && v.nothingWaits(at-1):
		return Refused{"it is the first in the queue already"}
	case key.Matches(press, k.MoveDown, k.MoveLast) && at == v.rows.Count()-1:
		return Refused{"it is the last in the queue already"}
	}
	switch {
	case key.Matches(press, k.MoveUp):
		return ReorderRequested{IDs: ids, By: -1}
	case key.Matches(press, k.MoveDown):
		return ReorderRequested{IDs: ids, By: 1}
	}
	return PlaceRequested{IDs: ids, Last: key.Matches(press, k.MoveLast)}
}

// noPlace says why what is finished cannot be moved.
const noPlace = " and has no place in the queue any more"

// nothingWaits tells whether row i is no row, or finished: nothing above it waits,
// since the history comes first.
func (v *TransferQueue) nothingWaits(i int) bool {
	r, ok := v.Row(i)
	return i < 0 || ok && !unfinished(&r)
}

// Fixed says why a drag that begins on row i cannot move it; empty: it can.
func (v *TransferQueue) Fixed(i int) string {
	if reason := v.unordered(); reason != "" {
		return reason
	}
	if r, ok := v.Row(i); ok && !unfinished(&r) {
		return refusal([]TransferRow{r}, noPlace).Reason
	}
	return ""
}

// unordered says why rows cannot be moved while they are shown like this;
// empty: they can.
func (v *TransferQueue) unordered() string {
	if v.query != "" && v.group == nil || v.show == ShowHistory {
		return "this is not the queue's order; esc shows the queue"
	}
	return ""
}

// markStep turns the mark of the row under the cursor and steps on.
func (v *TransferQueue) markStep() {
	if r, ok := v.Selected(); ok {
		v.turnMark(r)
	}
	v.rows.Move(1)
	v.touched = true
}

func (v *TransferQueue) turnMark(r TransferRow) {
	if _, marked := v.marks[r.ID]; marked {
		delete(v.marks, r.ID)
	} else {
		v.marks[r.ID] = r
	}
}

// markBetween marks the rows from one to another, as far as they are loaded.
func (v *TransferQueue) markBetween(a, b int) {
	for i := min(a, b); i <= max(a, b); i++ {
		if r, ok := v.Row(i); ok {
			v.marks[r.ID] = r
		}
	}
}

// enterGroup shows the files of a group.
func (v *TransferQueue) enterGroup(r TransferRow) {
	v.ClearMarks()
	v.touched = true
	v.group = &openGroup{row: r, above: v.rows, query: v.query}
	height := v.rows.Height()
	v.query, v.rows = "", rowsOf(height)
	v.loaded, v.known = nil, false
}

// leaveGroup shows what was shown before the group.
func (v *TransferQueue) leaveGroup() {
	if v.group == nil {
		return
	}
	v.ClearMarks()
	height := v.rows.Height()
	v.query, v.rows = v.group.query, v.group.above
	v.rows.SetHeight(height)
	v.group, v.loaded, v.known = nil, nil, false
}

// setShow shows another part of the queue.
func (v *TransferQueue) setShow(s Show) {
	v.ClearMarks()
	v.show = s
	v.rows.MoveTo(0)
}

// orders are the bindings that change the queue.
func (v *TransferQueue) orders() []key.Binding {
	k := &v.kit.Keys.Transfers
	return slices.Concat(
		[]key.Binding{k.Pause, k.PauseAll, k.Cancel, k.Retry, k.Answer, k.Clear},
		[]key.Binding{k.MoveUp, k.MoveDown, k.MoveFirst, k.MoveLast},
		[]key.Binding{k.FewerParts, k.MoreParts, k.LowerRate, k.HigherRate, k.Limits})
}
