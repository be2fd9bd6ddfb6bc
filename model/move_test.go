package model

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"b2tui/b2core/transfer"
	"b2tui/ui/views"
)

func TestMoveJobs(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		s.run(s.app.visit(0, views.RemotePlace("b2://photos/films/"), ""))
		s.settle()
		s.app.panes[1].view.SetCursorName("IMG_0410.dng")
		s.press("m")
		s.must("Move IMG_0410.dng?", "This moves 1 name, ")
		s.must("All versions stay here, hidden")
		s.press("esc")
		if jobs := s.queue.asked(); len(jobs) != 0 {
			t.Fatalf("queued without an answer: %+v", jobs)
		}
		s.press("m", "enter")
		jobs := s.queue.asked()
		if len(jobs) != 1 {
			t.Fatalf("%d jobs:\n%s", len(jobs), s.content())
		}
		if j := jobs[0]; j.Direction != transfer.Copy || j.Source != transfer.HideSource || j.Name != "films/IMG_0410.dng" ||
			j.File.Name != "2026/11/IMG_0410.dng" || j.SourceBucket != "photos" {
			t.Errorf("the job: %+v", j)
		}
	})
}

func TestMoveUpSaysWhatGoes(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/")}, func(s *screen) {
		s.press("tab")
		s.app.panes[0].view.SetCursorName("IMG_0412.dng")
		if s.app.focus != 0 {
			s.press("tab")
		}
		s.press("m")
		s.must("This moves 1 file, 4.0 kB.", "proved by its hash, and then deleted")
		s.press("esc")
		s.app.panes[0].view.SetCursorName("raw")
		s.press("m")
		s.must("This moves 1 file in 1 folder, 100 B.", "there is no trash")
		s.press("tab", "enter")
		jobs := s.queue.asked()
		if len(jobs) != 1 || jobs[0].Direction != transfer.Up || jobs[0].Source != transfer.DeleteSource {
			t.Fatalf("%+v\n%s", jobs, s.content())
		}
	})
}

func TestRenameJobs(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		s.app.panes[1].view.SetCursorName("thumbs")
		s.press("r")
		s.must("Rename thumbs")
		s.press("enter")
		s.must("that is its name")
		s.press("ctrl+u", "s", "m", "a", "l", "l", "enter")
		s.must("queued rename thumbs to small")
		jobs := s.queue.asked()
		if len(jobs) != 1 {
			t.Fatalf("%d jobs:\n%s", len(jobs), s.content())
		}
		if j := jobs[0]; !j.Dir || j.Name != "2026/11/small/" || j.File.Name != "2026/11/thumbs/" || j.Source != transfer.HideSource || j.IfExists != transfer.Ask {
			t.Errorf("the job: %+v", j)
		}
	})
}

func TestRenameLocalKeepsWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a", "b"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	at := views.Place{Path: dir}
	if msg, _ := renameLocal(at, "a", "b")().(renamedMsg); msg.err == nil {
		t.Error("a file was replaced")
	}
	if msg, _ := renameLocal(at, "a", "c")().(renamedMsg); msg.err != nil {
		t.Error(msg.err)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "b")); err != nil || string(b) != "b" {
		t.Errorf("%s, %v", b, err)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "c")); err != nil || string(b) != "a" {
		t.Errorf("%s, %v", b, err)
	}
}

// A stored name that would lead out of the folder is refused, and not made
// another one.
func TestNamesThatLeadOutAreRefused(t *testing.T) {
	here := views.Place{Path: "/home/ana"}
	for name, want := range map[string]string{
		"..": "no file here can be called ..", ".": "no file here can be called .", "a/b": "no file here can be called a/b",
		"...": "", "a": "", "%2E%2E": "",
	} {
		if got := nameless([]views.Row{{Name: "fine"}, {Name: name}}, here); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
		if got := nameless([]views.Row{{Name: name}}, views.Place{Remote: true, Bucket: "b"}); got != "" {
			t.Errorf("%q into a bucket: %q", name, got)
		}
	}
}

// C asks for the rule of one job; the others follow the configuration.
func TestCopyWithARule(t *testing.T) {
	deps := func(d *Deps) {
		startAt("b2://photos/2026/11/")(d)
		d.IfExists = transfer.Policies{Up: transfer.Skip, Down: transfer.Newer}
	}
	onScreen(t, screenOptions{deps: deps}, func(s *screen) {
		if s.app.focus != 0 {
			s.press("tab")
		}
		s.app.panes[0].view.SetCursorName("raw")
		s.press("C")
		s.must("Copy 1 item", "to photos/2026/11/", "Where a target exists:", "keep both")
		s.press("esc")
		if jobs := s.queue.asked(); len(jobs) != 0 {
			t.Fatalf("queued %+v", jobs)
		}
		s.app.panes[1].view.SetCursorName("IMG_0411.dng")
		s.press("C", "down", "down", "down", "enter", "c", "tab", "c")
		var rules []transfer.Conflict
		for _, j := range s.queue.asked() {
			rules = append(rules, j.IfExists)
		}
		s.press("C", "o", "tab", "space", "enter")
		s.wait(time.Second)
		s.must("Move ", "Where a target exists: overwrite what is there.")
		s.press("enter")
		s.wait(time.Second)
		moved := s.queue.asked()[len(s.queue.asked())-1]
		rules = append(rules, moved.IfExists)
		if want := []transfer.Conflict{transfer.Rename, transfer.Skip, transfer.Newer, transfer.Overwrite}; !slices.Equal(rules, want) {
			t.Errorf("rules %v, want %v\n%s", rules, want, s.content())
		}
		if moved.Source != transfer.HideSource {
			t.Errorf("moved: %+v", moved)
		}
	})
}
