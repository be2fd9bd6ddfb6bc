//go:build foreign

package foreign

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

// largeSize is the size of the file that goes up in parts.
func largeSize(t *testing.T) int64 {
	t.Helper()
	s := os.Getenv("B2TUI_TEST_FOREIGN_SIZE")
	if s == "" {
		return 230_000_000
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatalf("B2TUI_TEST_FOREIGN_SIZE: %v", err)
	}
	return n
}

// servers gives each test the emulator in memory and on disk.
func servers(t *testing.T, test func(t *testing.T, s *b2test.Server)) {
	t.Helper()
	t.Parallel()
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		test(t, b2test.NewServer(t))
	})
	t.Run("disk", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		test(t, b2test.NewServer(t, func(o *emulator.Options) { o.Data = dir }))
	})
}

// randomFile writes size bytes that nothing can compress.
func randomFile(t *testing.T, path string, size int64) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	rnd, buf := rand.NewChaCha8(sha256.Sum256([]byte(path))), make([]byte, 1<<20)
	for size > 0 {
		piece := buf[:min(size, int64(len(buf)))]
		_, _ = rnd.Read(piece)
		if _, err := f.Write(piece); err != nil {
			t.Fatal(err)
		}
		size -= int64(len(piece))
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// tree writes files of up to 40 kB in nested folders with awkward names.
func tree(t *testing.T, dir string, files int) {
	t.Helper()
	for i := range files {
		name := fmt.Sprintf("d%d/s %d+%%/file é %d.txt", i%20, i%7, i)
		randomFile(t, filepath.Join(dir, name), int64(i*7919%40_000))
	}
}

// same compares two files or trees by content.
func same(t *testing.T, a, b string) {
	t.Helper()
	want, got := contents(t, a), contents(t, b)
	if len(want) != len(got) {
		t.Errorf("%s has %d files, %s has %d", a, len(want), b, len(got))
	}
	for name, sum := range want {
		if got[name] != sum {
			t.Errorf("%s differs", name)
		}
	}
}

func contents(t *testing.T, root string) map[string][32]byte {
	t.Helper()
	sums := map[string][32]byte{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		rel, _ := filepath.Rel(root, path)
		sums[rel] = sha256.Sum256(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sums
}

// tool is a foreign program and the environment that points it at a server.
type tool struct {
	t    *testing.T
	path string
	args []string // before those of each run
	env  []string
}

// run returns what the program prints, and fails the test when it fails.
func (c *tool) run(args ...string) string {
	c.t.Helper()
	out, err := c.try(args...)
	if err != nil {
		c.t.Fatalf("%s %s: %v\n%s", filepath.Base(c.path), strings.Join(args, " "), err, out)
	}
	return out
}

func (c *tool) try(args ...string) (string, error) {
	cmd := exec.CommandContext(c.t.Context(), c.path, append(append([]string(nil), c.args...), args...)...)
	cmd.Env = append(os.Environ(), c.env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
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

// rclone is rclone with a remote X that is the server.
func rclone(t *testing.T, s *b2test.Server) *tool {
	t.Helper()
	path, err := findRclone()
	if err != nil {
		t.Skipf("no rclone in PATH, and it cannot be built: %v", err)
	}
	return &tool{t: t, path: path, env: []string{
		"RCLONE_CONFIG=" + os.DevNull, "RCLONE_CONFIG_X_TYPE=b2", "RCLONE_CONFIG_X_ACCOUNT=" + s.KeyID(),
		"RCLONE_CONFIG_X_KEY=" + s.Key(), "RCLONE_CONFIG_X_ENDPOINT=" + s.URL, "RCLONE_B2_UPLOAD_CUTOFF=100M",
	}}
}

// python runs a script of testdata with b2sdk; the script gets realm, key id
// and key before its own arguments.
func python(t *testing.T, s *b2test.Server, script string) *tool {
	t.Helper()
	path := os.Getenv("B2TUI_TEST_PYTHON")
	if path == "" {
		path = "/usr/bin/python3"
	}
	if out, err := exec.CommandContext(t.Context(), path, "-c", "import b2sdk").CombinedOutput(); err != nil {
		t.Skipf("%s has no b2sdk (on Debian: apt install python3-b2sdk): %v %s", path, err, out)
	}
	return &tool{t: t, path: path, args: []string{filepath.Join("testdata", script), s.URL, s.KeyID(), s.Key()}}
}
