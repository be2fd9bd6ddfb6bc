//go:build linux

package ptytest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"b2tui/b2core/emulator"
	"b2tui/ui"
)

// quiet is how long nothing must be written for a key press to be over: two
// frames. What a busy machine draws later counts for the next press, so that no
// sum loses it.
const quiet = 40 * time.Millisecond

// TestMain builds the program once and puts it first on the path.
func TestMain(m *testing.M) {
	os.Exit(withProgram(m.Run))
}

func withProgram(run func() int) int {
	dir, err := os.MkdirTemp("", "ptytest")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	bin := filepath.Join(dir, "b2tui")
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", bin, "b2tui")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		return 1
	}
	if err := os.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return run()
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
		t.Skip("takes many seconds of waiting for quiet")
	}
	for _, c := range []struct{ files, times int }{{1_000, 10}, {100_000, 6}} {
		t.Run(fmt.Sprintf("%d files", c.files), func(t *testing.T) {
			costOf(t, folder(t, c.files), c.files, c.times)
		})
	}
}

// costOf browses a local folder beside an empty account, and presses most keys
// that many times.
func costOf(t *testing.T, dir string, files, times int) {
	tm := Start(t, Config{Program: "b2tui", Dir: dir, Env: account(t, serve(t, emulator.Options{})), Cols: 120, Rows: 40})
	first := tm.WaitFor(`000000-`)
	tm.WaitFor(ui.Count(files) + ` items`)
	tm.Settle(3 * quiet)
	start := tm.Usage()

	key := func(k string) func() { return func() { tm.Send(k) } }
	steps := []step{
		{name: "first frame", bytes: start.Bytes, mean: start.Bytes, writes: start.Writes, cpu: start.CPU, most: 7500},
		measure(tm, "cursor down", 2*times, 160, key(down)),
		measure(tm, "cursor down, held at the edge", 4*times, 300, key(down)),
		measure(tm, "page down", times, 2500, key(pageDown)),
		measure(tm, "pane switch", times, 400, key(tab)),
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
	quitNow  = "\x03\x03" // ctrl+c twice
	idle     = 2 * time.Second
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

// TestProgressCost prints what a running transfer costs on the screen, and
// fails where a tick takes too many bytes.
func TestProgressCost(t *testing.T) {
	const ticks = 16
	e := serve(t, emulator.Options{Pace: emulator.Pace{Up: 1_000_000}})
	env := account(t, e)
	dir := t.TempDir()
	create := exec.CommandContext(t.Context(), "b2tui", "bucket", "create", "ptytest-bucket")
	create.Env = env
	if out, err := create.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	big, err := os.Create(filepath.Join(dir, "big.bin"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(big.Truncate(80_000_000), big.Close()); err != nil {
		t.Fatal(err)
	}
	tm := Start(t, Config{Program: "b2tui", Args: []string{"b2://ptytest-bucket"}, Dir: dir, Env: env, Cols: 120, Rows: 40})
	tm.WaitFor(`big\.bin`)
	tm.Send(tab + down + "c")
	tm.WaitFor(` [1-9]\d? ?%`)
	before := tm.Usage()
	from := time.Now()
	tm.WaitWrites(before.Writes + ticks)
	used, took := tm.Usage().Minus(before), time.Since(from)
	perTick := used.Bytes / int64(used.Writes)
	t.Logf("progress: %d bytes a tick, %.1f ticks/s, %.2f ms cpu a tick, transfer included",
		perTick, float64(used.Writes)/took.Seconds(), used.CPU.Seconds()*1e3/float64(used.Writes))
	if perTick > 65 {
		t.Errorf("a tick of progress takes %d bytes", perTick)
	}
	tm.Send("q")
	tm.WaitFor(`Quit while transfers run`)
	tm.Send(quitNow)
	checkExit(t, tm)
}

// TestLeavesNothingUnread quits before the terminal has answered the queries
// that start the screen.
func TestLeavesNothingUnread(t *testing.T) {
	tm := Start(t, Config{
		Program: "b2tui", Args: []string{"--demo"}, ReplyDelay: 100 * time.Millisecond,
		Env: []string{"HOME=" + t.TempDir(), "TMPDIR=" + t.TempDir()}, Cols: 80, Rows: 24,
	})
	tm.WaitFor(`b2tui`)
	tm.Send("\x03\x03") // ctrl+c twice quits now
	tm.Exit()
	if !tm.Restored() {
		t.Error("the terminal's modes are not those from before")
	}
	tm.WaitAnswered()
	if n := tm.Unread(); n > 0 {
		t.Errorf("%d bytes of answers are left for the shell", n)
	}
}

// serve runs an emulator on a port until the test ends.
func serve(t *testing.T, o emulator.Options) *emulator.Emulator {
	t.Helper()
	e, err := emulator.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

// account listens, and returns an environment that leads the program there and
// to a home of its own.
func account(t *testing.T, e *emulator.Emulator) []string {
	t.Helper()
	realm, err := e.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return []string{
		"B2_ENVIRONMENT=" + realm, "B2_APPLICATION_KEY_ID=" + e.KeyID(), "B2_APPLICATION_KEY=" + e.Key(),
		"HOME=" + t.TempDir(),
	}
}
