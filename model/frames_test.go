package model

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
	"b2tui/ui/views"
)

// TestFrames compares whole frames of all four views, at three sizes, in three
// looks. go test ./model -run TestFrames -update writes them anew.
func TestFrames(t *testing.T) {
	looks := []struct {
		name    string
		options Options
	}{
		{"dark", Options{Theme: ThemeDark}},
		{"light", Options{Theme: ThemeLight}},
		{"ascii", Options{Theme: ThemeDark, ASCII: true}},
	}
	frames := map[string]string{}
	for _, look := range looks {
		synctest.Test(t, func(t *testing.T) {
			s := newScreen(t, screenOptions{browser: sharedAccount(t).client, deps: func(d *Deps) {
				d.Options, d.Start = look.options, "b2://photos/2026/11/"
				d.KeyID = "0021234567890000000000007"
			}})
			place := s.app.panes[0].nav.here
			place.Home = views.Home{Path: s.app.deps.LocalDir, Sign: "~"} // where the test runs is no part of the frame
			s.run(s.app.visit(0, place, "notes.txt"))
			s.queue.items = sampleQueue()
			s.queue.set(func(q *transfer.Snapshot) {
				q.Active = s.queue.items[:2]
				q.Totals = transfer.Totals{Running: 2, Queued: 1, Paused: 1, Failed: 1, Done: 1, Bytes: 66_000_000, BytesDone: 33_000_000, UpRate: 12_100_000, DownRate: 3_400_000}
				q.Limits = s.queue.limits
			})
			s.settle()
			s.press("space", "1", "3", "2")
			for _, view := range []string{"1", "2", "3", "4"} {
				for _, size := range [][2]int{{80, 24}, {120, 40}, {40, 12}} {
					s.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
					s.press(view)
					name := fmt.Sprintf("%s-%s-%dx%d", look.name, tabNames[view[0]-'1'], size[0], size[1])
					frames[name] = s.app.View().Content
				}
			}
		})
	}
	for name, frame := range frames {
		t.Run(name, func(t *testing.T) { golden.RequireEqual(t, []byte(frame+"\n")) })
	}
}

func sampleQueue() []transfer.Item {
	at := startOfTest.Add(-time.Hour)
	part := func(done int64) b2core.PartView { return b2core.PartView{Done: done, Size: 5_000_000} }
	return []transfer.Item{
		{
			ID: 1, Direction: transfer.Up, State: transfer.Running, Local: "/home/ana/exports/IMG_0402.dng", Bucket: "photos",
			Name: "2026/11/IMG_0402.dng", Size: 20_000_000, Done: 12_200_000, Rate: 12_100_000, ETA: 2 * time.Second,
			Parts: []b2core.PartView{part(5_000_000), part(5_000_000), part(2_200_000), part(0)}, Enqueued: at,
		},
		{
			ID: 2, Direction: transfer.Down, State: transfer.Verifying, Local: "/home/ana/restore/dump.sql.zst", Bucket: "backup-2026",
			Name: "db/dump.sql.zst", Size: 46_000_000, Done: 46_000_000, ETA: -1, Enqueued: at,
		},
		{ID: 3, Direction: transfer.Copy, State: transfer.Queued, Bucket: "www-assets", Name: "img/a.jpg", Size: 140_000, ETA: -1, Enqueued: at},
		{
			ID: 4, Direction: transfer.Up, State: transfer.Paused, IsGroup: true, Local: "/home/ana/exports/raw", Bucket: "photos",
			Name: "2026/11/raw/", Size: 70_000_000, Done: 25_000_000, Files: 3, FilesDone: 1, ETA: -1, Enqueued: at,
		},
		{
			ID: 5, Direction: transfer.Up, State: transfer.Failed, Local: "/home/ana/exports/memo.m4a", Bucket: "photos",
			Name: "2026/11/memo.m4a", ETA: -1, Reason: "no such file; put it back and retry", Enqueued: at, Finished: at,
		},
		{
			ID: 6, Direction: transfer.Up, State: transfer.Done, NotVerifiable: true, Local: "/home/ana/exports/notes.md", Bucket: "photos",
			Name: "2026/11/notes.md", Size: 68, Done: 68, ETA: -1, Enqueued: at, Finished: at,
		},
	}
}
