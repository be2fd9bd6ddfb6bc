package model

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
	"b2tui/ui"
	"b2tui/ui/dialog"
)

// TestHelpSaysEachKeyOnce looks at the help of every view: no group and no key
// twice, and nothing that another view does.
func TestHelpSaysEachKeyOnce(t *testing.T) {
	not := map[string][]string{
		"1": {"up a folder", "sort", "other pane", "folder before"},
		"2": {},
		"3": {"up a folder", "sort", "other pane", "folder before"},
		"4": {"up a folder", "sort", "other pane", "folder before"},
	}
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		for view, others := range not {
			s.press(view)
			shown, _ := s.app.shown()
			keys, titles := map[string]string{}, map[string]bool{}
			for _, g := range append(shown.Help(), s.app.kit.Keys.GlobalHelp()) {
				if titles[g.Title] {
					t.Errorf("view %s: the group %s stands there twice", view, g.Title)
				}
				titles[g.Title] = true
				for _, item := range g.Items {
					if keys[item.Keys] != "" {
						t.Errorf("view %s: %s is %q and %q", view, item.Keys, keys[item.Keys], item.Does)
					}
					keys[item.Keys] = item.Does
					if slices.Contains(others, item.Does) {
						t.Errorf("view %s: the help tells of %q", view, item.Does)
					}
				}
			}
		}
	})
}

func TestHintsAreWordsForWhatIsUp(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		footer := func() string { l := s.lines(); return strings.TrimSpace(l[len(l)-1]) }
		s.press("n")
		if got := footer(); got != "enter create  tab next field  esc cancel" {
			t.Errorf("a prompt has %q", got)
		}
		s.press("esc", ":")
		if got := footer(); got != "enter choose  up/down move  esc cancel  letters filter" {
			t.Errorf("a choice has %q", got)
		}
		s.press("esc")
		s.app.openDialog(dialog.NewConfirm(s.app.kit, dialog.ConfirmSpec{Title: "Hide it?", Accept: "Hide"}), nil)
		if got := footer(); got != "enter hide  tab other button  esc cancel" {
			t.Errorf("a question has %q", got)
		}
		s.press("tab")
		if got := footer(); got != "enter cancel  tab other button  esc cancel" {
			t.Errorf("a question with the cursor on cancel has %q", got)
		}
		s.press("esc", "/")
		if got := footer(); got != "enter keep  esc clear" {
			t.Errorf("a field has %q; keys that would be typed are no hints", got)
		}
	})
}

func TestARefusalGoesWithTheNextKey(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		s.press("tab", "down", "u")
		s.must("only names in a bucket can be hidden")
		s.press("down")
		s.mustNot("only names in a bucket")
		s.send(tea.PasteMsg{Content: "no path"}) // what is no refusal stays
		s.press("down")
		s.must("what was pasted is no path")
	})
}

// TestPositionCountsEntries holds the position in a pane to what its footer
// counts.
func TestPositionCountsEntries(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		s.press("G")
		n := s.app.panes[1].view.Count()
		row := s.lines()
		at := slices.IndexFunc(row, func(l string) bool { return strings.Contains(l, " items") && strings.Contains(l, "/") })
		if at < 0 {
			t.Fatalf("no position:\n%s", s.content())
		}
		want := strings.Repeat(ui.Count(n)+"/", 2)
		if !strings.Contains(row[at], " "+strings.TrimSuffix(want, "/")+" ") {
			t.Errorf("the last of %d entries: %s", n, row[at])
		}
	})
}

// TestDemoPathsAreShort holds the demo's temporary folder out of titles and of
// the queue.
func TestDemoPathsAreShort(t *testing.T) {
	o := screenOptions{deps: func(d *Deps) {
		startAt("b2://photos/")(d)
		d.Scratch, d.Profile, d.Options.Demo = filepath.Dir(d.LocalDir), "demo", true
	}}
	onScreen(t, o, func(s *screen) {
		scratch := s.app.deps.Scratch
		s.queue.set(func(n *transfer.Snapshot) {
			n.Active = []transfer.Item{{
				ID: 1, Direction: transfer.Down, State: transfer.Running, Bucket: "photos", Name: "a.bin",
				Local: filepath.Join(scratch, "downloads", "a.bin"), Size: 100,
			}}
			n.Totals = transfer.Totals{Running: 12, Queued: 3}
		})
		s.settle()
		s.mustNot(scratch)
		s.must("Local  …/"+filepath.Base(s.app.deps.LocalDir), "…/downloads", "12 running · 3 queued")
		if n := strings.Count(s.lines()[0], "demo"); n != 1 {
			t.Errorf("the header says demo %d times: %s", n, s.lines()[0])
		}
	})
}

// TestFailedRowsSayTheCause wants the end of a long reason, not the path that
// it begins with.
func TestFailedRowsSayTheCause(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.queue.items = []transfer.Item{{
			ID: 1, Direction: transfer.Up, State: transfer.Failed, Bucket: "photos", Name: "memo.m4a", Local: "/x/memo.m4a",
			Reason: "open /a/very/long/folder/that/leads/nowhere/memo.m4a: no such file or directory",
		}}
		s.press("4")
		s.must("failed    no such file or directory")
	})
}

// A time that no clock can show is no time: the upload's stands for it.
func TestRowsKeepToTimesThatThereAre(t *testing.T) {
	at := startOfTest
	for note, want := range map[string]int64{
		"1700000000000": 1700000000000, " 1700000000000 ": 1700000000000, "": at.UnixMilli(),
		"253402300800000": at.UnixMilli(), "-99999999999999999": at.UnixMilli(), "soon": at.UnixMilli(),
	} {
		f := b2core.FileVersion{Name: "in/a", UploadedAt: at, Info: map[string]string{b2core.InfoModTime: note}}
		if got := appendVersions(nil, []b2core.FileVersion{f}, "in/")[0].ModMilli; got != want {
			t.Errorf("%q: %d, want %d", note, got, want)
		}
	}
}
