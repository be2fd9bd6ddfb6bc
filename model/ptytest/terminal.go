//go:build linux

package ptytest

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// Config says what runs, and on which terminal.
type Config struct {
	Program    string
	Args       []string
	Env        []string // added to a bare environment that looks like an SSH login
	Dir        string
	Cols, Rows int
	ReplyDelay time.Duration // of the terminal's answers: the line's round trip
}

// Terminal is a running program and the screen that it draws on.
type Terminal struct {
	t      *testing.T
	cmd    *exec.Cmd
	master *os.File
	slave  *os.File // held open, so that its modes can be read after the exit
	before unix.Termios
	done   chan struct{}
	err    error

	answers atomic.Int64 // those that are under way

	mu     sync.Mutex
	screen *vt.Emulator
	bytes  int64
	writes int
	last   time.Time
	raw    strings.Builder
}

// Start runs the program. It is killed when the test ends.
func Start(t *testing.T, c Config) *Terminal {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(master, &pty.Winsize{Rows: uint16(c.Rows), Cols: uint16(c.Cols)}); err != nil {
		t.Fatal(err)
	}
	tm := &Terminal{
		t: t, master: master, slave: slave, done: make(chan struct{}),
		screen: vt.NewEmulator(c.Cols, c.Rows), last: time.Now(),
	}
	modes, err := unix.IoctlGetTermios(int(slave.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	tm.before = *modes

	tm.cmd = exec.CommandContext(t.Context(), c.Program, c.Args...)
	tm.cmd.Dir = c.Dir
	tm.cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "TERM=xterm-256color",
		"SSH_TTY=/dev/pts/9", "SSH_CONNECTION=::1 1 ::1 22",
	}, c.Env...)
	tm.cmd.Stdin, tm.cmd.Stdout, tm.cmd.Stderr = slave, slave, slave
	tm.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := tm.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go tm.read()
	go tm.answer(c.ReplyDelay)
	go func() {
		tm.err = tm.cmd.Wait()
		close(tm.done)
	}()
	t.Cleanup(tm.close)
	return tm
}

func (tm *Terminal) close() {
	_ = tm.cmd.Process.Kill()
	<-tm.done
	_ = tm.slave.Close()
	_ = tm.master.Close()
	// The screen's own Close would race with the Read that waits in answer.
	if pipe, ok := tm.screen.InputPipe().(io.Closer); ok {
		_ = pipe.Close()
	}
}

