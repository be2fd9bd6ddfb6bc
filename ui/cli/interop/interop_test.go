//go:build foreign && unix

package interop

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"b2tui/b2core/b2test/foreign"
	"b2tui/ui/cli/clitest"
)

// stage is a program with its emulator, and the content that every client moves:
// a large file, and a tree whose names need care.
type stage struct {
	*clitest.Program
	dir   string // for what comes back
	large string // a folder with one file
	tree  string // a folder
	files int    // in it
}

const largeName = "large + 100%.bin"

func newStage(t *testing.T) *stage {
	t.Helper()
	dir := t.TempDir()
	s := &stage{Program: clitest.Start(t), dir: dir, large: filepath.Join(dir, "large"), tree: filepath.Join(dir, "tree"), files: treeFiles(t)}
	foreign.RandomFile(t, filepath.Join(s.large, largeName), foreign.LargeSize(t))
	odd := []string{
		"ünïcödé/日本 🎉.txt", "a b/+plus +.txt", "per%cent/100%25 %2F.txt", "a&b=c?d#e;f,g:h@i.txt",
		"quote ' \".txt", "brackets [1] {2} (3) <4>.txt", "~tilde!$*^|`.txt", ".hidden", "two  spaces/ leading.txt",
	}
	foreign.Tree(t, s.tree, s.files-len(odd))
	for i, name := range odd {
		path := filepath.Join(s.tree, "odd", name)
		foreign.RandomFile(t, path, int64(i)*1000)
		past := time.Date(1999+i, 12, 31, 23, 59, 59, 123_000_000, time.UTC)
		if err := os.Chtimes(path, past, past); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// treeFiles is how many files the tree has.
func treeFiles(t *testing.T) int {
	t.Helper()
	s := os.Getenv("B2TUI_TEST_FOREIGN_FILES")
	if s == "" {
		return 1000
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("B2TUI_TEST_FOREIGN_FILES: %v", err)
	}
	return n
}

// table runs the rows of a test and prints how they ended.
type table struct {
	stage  *stage
	client *foreign.Client
	lines  []string
}

func (b *table) row(t *testing.T, what string, run func(t *testing.T, s *stage, c *foreign.Client)) {
	t.Helper()
	start := time.Now()
	result := "FAILED"
	t.Run(what, func(t *testing.T) {
		inner := *b.stage
		inner.Program = b.stage.In(t)
		run(t, &inner, b.client.In(t))
		if !t.Failed() {
			result = "passed"
		}
	})
	b.lines = append(b.lines, fmt.Sprintf("%-72s  %s  %5.1f s", what, result, time.Since(start).Seconds()))
}

func (b *table) print(t *testing.T) {
	t.Helper()
	t.Logf("\n%s", strings.Join(b.lines, "\n"))
}

// back is an empty folder for what a row fetches.
func (s *stage) back(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(s.dir, "back")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// names are the tree's names as B2 has them, in its order.
func (s *stage) names(t *testing.T, prefix string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(s.tree, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(s.tree, path)
		names = append(names, prefix+filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}

// lines are the lines of an output, sorted.
func lines(out string) []string {
	all := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	slices.Sort(all)
	return all
}

// equalLines compares two lists and shows where they part.
func equalLines(t *testing.T, what string, want, got []string) {
	t.Helper()
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(want):
			t.Fatalf("%s: %d too many, the first is %q", what, len(got)-len(want), got[i])
		case i >= len(got):
			t.Fatalf("%s: %d missing, the first is %q", what, len(want)-len(got), want[i])
		case want[i] != got[i]:
			t.Fatalf("%s: %q where %q belongs", what, got[i], want[i])
		}
	}
}
