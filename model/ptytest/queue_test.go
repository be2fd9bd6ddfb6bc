//go:build linux

package ptytest

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"b2tui/b2core/emulator"
	"b2tui/ui/dialog"
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

// desk is a person's home, and an account with the bucket ptytest-bucket.
type desk struct {
	*testing.T
	env  []string
	home string
}

func newDesk(t *testing.T, o emulator.Options) *desk {
	env := account(t, serve(t, o))
	d := &desk{t, env, strings.TrimPrefix(env[len(env)-1], "HOME=")}
	d.run("bucket", "create", "ptytest-bucket")
	return d
}

// run runs the program without a screen.
func (d *desk) run(args ...string) string {
	d.Helper()
	cmd := exec.CommandContext(d.Context(), "b2tui", args...)
	cmd.Env = d.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		d.Fatalf("b2tui %v: %v: %s", args, err, out)
	}
	return string(out)
}

// write stores a file on the disk, and returns its path.
func (d *desk) write(path string, content []byte) string {
	d.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		d.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		d.Fatal(err)
	}
	return path
}

// configure writes the configuration.
func (d *desk) configure(text string) {
	d.Helper()
	d.write(filepath.Join(d.home, ".config/b2tui/config.toml"), []byte(text))
}

// screen opens the bucket beside a folder.
func (d *desk) screen(dir string) *Terminal {
	d.Helper()
	tm := Start(d.T, Config{Program: "b2tui", Args: []string{"b2://ptytest-bucket"}, Dir: dir, Env: d.env, Cols: 120, Rows: 40})
	tm.WaitFor(`B2 .*ptytest-bucket(?s:.*) items`)
	return tm
}

// expect compares what the bucket holds under a prefix, fetched anew, with all
// that it should.
func (d *desk) expect(folder string, want map[string][]byte) {
	d.Helper()
	back := d.TempDir()
	d.run("get", "b2://ptytest-bucket/"+folder+"/", back)
	root := os.DirFS(filepath.Join(back, folder))
	files := 0
	err := fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		got, err := fs.ReadFile(root, name)
		if !bytes.Equal(got, want[name]) {
			d.Errorf("%s: %d bytes that it should not hold", name, len(got))
		}
		return err
	})
	if err != nil || files != len(want) {
		d.Errorf("%d files in %s, want %d; %v", files, folder, len(want), err)
	}
}

// TestQueueByHand is a person at a real terminal: files are marked and dragged
// onto a folder, the queue is put into another order by dragging, paused,
// limited, left in the middle, and finished by the next start. What the service
// holds then is what was on the disk.
func TestQueueByHand(t *testing.T) {
	d := newDesk(t, emulator.Options{Pace: emulator.Pace{Up: 3_000_000}})
	d.run("put", d.write(filepath.Join(d.home, "readme.txt"), []byte("first")), "b2://ptytest-bucket/inbox/")
	d.configure("[limits]\nfiles_at_once = 1\nparts_at_once = 1\nup = \"1M\"\n")
	dir := t.TempDir()
	names := []string{"apple.bin", "birch.bin", "cedar.bin", "daisy.bin"}
	content := map[string][]byte{"readme.txt": []byte("first")}
	for i, name := range names {
		random := rand.NewChaCha8([32]byte{byte(i)})
		content[name] = make([]byte, 3_000_000)
		_, _ = random.Read(content[name])
		d.write(filepath.Join(dir, name), content[name])
	}

	tm := d.screen(dir)
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

	again := d.screen(dir)
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

	d.expect("inbox", content)
}

