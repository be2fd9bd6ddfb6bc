//go:build foreign

package foreign

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"b2tui/b2core/b2test"
)

// TestRcloneOwnSuite runs the tests that rclone's authors run against the real
// service. It takes some minutes, most of them for building and for rclone's own
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
	s := b2test.NewServer(t)
	cmd := exec.CommandContext(t.Context(), suite, "-test.v", "-remote", "TestB2:")
	cmd.Dir = filepath.Join(dir, "backend", "b2")
	cmd.Env = append(os.Environ(), "RCLONE_CONFIG="+os.DevNull, "RCLONE_CONFIG_TESTB2_TYPE=b2",
		"RCLONE_CONFIG_TESTB2_ACCOUNT="+s.KeyID(), "RCLONE_CONFIG_TESTB2_KEY="+s.Key(), "RCLONE_CONFIG_TESTB2_ENDPOINT="+s.URL)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("rclone's suite: %v\n%s", err, out)
	}
	passed := strings.Count(string(out), "--- PASS")
	t.Logf("%d of rclone's tests pass, %d are skipped", passed, strings.Count(string(out), "--- SKIP"))
	if passed < 100 {
		t.Errorf("only %d tests ran:\n%s", passed, out)
	}
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
