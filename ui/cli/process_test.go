package cli

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/safego"
)

// What `b2tui emulator` prints is all that a client needs, and it ends when it
// is asked to.
func TestEmulatorCommand(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, w := io.Pipe()
	var stderr bytes.Buffer
	ended := make(chan int, 1)
	safego.Go(func() {
		ended <- run(ctx, Program{
			Args: []string{
				"emulator", "--key-id", "0012345", "--key", "K0017", "--data", t.TempDir(),
				"--strict", "--minimum-part-size", "7", "--token-lifetime", "1m",
			},
			Out: w, Err: &stderr,
		}, nil)
	})
	lines := bufio.NewScanner(r)
	said := map[string]string{}
	for range 4 {
		if !lines.Scan() {
			t.Fatalf("ended early: %s", stderr.String())
		}
		name, value, _ := strings.Cut(strings.TrimPrefix(lines.Text(), "export "), "=")
		said[name] = value
	}
	if _, ok := said["listening on "+said[envRealm]]; !ok || said[envKeyID] != "0012345" || said[envKey] != "K0017" {
		t.Errorf("printed %v", said)
	}
	client := b2core.New(b2core.Credentials{
		KeyID: said[envKeyID], Key: b2core.NewSecret(said[envKey]), Realm: said[envRealm],
	}, b2core.Options{})
	defer client.Close()
	account, err := client.Authorize(ctx)
	if err != nil {
		t.Errorf("log in with what it printed: %v", err)
	}
	if account.MinimumPartSize != 7 {
		t.Errorf("the smallest part is %d", account.MinimumPartSize)
	}
	if status := get(t, said[envRealm]+"/file/no-bucket/no-name?misspelt=1"); status != http.StatusBadRequest {
		t.Errorf("a parameter that B2 does not know is answered %d", status)
	}
	cancel()
	if code := <-ended; code != 0 || stderr.Len() > 0 {
		t.Errorf("ended with %d: %s", code, stderr.String())
	}
}

func get(t *testing.T, url string) int {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

// heedSignals has the processes that the test starts act on signals, though the
// test itself may have been told to ignore them, as under nohup.
func heedSignals(t *testing.T) {
	heard := make(chan os.Signal, 1)
	signal.Notify(heard, syscall.SIGHUP, syscall.SIGINT) // what is caught here is the default in a child
	t.Cleanup(func() { signal.Stop(heard) })
}

// A signal ends an upload within two seconds; the queue keeps it and says how
// to go on.
func TestInterruptedPut(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows sends no signals to other processes")
	}
	heedSignals(t)
	for _, c := range []struct {
		signal syscall.Signal
		code   int
	}{{syscall.SIGINT, 130}, {syscall.SIGTERM, 143}, {syscall.SIGHUP, 129}} {
		t.Run(c.signal.String(), func(t *testing.T) {
			e, err := emulator.New(emulator.Options{Pace: emulator.Pace{Up: 200_000}})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = e.Close() })
			realm, err := e.Listen(t.Context(), "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			env := append(os.Environ(), "HOME="+dir, "XDG_STATE_HOME="+dir, "XDG_CONFIG_HOME="+dir,
				envRealm+"="+realm, envKeyID+"="+e.KeyID(), envKey+"="+e.Key())
			big := filepath.Join(dir, "big.bin")
			if err := os.WriteFile(big, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Truncate(big, 20_000_000); err != nil {
				t.Fatal(err)
			}
			mk := exec.CommandContext(t.Context(), "b2tui", "bucket", "create", "photos-2026")
			mk.Env = env
			if out, err := mk.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			put := exec.CommandContext(t.Context(), "b2tui", "put", big, "b2://photos-2026/")
			var stderr bytes.Buffer
			put.Env, put.Stderr = env, &stderr
			if err := put.Start(); err != nil {
				t.Fatal(err)
			}
			for started := time.Now(); e.Counters().Uploading == 0; runtime.Gosched() {
				if time.Since(started) > time.Minute {
					t.Fatal("no upload came")
				}
			}
			asked := time.Now()
			if err := put.Process.Signal(c.signal); err != nil {
				t.Fatal(err)
			}
			_ = put.Wait()
			if took := time.Since(asked); took > 3*time.Second {
				t.Errorf("took %v to end", took)
			}
			if got := put.ProcessState.ExitCode(); got != c.code {
				t.Errorf("exit code %d, want %d", got, c.code)
			}
			if got := stderr.String(); !strings.Contains(got, "waits in the queue") || strings.Count(got, "\n") != 1 {
				t.Errorf("said %q", got)
			}
		})
	}
}