// TestAnswersByHand uploads files and a folder over names that exist, where the
// configuration says to ask: the question comes up by itself, is answered for one,
// for all of the job, and for all that wait, and each name gets what was answered.
func TestAnswersByHand(t *testing.T) {
	d := newDesk(t, emulator.Options{})
	d.configure("[transfers]\nif_exists_up = \"ask\"\n")
	dir := t.TempDir()
	older, newer := map[string][]byte{}, map[string][]byte{}
	for _, name := range []string{"box/a.txt", "box/b.txt", "box/c.txt", "one.txt", "three.txt", "two.txt"} {
		older[name], newer[name] = []byte("older "+name), []byte("the newer "+name)
		d.write(filepath.Join(dir, name), older[name])
	}
	paths := func(names ...string) (out []string) {
		for _, name := range names {
			out = append(out, filepath.Join(dir, name))
		}
		return out
	}
	d.run(append([]string{"put"}, append(paths("box", "one.txt", "three.txt", "two.txt"), "b2://ptytest-bucket/in/")...)...)
	for name, content := range newer {
		d.write(filepath.Join(dir, name), content)
	}
	tm := d.screen(dir)
	tm.WaitFor(`box/(?s:.*)two\.txt`)
	tm.WaitFor(`in/`)
	tm.Drag("one.txt", "in/", `copy 1 item to ptytest-bucket/in/`)
	tm.resolve("one.txt", "s")
	tm.Drag("box/", "in/", `copy 1 item to ptytest-bucket/in/`)
	tm.WaitFor(`All of this job`)
	tm.resolve("in/box/", "o"+tab+" ")
	tm.WaitGone(`\d paused`)
	tm.Drag("two.txt", "in/", `copy 1 item to ptytest-bucket/in/`)
	tm.WaitFor(`The target exists`)
	tm.Settle(dialog.Grace + quiet)
	tm.Send("\x1b")
	tm.WaitFor(`it waits; a in Transfers asks again`)
	tm.Send("4")
	tm.WaitFor(`1 paused`)
	tm.Send("2")
	tm.Drag("three.txt", "in/", `copy 1 item to ptytest-bucket/in/`)
	tm.WaitFor(`The target exists`)
	tm.resolve("in/", "k"+tab+" ")
	tm.WaitGone(`\d paused`)
	tm.Send("q")
	checkExit(t, tm)
	d.expect("in", map[string][]byte{
		"one.txt":   older["one.txt"],
		"box/a.txt": newer["box/a.txt"], "box/b.txt": newer["box/b.txt"], "box/c.txt": newer["box/c.txt"],
		"two.txt": older["two.txt"], "two (1).txt": newer["two.txt"],
		"three.txt": older["three.txt"], "three (1).txt": newer["three.txt"],
	})
}

// TestLongQueueByHand puts 10,000 files into the queue with one drag, and carries
// one through the rows beyond the screen: esc drops it nowhere, letting it go puts
// it there.
func TestLongQueueByHand(t *testing.T) {
	d := newDesk(t, emulator.Options{})
	dir := t.TempDir()
	for i := range 10_000 {
		d.write(filepath.Join(dir, fmt.Sprintf("f%04d", i)), nil)
	}
	tm := d.screen(dir)
	tm.WaitFor(`f0010`)
	tm.Send(tab + "*")
	tm.WaitFor(`10,000 marked`)
	tm.Drag("f0001", "4 Transfers", `queue 10,000 items for ptytest-bucket/, paused`)
	tm.WaitFor(`queued 10,000 items`)
	tm.Send("4")
	tm.WaitFor(`8 files at once, 10 of 20 parts`)
	tm.order("f0000", "f0001", "f0002")

	const far = `f0060`
	tm.carry("f0001", far)
	tm.Send("\x1b")
	tm.WaitGone(`move it here in the queue`)
	tm.mouse(0, 5, 5, 'm')
	tm.Send("g")
	tm.order("f0000", "f0001", "f0002")

	tm.carry("f0001", far)
	x, y := tm.find(far)
	tm.mouse(32, x, y, 'M')
	tm.Settle(quiet)
	tm.mouse(0, x, y, 'm')
	tm.order("f0058", "f0059", "f0001")
	tm.Send("g")
	tm.order("f0000", "f0002", "f0003")
	tm.Send("G")
	tm.order("f9998", "f9999")
	tm.Send("q")
	checkExit(t, tm)
}

// carry takes a row to the lower edge of the screen and holds it there until
// another one has come into sight.
func (tm *Terminal) carry(name, until string) {
	tm.t.Helper()
	x, y := tm.find(name)
	tm.mouse(0, x, y, 'M')
	tm.mouse(32, x, y+3, 'M')
	tm.WaitFor(`move it here in the queue`)
	tm.mouse(32, x, edge, 'M')
	tm.WaitFor(until)
}

// edge is the last row of the queue on a screen of 40 lines.
const edge = 37

// resolve answers the question about a target that exists, and waits until it is
// gone. One that comes up by itself takes no answer in its first moment.
func (tm *Terminal) resolve(name, keys string) {
	tm.t.Helper()
	tm.WaitFor(`The target exists(?s:.*)There +\S*` + regexp.QuoteMeta(name))
	tm.Settle(dialog.Grace + quiet)
	tm.Send(keys + "\r")
	tm.WaitGone(`The target exists`)
}
