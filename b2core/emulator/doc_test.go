package emulator_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The map in the package's description has every file.
func TestMapHasEveryFile(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	all, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		if name != "doc.go" && !strings.HasSuffix(name, "_test.go") && !strings.Contains(string(doc), name) {
			t.Errorf("%s is missing", name)
		}
	}
}
