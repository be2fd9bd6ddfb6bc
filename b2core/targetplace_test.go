package b2core_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"b2tui/b2core"
)

// watched is a target that tells before each thing that is done to it.
type watched struct {
	*b2core.LocalTarget
	before func(op string)
}

func (w watched) WriteAt(p []byte, off int64) (int, error) {
	w.before("write")
	return w.LocalTarget.WriteAt(p, off)
}

func (w watched) Truncate(size int64) error {
	w.before("truncate")
	return w.LocalTarget.Truncate(size)
}

func (w watched) Commit() error {
	w.before("commit")
	return w.LocalTarget.Commit()
}

// Somebody else's file that appears under the target's name, or changes there,
// at any moment of a download stays as it is: the answer was given for what was
// there at the start.
func TestTargetThatAppearsIsNotReplaced(t *testing.T) {
	t.Attr("fault", "L6")
	const size = 2500
	a := newAccount(t)
	a.c.SetRanges(500, 500)
	v := a.put(t, "n", content(size))
	theirs := []byte("theirs")
	cases, overwrites := 0, 0
	for _, answered := range []bool{false, true} { // to replace what was there
		for _, moment := range []string{"truncate", "write", "commit"} {
			cases++
			file := filepath.Join(t.TempDir(), "n")
			o := b2core.TargetOptions{}
			if answered {
				if err := os.WriteFile(file, []byte("seen at the start"), 0o600); err != nil {
					t.Fatal(err)
				}
				info, err := os.Lstat(file)
				if err != nil {
					t.Fatal(err)
				}
				print := b2core.FingerprintOf(info)
				o = b2core.TargetOptions{Replace: true, Replaces: &print}
			}
			target, err := b2core.OpenLocalTarget(file, o)
			if err != nil {
				t.Fatal(err)
			}
			_, err = a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: watched{target, func(op string) {
				if op == moment {
					if err := os.WriteFile(file, theirs, 0o600); err != nil {
						t.Error(err)
					}
				}
			}}, Steering: b2core.Steering{Slots: make(oneSlot, 1)}})
			if !errors.Is(err, b2core.ErrExists) {
				t.Errorf("answered %v, at %s: %v", answered, moment, err)
			}
			if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, theirs) {
				overwrites++
			}
			if err := target.Remove(); err != nil {
				t.Error(err)
			}
			if left, _ := os.ReadDir(filepath.Dir(file)); len(left) != 1 {
				t.Errorf("answered %v, at %s: left %v", answered, moment, left)
			}
		}
	}
	if overwrites != 0 {
		t.Errorf("%d files of others were replaced", overwrites)
	}
	t.Attr("figure", fmt.Sprintf("%d files appeared or changed during a download, overwrites: %d", cases, overwrites))
}

// What is not complete lies in the target's own folder, so that putting it in
// place is a rename within one file system, and nowhere else.
func TestPartialLiesBesideItsTarget(t *testing.T) {
	t.Attr("fault", "L10")
	const size = 2500
	a := newAccount(t)
	a.c.SetRanges(500, 500)
	v := a.put(t, "n", content(size))
	temp, home := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv("HOME", home)
	seen, elsewhere := 0, 0
	for _, name := range []string{"top", "a/b/c/deep", "a/" + strings.Repeat("l", 255), ".hidden", "a/-rf $(x)"} {
		dir := t.TempDir()
		folder, err := b2core.OpenLocalFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		target, err := folder.Create(name, b2core.TargetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		own := filepath.Dir(filepath.Join(dir, filepath.FromSlash(name)))
		look := func(string) {
			for _, root := range []string{dir, temp, home} {
				for file := range files(t, root) {
					if base := filepath.Base(file); filepath.Dir(file) == own && b2core.IsPartial(base) {
						seen++
					} else {
						elsewhere++
					}
				}
			}
		}
		_, err = a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: watched{target, look}, Steering: b2core.Steering{Slots: make(oneSlot, 1)}})
		if err = errors.Join(err, target.Close(), folder.Close()); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name))); err != nil || !bytes.Equal(got, content(size)) {
			t.Errorf("%q: %v", name, err)
		}
		if n := len(files(t, dir)); n != 1 {
			t.Errorf("%q: %d files at the end", name, n)
		}
	}
	if seen == 0 || elsewhere != 0 {
		t.Errorf("looked %d times at the partial file, and met %d files elsewhere", seen, elsewhere)
	}
	t.Attr("figure", fmt.Sprintf("looked %d times: beside the target %d, elsewhere %d", seen+elsewhere, seen, elsewhere))
}

// files are all below a folder.
func files(t *testing.T, root string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all[path] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
