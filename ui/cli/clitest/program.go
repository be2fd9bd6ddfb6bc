//go:build unix

// Package clitest drives the built program as a process of its own, against an
// emulator that is another process, and measures what a run costs.
package clitest

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"b2tui/b2core/b2test/foreign"
)

// Program is the built program with a home and an emulator of its own.
type Program struct {
	Path  string
	Realm foreign.Realm // of the emulator

	t        testing.TB
	env      []string
	within   []string // words before each run
	emulator *exec.Cmd
}

// Option changes where the processes run.
type Option func(*Program, *emulation)

// emulation is how the emulator is started.
type emulation struct {
	listen string
	within []string
}

// Within runs the program by the command that the words begin, as in
// "ip netns exec NAME".
func Within(words ...string) Option {
	return func(p *Program, _ *emulation) { p.within = words }
}

// Emulator starts the emulator by the command that the words begin, to listen
// there.
func Emulator(listen string, words ...string) Option {
	return func(_ *Program, e *emulation) { *e = emulation{listen, words} }
}

// Start builds the program and starts "b2tui emulator --data" in an empty
// folder. Both are gone when the test ends.
func Start(t testing.TB, options ...Option) *Program {
	t.Helper()
	p := &Program{t: t, Path: filepath.Join(t.TempDir(), "b2tui")}
	e := emulation{listen: "127.0.0.1:0"}
	for _, set := range options {
		set(p, &e)
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-ldflags=-s -w", "-o", p.Path, "b2tui")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	p.env = []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8"}
	exports, err := p.emulate(e, t.TempDir())
	if err != nil {
		t.Fatalf("start the emulator: %v", err)
	}
	p.Realm = foreign.Realm{
		URL: exports["B2_ENVIRONMENT"], KeyID: exports["B2_APPLICATION_KEY_ID"], Key: exports["B2_APPLICATION_KEY"],
	}
	return p
}

// emulate starts the emulator, takes what it prints into the environment and
// returns it.
func (p *Program) emulate(e emulation, data string) (map[string]string, error) {
	p.emulator = p.command(e.within, "emulator", "--listen", e.listen, "--data", data)
	p.emulator.Stderr = os.Stderr
	out, err := p.emulator.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.emulator.Start(); err != nil {
		return nil, err
	}
	p.t.Cleanup(func() {
		_ = p.emulator.Process.Signal(syscall.SIGTERM)
		_ = p.emulator.Wait()
	})
	const wanted = 3
	exports := map[string]string{}
	lines := bufio.NewScanner(out)
	for len(exports) < wanted && lines.Scan() {
		if export, ok := strings.CutPrefix(lines.Text(), "export "); ok {
			name, value, _ := strings.Cut(export, "=")
			exports[name] = value
			p.env = append(p.env, export)
		}
	}
	if len(exports) < wanted {
		return nil, fmt.Errorf("it printed %d exports: %w", len(exports), lines.Err())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return exports, nil
}

// In is the program in the hands of a subtest.
func (p Program) In(t testing.TB) *Program {
	t.Helper()
	p.t = t
	return &p
}

// Command is a run of the program that has not begun; it ends with the test.
func (p *Program) Command(args ...string) *exec.Cmd { return p.command(p.within, args...) }

func (p *Program) command(within []string, args ...string) *exec.Cmd {
	words := slices.Concat(within, []string{p.Path}, args)
	cmd := exec.CommandContext(p.t.Context(), words[0], words[1:]...)
	cmd.Env = p.env
	return cmd
}

// Run runs the program and returns its cost, what it printed and its exit code.
func (p *Program) Run(args ...string) (Cost, string, int) {
	p.t.Helper()
	cmd := p.Command(args...)
	cost, out, err := Measure(cmd)
	if err != nil && cmd.ProcessState == nil {
		p.t.Fatal(err)
	}
	return cost, out, cmd.ProcessState.ExitCode()
}

// Must runs the program, which must succeed.
func (p *Program) Must(args ...string) (Cost, string) {
	p.t.Helper()
	cost, out, code := p.Run(args...)
	if code != 0 {
		p.t.Fatalf("b2tui %s: exit %d\n%s", strings.Join(args, " "), code, out)
	}
	return cost, out
}
