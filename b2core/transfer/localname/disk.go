package localname

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Disk is what a file system makes of names.
type Disk struct {
	Windows bool // its rules for names hold
	Case    bool // capital and small letters are the same to it
	Form    bool // composed and decomposed letters are the same to it
}

// Here is what holds for all disks of this system.
func Here() Disk { return Disk{Windows: runtime.GOOS == "windows"} }

// DiskOf tells about the disk that a folder lies on, or will lie on if it is not
// there yet. It changes nothing but that it may make an empty file for a moment.
func DiskOf(dir string) Disk {
	d := Here()
	d.Case = caseBlind(existing(dir))
	// No disk of Windows looks at how accents are written, all of macOS do, and
	// elsewhere those do that were made blind to case on purpose.
	d.Form = runtime.GOOS == "darwin" || d.Case && !d.Windows
	return d
}

// Blind tells whether there are names that a bucket tells apart and it does not.
func (d Disk) Blind() bool { return d.Case || d.Form }

// existing is the folder itself or the nearest one above it that is there.
func existing(dir string) string {
	for {
		up := filepath.Dir(dir)
		if _, err := os.Stat(dir); err == nil || up == dir {
			return dir
		}
		dir = up
	}
}

// caseBlind looks for something in a folder under its name with the other
// letters. A folder without anything to look for gets an empty file meanwhile;
// one that takes none is found by its own name, which the disk above decides.
func caseBlind(dir string) bool {
	if f, err := os.Open(dir); err == nil {
		names, _ := f.Readdirnames(16) // what cannot be read is looked for in another way
		_ = f.Close()
		for _, n := range names {
			if blind, ok := sameFile(dir, n); ok {
				return blind
			}
		}
	}
	if f, err := os.CreateTemp(dir, ".b2tui-*-letters"); err == nil {
		_ = f.Close() // it holds nothing
		blind, _ := sameFile(dir, filepath.Base(f.Name()))
		_ = os.Remove(f.Name()) // an empty file, should it stay
		return blind
	}
	blind, _ := sameFile(filepath.Dir(dir), filepath.Base(dir))
	return blind
}

// sameFile tells whether a name and the one with the other letters lead to the
// same file; not ok: the name has no letters, or is gone.
func sameFile(dir, name string) (same, ok bool) {
	other := swapCase(name)
	info, err := os.Lstat(filepath.Join(dir, name))
	if err != nil || other == name {
		return false, false
	}
	twin, err := os.Lstat(filepath.Join(dir, other))
	return err == nil && os.SameFile(info, twin), true
}

func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		case 'A' <= r && r <= 'Z':
			return r - 'A' + 'a'
		}
		return r
	}, s)
}

// Fold is what two names have in common that the disk takes for one.
func (d Disk) Fold(name string) string {
	if d.Form {
		name = norm.NFC.String(name)
	}
	if d.Case {
		name = strings.Map(foldRune, name)
	}
	return name
}

// foldRune is the same for all letters that differ in case only: the first of
// their orbit.
func foldRune(r rune) rune {
	if r < unicode.MaxASCII {
		if 'A' <= r && r <= 'Z' {
			return r - 'A' + 'a'
		}
		return r
	}
	low := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		low = min(low, next)
	}
	return unicode.ToLower(low)
}