// read carries what the program writes to the screen.
func (tm *Terminal) read() {
	buf := make([]byte, 256<<10)
	for {
		n, err := tm.master.Read(buf)
		tm.mu.Lock()
		if n > 0 {
			_, _ = tm.screen.Write(buf[:n])
			tm.raw.Write(buf[:n])
			tm.bytes += int64(n)
			tm.writes++
			tm.last = time.Now()
		}
		tm.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// answer sends what the terminal replies to queries back to the program.
func (tm *Terminal) answer(delay time.Duration) {
	buf := make([]byte, 4096)
	for {
		n, err := tm.screen.Read(buf)
		if n > 0 {
			reply := string(buf[:n])
			tm.answers.Add(1)
			time.AfterFunc(delay, func() {
				defer tm.answers.Add(-1)
				_, _ = io.WriteString(tm.master, reply)
			})
		}
		if err != nil {
			return
		}
	}
}

// Send types raw bytes.
func (tm *Terminal) Send(s string) {
	tm.t.Helper()
	if _, err := io.WriteString(tm.master, s); err != nil {
		tm.t.Fatal(err)
	}
}

// Resize changes the window.
func (tm *Terminal) Resize(cols, rows int) {
	tm.t.Helper()
	tm.mu.Lock()
	tm.screen.Resize(cols, rows)
	tm.mu.Unlock()
	if err := pty.Setsize(tm.master, &pty.Winsize{Rows: uint16(rows), Cols: uint16(cols)}); err != nil {
		tm.t.Fatal(err)
	}
}

// Screen returns the visible text, a line a row.
func (tm *Terminal) Screen() string {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	return tm.text()
}

func (tm *Terminal) text() string {
	var b strings.Builder
	for y := range tm.screen.Height() {
		var line strings.Builder
		for x := range tm.screen.Width() {
			switch c := tm.screen.CellAt(x, y); {
			case c == nil || (c.Content == "" && c.Width > 0):
				line.WriteByte(' ')
			case c.Width > 0:
				line.WriteString(c.Content)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}

// Raw returns every byte that the program wrote so far.
func (tm *Terminal) Raw() string {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	return tm.raw.String()
}

const poll = 2 * time.Millisecond

// WaitFor blocks until the screen matches, and fails the test after a minute.
func (tm *Terminal) WaitFor(pattern string) time.Duration {
	tm.t.Helper()
	return tm.await(pattern, true)
}

// WaitGone blocks until the screen does not match any more, and fails the test
// after a minute.
func (tm *Terminal) WaitGone(pattern string) {
	tm.t.Helper()
	tm.await(pattern, false)
}

func (tm *Terminal) await(pattern string, match bool) time.Duration {
	tm.t.Helper()
	re := regexp.MustCompile("(?m)" + pattern)
	start := time.Now()
	for time.Since(start) < time.Minute {
		if re.MatchString(tm.Screen()) == match {
			return time.Since(start)
		}
		time.Sleep(poll)
	}
	tm.t.Fatalf("after a minute the screen matches %q: %v\n%s", pattern, !match, tm.Screen())
	return 0
}

// WaitOutput blocks until more than that many bytes were written, for a second
// at most: an action may well change nothing on the screen.
func (tm *Terminal) WaitOutput(bytes int64) {
	tm.t.Helper()
	for from := time.Now(); time.Since(from) < time.Second; time.Sleep(poll) {
		tm.mu.Lock()
		more := tm.bytes > bytes
		tm.mu.Unlock()
		if more {
			return
		}
	}
}

// WaitWrites blocks until the program has written that often, and fails the
// test after a minute.
func (tm *Terminal) WaitWrites(writes int) {
	tm.t.Helper()
	for from := time.Now(); time.Since(from) < time.Minute; time.Sleep(poll) {
		tm.mu.Lock()
		enough := tm.writes >= writes
		tm.mu.Unlock()
		if enough {
			return
		}
	}
	tm.t.Fatalf("the program stopped drawing:\n%s", tm.Screen())
}

// WaitAnswered blocks until the terminal has answered all that it was asked.
func (tm *Terminal) WaitAnswered() {
	tm.t.Helper()
	tm.Settle(10 * poll)
	for tm.answers.Load() > 0 {
		time.Sleep(poll)
	}
}

// Settle blocks until nothing was written for the quiet time.
func (tm *Terminal) Settle(quiet time.Duration) {
	tm.t.Helper()
	from := time.Now()
	for time.Since(from) < time.Minute {
		tm.mu.Lock()
		last := tm.last
		tm.mu.Unlock()
		if last.Before(from) {
			last = from
		}
		if time.Since(last) >= quiet {
			return
		}
		time.Sleep(poll)
	}
	tm.t.Fatal("the program never stopped drawing")
}

// Exit waits for the program's end and returns its exit code.
func (tm *Terminal) Exit() int {
	tm.t.Helper()
	select {
	case <-tm.done:
	case <-time.After(20 * time.Second):
		tm.t.Fatalf("the program did not end:\n%s", tm.Screen())
	}
	var failed *exec.ExitError
	if tm.err != nil && !errors.As(tm.err, &failed) {
		tm.t.Fatal(tm.err)
	}
	return tm.cmd.ProcessState.ExitCode()
}

// Unread returns how many bytes the terminal answered and the program never
// read: a shell would take them for typing. Call it after Restored.
func (tm *Terminal) Unread() int {
	tm.t.Helper()
	fd := int(tm.slave.Fd())
	raw := tm.before
	raw.Lflag &^= unix.ICANON // else only whole lines are counted
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, &raw); err != nil {
		tm.t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCINQ)
	if err != nil {
		tm.t.Fatal(err)
	}
	return n
}

// Restored tells whether the terminal's modes are those it had at the start. Call
// it after Exit.
func (tm *Terminal) Restored() bool {
	tm.t.Helper()
	now, err := unix.IoctlGetTermios(int(tm.slave.Fd()), unix.TCGETS)
	if err != nil {
		tm.t.Fatal(err)
	}
	for from := time.Now(); tm.altScreen() && time.Since(from) < time.Second; {
		time.Sleep(poll) // the last bytes are read after the program is gone
	}
	return *now == tm.before && !tm.altScreen()
}

func (tm *Terminal) altScreen() bool {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	return tm.screen.IsAltScreen()
}

// Signal sends a signal to the program.
func (tm *Terminal) Signal(s os.Signal) {
	tm.t.Helper()
	if err := tm.cmd.Process.Signal(s); err != nil {
		tm.t.Fatal(err)
	}
}

// Hangup closes the terminal, as a dropped line does: the system sends SIGHUP,
// and what the program reads and writes fails from then on. The modes cannot be
// asked for afterwards.
func (tm *Terminal) Hangup() {
	tm.t.Helper()
	if err := errors.Join(tm.slave.Close(), unix.SetNonblock(int(tm.master.Fd()), true), tm.master.Close()); err != nil {
		tm.t.Fatal(err)
	}
}
