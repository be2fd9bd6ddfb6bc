//go:build linux || darwin || freebsd

package cli

import (
	"context"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// onTerminal runs the program on a terminal and returns what reached it.
func onTerminal(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(context.Background(), "b2tui", args...)
	cmd.Env = append(cmd.Environ(), "TERM=xterm-256color", "HOME="+t.TempDir())
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()
	shown, _ := io.ReadAll(tty) // ends with an error when the program does
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %q", err, shown)
	}
	return string(shown)
}

// Names that play with the terminal become visible characters.
func TestNamesAtATerminal(t *testing.T) {
	shown := onTerminal(t, "--demo", "ls", "-R", "b2://odd-names")
	if strings.ContainsAny(shown, "\x1b\u009b\u202e\u200b\x07") {
		t.Errorf("reached the terminal: %q", shown)
	}
	if !strings.Contains(shown, "escape ␛]0;owned␇.txt") || !strings.Contains(shown, "Grüße aus Köln.txt") {
		t.Errorf("shown: %q", shown)
	}
}

// The bar writes over itself, never wider than the terminal, and is gone at
// the end.
func TestBarAtATerminal(t *testing.T) {
	shown := onTerminal(t, "--demo", "get", "b2://www-assets/downloads/1.0.0/", t.TempDir(), "--limit-rate", "20M")
	bars := strings.Split(shown, clearLine)
	if len(bars) < 3 {
		t.Fatalf("no bar: %q", shown)
	}
	for _, bar := range bars[1 : len(bars)-1] {
		if len(bar) >= 80 || strings.Contains(bar, "\n") {
			t.Errorf("bar %q", bar)
		}
	}
	if !regexp.MustCompile(`^\[#+-*\] +\d+%  [\d.]+ MB of [\d.]+ MB`).MatchString(bars[len(bars)-2]) {
		t.Errorf("last bar %q", bars[len(bars)-2])
	}
	if !regexp.MustCompile(`^3 files, \d+\.\d MB in 0:0\d\r\n$`).MatchString(bars[len(bars)-1]) {
		t.Errorf("end %q", bars[len(bars)-1])
	}
	if strings.Contains(shown, "\x1b]11") {
		t.Error("asked the terminal for its background")
	}
}
