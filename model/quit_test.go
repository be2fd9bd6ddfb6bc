package model

import (
	"slices"
	"testing"
	"time"

	"b2tui/b2core/transfer"
)

// "Quit and cancel them" means what this process has: neither what is paused
// nor what another instance runs.
func TestCancelUnfinished(t *testing.T) {
	q := newFakeQueue()
	for id := range int64(1200) {
		it := transfer.Item{ID: id + 1, State: transfer.Queued}
		switch {
		case id%3 == 1:
			it.Owner = "host 4711"
		case id%3 == 2:
			it.State = transfer.Paused
		}
		q.items = append(q.items, it)
	}
	var cancelled []int64
	err := cancelUnfinished(func(w transfer.Query) (transfer.Window, error) { return q.Window(t.Context(), w) }, func(ids ...int64) error {
		for i := range q.items {
			if slices.Contains(ids, q.items[i].ID) {
				q.items[i].State = transfer.Cancelled
				cancelled = append(cancelled, q.items[i].ID)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(cancelled) != 400 || slices.ContainsFunc(cancelled, func(id int64) bool { return id%3 != 1 }) {
		t.Errorf("cancelled %d: %v", len(cancelled), cancelled)
	}
}

// The question counts what this process would leave behind, and says that the
// others go on; without anything of its own there is no question.
func TestQuitAsksAboutItsOwnWork(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.queue.set(func(q *transfer.Snapshot) { q.Totals.Running, q.Totals.Queued = 5, 9 })
		s.queue.census = transfer.Census{Mine: transfer.Load{Running: 1, Queued: 2, Changes: 1}, Others: transfer.Load{Running: 4, Queued: 7}}
		s.press("q")
		s.must("1 running, 2 queued, 1 of them to hide or delete.", "Other b2tui processes have 4 running, 7 queued; that goes")
		s.press("esc")
		s.queue.census.Mine = transfer.Load{}
		s.press("q")
		s.wait(2 * time.Second)
		if !s.quit {
			t.Errorf("it does not leave:\n%s", s.content())
		}
	})
}

// A demo is removed at its end: nothing there goes on next time.
func TestQuitOfADemoPromisesNothing(t *testing.T) {
	onScreen(t, screenOptions{deps: func(d *Deps) { d.Options.Demo = true }}, func(s *screen) {
		s.queue.set(func(q *transfer.Snapshot) { q.Totals.Running = 1 })
		s.press("q")
		s.must("1 running, 0 queued.", "The demo goes with all that is in it")
		s.mustNot("next time")
		s.press("enter")
		s.wait(2 * time.Second)
		if !s.quit {
			t.Errorf("it does not leave:\n%s", s.content())
		}
	})
}
