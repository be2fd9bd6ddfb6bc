package model

import (
	"slices"
	"strings"
	"testing"
	"time"

	"b2tui/b2core/transfer"
	"b2tui/ui/views"
)

func TestRateNotches(t *testing.T) {
	for _, tt := range []struct {
		rate  int64
		steps int
		want  int64
	}{
		{0, 1, 0},
		{0, -1, 500_000_000},
		{500_000_000, 1, 0},
		{100_000, -1, 100_000},
		{1_000_000, 1, 2_000_000},
		{1_000_000, -1, 500_000},
	} {
		if got := notch(tt.rate, tt.steps); got != tt.want {
			t.Errorf("%d by %d: got %d, want %d", tt.rate, tt.steps, got, tt.want)
		}
	}
}

func TestTransferRowsSayWhereFromAndTo(t *testing.T) {
	for name, tt := range map[string]struct {
		item                 transfer.Item
		name, source, target string
	}{
		"up": {
			transfer.Item{Direction: transfer.Up, Local: "/home/ana/a.txt", Bucket: "photos", Name: "2026/a.txt"},
			"a.txt", "/home/ana/a.txt", "photos/2026",
		},
		"up to the bucket": {
			transfer.Item{Direction: transfer.Up, Local: "/home/ana/a.txt", Bucket: "photos", Name: "a.txt"},
			"a.txt", "/home/ana/a.txt", "photos",
		},
		"down": {
			transfer.Item{Direction: transfer.Down, Local: "/tmp/a.txt", Bucket: "photos", Name: "2026/a.txt"},
			"a.txt", "photos/2026/a.txt", "/tmp",
		},
		"a folder up": {
			transfer.Item{Direction: transfer.Up, IsGroup: true, Local: "/home/ana/raw", Bucket: "photos", Name: "2026/raw/"},
			"raw", "/home/ana/raw", "photos/2026",
		},
		"inside the service": {
			transfer.Item{Direction: transfer.Copy, Bucket: "photos", Name: "2026/b.txt", SourceBucket: "old", SourceName: "2025/a.txt"},
			"b.txt", "old/2025/a.txt", "photos/2026",
		},
		"hidden": {
			transfer.Item{Direction: transfer.Hide, Bucket: "photos", Name: "2026/a.txt"},
			"a.txt", "photos/2026/a.txt", "photos/2026",
		},
		"taken away here": {
			transfer.Item{Direction: transfer.Remove, Local: "/home/ana/a.txt", Source: transfer.TrashSource},
			"a.txt", "/home/ana/a.txt", "/home/ana",
		},
	} {
		t.Run(name, func(t *testing.T) {
			row := transferRow(tt.item, views.Home{})
			if row.Name != tt.name || row.Source != tt.source || row.Target != tt.target {
				t.Errorf("got %q from %q to %q", row.Name, row.Source, row.Target)
			}
		})
	}
}

// What moves no bytes is told from transfers in every row: by its sign, by a word,
// and by having neither a bar nor a rate; a move is told from a copy.
func TestRowsOfChangesSayWhatTheyDo(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		item := func(id int64, d transfer.Direction, state transfer.State, name string) transfer.Item {
			return transfer.Item{ID: id, Direction: d, State: state, Bucket: "photos", Name: "in/" + name, Local: "/x/" + name}
		}
		group := item(6, transfer.Hide, transfer.Running, "f/")
		group.IsGroup, group.Files, group.FilesDone = true, 50, 25
		trashed := item(4, transfer.Remove, transfer.Queued, "d")
		trashed.Source = transfer.TrashSource
		moved := item(7, transfer.Copy, transfer.Queued, "g")
		moved.Source = transfer.HideSource
		s.queue.items = []transfer.Item{
			item(1, transfer.Hide, transfer.Running, "a"), item(2, transfer.Unhide, transfer.Queued, "b"),
			item(3, transfer.Delete, transfer.Done, "c"), trashed, group, moved,
		}
		s.queue.set(func(q *transfer.Snapshot) {
			q.Totals = transfer.Totals{Running: 3, RunningChanges: 2, Queued: 4, QueuedChanges: 3}
		})
		s.press("4")
		s.wait(time.Second)
		for _, want := range []string{"- a ", "+ b ", "× c ", "⊖ d "} {
			_, y := s.find(want)
			if row := s.lines()[y]; strings.Contains(row, "%") || strings.Contains(row, "B/s") || strings.Contains(row, "→") {
				t.Errorf("a row of a transfer: %s", row)
			}
		}
		s.must("hide in photos/in", "show again in photos/in", "delete from photos/in", "trash from /x", "25/50 names", "50%", "g  move")
		s.must("1 running · 1 queued · 5 changes")
	})
}

