//go:build foreign

package foreign

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"b2tui/b2core/b2test"
)

// TestRcloneOwnSuite runs the tests that rclone's authors run against the real
// service, on `b2tui emulator` and on an emulator that refuses what B2 does not
// know. It takes some minutes, most of them for building and for rclone's own
// pace.
func TestRcloneOwnSuite(t *testing.T) {
	if testing.Short() {
		t.Skip("builds rclone's tests; not in short mode")
	}
	t.Parallel()
	dir := rcloneSource(t)
	suite := filepath.Join(t.TempDir(), "b2.test")
	build := &Client{t: t, Path: "go", Env: []string{"GOFLAGS=", "CGO_ENABLED=0"}}
	build.Run("test", "-C", dir, "-c", "-o", suite, "./backend/b2")
	for name, start := range map[string]func(t *testing.T) Realm{
		"command": emulatorCommand,
		"strict":  func(t *testing.T) Realm { return realmOf(b2test.NewServer(t, strict, apart)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t)
			cmd := exec.CommandContext(t.Context(), suite, "-test.v", "-remote", "TestB2:")
			cmd.Dir = filepath.Join(dir, "backend", "b2")
			cmd.Env = append(os.Environ(), "RCLONE_CONFIG="+os.DevNull, "RCLONE_CONFIG_TESTB2_TYPE=b2",
				"RCLONE_CONFIG_TESTB2_ACCOUNT="+r.KeyID, "RCLONE_CONFIG_TESTB2_KEY="+r.Key, "RCLONE_CONFIG_TESTB2_ENDPOINT="+r.URL)
			out, err := cmd.CombinedOutput()
			c := count(string(out))
			t.Logf("rclone's own tests of its B2 backend (%s): %d passed, %d skipped, %d failed", name, c["PASS"], c["SKIP"], c["FAIL"])
			if err != nil || c["FAIL"] > 0 {
				t.Errorf("rclone's suite: %v\n%s", err, out)
			}
			if c["PASS"] < 100 {
				t.Errorf("only %d tests passed:\n%s", c["PASS"], out)
			}
		})
	}
}

// count counts how the tests of a verbose run ended. What has subtests is not
// counted beside them.
func count(out string) map[string]int {
	ended := map[string]string{}
	parent := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\s*--- (PASS|SKIP|FAIL): (\S+) \(`).FindAllStringSubmatch(out, -1) {
		name := m[2]
		ended[name] = m[1]
		for i := strings.LastIndexByte(name, '/'); i > 0; i = strings.LastIndexByte(name, '/') {
			name = name[:i]
			parent[name] = true
		}
	}
	counts := map[string]int{}
	for name, how := range ended {
		if !parent[name] {
			counts[how]++
		}
	}
	return counts
}

// emulatorCommand builds b2tui and runs its emulator until the test ends.
func emulatorCommand(t *testing.T) Realm {
	t.Helper()
	program := filepath.Join(t.TempDir(), "b2tui")
	build := &Client{t: t, Path: "go"}
	build.Run("build", "-o", program, "b2tui")
	cmd := exec.CommandContext(t.Context(), program, "emulator")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	said := map[string]string{}
	for len(said) < 3 && lines.Scan() {
		if name, value, ok := strings.Cut(strings.TrimPrefix(lines.Text(), "export "), "="); ok {
			said[name] = value
		}
	}
	t.Cleanup(func() { // the test's context has ended, and with it the emulator
		_, _ = io.Copy(io.Discard, stdout)
		if err := cmd.Wait(); err != nil && stderr.Len() > 0 {
			t.Errorf("b2tui emulator: %v\n%s", err, stderr.Bytes())
		}
	})
	if len(said) < 3 {
		t.Fatalf("b2tui emulator says %v", said)
	}
	return Realm{URL: said["B2_ENVIRONMENT"], KeyID: said["B2_APPLICATION_KEY_ID"], Key: said["B2_APPLICATION_KEY"]}
}

// rcloneSource downloads rclone's newest source and returns its folder.
func rcloneSource(t *testing.T) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "mod", "download", "-json", "github.com/rclone/rclone@latest")
	cmd.Dir = t.TempDir() // outside this module, whose go.mod is not to change
	cmd.Env = append(os.Environ(), "GOFLAGS=")
	out, err := cmd.Output()
	var module struct{ Dir string }
	if err == nil {
		err = json.Unmarshal(out, &module)
	}
	if err != nil || module.Dir == "" {
		t.Skipf("rclone's source cannot be had: %v %s", err, out)
	}
	return module.Dir
}
