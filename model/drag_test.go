package model

import (
	"testing"

	"b2tui/ui"
	"b2tui/ui/views"
)

func TestDragMachine(t *testing.T) {
	type step struct {
		do   string
		x, y int
		want bool // began, dropped or was cancelled
	}
	tests := map[string]struct {
		steps []step
		end   dragState
	}{
		"a click is no drag":             {[]step{{"press", 5, 5, false}, {"release", 5, 5, false}}, dragIdle},
		"one cell is no drag":            {[]step{{"press", 5, 5, false}, {"move", 6, 5, false}, {"release", 6, 5, false}}, dragIdle},
		"two cells across begin":         {[]step{{"press", 5, 5, false}, {"move", 7, 5, true}}, dragMoving},
		"two cells down begin":           {[]step{{"press", 5, 5, false}, {"move", 5, 7, true}}, dragMoving},
		"two cells back and up begin":    {[]step{{"press", 5, 5, false}, {"move", 3, 4, true}}, dragMoving},
		"it begins once":                 {[]step{{"press", 5, 5, false}, {"move", 7, 5, true}, {"move", 9, 5, false}}, dragMoving},
		"coming back does not end it":    {[]step{{"press", 5, 5, false}, {"move", 7, 5, true}, {"move", 5, 5, false}}, dragMoving},
		"a drop ends it":                 {[]step{{"press", 5, 5, false}, {"move", 7, 5, true}, {"release", 9, 9, true}}, dragIdle},
		"cancelled":                      {[]step{{"press", 5, 5, false}, {"move", 7, 5, true}, {"cancel", 0, 0, true}, {"release", 9, 9, false}}, dragIdle},
		"cancelled before it began":      {[]step{{"press", 5, 5, false}, {"cancel", 0, 0, false}, {"move", 9, 9, false}}, dragIdle},
		"motion without a press":         {[]step{{"move", 9, 9, false}, {"release", 9, 9, false}}, dragIdle},
		"a second press starts over":     {[]step{{"press", 5, 5, false}, {"move", 7, 5, true}, {"press", 1, 1, false}, {"move", 2, 1, false}}, dragPressed},
		"a release without anything":     {[]step{{"release", 1, 1, false}}, dragIdle},
		"a drag can follow a cancelled":  {[]step{{"press", 5, 5, false}, {"cancel", 0, 0, false}, {"press", 5, 5, false}, {"move", 8, 5, true}}, dragMoving},
		"far apart in one step, dropped": {[]step{{"press", 0, 0, false}, {"move", 200, 90, true}, {"release", 200, 90, true}}, dragIdle},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var d drag
			for i, s := range tt.steps {
				got := false
				switch s.do {
				case "press":
					d.press(s.x, s.y, dragSource{})
				case "move":
					got = d.move(s.x, s.y)
				case "release":
					_, got = d.release()
				case "cancel":
					got = d.cancel()
				}
				if got != s.want {
					t.Fatalf("step %d, %s: got %v, want %v", i, s.do, got, s.want)
				}
			}
			if d.state != tt.end {
				t.Errorf("ended in state %d, want %d", d.state, tt.end)
			}
		})
	}
}

func TestDropVerdicts(t *testing.T) {
	local := views.Place{Path: "/home/ana"}
	photos := views.Place{Remote: true, BucketID: "b", Bucket: "photos", Path: "2026/11/"}
	two := dragSource{pane: 0, from: local, rows: make([]views.Row, 2)}
	one := dragSource{pane: 0, from: local, rows: make([]views.Row, 1)}
	queued := dragSource{pane: -1, transfer: 7}
	tests := map[string]struct {
		source dragSource
		target dropTarget
		reason string
		ok     bool
		text   string
		alone  bool
	}{
		"other pane":       {two, dropTarget{kind: targetPane, pane: 1, place: photos}, "", true, "copy 2 items to photos/2026/11/", false},
		"one item":         {one, dropTarget{kind: targetPane, pane: 1, place: photos}, "", true, "copy 1 item to photos/2026/11/", false},
		"folder row":       {two, dropTarget{kind: targetFolder, pane: 1, place: photos.Child(views.Row{Name: "raw", Kind: views.KindFolder})}, "", true, "copy 2 items to photos/2026/11/raw/", false},
		"dock":             {two, dropTarget{kind: targetDock, place: photos}, "", true, "queue 2 items for photos/2026/11/, paused", false},
		"tab":              {two, dropTarget{kind: targetTab, place: photos}, "", true, "queue 2 items for photos/2026/11/, paused", false},
		"nowhere":          {two, dropTarget{}, "", false, "2 items: drop on the other pane, the dock or Transfers", false},
		"its own pane":     {two, dropTarget{kind: targetPane, pane: 0, place: local}, "", false, "2 items: drop on the other pane, the dock or Transfers", false},
		"folder beside it": {two, dropTarget{kind: targetFolder, pane: 0, place: local}, "", false, "copying within one pane is not possible; open the folder in the other pane", false},
		"one pane":         {two, dropTarget{kind: targetPane, pane: 0, place: local}, "", false, "2 items: tab or the edge shows the other pane; or drop on Transfers", true},
		"not allowed":      {two, dropTarget{kind: targetPane, pane: 1, place: photos}, "this key lacks writeFiles", false, "this key lacks writeFiles", false},
		"queue row":        {queued, dropTarget{kind: targetQueue, before: 3}, "", true, "move it here in the queue", false},
		"itself":           {queued, dropTarget{kind: targetQueue, before: 7}, "", false, "it stands there already", false},
		"out of the queue": {queued, dropTarget{kind: targetPane, pane: 1, place: photos}, "", false, "a transfer moves within the queue only", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := judge(tt.source, tt.target, tt.reason, tt.alone)
			if got.ok != tt.ok || got.text != tt.text {
				t.Errorf("got %v %q, want %v %q", got.ok, got.text, tt.ok, tt.text)
			}
		})
	}
}

func TestEdgeStep(t *testing.T) {
	r := ui.Rect{X: 10, Y: 2, W: 30, H: 10}
	for _, tt := range []struct{ x, y, want int }{
		{20, 1, 0},
		{20, 2, -1},
		{20, 3, -1},
		{20, 4, 0},
		{20, 9, 0},
		{20, 10, 1},
		{20, 11, 1},
		{20, 12, 0},
		{9, 3, 0},
		{40, 3, 0},
	} {
		if got := edgeStep(r, tt.x, tt.y); got != tt.want {
			t.Errorf("at %d,%d: got %d, want %d", tt.x, tt.y, got, tt.want)
		}
	}
	if got := edgeStep(ui.Rect{W: 10, H: 4}, 1, 0); got != 0 {
		t.Errorf("a list of a few rows scrolls by %d", got)
	}
}
