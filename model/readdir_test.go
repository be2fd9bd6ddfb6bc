//go:build linux || darwin || freebsd

package model

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"b2tui/ui/views"
)

// TestReadingAFolderLeavesLittleGarbage bounds what an entry of a local folder
// costs besides its row: its name, and no more than one allocation else.
func TestReadingAFolderLeavesLittleGarbage(t *testing.T) {
	dir := t.TempDir()
	const files = 200
	for i := range files {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("file-%03d", i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	room := make([]views.Row, 0, files)
	allocs := testing.AllocsPerRun(5, func() {
		d, err := os.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = d.Close() }()
		if rows, err := readRows(d, room, files); err != nil || len(rows) != files {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
	})
	if most := 2.5 * files; allocs > most {
		t.Errorf("%.0f allocations for %d entries, at most %.0f are expected", allocs, files, most)
	}
}
