//go:build linux

package crash

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestMain builds the program once; B2TUI_PROGRAM tells the tests where it is.
func TestMain(m *testing.M) { os.Exit(withProgram(m.Run)) }

const programVariable = "B2TUI_PROGRAM"

func withProgram(run func() int) int {
	dir, err := os.MkdirTemp("", "crash")
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
	if err := os.Setenv(programVariable, bin); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return run()
}
