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
	e, err := emulator.New(emulator.Options{Pace: slowLine, MinimumPartSize: 1 << 20, RecommendedPartSize: 4 << 20})
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

// slowLine is the pace at which an upload of the test's file lasts.
var slowLine = emulator.Pace{Up: 400_000}

// uploading waits until the service sees an upload.
func (w *queueWorld) uploading() { w.Helper(); w.until(1) }

// idle waits until it sees none; what lies in the sockets is read quickly.
func (w *queueWorld) idle() {
	w.Helper()
	w.b2.SetPace(emulator.Pace{})
	w.until(0)
	w.b2.SetPace(slowLine)
}

func (w *queueWorld) until(uploads int64) {
	w.Helper()
	for start := time.Now(); w.b2.Counters().Uploading != uploads; time.Sleep(time.Millisecond) {
		if time.Since(start) > time.Minute {
			w.Fatalf("%d uploads at the service, want %d", w.b2.Counters().Uploading, uploads)
		}
	}
}

// What a killed put left is run by "queue run", which ends within two seconds
// of a signal, lives on under nohup, and does what other processes order.
func TestQueueRun(t *testing.T) {
	heedSignals(t)
	w := newQueueWorld(t)
	big := filepath.Join(w.dir, "big.bin")
	if err := os.WriteFile(big, bytes.Repeat([]byte("0123456789abcdef"), 1_000_000), 0o600); err != nil {
		t.Fatal(err)
	}
	put, _ := w.start("b2tui", "put", big, "b2://photos-2026/", "--parts-at-once", "1")
	w.uploading()
	_ = put.Process.Kill()
	_ = put.Wait()
	w.idle()

	for _, c := range []struct {
		signal syscall.Signal
		code   int
	}{{syscall.SIGTERM, 143}, {syscall.SIGHUP, 129}} {
		queue, out := w.start("b2tui", "queue", "run", "--parts-at-once", "1")
		w.uploading()
		asked := time.Now()
		_ = queue.Process.Signal(c.signal)
		_ = queue.Wait()
		took := time.Since(asked)
		w.idle()
		if took > 3*time.Second || queue.ProcessState.ExitCode() != c.code {
			t.Errorf("%v: exit code %d after %v: %s", c.signal, queue.ProcessState.ExitCode(), took, out)
		}
		if !strings.Contains(out.String(), "b2tui queue run go on with it") {
			t.Errorf("said %q", out)
		}
	}

	queue, out := w.start("nohup", "b2tui", "queue", "run", "--json", "--parts-at-once", "1")
	w.uploading()
	_ = queue.Process.Signal(syscall.SIGHUP)
	w.run("queue", "pause")
	paused := time.Now()
	_ = queue.Wait() // nothing is left to run
	if took, code := time.Since(paused), queue.ProcessState.ExitCode(); took > 2*time.Second || code != 0 {
		t.Errorf("exit code %d, %v after the pause: %s", code, took, out)
	}
	if list := w.run("queue", "list", "--json"); !strings.Contains(list, `"state":"paused"`) {
		t.Errorf("list: %s", list)
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

// What another process cancels is not done: the run that queued it says so, and
// ends as one that did not do everything.
func TestCancelledByAnotherProcess(t *testing.T) {
	w := newQueueWorld(t)
	if err := os.MkdirAll(filepath.Join(w.dir, "src"), 0o700); err != nil {
		t.Fatal(err)
	}
	big := filepath.Join(w.dir, "src", "big.bin")
	if err := os.WriteFile(big, bytes.Repeat([]byte("0123456789abcdef"), 1_000_000), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"put", big, "b2://photos-2026/"},
		{"put", filepath.Dir(big), "b2://photos-2026/"},
		{"sync", filepath.Dir(big), "b2://photos-2026/"},
	} {
		put, out := w.start("b2tui", append(args, "--parts-at-once", "1")...)
		w.uploading()
		list := w.run("queue", "list", "--json")
		id, _, _ := strings.Cut(strings.TrimPrefix(list, `{"id":`), ",")
		w.run("queue", "cancel", id)
		w.run("queue", "clear") // out of the list is not out of the count
		_ = put.Wait()
		if code := put.ProcessState.ExitCode(); code != exitSomeFailed || strings.Count(out.String(), "1 of 1 file cancelled") != 1 {
			t.Errorf("%v: exit code %d: %s", args, code, out)
		}
		w.idle()
		if left := w.run("bucket", "unfinished", "photos-2026", "--json"); left != "" {
			t.Errorf("%v left at the service: %s", args, left)
		}
	}
}
