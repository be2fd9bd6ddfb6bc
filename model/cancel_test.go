package model

import (
	"slices"
	"testing"

	"b2tui/b2core/transfer"
)

// Cancelling asks first where bytes would be given up, and says how many.
func TestCancelAsksAboutWhatWasSent(t *testing.T) {
	up := func(id, group int64, state transfer.State, done int64) transfer.Item {
		return transfer.Item{
			ID: id, Group: group, Direction: transfer.Up, State: state, Local: "/x/film.mov", Bucket: "photos", Name: "film.mov",
			Size: 90_000_000, Done: done,
		}
	}
	folder := up(3, 0, transfer.Running, 50_000_000)
	folder.IsGroup, folder.Files = true, 3
	for name, tt := range map[string]struct {
		items []transfer.Item
		keys  []string
		says  []string // empty: it is cancelled at once
	}{
		"nothing sent": {[]transfer.Item{up(1, 0, transfer.Queued, 0)}, nil, nil},
		"sent":         {[]transfer.Item{up(1, 0, transfer.Running, 12_000_000)}, nil, []string{"Cancel film.mov?", "gives up 12.0 MB", "begins at 0"}},
		"several": {
			[]transfer.Item{up(1, 0, transfer.Running, 12_000_000), up(2, 0, transfer.Paused, 3_000_000), up(4, 0, transfer.Queued, 0)},
			[]string{"space", "space", "space"},
			[]string{"Cancel 3 transfers?", "15.0 MB of 2 files", "begin at 0"},
		},
		"a folder, of what is not finished in it": {
			[]transfer.Item{folder, up(5, 3, transfer.Done, 40_000_000), up(6, 3, transfer.Running, 10_000_000), up(7, 3, transfer.Queued, 0)},
			nil,
			[]string{"Cancel film.mov?", "10.0 MB of 1 file ", "In the opened folder r"},
		},
		"a folder that has not begun": {[]transfer.Item{folder, up(7, 3, transfer.Queued, 0)}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			onScreen(t, screenOptions{}, func(s *screen) {
				s.queue.items = tt.items
				s.press("4", "g")
				s.press(tt.keys...)
				s.press("x")
				if len(tt.says) > 0 {
					s.must(tt.says...)
					s.press("enter") // the cursor begins on the harmless button
					if slices.Contains(s.queue.calls, "cancel") {
						t.Fatal("cancelled by the harmless button")
					}
					s.press("x", "tab", "enter")
				}
				if !slices.Contains(s.queue.calls, "cancel") || s.app.dialogs.open() {
					t.Errorf("not cancelled: %v\n%s", s.queue.calls, s.content())
				}
			})
		})
	}
}
