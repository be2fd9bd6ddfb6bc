//go:build linux

package ptytest

import (
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

func costOf(t *testing.T, bin, dir string) {
	home := t.TempDir()
	tm := Start(t, Config{
		Program: bin, Args: []string{"--demo"}, Dir: dir,
		Env:  []string{"HOME=" + home, "B2TUI_LOCAL=" + dir},
		Cols: 120, Rows: 40,
	})
	first := tm.WaitFor(`000000-`)
	_ = first
	fmt.Println(strings.TrimSpace(tm.Screen()))
}
