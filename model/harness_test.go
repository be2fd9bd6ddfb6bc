package model

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/ui/views"
)

// startOfTest is what every clock of these tests begins at.
var startOfTest = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// account is a seeded emulator and a client on it.
type account struct {
	emulator *emulator.Emulator
	client   *b2core.Client
}

// handed gives requests to the emulator without a connection, so that one
// account can serve the bubbles of many tests.
type handed struct{ http.Handler }

// RoundTrip implements http.RoundTripper.
func (h handed) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	r := req.Clone(req.Context())
	r.RequestURI = req.URL.RequestURI()
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result(), nil
}

// newAccount seeds an account of the test's own. Its clock stands still and
// its IDs repeat.
func newAccount(t testing.TB) account {
	t.Helper()
	e, err := seededEmulator()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return accountOn(t, e)
}

var shared = sync.OnceValues(seededEmulator)

// sharedAccount is for tests that change nothing in it.
func sharedAccount(t testing.TB) account {
	t.Helper()
	e, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return accountOn(t, e)
}

func seededEmulator() (*emulator.Emulator, error) {
	e, err := emulator.New(emulator.Options{Seed: 1, Clock: emulator.NewManualClock(startOfTest)})
	if err != nil {
		return nil, err
	}
	return e, e.Seed()
}

func accountOn(t testing.TB, e *emulator.Emulator) account {
	t.Helper()
	client := b2core.New(b2core.Credentials{KeyID: e.KeyID(), Key: b2core.NewSecret(e.Key()), Realm: emulator.Realm},
		b2core.Options{Transport: handed{e}})
	t.Cleanup(client.Close)
	return account{e, client}
}

// sampleFiles fills a folder for the local pane.
func sampleFiles(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for name, size := range map[string]int{"IMG_0412.dng": 4000, "IMG_0413.dng": 5000, "notes.txt": 12, "raw/one.bin": 100} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, make([]byte, size), 0o644); err != nil {
			t.Fatal(err)
		}
		at := startOfTest.Add(-36 * time.Hour)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	at := startOfTest.Add(-72 * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, "raw"), at, at); err != nil {
		t.Fatal(err)
	}
	return dir
}

// screen drives an App without a terminal, inside a synctest bubble: commands
// run in goroutines, and settle waits until nothing but time could change
// anything.
type screen struct {
	t     *testing.T
	app   *App
	queue *fakeQueue

	mu    sync.Mutex // guards inbox
	inbox []tea.Msg
	quit  bool
	said  []string // what went to the terminal besides frames: clipboard, raw
}

type screenOptions struct {
	width, height int
	browser       Browser
	deps          func(*Deps)
}

func newScreen(t *testing.T, o screenOptions) *screen {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s := &screen{t: t, queue: newFakeQueue()}
	began := time.Now()
	d := Deps{
		Browser: o.browser, Transfers: s.queue, Profile: "work", LocalDir: sampleFiles(t),
		Now:     func() time.Time { return startOfTest.Add(time.Since(began)) },
		Options: Options{Theme: ThemeDark},
	}
	if o.deps != nil {
		o.deps(&d)
	}
	s.app = newApp(ctx, d.withDefaults(), newPacer(false))
	t.Cleanup(func() {
		cancel()
		time.Sleep(time.Minute) // lets every tick end
	})
	s.run(s.app.Init())
	if o.width == 0 {
		o.width, o.height = 120, 40
	}
	s.send(tea.WindowSizeMsg{Width: o.width, Height: o.height})
	return s
}

// run starts a command.
func (s *screen) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range msg {
				s.run(c)
			}
		default:
			s.mu.Lock()
			s.inbox = append(s.inbox, msg)
			s.mu.Unlock()
		}
	}()
}

// has tells whether a pane's loaded rows hold a name.
func has(p *views.FilePane, name string) bool {
	for i := 0; ; i++ {
		switch row, ok := p.Row(i); {
		case !ok:
			return false
		case row.Name == name:
			return true
		}
	}
}

// settle handles messages until none comes any more without time passing.
func (s *screen) settle() {
	for {
		synctest.Wait()
		s.mu.Lock()
		msgs := s.inbox
		s.inbox = nil
		s.mu.Unlock()
		if len(msgs) == 0 {
			return
		}
		for _, msg := range msgs {
			s.update(msg)
		}
	}
}

func (s *screen) update(msg tea.Msg) {
	switch m := msg.(type) {
	case tea.QuitMsg:
		s.quit = true
	case tea.RawMsg:
		s.said = append(s.said, fmt.Sprint(m.Msg))
	}
	if strings.HasSuffix(fmt.Sprintf("%T", msg), "setClipboardMsg") {
		s.said = append(s.said, fmt.Sprint(msg))
	}
	_, cmd := s.app.Update(msg)
	s.run(cmd)
	s.app.View()
}

// send hands messages over and lets everything happen that follows from them.
func (s *screen) send(msgs ...tea.Msg) {
	for _, msg := range msgs {
		s.update(msg)
		s.settle()
	}
}

// press types keys by their names, as "ctrl+r", "enter", "j".
func (s *screen) press(keys ...string) {
	s.t.Helper()
	for _, name := range keys {
		s.send(keyPress(s.t, name))
	}
}

// text types a text, a key for each character.
func (s *screen) text(text string) {
	for _, r := range text {
		s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// wait lets time pass.
func (s *screen) wait(d time.Duration) {
	time.Sleep(d)
	s.settle()
}

// lines are what is on the screen, without styles.
func (s *screen) lines() []string {
	return strings.Split(ansi.Strip(s.app.View().Content), "\n")
}

func (s *screen) content() string { return strings.Join(s.lines(), "\n") }

// find tells where a text stands on the screen.
func (s *screen) find(text string) (x, y int) {
	s.t.Helper()
	for y, line := range s.lines() {
		if i := strings.Index(line, text); i >= 0 {
			return ansi.StringWidth(line[:i]), y
		}
	}
	s.t.Fatalf("%q is not on the screen:\n%s", text, s.content())
	return 0, 0
}

func (s *screen) must(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if !strings.Contains(s.content(), text) {
			s.t.Fatalf("%q is not on the screen:\n%s", text, s.content())
		}
	}
}

func (s *screen) mustNot(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if strings.Contains(s.content(), text) {
			s.t.Fatalf("%q is on the screen:\n%s", text, s.content())
		}
	}
}

func keyPress(t testing.TB, name string) tea.KeyPressMsg {
	t.Helper()
	var k tea.KeyPressMsg
	for {
		switch {
		case strings.HasPrefix(name, "ctrl+"):
			k.Mod |= tea.ModCtrl
			name = name[5:]
			continue
		case strings.HasPrefix(name, "alt+"):
			k.Mod |= tea.ModAlt
			name = name[4:]
			continue
		case strings.HasPrefix(name, "shift+"):
			k.Mod |= tea.ModShift
			name = name[6:]
			continue
		}
		break
	}
	codes := map[string]rune{
		"enter": tea.KeyEnter, "tab": tea.KeyTab, "esc": tea.KeyEscape, "backspace": tea.KeyBackspace,
		"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "home": tea.KeyHome, "end": tea.KeyEnd,
		"f5": tea.KeyF5, "f10": tea.KeyF10, "space": tea.KeySpace,
	}
	if code, ok := codes[name]; ok {
		k.Code = code
		if name == "space" {
			k.Text = " "
		}
		return k
	}
	r := []rune(name)
	if len(r) != 1 {
		t.Fatalf("no key is named %q", name)
	}
	k.Code = r[0]
	if k.Mod&^tea.ModShift == 0 {
		k.Text = name
	}
	return k
}
