//go:build linux

package ptytest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"b2tui/b2core/emulator"
)

// A mouse as terminals report it (SGR), cells counted from zero.
func (tm *Terminal) mouse(button, x, y int, last byte) {
	tm.Send(fmt.Sprintf("\x1b[<%d;%d;%d%c", button, x+1, y+1, last))
}

// Drag presses the left button on one text and lets it go on another, both at
// their first place on the screen. While the button is down the screen must
// come to say what the drop would do.
func (tm *Terminal) Drag(from, to, ghost string) {
	tm.t.Helper()
	x, y := tm.find(from)
	toX, toY := tm.find(to)
	tm.mouse(0, x, y, 'M')
	tm.mouse(32, x+(toX-x)/2, y+(toY-y)/2, 'M')
	tm.mouse(32, toX, toY, 'M')
	tm.WaitFor(ghost)
	tm.mouse(0, toX, toY, 'm')
}

// find tells where a text stands on the screen.
func (tm *Terminal) find(text string) (x, y int) {
	tm.t.Helper()
	for y, line := range strings.Split(tm.Screen(), "\n") {
		if before, _, ok := strings.Cut(line, text); ok {
			return utf8.RuneCountInString(before), y
		}
	}
	tm.t.Fatalf("%q is not on the screen:\n%s", text, tm.Screen())
	return 0, 0
}

// order waits until the names stand below each other in this order.
func (tm *Terminal) order(names ...string) {
	tm.t.Helper()
	for i, name := range names {
		names[i] = strings.ReplaceAll(name, ".", `\.`)
	}
	tm.WaitFor("(?s)" + strings.Join(names, ".*"))
}

// TestQueueByHand is a person at a real terminal: files are marked and dragged
// onto a folder, the queue is put into another order by dragging, paused,
// limited, left in the middle, and finished by the next start. What the service
// holds then is what was on the disk.
func TestQueueByHand(t *testing.T) {
	e := serve(t, emulator.Options{Pace: emulator.Pace{Up: 3_000_000}})
	env := account(t, e)
	home := strings.TrimPrefix(env[len(env)-1], "HOME=")
	run := func(args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "b2tui", args...)
		cmd.Env = env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("b2tui %v: %v: %s", args, err, out)
		}
	}
	write := func(path string, content []byte) string {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	run("bucket", "create", "ptytest-bucket")
	run("put", write(filepath.Join(home, "readme.txt"), []byte("first")), "b2://ptytest-bucket/inbox/")
	write(filepath.Join(home, ".config/b2tui/config.toml"), []byte("[limits]\nfiles_at_once = 1\nparts_at_once = 1\nup = \"1M\"\n"))
	dir := t.TempDir()
	names := []string{"apple.bin", "birch.bin", "cedar.bin", "daisy.bin"}
	content := map[string][]byte{}
	for i, name := range names {
		random := rand.NewChaCha8([32]byte{byte(i)})
		content[name] = make([]byte, 3_000_000)
		_, _ = random.Read(content[name])
		write(filepath.Join(dir, name), content[name])
	}
	screen := Config{Program: "b2tui", Args: []string{"b2://ptytest-bucket"}, Dir: dir, Env: env, Cols: 120, Rows: 40}

	tm := Start(t, screen)
	tm.WaitFor(`daisy\.bin`)
	tm.WaitFor(`inbox/`)
	tm.Send(tab + down + strings.Repeat(" ", len(names)))
	tm.WaitFor(`4 marked`)
	tm.Drag("birch.bin", "inbox/", `copy 4 items to ptytest-bucket/inbox/`)
	tm.WaitFor(`queued 4 items`)
	tm.Send("4")
	tm.WaitFor(`1 file at once, 1 part, at most 1\.0 MB/s up`)
	tm.order("apple.bin", "birch.bin", "cedar.bin", "daisy.bin")
	tm.Drag("daisy.bin", "birch.bin", `move it here in the queue`)
	tm.order("apple.bin", "daisy.bin", "birch.bin", "cedar.bin")
	tm.Send("P")
	tm.WaitFor(`4 paused`)
	tm.Send("L")
	tm.WaitFor(`Limits of this screen`)
	tm.Send(tab + tab + "\x7f\x7f2M\r")
	tm.WaitFor(`at most 2\.0 MB/s up`)
	tm.Send("P")
	tm.WaitFor(`(daisy|birch)\.bin .*running .* [1-9]\d?%`)
	tm.Send("q")
	tm.WaitFor(`Quit while transfers run`)
	tm.Send("\r")
	checkExit(t, tm)

	again := Start(t, screen)
	again.WaitFor(`inbox/`)
	again.Send("4")
	again.WaitFor(`birch\.bin`)
	again.Send("]]]" + "L")
	again.WaitFor(`Limits of this screen`)
	again.Send(tab + tab + "\x7f\x7fnone\r")
	again.WaitFor(`4 parts`)
	again.WaitFor(`5 done`)
	again.Send("q")
	checkExit(t, again)

	back := filepath.Join(t.TempDir(), "back")
	run("get", "b2://ptytest-bucket/inbox/", back)
	for _, name := range names {
		got, err := os.ReadFile(filepath.Join(back, "inbox", name))
		if err != nil || !bytes.Equal(got, content[name]) {
			t.Errorf("%s: not what was on the disk (%d bytes, %v)", name, len(got), err)
		}
	}
}
