//go:build linux

package ptytest

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// quiet is how long nothing must be written for a key press to be over.
const quiet = 60 * time.Millisecond

// build compiles the program once for a test.
func build(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "b2tui")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-ldflags=-s -w", "-o", bin, "b2tui").CombinedOutput()
	if err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return bin
}

// folder makes a folder of empty files with unlike names.
func folder(t *testing.T, files int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range files {
		// Names that differ in most letters: a listing of numbered files would
		// flatter a renderer that compares cells.
		h := uint64(i+1) * 0x9e3779b97f4a7c15
		name := fmt.Sprintf("%06d-%c%c%c-%x.dat", i, 'a'+h%26, 'a'+h>>8%26, 'a'+h>>16%26, h>>40)
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// step is the median cost of one action.
type step struct {
	name   string
	bytes  int64
	mean   int64
	writes int
	cpu    time.Duration
	most   int64 // bytes at most; 0: only printed
}

func measure(tm *Terminal, name string, times int, most int64, act func()) step {
	tm.t.Helper()
	var bytes, writes []int64
	var cpus []time.Duration
	var sum int64
	for range times {
		before := tm.Usage()
		act()
		tm.WaitOutput(before.Bytes)
		tm.Settle(quiet)
		used := tm.Usage().Minus(before)
		bytes = append(bytes, used.Bytes)
		writes = append(writes, int64(used.Writes))
		cpus = append(cpus, used.CPU)
		sum += used.Bytes
	}
	slices.Sort(bytes)
	slices.Sort(writes)
	slices.Sort(cpus)
	return step{name: name, bytes: bytes[times/2], mean: sum / int64(times), writes: int(writes[times/2]), cpu: cpus[times/2], most: most}
}

// TestScreenCost prints what the screen costs over an SSH-like terminal of
// 120x40 and fails where a figure passes its alarm. Bytes are exact; processor
// time depends on the machine and is printed only.
func TestScreenCost(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute of waiting for quiet")
	}
	bin := build(t)
	for _, files := range []int{1_000, 100_000} {
		t.Run(fmt.Sprintf("%d files", files), func(t *testing.T) {
			costOf(t, bin, folder(t, files))
		})
	}
}

// costOf browses a local folder beside an empty account.
func costOf(t *testing.T, bin, dir string) {
	env := append(emulator(t, bin), "HOME="+t.TempDir())
	tm := Start(t, Config{Program: bin, Dir: dir, Env: env, Cols: 120, Rows: 40})
	first := tm.WaitFor(`000000-`)
	tm.Settle(3 * quiet)
	start := tm.Usage()

	key := func(k string) func() { return func() { tm.Send(k) } }
	steps := []step{
		{name: "first frame", bytes: start.Bytes, mean: start.Bytes, writes: start.Writes, cpu: start.CPU, most: 7500},
		measure(tm, "cursor down", 25, 160, key(down)),
		measure(tm, "cursor down, held at the edge", 60, 300, key(down)),
		measure(tm, "page down", 10, 2500, key(pageDown)),
		measure(tm, "pane switch", 10, 400, key(tab)),
	}
	before := tm.Usage()
	time.Sleep(idle)
	rest := tm.Usage().Minus(before)
	peak := tm.PeakRSS()
	tm.Send("q")

	t.Logf("first row after %d ms", first.Milliseconds())
	t.Logf("%-30s %7s %7s %6s %8s", "120x40, ssh", "bytes", "mean", "writes", "cpu ms")
	for _, s := range steps {
		t.Logf("%-30s %7d %7d %6d %8.2f", s.name, s.bytes, s.mean, s.writes, s.cpu.Seconds()*1e3)
		if s.mean > s.most {
			t.Errorf("%s: %d bytes, at most %d", s.name, s.mean, s.most)
		}
	}
	t.Logf("idle for %v: %d bytes, cpu %.2f %%", idle, rest.Bytes, 100*rest.CPU.Seconds()/idle.Seconds())
	t.Logf("peak memory %.1f MiB", float64(peak)/(1<<20))
	if rest.Bytes != 0 {
		t.Errorf("idle: %d bytes", rest.Bytes)
	}
	checkExit(t, tm)
}

const (
	down     = "\x1b[B"
	pageDown = "\x1b[6~"
	tab      = "\t"
	idle     = 5 * time.Second
)

// checkExit fails unless the program ended well and left the terminal as it was.
func checkExit(t *testing.T, tm *Terminal) {
	t.Helper()
	if code := tm.Exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if !tm.Restored() {
		t.Error("the terminal's modes are not those from before")
	}
	if n := tm.Unread(); n > 0 {
		t.Errorf("%d bytes of answers are left for the shell", n)
	}
}

// TestProgressCost prints what a running transfer costs on the screen.
func TestProgressCost(t *testing.T) {
	if testing.Short() {
		t.Skip("watches a transfer for seconds")
	}
	tm := Start(t, Config{
		Program: build(t), Args: []string{"--demo"},
		Env: []string{"HOME=" + t.TempDir(), "TMPDIR=" + t.TempDir()}, Cols: 120, Rows: 40,
	})
	tm.WaitFor(` [1-9]\d? ?%`)
	tm.Settle(quiet)
	before := tm.Usage()
	time.Sleep(idle)
	used := tm.Usage().Minus(before)
	perTick := used.Bytes / int64(max(used.Writes, 1))
	t.Logf("progress: %d bytes a tick, %.1f ticks/s, %.2f ms cpu a tick, transfer included",
		perTick, float64(used.Writes)/idle.Seconds(), used.CPU.Seconds()*1e3/float64(max(used.Writes, 1)))
	if perTick > 65 {
		t.Errorf("a tick of progress takes %d bytes", perTick)
	}
	tm.Send("q")
	tm.WaitFor(`Quit while transfers run`)
	tm.Settle(10 * quiet) // longer than a dialog ignores keys that were under way
	tm.Send("\r")
	checkExit(t, tm)
}

// TestLeavesNothingUnread quits before the terminal has answered the queries
// that start the screen.
func TestLeavesNothingUnread(t *testing.T) {
	tm := Start(t, Config{
		Program: build(t), Args: []string{"--demo"}, ReplyDelay: 100 * time.Millisecond,
		Env: []string{"HOME=" + t.TempDir(), "TMPDIR=" + t.TempDir()}, Cols: 80, Rows: 24,
	})
	tm.WaitFor(`b2tui`)
	tm.Send("\x03\x03") // ctrl+c twice quits now
	tm.Exit()
	if !tm.Restored() {
		t.Error("the terminal's modes are not those from before")
	}
	time.Sleep(300 * time.Millisecond) // later than any answer
	if n := tm.Unread(); n > 0 {
		t.Errorf("%d bytes of answers are left for the shell", n)
	}
}

// emulator runs one in a process of its own and returns its exports.
func emulator(t *testing.T, bin string) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), bin, "emulator")
	cmd.Env = []string{"HOME=" + t.TempDir()}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	var env []string
	for lines := bufio.NewScanner(out); len(env) < 3 && lines.Scan(); {
		if export, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "export "); ok {
			name, value, _ := strings.Cut(export, "=")
			env = append(env, name+"="+strings.Trim(value, `'"`))
		}
	}
	if len(env) < 3 {
		t.Fatal("the emulator printed no exports")
	}
	return env
}
