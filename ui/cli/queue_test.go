package cli

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"b2tui/b2core/emulator"
)

// queueWorld is an emulator on a slow line, and processes with one queue.
type queueWorld struct {
	*testing.T
	b2  *emulator.Emulator
	env []string
	dir string
}

func newQueueWorld(t *testing.T) *queueWorld {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows sends no signals to other processes")
	}
	e, err := emulator.New(emulator.Options{Pace: emulator.Pace{Up: 400_000}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	realm, err := e.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	w := &queueWorld{T: t, b2: e, dir: dir, env: append(os.Environ(), "HOME="+dir, "XDG_STATE_HOME="+dir, "XDG_CONFIG_HOME="+dir,
		envRealm+"="+realm, envKeyID+"="+e.KeyID(), envKey+"="+e.Key())}
	w.run("bucket", "create", "photos-2026")
	return w
}

// run runs a subcommand to its end and returns what it wrote.
func (w *queueWorld) run(args ...string) string {
	w.Helper()
	cmd := exec.CommandContext(w.Context(), "b2tui", args...)
	cmd.Env = w.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.Fatalf("b2tui %v: %v: %s", args, err, out)
	}
	return string(out)
}

// start starts one; the test waits for it.
func (w *queueWorld) start(program string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	w.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(w.Context()), program, args...)
	var out bytes.Buffer
	cmd.Env, cmd.Stdout, cmd.Stderr = w.env, &out, &out
	if err := cmd.Start(); err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = cmd.Process.Kill() })
	return cmd, &out
}

// until waits until the service sees that many uploads, and tells how long.
func (w *queueWorld) until(uploads int) time.Duration {
	w.Helper()
	start := time.Now()
	for int(w.b2.Counters().Uploading) != uploads {
		if time.Since(start) > time.Minute {
			w.Fatalf("%d uploads at the service, want %d", w.b2.Counters().Uploading, uploads)
		}
		time.Sleep(time.Millisecond)
	}
	return time.Since(start)
}

// What a killed put left is run by "queue run", which ends within two seconds
// of a signal, lives on under nohup, and does what other processes order.
func TestQueueRun(t *testing.T) {
	w := newQueueWorld(t)
	big := filepath.Join(w.dir, "big.bin")
	if err := os.WriteFile(big, bytes.Repeat([]byte("0123456789abcdef"), 1_000_000), 0o600); err != nil {
		t.Fatal(err)
	}
	put, _ := w.start("b2tui", "put", big, "b2://photos-2026/", "--parts-at-once", "1")
	w.until(1)
	_ = put.Process.Kill()
	_ = put.Wait()
	w.until(0)

	for _, c := range []struct {
		signal syscall.Signal
		code   int
	}{{syscall.SIGTERM, 143}, {syscall.SIGHUP, 129}} {
		queue, out := w.start("b2tui", "queue", "run", "--parts-at-once", "1")
		w.until(1)
		asked := time.Now()
		_ = queue.Process.Signal(c.signal)
		_ = queue.Wait()
		if took := time.Since(asked); took > 3*time.Second || queue.ProcessState.ExitCode() != c.code {
			t.Errorf("%v: exit code %d after %v: %s", c.signal, queue.ProcessState.ExitCode(), took, out)
		}
		if !strings.Contains(out.String(), "b2tui queue run go on with it") {
			t.Errorf("said %q", out)
		}
	}

	queue, out := w.start("nohup", "b2tui", "queue", "run", "--json", "--parts-at-once", "1")
	w.until(1)
	_ = queue.Process.Signal(syscall.SIGHUP)
	w.run("queue", "pause")
	if d := w.until(0); d > time.Second {
		t.Errorf("paused after %v", d)
	}
	if list := w.run("queue", "list", "--json"); !strings.Contains(list, `"state":"paused"`) {
		t.Errorf("list: %s", list)
	}
	_ = queue.Wait() // nothing is left to run
	if code := queue.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit code %d: %s", code, out)
	}
	w.b2.SetPace(emulator.Pace{})
	w.run("queue", "resume")
	if out := w.run("queue", "run", "--json"); !strings.Contains(out, `"event":"summary","done":1,`) {
		t.Errorf("%s", out)
	}
	w.run("get", "b2://photos-2026/big.bin", filepath.Join(w.dir, "back"))
	got, err := os.ReadFile(filepath.Join(w.dir, "back"))
	if want, _ := os.ReadFile(big); err != nil || !bytes.Equal(got, want) {
		t.Errorf("what came back is not what was sent: %v", err)
	}
}
