package model

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/transfer"
	"b2tui/ui/views"
)

// onScreen runs a test of the screen, on the seeded account, in a bubble of
// its own time.
func onScreen(t *testing.T, o screenOptions, f func(s *screen)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		if o.browser == nil {
			o.browser = sharedAccount(t).client
		}
		f(newScreen(t, o))
	})
}

func startAt(location string) func(*Deps) { return func(d *Deps) { d.Start = location } }

func TestTheScreenOpensOnBothSides(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.must("IMG_0412.dng", "notes.txt", "photos", "backup-2026", "work")
		s.press("tab")
		for range 20 {
			s.press("down")
			if row, _ := s.app.panes[1].view.CursorRow(); row.Name == "photos" {
				break
			}
		}
		s.press("enter")
		s.must("README.md", "films/")
		s.press("backspace")
		if row, ok := s.app.panes[1].view.CursorRow(); !ok || row.Name != "photos" {
			t.Errorf("going up left the cursor on %q", row.Name)
		}
		s.press("alt+left")
		s.must("README.md")
		s.press("alt+right")
		s.mustNot("README.md")
	})
}

// countedBrowser counts listings and can hold them back by prefix.
type countedBrowser struct {
	Browser
	mu     sync.Mutex // guards what follows
	names  int
	hold   map[string]chan struct{} // by prefix
	ended  map[string]error         // what the context said when the call ended
	refuse map[string]error
}

func (b *countedBrowser) ListNames(ctx context.Context, id string, o b2core.ListOptions) (b2core.Page, error) {
	b.mu.Lock()
	b.names++
	hold, refuse := b.hold[o.Prefix], b.refuse[o.Prefix]
	b.mu.Unlock()
	if refuse != nil {
		return b2core.Page{}, refuse
	}
	if hold == nil {
		return b.Browser.ListNames(ctx, id, o)
	}
	<-hold // does not listen to ctx: an answer that was already under way
	b.mu.Lock()
	b.ended[o.Prefix] = ctx.Err()
	b.mu.Unlock()
	return b.Browser.ListNames(context.WithoutCancel(ctx), id, o)
}

func (b *countedBrowser) calls() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.names
}

func TestTheFirstPageShowsBeforeTheSecondIsFetched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &countedBrowser{Browser: sharedAccount(t).client}
		s := newScreen(t, screenOptions{browser: b, deps: startAt("b2://" + emulator.DemoManyNames + "/2026/")})
		if got := s.app.panes[1].view.Count(); got == 0 || got > pageSize {
			t.Fatalf("%d rows after the first page", got)
		}
		if got := b.calls(); got != 1 {
			t.Fatalf("%d listing calls for the first rows", got)
		}
		for range 60 {
			s.press("pgdown")
		}
		if got := b.calls(); got < 2 || got > 4 {
			t.Errorf("%d listing calls after 60 pages of the screen", got)
		}
	})
}

func TestAStaleListingIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		b := &countedBrowser{
			Browser: sharedAccount(t).client,
			hold:    map[string]chan struct{}{"films/": hold}, ended: map[string]error{},
		}
		s := newScreen(t, screenOptions{browser: b, deps: startAt("b2://photos")})
		s.app.panes[1].view.SetCursorName("films")
		s.press("enter")
		if got := s.app.panes[1].nav.here.Path; got != "films/" {
			t.Fatalf("opened %q", got)
		}
		s.press("backspace")
		s.must("README.md")
		close(hold)
		s.settle()
		s.mustNot("alps-drone.mov")
		s.must("README.md")
		b.mu.Lock()
		defer b.mu.Unlock()
		if !errors.Is(b.ended["films/"], context.Canceled) {
			t.Errorf("leaving did not cancel the listing: %v", b.ended["films/"])
		}
	})
}

func TestAListingErrorStandsInItsPane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &countedBrowser{
			Browser: sharedAccount(t).client,
			refuse:  map[string]error{"films/": &b2core.Error{Op: "list photos", Message: "no answer", Err: b2core.ErrUnreachable}},
		}
		s := newScreen(t, screenOptions{browser: b, deps: startAt("b2://photos/films/")})
		s.must("cannot be listed", "no answer")
		b.mu.Lock()
		b.refuse = nil
		b.mu.Unlock()
		s.press("ctrl+r")
		s.must("alps-drone.mov")
		s.mustNot("cannot be listed")
	})
}

