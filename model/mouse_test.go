package model

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core/transfer"
)

func clickAt(x, y int) tea.Msg   { return tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft} }
func moveTo(x, y int) tea.Msg    { return tea.MouseMotionMsg{X: x, Y: y, Button: tea.MouseLeft} }
func releaseAt(x, y int) tea.Msg { return tea.MouseReleaseMsg{X: x, Y: y} }

// in finds a text in one pane of a wide screen.
func (s *screen) in(pane int, text string) (x, y int) {
	s.t.Helper()
	r := s.app.paneRect(pane)
	for y, line := range s.lines() {
		cells := []rune(line)
		if len(cells) < r.X+r.W {
			continue
		}
		if i := strings.Index(string(cells[r.X:r.X+r.W]), text); i >= 0 {
			return r.X + len([]rune(string(cells[r.X : r.X+r.W])[:i])), y
		}
	}
	s.t.Fatalf("%q is not in pane %d:\n%s", text, pane, s.content())
	return 0, 0
}

// dragFrom presses at one place and moves to another, with the button down.
func (s *screen) dragFrom(x, y, toX, toY int) {
	s.send(clickAt(x, y), moveTo(x+1, y), moveTo(x+3, y), moveTo(toX, toY))
}

func TestClicks(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		x, y := s.in(0, "IMG_0413.dng")
		s.send(clickAt(x, y), releaseAt(x, y))
		if row, _ := s.app.panes[0].view.CursorRow(); s.app.focus != 0 || row.Name != "IMG_0413.dng" {
			t.Errorf("focus %d, cursor on %q", s.app.focus, row.Name)
		}
		x, y = s.in(0, "raw/")
		s.send(clickAt(x, y), releaseAt(x, y))
		s.wait(time.Second)
		s.send(clickAt(x, y), releaseAt(x, y))
		s.must("notes.txt") // two slow clicks open nothing
		s.wait(time.Second)
		s.send(clickAt(x, y), releaseAt(x, y), clickAt(x, y), releaseAt(x, y))
		s.must("one.bin")
		x, y = s.find("Transfers")
		s.send(clickAt(x, y), releaseAt(x, y))
		if s.app.active != viewTransfers {
			t.Error("the tab is not clickable")
		}
		s.press("2")
		x, y = s.find("filter")
		s.send(clickAt(x, y), releaseAt(x, y))
		if view, _ := s.app.shown(); !view.Typing() {
			t.Error("the hint in the footer is not clickable")
		}
	})
}

func TestTheWheelScrollsWhatIsUnderIt(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		s.press("tab")
		s.send(wheelMsg{x: 100, y: 10, lines: 30})
		s.mustNot("IMG_0411.dng")
		if s.app.focus != 0 {
			t.Error("the wheel moved the focus")
		}
		s.send(tea.MouseWheelMsg{X: 100, Y: 10, Button: tea.MouseWheelUp})
		s.must("notes.txt")
	})
}

func TestDraggingToTheOtherPane(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		x, y := s.in(0, "notes.txt")
		toX, toY := s.in(1, "IMG_0411.dng")
		s.dragFrom(x, y, toX, toY)
		s.must("copy 1 item to photos/2026/11/")
		s.send(releaseAt(toX, toY))
		s.must("queued 1 item")
		jobs := s.queue.asked()
		if len(jobs) != 1 || jobs[0].Name != "2026/11/notes.txt" || jobs[0].Direction != transfer.Up || jobs[0].Paused {
			t.Errorf("queued %+v", jobs)
		}
	})
}

