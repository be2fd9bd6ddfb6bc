package model

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"b2tui/b2core/mirror"
	"b2tui/b2core/transfer"
	"b2tui/ui/views"
)

// synced opens the form for the two panes, the disk here and a folder there.
func synced(t *testing.T, o Options, start string) *screen {
	t.Helper()
	s := newScreen(t, screenOptions{browser: newAccount(t).client, width: 100, height: 30, deps: func(d *Deps) {
		d.Options, d.Start = o, start
	}})
	place := s.app.panes[0].nav.here
	place.Home = views.Home{Path: s.app.deps.LocalDir, Sign: "~"} // where the test runs is no part of the frame
	s.run(s.app.visit(0, place, "notes.txt"))
	s.settle()
	for s.app.focus != 0 {
		s.press("tab")
	}
	s.press("=")
	s.must("Compare and sync", "What is only there", "stays")
	return s
}

// choose submits the form with the n-th way to remove.
func (s *screen) choose(n int) {
	s.press("tab")
	for range n {
		s.press("right")
	}
	for range 8 {
		if !strings.Contains(s.content(), "What is only there") {
			break
		}
		s.press("enter")
	}
	s.wait(time.Second)
}

func TestSyncShowsThePlanBeforeItRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := synced(t, Options{Theme: ThemeDark}, "b2://photos/2026/11/")
		s.choose(1)
		s.must("Sync ", "Upload", "new", "Hide", "notes.txt", "Sync ]")
		if len(s.queue.jobs) > 0 {
			t.Fatalf("queued before anybody agreed: %v", s.queue.jobs)
		}
		s.press("enter")
		s.must("queued")
		kinds := map[transfer.Direction]int{}
		for _, j := range s.queue.jobs {
			kinds[j.Direction]++
			if j.Profile != "work" {
				t.Errorf("%+v", j)
			}
		}
		if kinds[transfer.Up] == 0 || kinds[transfer.Hide] == 0 || len(kinds) != 2 {
			t.Errorf("%v", kinds)
		}
		if n := len(s.queue.calls); n == 0 || !strings.HasPrefix(s.queue.calls[n-1], "batch sync") {
			t.Errorf("%v", s.queue.calls)
		}
	})
}

func TestSyncForGoodWantsAWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := synced(t, Options{Theme: ThemeDark}, "b2://photos/2026/11/")
		s.choose(3)
		s.must("This deletes", "cannot be undone")
		s.press("tab", "enter")
		s.must("Delete for good?", "type delete")
		s.press("enter") // without the word
		if len(s.queue.jobs) > 0 {
			t.Fatal("queued without the word")
		}
		s.text("delete")
		s.press("enter")
		s.must("queued")
		if len(s.queue.jobs) == 0 {
			t.Error("nothing was queued")
		}
	})
}

func TestSyncGivenUpLeavesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := synced(t, Options{Theme: ThemeDark}, "b2://photos/2026/11/")
		s.choose(0)
		s.must("Upload")
		s.press("esc")
		s.mustNot("Sync ]")
		if len(s.queue.jobs) > 0 || s.app.syncing.record != nil || s.app.syncing.running() {
			t.Errorf("%v, %+v", s.queue.jobs, s.app.syncing)
		}
	})
}

func TestSyncNeedsTwoFoldersAndABucket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScreen(t, screenOptions{browser: sharedAccount(t).client})
		s.press("=")
		s.mustNot("Compare and sync")
		s.must("open one there first")
	})
}

// TestPlanFrames compares the plan over the two panes.
func TestPlanFrames(t *testing.T) {
	for _, look := range []struct {
		name    string
		options Options
	}{
		{"dark", Options{Theme: ThemeDark}},
		{"light", Options{Theme: ThemeLight}},
		{"ascii", Options{Theme: ThemeDark, ASCII: true}},
	} {
		frames := map[string]string{}
		synctest.Test(t, func(t *testing.T) {
			s := synced(t, look.options, "b2://photos/2026/11/")
			s.choose(3)
			dir := s.app.deps.LocalDir
			for _, size := range [][2]int{{80, 24}, {120, 40}, {40, 12}} {
				s.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
				name := fmt.Sprintf("%s-%dx%d", look.name, size[0], size[1])
				frames[name] = s.app.View().Content
				if strings.Contains(frames[name], dir) {
					t.Errorf("%s shows where the test runs", name)
				}
			}
		})
		for name, frame := range frames {
			t.Run(name, func(t *testing.T) { golden.RequireEqual(t, []byte(frame+"\n")) })
		}
	}
}

// What is replaced on a disk is gone: the plan says so, and enter does nothing.
func TestSyncWarnsBeforeItReplacesNewerLocalFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScreen(t, screenOptions{browser: newAccount(t).client, width: 100, height: 30, deps: func(d *Deps) {
			d.Options, d.Start = Options{Theme: ThemeDark}, "b2://photos/2026/11/"
		}})
		for s.app.focus != 1 {
			s.press("tab")
		}
		s.press("=")
		s.choose(0)
		s.must("Download", "here will be replaced by an older one")
		s.press("enter")
		s.mustNot("Download")
		if len(s.queue.jobs) > 0 {
			t.Errorf("%v", s.queue.jobs)
		}
	})
}

// How long what goes is kept is asked, and only where there are versions.
func TestSyncDaysToKeep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := synced(t, Options{Theme: ThemeDark}, "b2://photos/2026/11/")
		s.press("tab")
		s.mustNot("Days to keep") // what stays has no end
		s.press("right", "right")
		s.must("is kept a while", "Days to keep", "30")
		s.press("tab", "backspace", "backspace", "x", "enter")
		s.must("write a number of days, 1 to 36500")
		s.press("backspace", "9", "0", "enter")
		s.wait(time.Second)
		if got := s.app.syncing.record; got == nil {
			t.Fatalf("no plan:\n%s", s.content())
		}
	})
	v := func(kind, days string) mirror.Removal {
		r, err := removalOf(kind, days)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if got := v("keep", " 90 "); got.Keep != 90*24*time.Hour {
		t.Errorf("keeps %v", got.Keep)
	}
	if got := v("hide", "nonsense"); got.Kind != mirror.RemoveHide {
		t.Errorf("%+v", got)
	}
}