// The details of a change say what it does and count no bytes.
func TestDetailsOfAChange(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.queue.items = []transfer.Item{{ID: 1, Direction: transfer.Hide, State: transfer.Done, Bucket: "photos", Name: "in/a"}}
		s.press("4", "enter")
		s.must("Does", "hide in photos/in")
		s.mustNot("Size", "To ")
	})
}

// A key of the program that does nothing here says where it works; others say
// nothing.
func TestKeysOfOtherViewsSayWhereTheyWork(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		for _, c := range []struct{ view, key, want string }{
			{"4", "c", "c (copy) works in Files"},
			{"2", "p", "p (pause, resume) works in Transfers"},
			{"1", "s", "s (sort) works in Files"},
			{"3", "tab", "only Files has another pane"},
			{"4", "E", ""},
		} {
			s.press(c.view)
			if s.press(c.key); s.app.toast.Text != c.want && (c.want != "" || s.app.toast.up) {
				t.Errorf("%s in view %s: %q, want %q", c.key, c.view, s.app.toast.Text, c.want)
			}
			s.press("esc")
		}
	})
}

func TestPausingAllOfNothingIsTold(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.press("4", "P")
		s.must("there is nothing to pause")
		s.queue.items = []transfer.Item{{ID: 1, Direction: transfer.Up, State: transfer.Queued, Local: "/x/a", Bucket: "photos", Name: "a"}}
		s.press("P") // the totals do not know of it yet
		s.mustNot("there is nothing to pause")
		if want := []string{"pause all", "pause all"}; !slices.Equal(s.queue.calls, want) {
			t.Errorf("calls %q, want %q", s.queue.calls, want)
		}
	})
}

func TestWhatIsDoneIsNotDragged(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		for id, state := range []transfer.State{transfer.Done, transfer.Queued} {
			s.queue.items = append(s.queue.items, transfer.Item{
				ID: int64(id + 1), Direction: transfer.Up, State: state, Local: "/x/" + string(state) + ".bin", Bucket: "photos", Size: 10,
			})
		}
		s.press("4")
		x, y := s.find("done.bin")
		s.dragFrom(x, y, x, y+1)
		s.must("this transfer is done and has no place in the queue any more")
		s.send(releaseAt(x, y+1))
		if len(s.queue.calls) > 0 {
			t.Errorf("calls %q", s.queue.calls)
		}
	})
}

// The details of what is done say what was compared, and of a move that it is over.
func TestDetailsOfWhatIsDone(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		done := func(id int64, d transfer.Direction) transfer.Item {
			return transfer.Item{ID: id, Direction: d, State: transfer.Done, Local: "/x/a", Bucket: "photos", Name: "in/a", Size: 10, Done: 10}
		}
		unproved, moved, failed := done(2, transfer.Down), done(3, transfer.Up), done(4, transfer.Down)
		unproved.NotVerifiable = true
		moved.Source = transfer.DeleteSource
		failed.State, failed.Reason, failed.Size, failed.Done = transfer.Failed, "no such file", 0, 0
		s.queue.items = []transfer.Item{done(1, transfer.Up), unproved, moved, failed}
		s.press("4", "g")
		s.mustNot("the source goes")
		s.press("enter")
		s.must("SHA-1 of what was read compared with what B2 received")
		s.press("esc", "j", "enter")
		s.must("not verifiable: B2 holds no hash")
		s.press("esc", "j")
		s.must("10 B of 10 B · moved")
		s.mustNot("the source goes")
		s.press("j")
		s.mustNot("0 B of 0 B")
		s.press("enter")
		s.must("no such file")
		s.mustNot("Proved", "Size")
	})
}