// On a narrow screen the other pane comes up under the drag.
func TestDraggingToAPaneThatIsNotShown(t *testing.T) {
	for name, flip := range map[string]func(*screen){
		"left edge":  func(s *screen) { s.send(moveTo(0, 10)); s.wait(flipAfter) },
		"right edge": func(s *screen) { s.send(moveTo(79, 10)); s.wait(flipAfter) },
		"Files tab": func(s *screen) {
			x, y := s.find("2 Files")
			s.send(moveTo(x, y))
			s.wait(flipAfter)
		},
		"tab": func(s *screen) { s.press("tab") },
	} {
		t.Run(name, func(t *testing.T) {
			onScreen(t, screenOptions{width: 80, height: 24, deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
				s.press("tab")
				x, y := s.in(0, "notes.txt")
				s.dragFrom(x, y, x+10, y+1)
				s.must("1 item: tab or the edge shows the other pane; or drop on Transfers")
				flip(s)
				toX, toY := s.in(1, "IMG_0411.dng")
				s.send(moveTo(toX, toY))
				s.must("copy 1 item to photos/2026/11/")
				s.send(releaseAt(toX, toY))
				jobs := s.queue.asked()
				if len(jobs) != 1 || jobs[0].Name != "2026/11/notes.txt" {
					t.Errorf("queued %+v", jobs)
				}
			})
		})
	}
}

// The pane flips once a visit to the edge, and not for a pointer that passes.
func TestTheEdgeFlipsThePaneOnce(t *testing.T) {
	onScreen(t, screenOptions{width: 80, height: 24, deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		s.press("tab")
		x, y := s.in(0, "notes.txt")
		s.dragFrom(x, y, 0, 10)
		s.send(moveTo(20, 10))
		s.wait(2 * flipAfter)
		if s.app.focus != 0 {
			t.Fatal("passing the edge flips")
		}
		s.send(moveTo(0, 10))
		s.wait(5 * flipAfter)
		if s.app.focus != 1 {
			t.Error("resting at the edge flips back")
		}
		s.send(releaseAt(0, 10))
		s.wait(flipAfter)
		if s.app.focus != 1 || s.app.drag.moving() {
			t.Error("the drag goes on after its end")
		}
	})
}

func TestDraggingMarkedRowsToAFolderRow(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		s.press("tab")
		s.app.panes[0].view.SetCursorName("IMG_0412.dng")
		s.press("space", "space")
		x, y := s.in(0, "IMG_0412.dng")
		toX, toY := s.in(1, "thumbs/")
		s.dragFrom(x, y, toX, toY)
		s.must("copy 2 items to photos/2026/11/thumbs/")
		s.send(releaseAt(toX, toY))
		jobs := s.queue.asked()
		if len(jobs) != 2 || jobs[0].Name != "2026/11/thumbs/IMG_0412.dng" || jobs[1].Name != "2026/11/thumbs/IMG_0413.dng" {
			t.Errorf("queued %+v", jobs)
		}
	})
}

func TestDraggingAnUnmarkedRowCarriesIt(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		s.press("tab")
		s.app.panes[0].view.SetCursorName("IMG_0412.dng")
		s.press("space", "space")
		x, y := s.in(0, "notes.txt")
		toX, toY := s.in(1, "IMG_0411.dng")
		s.dragFrom(x, y, toX, toY)
		s.must("copy 1 item to")
		s.send(releaseAt(toX, toY))
		if jobs := s.queue.asked(); len(jobs) != 1 || jobs[0].Name != "2026/11/notes.txt" {
			t.Errorf("queued %+v", jobs)
		}
	})
}

func TestDroppedOnDockOrTabItWaitsPaused(t *testing.T) {
	for name, target := range map[string]func(*screen) (int, int){
		"dock": func(s *screen) (int, int) { d := s.app.layout.Dock; return d.X + 5, d.Y + 1 },
		"tab":  func(s *screen) (int, int) { return s.find("4 Transfers") },
	} {
		t.Run(name, func(t *testing.T) {
			onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
				x, y := s.in(0, "notes.txt")
				toX, toY := target(s)
				s.dragFrom(x, y, toX, toY)
				s.must("queue 1 item for photos/2026/11/, paused")
				s.send(releaseAt(toX, toY))
				if jobs := s.queue.asked(); len(jobs) != 1 || !jobs[0].Paused {
					t.Errorf("queued %+v", jobs)
				}
			})
		})
	}
}

