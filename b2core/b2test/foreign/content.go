package foreign

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// LargeSize is the size in bytes of the file that goes up in parts.
func LargeSize(t testing.TB) int64 {
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

// RandomFile writes size bytes that nothing can compress. They depend on the
// path alone.
func RandomFile(t testing.TB, path string, size int64) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(f, rand.NewChaCha8(sha256.Sum256([]byte(path))), size); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// Tree writes files of up to 40 kB in 20 folders with awkward names.
func Tree(t testing.TB, dir string, files int) {
	t.Helper()
	for i := range files {
		name := fmt.Sprintf("d%d/s %d+%%/file é %d.txt", i%20, i%7, i)
		RandomFile(t, filepath.Join(dir, name), int64(i*7919%40_000))
	}
}

// file is what two copies of a file must have in common. B2 keeps times in
// milliseconds.
type file struct {
	size   int64
	sum    [sha256.Size]byte
	millis int64
}

// Same compares two files or trees by names, bytes and times.
func Same(t testing.TB, a, b string) {
	t.Helper()
	want, got := contents(t, a), contents(t, b)
	if len(want) != len(got) {
		t.Errorf("%s has %d files, %s has %d", a, len(want), b, len(got))
	}
	for name, w := range want {
		switch g, ok := got[name]; {
		case !ok:
			t.Errorf("%s is missing in %s", name, b)
		case g.size != w.size || g.sum != w.sum:
			t.Errorf("%s differs: %d bytes in %s, %d in %s", name, w.size, a, g.size, b)
		case g.millis != w.millis:
			t.Errorf("%s has another time in %s: %d ms later", name, b, g.millis-w.millis)
		}
	}
}

func contents(t testing.TB, root string) map[string]file {
	t.Helper()
	files := map[string]file{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		files[rel], err = describe(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func describe(path string) (file, error) {
	f, err := os.Open(path)
	if err != nil {
		return file{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return file{}, err
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return file{}, err
	}
	return file{info.Size(), [sha256.Size]byte(hash.Sum(nil)), info.ModTime().UnixMilli()}, nil
}
