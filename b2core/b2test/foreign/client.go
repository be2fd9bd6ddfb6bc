package foreign

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Realm is a B2 and the key to log in with.
type Realm struct{ URL, KeyID, Key string }

// Client is a foreign program and the environment that points it at a realm.
type Client struct {
	Path string
	Args []string // before those of each run
	Env  []string // beside the environment of the test

	t testing.TB
}

// In is the client in the hands of a subtest.
func (c Client) In(t testing.TB) *Client {
	t.Helper()
	c.t = t
	return &c
}

// Run returns what the program prints, and fails the test when it fails.
func (c *Client) Run(args ...string) string {
	c.t.Helper()
	out, err := c.Try(args...)
	if err != nil {
		c.t.Fatalf("%s %s: %v\n%s", filepath.Base(c.Path), strings.Join(args, " "), err, out)
	}
	return out
}

// Try returns what the program prints and how it ended.
func (c *Client) Try(args ...string) (string, error) {
	cmd := c.Command(args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
}

// Command is a run that has not begun; it ends with the test.
func (c *Client) Command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(c.t.Context(), c.Path, slices.Concat(c.Args, args)...)
	cmd.Env = append(os.Environ(), c.Env...)
	return cmd
}

// findRclone looks for rclone or builds it, once for all tests.
var findRclone = sync.OnceValues(func() (string, error) {
	if path, err := exec.LookPath("rclone"); err == nil {
		return path, nil
	}
	dir, err := os.MkdirTemp("", "rclone")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", "install", "github.com/rclone/rclone@latest")
	cmd.Env = append(os.Environ(), "GOBIN="+dir, "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go install rclone: %w: %s", err, out)
	}
	return filepath.Join(dir, "rclone"), nil
})

// Rclone is rclone with a remote X that is the realm. Files of more than 100 MB
// go up in chunks.
func Rclone(t testing.TB, r Realm) *Client {
	t.Helper()
	path, err := findRclone()
	if err != nil {
		t.Skipf("no rclone in PATH, and it cannot be built: %v", err)
	}
	return &Client{t: t, Path: path, Env: []string{
		"RCLONE_CONFIG=" + os.DevNull, "RCLONE_CONFIG_X_TYPE=b2", "RCLONE_CONFIG_X_ACCOUNT=" + r.KeyID,
		"RCLONE_CONFIG_X_KEY=" + r.Key, "RCLONE_CONFIG_X_ENDPOINT=" + r.URL, "RCLONE_B2_UPLOAD_CUTOFF=100M",
	}}
}

// B2SDK is a Python script that uses b2sdk; it gets the realm's URL, key ID and
// key before its own arguments.
func B2SDK(t testing.TB, r Realm, script string) *Client {
	t.Helper()
	path := os.Getenv("B2TUI_TEST_PYTHON")
	if path == "" {
		path = "/usr/bin/python3"
	}
	if out, err := exec.CommandContext(t.Context(), path, "-c", "import b2sdk").CombinedOutput(); err != nil {
		t.Skipf("%s has no b2sdk (on Debian: apt install python3-b2sdk): %v %s", path, err, out)
	}
	return &Client{t: t, Path: path, Args: []string{script, r.URL, r.KeyID, r.Key}}
}
