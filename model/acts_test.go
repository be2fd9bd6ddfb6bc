package model

import (
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
)

// onOwnAccount is onScreen with an account that the test may change.
func onOwnAccount(t *testing.T, start string, f func(s *screen, c *b2core.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c := newAccount(t).client
		f(newScreen(t, screenOptions{browser: c, deps: startAt(start)}), c)
	})
}

func TestDeletingForGoodCountsAsksAndDeletes(t *testing.T) {
	onOwnAccount(t, "b2://photos/2026/", func(s *screen, c *b2core.Client) {
		s.app.panes[1].view.SetCursorName("11")
		s.press("D")
		s.must("Delete 11 for good?", "192 names, 196 versions", "This cannot be undone.")
		s.press("enter")
		if !s.app.dialogs.open() || len(s.queue.asked()) > 0 {
			t.Fatal("deletes without the typed name")
		}
		s.text("11")
		s.press("enter")
		s.must("queued: delete 11, 192 names, 196 versions")
		s.mustQueue(transfer.Job{Direction: transfer.Delete, Profile: "work", Bucket: "photos", Name: "2026/11/", Dir: true})
	})
}

func TestDeletingOneNameLeavesLongerOnes(t *testing.T) {
	onOwnAccount(t, "b2://photos/", func(s *screen, c *b2core.Client) {
		id := s.app.panes[1].nav.here.BucketID
		for _, name := range []string{"README.md.old", "README.md/inside"} {
			if _, err := c.Upload(s.t.Context(), b2core.UploadRequest{BucketID: id, Name: name, Source: nothing{}}); err != nil {
				t.Fatal(err)
			}
		}
		s.press("ctrl+r")
		s.app.panes[1].view.SetCursorName("README.md")
		if row, _ := s.app.panes[1].view.CursorRow(); row.IsDir() {
			s.press("down")
			for row.IsDir() || row.Name != "README.md" {
				s.press("down")
				row, _ = s.app.panes[1].view.CursorRow()
			}
		}
		s.press("D")
		s.must("1 name")
		s.text("README.md")
		s.press("enter")
		v, err := c.Stat(s.t.Context(), id, "README.md")
		if err != nil {
			t.Fatal(err)
		}
		want := transfer.Job{Direction: transfer.Delete, Profile: "work", Bucket: "photos", Name: "README.md"}
		want.Expect.Target = &transfer.Seen{VersionID: v.ID} // what comes to be there later was not agreed to
		s.mustQueue(want)
	})
}

func TestEscStopsBeforeAnythingIsDeleted(t *testing.T) {
	onOwnAccount(t, "b2://photos/2026/", func(s *screen, c *b2core.Client) {
		s.app.panes[1].view.SetCursorName("11")
		s.press("D")
		s.text("11")
		s.press("esc")
		if s.app.chore.running() || s.app.dialogs.open() {
			t.Error("esc leaves it standing")
		}
		if !has(s.app.panes[1].view, "11") {
			t.Error("deleted all the same")
		}
	})
}

func TestHiding(t *testing.T) {
	onOwnAccount(t, "b2://photos/", func(s *screen, c *b2core.Client) {
		s.app.panes[1].view.SetCursorName("README.md")
		s.press("d")
		s.must("Hide README.md?", "can be shown again")
		s.press("enter")
		s.must("queued: hide README.md, 1 name")
		s.mustQueue(transfer.Job{Direction: transfer.Hide, Profile: "work", Bucket: "photos", Name: "README.md"})
		if want := "arrange -1 [0]"; !slices.Contains(s.queue.calls, want) {
			t.Errorf("it waits behind all others: %v", s.queue.calls)
		}
	})
}

// Several files become one row of the queue.
func TestHidingSeveralIsOneGroup(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		s.app.panes[1].view.SetCursorName("IMG_0410.dng")
		s.press("space", "space", "d")
		s.must("Hide 2 items?")
		s.press("enter")
		if len(s.queue.asked()) != 2 || !slices.Contains(s.queue.calls, "batch hide 2 items") {
			t.Errorf("%v, %+v", s.queue.calls, s.queue.asked())
		}
	})
}