// TestAnUnaskedReloadDoesNotAlarm lets the reload after a transfer fail: the
// rows stay without a word, it is tried again, and only a failure that lasts is
// told, with its cause.
func TestAnUnaskedReloadDoesNotAlarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &countedBrowser{Browser: sharedAccount(t).client}
		s := newScreen(t, screenOptions{browser: b, deps: startAt("b2://photos/films/")})
		refuse := func(err error) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.refuse = map[string]error{"films/": err}
		}
		finish := func(n int) {
			s.queue.set(func(q *transfer.Snapshot) {
				q.Active = []transfer.Item{{ID: 1, Direction: transfer.Up, Bucket: "photos", Name: "films/new.mov", State: transfer.Running}}
				q.Totals.Running, q.Totals.Done = 1, n
			})
			s.settle()
			s.wait(2 * reloadDelay)
		}
		s.must("alps-drone.mov")
		noAnswer := &b2core.Error{Op: "list photos", Message: "no answer", Err: b2core.ErrUnreachable}
		refuse(noAnswer)
		finish(1)
		s.must("alps-drone.mov")
		s.mustNot("cannot be listed")
		refuse(nil)
		s.wait(2 * retryDelay)
		s.mustNot("cannot be listed", "loading")

		refuse(noAnswer)
		finish(2)
		s.mustNot("cannot be listed")
		for range reloadTries {
			s.wait(retryDelay)
		}
		s.must("alps-drone.mov", "cannot be listed", "no answer")
	})
}

func TestAnUnknownBucketIsExplained(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://no-such-bucket/")}, func(s *screen) {
		s.must("cannot be listed")
		if s.app.panes[1].nav.busy {
			t.Error("the pane is still busy")
		}
	})
}

func TestAWrongKeyIsExplained(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := sharedAccount(t)
		wrong := b2core.New(b2core.Credentials{KeyID: a.emulator.KeyID(), Key: b2core.NewSecret("wrong"), Realm: emulator.Realm},
			b2core.Options{Transport: handed{a.emulator}})
		t.Cleanup(wrong.Close)
		s := newScreen(t, screenOptions{browser: wrong})
		s.must("cannot log in", "IMG_0412.dng")
	})
}

func TestUploadJobs(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/")}, func(s *screen) {
		s.press("tab") // the remote pane has the focus after a start location
		s.app.panes[0].view.SetCursorName("raw")
		s.press("space", "space", "c") // raw/ and the file after it
		s.must("queued 2 items for photos/2026/")
		jobs := s.queue.asked()
		if len(jobs) != 2 {
			t.Fatalf("%d jobs", len(jobs))
		}
		dir := s.app.deps.LocalDir
		folder, file := jobs[0], jobs[1]
		if folder.Direction != transfer.Up || !folder.Dir || folder.Name != "2026/raw/" ||
			folder.Local != filepath.Join(dir, "raw") || folder.BucketID == "" || folder.Bucket != "photos" || folder.Profile != "work" {
			t.Errorf("the folder's job: %+v", folder)
		}
		if file.Dir || file.Name != "2026/IMG_0412.dng" || file.Local != filepath.Join(dir, "IMG_0412.dng") || file.Paused {
			t.Errorf("the file's job: %+v", file)
		}
		if s.app.panes[0].view.MarkedSummary().Count != 0 {
			t.Error("the marks stay after a copy was queued")
		}
	})
}

func TestDownloadJobsCarryTheVeryVersion(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		s.app.panes[1].view.SetCursorName("thumbs")
		s.press("space", "space", "space", "space", "space", "space", "c")
		jobs := s.queue.asked()
		if len(jobs) != 6 {
			t.Fatalf("%d jobs:\n%s", len(jobs), s.content())
		}
		if j := jobs[0]; j.Direction != transfer.Down || !j.Dir || j.Name != "2026/11/thumbs/" || j.BucketID == "" {
			t.Errorf("the folder's job: %+v", j)
		}
		for _, j := range jobs[1:] {
			if j.File.ID == "" || j.File.Name != j.Name || j.File.Size == 0 || j.File.SHA1 == "" || j.File.BucketID != j.BucketID ||
				j.Local != filepath.Join(s.app.deps.LocalDir, filepath.Base(j.Name)) {
				t.Errorf("a file's job: %+v", j)
			}
		}
	})
}

