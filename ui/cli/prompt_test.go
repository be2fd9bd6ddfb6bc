//go:build linux

package cli

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"b2tui/b2core/b2test"
)

// person sits at a terminal on a machine without a keychain.
type person struct {
	t   *testing.T
	env []string
}

// turn is what the program asks, and what is typed then. For a secret the person
// waits until the terminal has stopped echoing.
type turn struct{ asked, typed string }

func (w turn) ready(tty *os.File) bool {
	if !strings.Contains(w.asked, "key: ") && !strings.Contains(w.asked, "pass") && !strings.Contains(w.asked, "again") {
		return true
	}
	state, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
	return err != nil || state.Lflag&unix.ECHO == 0
}

// run runs the program, answers its questions in their order, and returns all
// that stood on the terminal.
func (p person) run(args []string, turns ...turn) string {
	p.t.Helper()
	cmd := exec.CommandContext(context.Background(), "b2tui", args...)
	cmd.Env = append(cmd.Environ(), p.env...)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 200})
	if err != nil {
		p.t.Fatal(err)
	}
	defer tty.Close()
	var shown, since bytes.Buffer
	buf := make([]byte, 4096)
	for {
		n, err := tty.Read(buf)
		shown.Write(buf[:n])
		since.Write(buf[:n])
		if len(turns) > 0 && strings.Contains(since.String(), turns[0].asked) {
			for !turns[0].ready(tty) {
				runtime.Gosched()
			}
			if _, err := tty.WriteString(turns[0].typed + "\n"); err != nil {
				p.t.Fatal(err)
			}
			since.Reset()
			turns = turns[1:]
		}
		if err != nil {
			break // the program has ended
		}
	}
	_ = cmd.Wait() // the caller looks at what it said
	for _, left := range turns {
		p.t.Errorf("%v: never asked %q; the terminal: %s", args, left.asked, shown.String())
	}
	return shown.String()
}

func newPerson(t *testing.T, b2 *b2test.Server) (p person, home string) {
	t.Helper()
	home = t.TempDir()
	return person{t, []string{
		"TERM=xterm-256color", "HOME=" + home, "XDG_CONFIG_HOME=" + filepath.Join(home, "config"), "XDG_STATE_HOME=" + filepath.Join(home, "state"),
		"SECRETS=", "B2_APPLICATION_KEY_ID=", "B2_APPLICATION_KEY=", "B2_ACCOUNT_INFO=", "B2_ENVIRONMENT=" + b2.URL,
	}}, home
}

// configuredIn is the same person with another folder of configuration.
func (p person) configuredIn(dir string) person {
	return person{p.t, append(slices.Clone(p.env), "XDG_CONFIG_HOME="+dir)}
}

func TestSealingAKeyAtTheTerminal(t *testing.T) {
	b2 := b2test.NewServer(t)
	p, home := newPerson(t, b2)
	login := func(sealing ...turn) string {
		key := []turn{{"application key ID: ", b2.KeyID()}, {"application key: ", b2.Key()}}
		return p.run([]string{"login"}, append(key, sealing...)...)
	}
	if shown := login(turn{"new passphrase", "tulip"}, turn{"the same again: ", "tulips"}); !strings.Contains(shown, "two different passphrases; nothing was stored") {
		t.Errorf("shown: %s", shown)
	}
	if shown := login(turn{"new passphrase", ""}); !strings.Contains(shown, "no keychain on this machine; set B2_APPLICATION_KEY_ID") {
		t.Errorf("shown: %s", shown)
	}
	shown := login(turn{"new passphrase (none: store nothing): ", "tulip"}, turn{"the same again: ", "tulip"})
	if !strings.Contains(shown, "logged in; profile default, its key is in the sealed file") {
		t.Fatalf("shown: %s", shown)
	}
	defer p.run([]string{"logout"})
	if strings.Contains(shown, b2.Key()) || strings.Contains(shown, "tulip") {
		t.Errorf("a secret was echoed: %s", shown)
	}
	// What the kernel remembers belongs to the folder; for a copy of it the passphrase
	// is asked for.
	other := filepath.Join(t.TempDir(), "config")
	if err := os.CopyFS(other, os.DirFS(filepath.Join(home, "config"))); err != nil {
		t.Fatal(err)
	}
	elsewhere := p.configuredIn(other)
	defer elsewhere.run([]string{"logout"})
	if shown := elsewhere.run([]string{"bucket", "create", "photos-2026"}, turn{"passphrase of profile default: ", "tulip"}); strings.Contains(shown, "b2tui: ") {
		t.Errorf("shown: %s", shown)
	}
}

// The b2 command line's key is offered to somebody without a profile, and taken
// over once.
func TestImportOfTheB2CommandLinesKey(t *testing.T) {
	b2 := b2test.NewServer(t)
	p, home := newPerson(t, b2)
	db, err := sql.Open("sqlite", filepath.Join(home, ".b2_account_info"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), `CREATE TABLE account (account_id TEXT, application_key TEXT, realm TEXT, account_id_or_app_key_id TEXT);
		INSERT INTO account VALUES ('x', ?, ?, ?)`, b2.Key(), b2.URL, b2.KeyID()); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	offer := "the b2 command line is logged in with key " + b2.KeyID() + "; use it here?"
	if shown := p.run([]string{"login"}, turn{offer, "no"}, turn{"application key ID: ", "x"}, turn{"application key: ", "y"}); !strings.Contains(shown, "check key ID and key") {
		t.Errorf("declined: %s", shown)
	}
	shown := p.run([]string{"ls"}, turn{offer, "yes"}, turn{"new passphrase (none: store nothing)", ""})
	if !strings.Contains(shown, "the key is used in this run only: ") || !strings.Contains(shown, "stays in clear in ") {
		t.Errorf("without a place for it: %s", shown)
	}
	shown = p.run([]string{"ls"}, turn{offer, "yes"}, turn{"new passphrase", "tulip"}, turn{"the same again: ", "tulip"})
	defer p.run([]string{"logout"})
	if !strings.Contains(shown, "logged in; profile default, its key is in the sealed file") || strings.Contains(shown, b2.Key()) {
		t.Errorf("taken over: %s", shown)
	}
	if shown := p.run([]string{"profiles"}); !strings.Contains(shown, b2.KeyID()) {
		t.Errorf("afterwards: %s", shown)
	}
	anew := p.configuredIn(t.TempDir())
	if shown := anew.run([]string{"login", "--import"}, turn{"new passphrase", "tulip"}, turn{"the same again: ", "tulip"}); !strings.Contains(shown, "logged in; profile default") {
		t.Errorf("--import: %s", shown)
	}
	anew.run([]string{"logout"})
}
