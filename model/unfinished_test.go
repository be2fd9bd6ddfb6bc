package model

import (
	"slices"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
)

// x shows what was begun and never finished, whose it is, and cancels what is
// chosen after a question.
func TestUnfinishedUploads(t *testing.T) {
	onOwnAccount(t, "", func(s *screen, c *b2core.Client) {
		s.press("1")
		var name string
		var id string
		for _, b := range s.app.known {
			for f, err := range c.UnfinishedLargeFiles(s.t.Context(), b.ID, "") {
				if err != nil {
					s.t.Fatal(err)
				}
				name, id = b.Name, f.ID
			}
		}
		s.app.buckets.SetCursorName(name)
		s.queue.large = map[string]transfer.State{id: transfer.Paused}
		s.press("x")
		s.must("Unfinished uploads in "+name, "ours, paused", "since ")
		s.press("enter")
		s.must("Delete what was sent of 1 unfinished upload?", "[ Delete what was sent ]", "cannot be undone", "1 belongs to a transfer of this queue")
		s.press("enter") // the cursor is on Keep
		if left := slices.Collect(firsts(c.UnfinishedLargeFiles(s.t.Context(), bucketID(s.t, c, name), ""))); len(left) != 1 {
			s.t.Fatalf("%d are left although it was kept", len(left))
		}
		s.queue.large = nil
		s.press("x")
		s.must("started elsewhere")
		s.press("enter", "tab", "enter")
		s.must("deleted what was sent of 1 unfinished upload in " + name)
		if left := slices.Collect(firsts(c.UnfinishedLargeFiles(s.t.Context(), bucketID(s.t, c, name), ""))); len(left) != 0 {
			s.t.Errorf("%d are left", len(left))
		}
		s.press("x")
		s.must("no unfinished uploads in " + name)
	})
}

func firsts[V any](seq func(func(V, error) bool)) func(func(V) bool) {
	return func(yield func(V) bool) {
		seq(func(v V, err error) bool { return err == nil && yield(v) })
	}
}

func bucketID(t *testing.T, c *b2core.Client, name string) string {
	t.Helper()
	b, err := c.BucketByName(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return b.ID
}
