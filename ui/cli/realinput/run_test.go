//go:build realinput && linux

package realinput

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"b2tui/ui/cli/clitest"
)

// bench is a program with its emulator.
type bench struct {
	*clitest.Program
	t *testing.T
}

func newBench(t *testing.T) *bench {
	t.Helper()
	return &bench{Program: clitest.Start(t), t: t}
}

// must runs the program, which must succeed, and prints its cost.
func (b *bench) must(what string, args ...string) {
	b.t.Helper()
	cost, _ := b.Must(args...)
	b.t.Logf("%-28s %s", what, cost)
}

// same fails unless both trees hold the same names, bytes and times.
func (b *bench) same(want, got string) {
	b.t.Helper()
	if out, err := exec.CommandContext(b.t.Context(), "diff", "-r", want, got).CombinedOutput(); err != nil {
		b.t.Fatalf("diff -r: %v\n%.2000s", err, out)
	}
	files := 0
	err := filepath.WalkDir(want, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		rel, err := filepath.Rel(want, path)
		if err != nil {
			return err
		}
		a, err := os.Stat(path)
		if err != nil {
			return err
		}
		z, err := os.Stat(filepath.Join(got, rel))
		if err != nil {
			return err
		}
		files++
		if a.ModTime().UnixMilli() != z.ModTime().UnixMilli() {
			b.t.Errorf("%s: mtime %v, want %v", rel, z.ModTime(), a.ModTime())
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Logf("%d files equal in bytes and times", files)
}

// TestSourceTree moves over 10,000 files up and back.
func TestSourceTree(t *testing.T) {
	b := newBench(t)
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	src := filepath.Join(strings.TrimSpace(string(root)), "src")
	back := t.TempDir()
	b.must("create bucket", "bucket", "create", "source-tree")
	b.must("put $(go env GOROOT)/src", "put", "--quiet", src, "b2://source-tree/")
	b.must("get", "get", "--quiet", "b2://source-tree/src/", back)
	b.same(src, filepath.Join(back, "src"))
}

// TestGibibyte moves one random file of 1 GiB up and back.
func TestGibibyte(t *testing.T) {
	b := newBench(t)
	dir, back := t.TempDir(), t.TempDir()
	file, err := os.Create(filepath.Join(dir, "random.bin"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(file, rand.Reader, 1<<30); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	b.must("create bucket", "bucket", "create", "gibibyte")
	b.must("put 1 GiB", "put", "--quiet", file.Name(), "b2://gibibyte/")
	b.must("get 1 GiB", "get", "--quiet", "b2://gibibyte/random.bin", back)
	b.same(dir, back)
}

// TestFullDisk fetches into a file system that is too small.
func TestFullDisk(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("mounting a tmpfs needs root")
	}
	b := newBench(t)
	dir, small := t.TempDir(), t.TempDir()
	if err := syscall.Mount("tmpfs", small, "tmpfs", 0, "size=4m"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(small, 0) })
	file := filepath.Join(dir, "big.bin")
	if err := os.WriteFile(file, bytes.Repeat([]byte("0123456789abcdef"), 1<<19), 0o600); err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join(small, "kept.txt")
	if err := os.WriteFile(kept, []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.must("create bucket", "bucket", "create", "full-disk")
	b.must("put 8 MiB", "put", "--quiet", file, "b2://full-disk/")
	_, out, code := b.Run("get", "b2://full-disk/big.bin", small)
	t.Logf("exit %d: %s", code, out)
	if code != 5 && code != 1 {
		t.Errorf("exit %d, want a failure", code)
	}
	if !strings.Contains(out, "space") {
		t.Errorf("the message does not speak of space: %q", out)
	}
	if _, err := os.Stat(filepath.Join(small, "big.bin")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a target was made: %v", err)
	}
	if text, err := os.ReadFile(kept); err != nil || string(text) != "kept" {
		t.Errorf("what was there changed: %q %v", text, err)
	}
}