// u finds what is hidden, which no row shows, and gives it to the queue: one
// name at once, a whole folder after a question.
func TestShowingAgain(t *testing.T) {
	onOwnAccount(t, "b2://photos/", func(s *screen, c *b2core.Client) {
		id := s.app.panes[1].nav.here.BucketID
		if err := c.HideFile(s.t.Context(), id, "README.md"); err != nil {
			t.Fatal(err)
		}
		s.press("u")
		s.must("Show again", "everything hidden in photos/ and below", "README.md")
		s.text("README")
		s.press("enter")
		s.must("queued: show again README.md")
		s.mustQueue(transfer.Job{Direction: transfer.Unhide, Profile: "work", Bucket: "photos", Name: "README.md"})
		s.queue.jobs = nil
		s.press("u", "enter")
		s.must("Show everything hidden again?", "will be listed again")
		s.press("enter")
		s.mustQueue(transfer.Job{Direction: transfer.Unhide, Profile: "work", Bucket: "photos", Dir: true})
	})
}

// mustQueue checks what was ordered; the bucket's ID is that of the right pane.
func (s *screen) mustQueue(want ...transfer.Job) {
	s.t.Helper()
	got := s.queue.asked()
	for i := range want {
		if want[i].Bucket != "" {
			want[i].BucketID = s.app.panes[1].nav.here.BucketID
		}
	}
	if !reflect.DeepEqual(got, want) {
		s.t.Errorf("queued %+v, want %+v", got, want)
	}
}

func TestLocalFilesAreDeletedAfterTheTypedName(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		raw := filepath.Join(s.app.deps.LocalDir, "raw")
		s.app.panes[0].view.SetCursorName("raw")
		if runtime.GOOS != "windows" {
			s.press("d")
			s.must("Put raw into the trash?", "1 file in 1 folder, 100 B")
			s.press("enter")
			s.mustQueue(transfer.Job{Direction: transfer.Remove, Profile: "work", Local: raw, Source: transfer.TrashSource})
			s.queue.jobs = nil
		}
		s.press("D")
		s.must("from this computer?", "This deletes 1 file in 1 folder, 100 B.")
		s.text("raw")
		s.press("enter")
		s.mustQueue(transfer.Job{Direction: transfer.Remove, Profile: "work", Local: raw})
	})
}

func TestBuckets(t *testing.T) {
	onOwnAccount(t, "", func(s *screen, c *b2core.Client) {
		s.press("1", "n")
		s.text("holiday-2026")
		s.press("enter")
		s.must("created holiday-2026")
		if b, ok := s.app.buckets.Selected(); !ok || b.Name != "holiday-2026" {
			t.Errorf("the cursor stands on %q", b.Name)
		}
		s.press("D")
		s.must("Delete bucket holiday-2026?")
		s.text("holiday-2026")
		s.press("enter")
		s.must("deleted bucket holiday-2026")
		s.app.buckets.SetCursorName("photos")
		s.press("D")
		s.must("photos is not empty")
		s.press("esc")
		if _, err := c.BucketByName(s.t.Context(), "photos"); err != nil {
			t.Error(err)
		}
		s.app.buckets.SetCursorName("www-assets")
		s.press("enter")
		if s.app.active != viewFiles || s.app.panes[1].nav.here.Bucket != "www-assets" {
			t.Errorf("enter shows %+v", s.app.panes[1].nav.here)
		}
	})
}

func TestABucketNameThatIsTakenStaysInTheForm(t *testing.T) {
	onOwnAccount(t, "", func(s *screen, c *b2core.Client) {
		s.press("1", "n")
		s.text("photos")
		s.press("enter")
		if !s.app.dialogs.open() {
			t.Fatalf("the form is gone:\n%s", s.content())
		}
		s.must("photos")
	})
}

func TestANewKeyShowsItsSecretOnceAndCopiesIt(t *testing.T) {
	onOwnAccount(t, "", func(s *screen, c *b2core.Client) {
		s.press("3", "n")
		s.text("ci-upload")
		s.press("enter")
		s.must("cannot be shown again", "ci-upload")
		s.wait(time.Second) // nobody is waiting for it with a finger on a key
		s.press("y")
		var secret string
		for _, said := range s.said {
			if len(said) > 20 {
				secret = said
			}
		}
		if secret == "" || !strings.Contains(strings.ReplaceAll(s.content(), "\n", ""), secret) {
			t.Fatalf("copied %q:\n%s", s.said, s.content())
		}
		s.press("enter")
		s.mustNot(secret)
		found := false
		for k, err := range c.Keys(s.t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if k.Name == "ci-upload" {
				found = true
				if k.Expires.IsZero() || !slices.Contains(k.Capabilities, b2core.WriteFiles) {
					t.Errorf("the key: %+v", k)
				}
			}
		}
		if !found {
			t.Fatal("no key was made")
		}
		if k, ok := s.app.keys.Selected(); !ok || k.Name != "ci-upload" {
			t.Errorf("the cursor stands on %q", k.Name)
		}
		s.press("D")
		s.must("Delete key ci-upload?")
		s.text("ci-upload")
		s.press("enter")
		s.must("deleted key ci-upload")
	})
}