func TestServerSideCopyJobs(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		s.run(s.app.visit(0, views.RemotePlace("b2://photos/films/"), ""))
		s.settle()
		s.app.panes[1].view.SetCursorName("IMG_0410.dng")
		s.press("c")
		jobs := s.queue.asked()
		if len(jobs) != 1 {
			t.Fatalf("%d jobs:\n%s", len(jobs), s.content())
		}
		if j := jobs[0]; j.Direction != transfer.Copy || j.Name != "films/IMG_0410.dng" || j.File.Name != "2026/11/IMG_0410.dng" || j.SourceID == "" {
			t.Errorf("the job: %+v", j)
		}
	})
}

func TestCopyIsRefusedWithItsReason(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.press("down", "down", "c") // the other pane shows the buckets
		s.must("open one there first")
		if jobs := s.queue.asked(); len(jobs) != 0 {
			t.Errorf("queued %+v", jobs)
		}
	})
}

func TestNewFolders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScreen(t, screenOptions{browser: newAccount(t).client, deps: startAt("b2://photos/")})
		s.press("n")
		s.text("trip")
		s.press("enter")
		s.must("made the folder trip")
		if row, _ := s.app.panes[1].view.CursorRow(); row.Name != "trip" || row.Kind != views.KindFolder {
			t.Errorf("the cursor stands on %+v", row)
		}
		s.press("tab", "n")
		s.text("here")
		s.press("enter")
		if info, err := os.Stat(filepath.Join(s.app.deps.LocalDir, "here")); err != nil || !info.IsDir() {
			t.Errorf("no local folder: %v", err)
		}
	})
}

func TestWhatFinishedAppearsInThePane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t)
		s := newScreen(t, screenOptions{browser: a.client, deps: startAt("b2://photos/films/")})
		s.press("tab")
		s.app.panes[0].view.SetCursorName("notes.txt")
		s.press("c")
		s.mustNotIn(1, "notes.txt")
		bucket := s.app.panes[1].nav.here.BucketID
		if _, err := a.client.Upload(t.Context(), b2core.UploadRequest{BucketID: bucket, Name: "films/notes.txt", Source: nothing{}}); err != nil {
			t.Fatal(err)
		}
		s.queue.set(func(q *transfer.Snapshot) { q.Totals.Done = 1 })
		s.settle()
		s.wait(reloadDelay)
		if !has(s.app.panes[1].view, "notes.txt") {
			t.Errorf("the uploaded file is not there:\n%s", s.content())
		}
	})
}

func (s *screen) mustNotIn(pane int, name string) {
	s.t.Helper()
	if has(s.app.panes[pane].view, name) {
		s.t.Fatalf("%q is in pane %d", name, pane)
	}
}