func TestWhatEndsADragDropsNothing(t *testing.T) {
	for name, end := range map[string]func(*screen){
		"esc":           func(s *screen) { s.press("esc") },
		"a resize":      func(s *screen) { s.send(tea.WindowSizeMsg{Width: 121, Height: 40}) },
		"lost focus":    func(s *screen) { s.send(tea.BlurMsg{}) },
		"a dialog":      func(s *screen) { s.press("?") },
		"another view":  func(s *screen) { s.press("4"); s.press("2") },
		"back where it": func(s *screen) { s.send(releaseAt(5, 1)) },
	} {
		t.Run(name, func(t *testing.T) {
			onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
				x, y := s.in(0, "notes.txt")
				toX, toY := s.in(1, "IMG_0411.dng")
				s.dragFrom(x, y, toX, toY)
				s.must("copy 1 item")
				end(s)
				s.mustNot("copy 1 item")
				s.send(releaseAt(toX, toY))
				if jobs := s.queue.asked(); len(jobs) != 0 {
					t.Errorf("queued %+v", jobs)
				}
			})
		})
	}
}

func TestARefusedDropSaysWhy(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		x, y := s.in(0, "notes.txt")
		s.dragFrom(x, y, 110, 25) // the list of buckets
		s.must("the other pane shows no folder of a bucket")
		s.send(releaseAt(110, 25))
		s.must("the other pane shows no folder of a bucket")
		if jobs := s.queue.asked(); len(jobs) != 0 {
			t.Errorf("queued %+v", jobs)
		}
	})
}

func TestADragNearTheEdgeScrolls(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		x, y := s.in(0, "notes.txt")
		r := s.app.paneRect(1)
		s.dragFrom(x, y, r.X+10, r.Y+r.H-2)
		ticks := func() {
			for range 20 {
				s.wait(scrollEvery)
			}
		}
		top := func() int {
			row, ok := s.app.panes[1].view.RowAt(5, 1)
			if !ok {
				t.Fatal("no row at the top")
			}
			return row
		}
		ticks()
		s.must("copy 1 item") // the drag goes on
		down := top()
		if down < 10 {
			t.Fatalf("20 ticks scrolled to row %d", down)
		}
		s.send(moveTo(r.X+10, r.Y+r.H/2))
		ticks()
		if got := top(); got != down {
			t.Errorf("away from the edge it scrolls on to row %d", got)
		}
		s.send(moveTo(r.X+10, r.Y))
		ticks()
		if got := top(); got >= down {
			t.Errorf("at the upper edge it stays at row %d", got)
		}
	})
}

func TestReorderingByDragging(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		for id, name := range []string{"one.bin", "two.bin", "three.bin"} {
			s.queue.items = append(s.queue.items, transfer.Item{
				ID: int64(id + 1), Direction: transfer.Up, State: transfer.Queued, Local: "/x/" + name, Bucket: "photos", Name: name, Size: 10,
			})
		}
		s.press("4")
		s.must("three.bin")
		x, y := s.find("three.bin")
		toX, toY := s.find("one.bin")
		s.dragFrom(x, y, toX, toY)
		s.must("move it here in the queue")
		if row := s.lines()[toY]; !strings.Contains(row, "┌─▲ one.bin") || !strings.Contains(row, "photos") || !strings.Contains(row, "queued") {
			t.Errorf("the row where it goes is %s", row)
		}
		s.send(releaseAt(toX, toY))
		s.press("g", "space", "space")
		s.dragFrom(x, y-1, x, y)
		s.must("move 2 transfers here in the queue")
		s.send(releaseAt(x, y))
		if want := []string{"arrange 1 [3]", "arrange 3 [1 2]"}; !slices.Equal(s.queue.calls, want) {
			t.Errorf("calls %q, want %q", s.queue.calls, want)
		}
	})
}