func TestARestrictedKeyIsNotAskedForWhatItLacks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t)
		b, err := a.client.BucketByName(t.Context(), "photos")
		if err != nil {
			t.Fatal(err)
		}
		k, err := a.client.CreateKey(t.Context(), b2core.KeySpec{
			Name: "reader", Capabilities: []b2core.Capability{b2core.ListFiles, b2core.ReadFiles},
			BucketIDs: []string{b.ID}, NamePrefix: "2026/",
		})
		if err != nil {
			t.Fatal(err)
		}
		c := b2core.New(b2core.Credentials{KeyID: k.ID, Key: k.Secret, Realm: "http://emulator"}, b2core.Options{Transport: handed{a.emulator}})
		t.Cleanup(c.Close)
		s := newScreen(t, screenOptions{browser: c})
		s.must("11/") // it starts in its folder
		s.press("tab", "d")
		s.must("this key lacks writeFiles")
		s.press("D")
		s.must("this key lacks deleteFiles")
		s.press("n")
		s.must("this key lacks writeFiles")
		s.press("3")
		s.must("this key lacks listKeys")
		s.press("n")
		s.must("this key lacks writeKeys")
		if s.app.dialogs.open() {
			t.Error("a dialog is up")
		}
	})
}

func TestPastedPaths(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		dir := s.app.deps.LocalDir
		s.send(tea.PasteMsg{Content: "'" + filepath.Join(dir, "notes.txt") + "' " + filepath.Join(dir, "raw")})
		s.must("Upload 2 items?", "to photos/2026/11/")
		s.wait(time.Second) // nobody asked for the dialog: it takes no keys at once
		s.press("enter")
		jobs := s.queue.asked()
		if len(jobs) != 2 || jobs[0].Name != "2026/11/notes.txt" || jobs[1].Name != "2026/11/raw/" || !jobs[1].Dir {
			t.Errorf("queued %+v", jobs)
		}
		s.send(tea.PasteMsg{Content: "/Users/ana/Desktop/not-here.mov"})
		s.must("Not found on this computer", "over SSH")
		s.wait(time.Second)
		s.press("esc")
		s.send(tea.PasteMsg{Content: "just words"})
		s.must("is no path")
	})
}

func TestCopyingPaths(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		s.app.panes[1].view.SetCursorName("IMG_0410.dng")
		s.press("y", "tab", "down", "y")
		want := []string{"/file/photos/2026/11/IMG_0410.dng", s.app.deps.LocalDir}
		for i, w := range want {
			if i >= len(s.said) || !strings.Contains(s.said[i], w) {
				t.Errorf("copied %q, want something with %q", s.said, w)
			}
		}
	})
}

func TestLimitsChangeLive(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.press("4", "]")
		if got := s.queue.Limits().PartsAtOnce; got != 9 {
			t.Errorf("%d parts at once", got)
		}
		s.press("{")
		if got := s.queue.Limits(); got.UpRate != 500_000_000 || got.DownRate != 500_000_000 {
			t.Errorf("limits %+v", got)
		}
		s.must("rate limit each way")
	})
}

func TestThePaletteDoesWhatItsKeyDoes(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.press(":")
		s.must("Commands", "transfers")
		for _, b := range s.app.commands() {
			if b.Help().Desc == "transfers" {
				break
			}
			s.press("down")
		}
		s.press("enter")
		if s.app.active != viewTransfers {
			t.Errorf("view %d:\n%s", s.app.active, s.content())
		}
	})
}

// TestNamesThatCannotBeTypedCanBeDeleted deletes a name with control characters.
func TestNamesThatCannotBeTypedCanBeDeleted(t *testing.T) {
	onOwnAccount(t, "b2://odd-names/", func(s *screen, c *b2core.Client) {
		view := s.app.panes[1].view
		name := ""
		for i := range view.Count() + 1 {
			if row, ok := view.Row(i); ok && strings.Contains(row.Name, "\x1b") {
				name = row.Name
			}
		}
		view.SetCursorName(name)
		s.press("D")
		s.must("To go on, type delete")
		s.text("delete")
		s.press("enter")
		s.must("queued: delete")
		if jobs := s.queue.asked(); len(jobs) != 1 || jobs[0].Name != name {
			t.Errorf("queued %+v", jobs)
		}
	})
}