func TestLocalFoldersOfAnySize(t *testing.T) {
	dir := t.TempDir()
	const many = dirFirst + 500
	for i := range many {
		name := filepath.Join(dir, "f"+strings.Repeat("0", i%3)+string(rune('a'+i%26))+time.Duration(i).String())
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	onScreen(t, screenOptions{deps: func(d *Deps) { d.LocalDir = dir }}, func(s *screen) {
		p := s.app.panes[0].view
		if got := p.Count(); got != many {
			t.Fatalf("%d rows of %d", got, many)
		}
		var names []string
		for i := range many + 1 {
			if row, ok := p.Row(i); ok && row.Kind == views.KindFile {
				names = append(names, row.Name)
			}
		}
		if !slices.IsSorted(names) {
			t.Error("the rows are not in order")
		}
		s.run(s.app.visit(0, views.Place{Path: filepath.Join(dir, "gone")}, ""))
		s.settle()
		s.must("cannot be listed")
	})
}

func TestLinksAreFollowed(t *testing.T) {
	dir := sampleFiles(t)
	if err := os.Symlink(filepath.Join(dir, "raw"), filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	onScreen(t, screenOptions{deps: func(d *Deps) { d.LocalDir = dir }}, func(s *screen) {
		s.app.panes[0].view.SetCursorName("link")
		s.press("enter")
		s.must("one.bin")
		s.press("backspace")
		if err := os.Remove(filepath.Join(dir, "raw", "one.bin")); err != nil {
			t.Fatal(err)
		}
	})
}

func TestHostileNamesStayOnTheScreen(t *testing.T) {
	dir := sampleFiles(t)
	hostile := []string{"a\x1b[31mred", "b\x1b]0;title\a", "c\rd", "e\u202egnp.exe", "f\u009b2J", "g\x1bP+q544e\x1b\\", "h\nline"}
	for _, name := range hostile {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Skip(err)
		}
	}
	onScreen(t, screenOptions{deps: func(d *Deps) { d.LocalDir = dir; d.Profile = "p\x1b[2J" }}, func(s *screen) {
		clean := func(where string) {
			t.Helper()
			v := s.app.View()
			if got := len(strings.Split(v.Content, "\n")); got != 40 {
				t.Errorf("%s: the frame has %d lines", where, got)
			}
			if rest := withoutSGR(v.Content); strings.ContainsAny(rest, "\x1b\r\a\u202e\u009b") {
				t.Errorf("%s: something reaches the terminal: %q", where, rest)
			}
			if strings.ContainsAny(v.WindowTitle, "\x1b\a\r\n\u009b") {
				t.Errorf("%s: the title is %q", where, v.WindowTitle)
			}
		}
		clean("listing")
		for _, name := range hostile {
			s.app.panes[0].view.SetCursorName(name)
			s.press("enter") // details
			clean("details of " + name)
			s.press("esc", "D")
			s.wait(time.Second)
			clean("deleting " + name)
			s.press("esc", "esc")
		}
	})
}

// withoutSGR takes colours away, the only sequences that a frame may hold.
func withoutSGR(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "\x1b[")
		if i < 0 {
			return b.String() + s
		}
		b.WriteString(s[:i])
		rest := s[i+2:]
		end := strings.IndexFunc(rest, func(r rune) bool { return (r < '0' || r > '9') && r != ';' && r != ':' })
		if end < 0 || rest[end] != 'm' {
			return b.String() + s[i:]
		}
		s = rest[end+1:]
	}
}

// fills resizes the screen and holds every line to its width.
func (s *screen) fills(w, h int) {
	s.t.Helper()
	s.app.Update(tea.WindowSizeMsg{Width: w, Height: h})
	lines := s.lines()
	if len(lines) != h {
		s.t.Fatalf("%dx%d: %d lines:\n%s", w, h, len(lines), s.content())
	}
	for y, line := range lines {
		if got := ansi.StringWidth(line); got != w {
			s.t.Fatalf("%dx%d: line %d has %d cells: %q", w, h, y, got, line)
		}
	}
}

func TestNoSizeBreaksTheScreen(t *testing.T) {
	onScreen(t, screenOptions{deps: startAt("b2://photos/2026/11/")}, func(s *screen) {
		for _, view := range []string{"1", "2", "3", "4"} {
			s.press(view)
			for w := 1; w <= 24; w++ {
				for h := 1; h <= 20; h++ {
					s.fills(w, h)
				}
			}
			s.fills(300, 100)
			s.fills(120, 40)
			s.press("?")
			for n := 1; n <= 24; n++ {
				s.fills(n, n)
			}
			s.app.Update(tea.WindowSizeMsg{})
			s.app.View()
			s.send(tea.WindowSizeMsg{Width: 120, Height: 40})
			s.press("esc")
		}
	})
}

func TestAPaneChangesSides(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		local := s.app.panes[0]
		s.app.focusPane(0)
		s.press("w")
		if here := local.nav.here; !here.Remote {
			t.Fatalf("the left pane shows %+v, want the buckets", here)
		}
		s.press("w")
		if here := local.nav.here; here.Remote || here.Path != s.app.deps.LocalDir {
			t.Errorf("the left pane shows %+v, want the disk again", here)
		}
	})
}

// A range that is being marked is said, also before it holds a row.
func TestMarkingARangeIsSaid(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.app.focusPane(0)
		s.press("g", "V") // on ".."
		s.must("marking a range: V ends it")
		s.press("down")
		s.must("1 marked")
		s.press("V")
		s.mustNot("marking a range")
		s.must("d trash")
	})
}

func TestALinkThatLeadsNowhere(t *testing.T) {
	onScreen(t, screenOptions{deps: func(d *Deps) {
		if err := os.Symlink("gone", filepath.Join(d.LocalDir, "to-gone")); err != nil {
			t.Skip(err)
		}
	}}, func(s *screen) {
		s.app.focusPane(0)
		s.app.panes[0].view.SetCursorName("to-gone")
		s.press("enter")
		s.must("the link cannot be followed: to-gone: the link leads nowhere")
	})
}
