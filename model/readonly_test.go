package model

import (
	"slices"
	"testing"

	"b2tui/b2core/transfer"
)

// A read-only screen orders nothing that changes the account, says why, and
// still downloads and steers downloads.
func TestReadOnlyOrdersNothingThatWrites(t *testing.T) {
	readOnly := func(d *Deps) {
		startAt("b2://photos/2026/11/")(d)
		d.Options.ReadOnly = true
	}
	onScreen(t, screenOptions{deps: readOnly}, func(s *screen) {
		for _, key := range []string{"d", "D", "u", "m", "r", "n"} {
			s.app.focusPane(1)
			s.app.panes[1].view.SetCursorName("IMG_0410.dng")
			s.press(key)
			s.must("this session is read-only")
			s.press("down")
		}
		s.app.focusPane(0)
		s.app.panes[0].view.SetCursorName("notes.txt")
		for _, key := range []string{"c", "m", "="} { // up
			s.press(key)
			s.must("this session is read-only")
			s.press("esc")
		}
		if jobs := s.queue.asked(); len(jobs) > 0 || s.app.dialogs.open() {
			t.Fatalf("ordered %+v", jobs)
		}
		s.app.focusPane(1)
		s.app.panes[1].view.SetCursorName("IMG_0410.dng")
		s.press("c")
		if jobs := s.queue.asked(); len(jobs) != 1 || jobs[0].Direction != transfer.Down {
			t.Errorf("a download: %+v", jobs)
		}
		s.queue.items = []transfer.Item{
			{ID: 1, Direction: transfer.Up, State: transfer.Paused, Bucket: "photos", Name: "a"},
			{ID: 2, Direction: transfer.Down, State: transfer.Paused, Bucket: "photos", Name: "b"},
			{ID: 3, Direction: transfer.Down, Source: transfer.HideSource, State: transfer.Failed, Bucket: "photos", Name: "c"},
		}
		s.press("4", "g", "p")
		s.must("only downloads can be steered")
		s.press("x")
		s.must("only downloads can be steered")
		s.press("G", "r")
		s.must("only downloads can be steered")
		if slices.Contains(s.queue.calls, "resume") || slices.Contains(s.queue.calls, "cancel") || slices.Contains(s.queue.calls, "retry") {
			t.Errorf("calls %v", s.queue.calls)
		}
		s.press("g", "down", "p")
		if !slices.Contains(s.queue.calls, "resume") {
			t.Errorf("a download cannot be resumed: %v", s.queue.calls)
		}
	})
}
