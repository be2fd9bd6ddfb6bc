package b2core_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"b2tui/b2core"
)

func TestLocalTargetAppearsOnlyWhenCommitted(t *testing.T) {
	dir := t.TempDir()
	folder, err := b2core.OpenLocalFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	mtime := time.Date(2001, 2, 3, 4, 5, 6, 789e6, time.UTC)
	target, err := folder.Create("a/b/name.txt", b2core.TargetOptions{ModTime: mtime})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := target.WriteAt([]byte("content"), 0); err != nil {
		t.Fatal(err)
	}
	final := filepath.Join(dir, "a", "b", "name.txt")
	if _, err := os.Stat(final); err == nil {
		t.Error("the file is there before the commit")
	}
	if _, err := os.Stat(filepath.Join(dir, "a", "b", ".name.txt.b2tui-part")); err != nil {
		t.Error(err)
	}
	if _, err := folder.Create("a/b/name.txt", b2core.TargetOptions{}); !errors.Is(err, b2core.ErrExists) {
		t.Errorf("two downloads into one file: %v", err)
	}
	if err := target.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := target.Close(); err != nil {
		t.Error(err)
	}
	info, err := os.Stat(final)
	if err != nil || !info.ModTime().Equal(mtime) {
		t.Errorf("%v, %v", info, err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(final)); len(entries) != 1 {
		t.Errorf("%d entries are left", len(entries))
	}
}

// A file that is called done is still there after a power failure, and so are the
// folders that were made for it.
func TestMadeFoldersAreFlushed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "root")
	folder, err := b2core.MakeLocalFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	var flushed []string
	folder.OnSync(func(path string) {
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			t.Error(err)
		}
		flushed = append(flushed, filepath.ToSlash(rel))
	})
	targets := map[string]*b2core.LocalTarget{}
	for _, name := range []string{"a/b/one", "a/two", "a/b/three"} {
		if targets[name], err = folder.Create(name, b2core.TargetOptions{}); err != nil {
			t.Fatal(err)
		}
		defer targets[name].Close()
	}
	for _, c := range []struct{ name, want string }{ // "a" alone has its file beside a folder that another made
		{"a/two", "., a, a"}, {"a/b/one", "a/b"}, {"a/b/three", "a/b"},
	} {
		flushed = nil
		if err := targets[c.name].Commit(); err != nil {
			t.Fatal(err)
		}
		slices.Sort(flushed)
		if got := strings.Join(flushed, ", "); got != c.want {
			t.Errorf("%s: flushed %s, want %s", c.name, got, c.want)
		}
	}
	flushed = nil
	if err := folder.MakeFolder("a/c/d"); err != nil || len(flushed) != 2 { // in a and in c
		t.Errorf("a folder alone: flushed %q, %v", flushed, err)
	}
	if err := folder.MakeFolder("../out"); !errors.Is(err, b2core.ErrBadName) {
		t.Errorf("out of the folder: %v", err)
	}
}

func TestLocalTargetDoesNotReplaceUnasked(t *testing.T) {
	t.Attr("fault", "L6")
	t.Attr("figure", "overwrites: 0")
	dir := t.TempDir()
	file := filepath.Join(dir, "n")
	target, err := b2core.OpenLocalTarget(file, b2core.TargetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	// Somebody writes the name while the download runs.
	if err := os.WriteFile(file, []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := target.Commit(); !errors.Is(err, b2core.ErrExists) {
		t.Errorf("got %v", err)
	}
	if got, _ := os.ReadFile(file); string(got) != "theirs" {
		t.Errorf("their file now holds %q", got)
	}
	if _, err := b2core.OpenLocalTarget(file, b2core.TargetOptions{}); !errors.Is(err, b2core.ErrExists) {
		t.Errorf("got %v", err)
	}
	again, err := b2core.OpenLocalTarget(file, b2core.TargetOptions{Replace: true})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if err := again.Commit(); err != nil {
		t.Error(err)
	}
	if got, _ := os.ReadFile(file); len(got) != 0 {
		t.Errorf("replaced file holds %q", got)
	}
}

func TestLocalTargetKeepsThePartialForAResume(t *testing.T) {
	file := filepath.Join(t.TempDir(), "n")
	for _, c := range []struct {
		resume bool
		want   string
	}{{false, ""}, {true, "old"}} {
		first, err := b2core.OpenLocalTarget(file, b2core.TargetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := first.WriteAt([]byte("old"), 0); err != nil {
			t.Fatal(err)
		}
		first.Close()
		second, err := b2core.OpenLocalTarget(file, b2core.TargetOptions{Resume: c.resume})
		if err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 3)
		n, _ := second.ReadAt(buf, 0)
		if string(buf[:n]) != c.want {
			t.Errorf("resume %v: holds %q", c.resume, buf[:n])
		}
		if err := second.Remove(); err != nil {
			t.Error(err)
		}
	}
	if entries, _ := os.ReadDir(filepath.Dir(file)); len(entries) != 0 {
		t.Errorf("%d entries are left", len(entries))
	}
}

func TestNothingLeavesTheFolder(t *testing.T) {
	outside := t.TempDir()
	dir := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	victim := filepath.Join(outside, "victim")
	if err := os.WriteFile(victim, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(victim, filepath.Join(dir, ".planted.b2tui-part")); err != nil {
		t.Fatal(err)
	}
	folder, err := b2core.OpenLocalFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	for _, name := range []string{"", "/etc/x", "../x", "a/../../x", "..", ".", "a/", "a//b", "./a", "a/./b", "a\x00b", "link/x", "planted"} {
		target, err := folder.Create(name, b2core.TargetOptions{Replace: true})
		if err == nil {
			target.Close()
			t.Errorf("%q was accepted", name)
		}
	}
	if entries, _ := os.ReadDir(outside); len(entries) != 1 {
		t.Errorf("%d entries outside", len(entries))
	}
	if got, _ := os.ReadFile(victim); string(got) != "precious" {
		t.Errorf("the victim holds %q", got)
	}
	long := strings.Repeat("ü", 127)
	target, err := folder.Create(long, b2core.TargetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	if err := target.Commit(); err != nil {
		t.Error(err)
	}
}

func TestLocalSourceNoticesChanges(t *testing.T) {
	file := filepath.Join(t.TempDir(), "n")
	for name, change := range map[string]func() error{
		"same length, clock put back": func() error {
			info, err := os.Stat(file)
			if err != nil {
				return err
			}
			f, err := os.OpenFile(file, os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			defer f.Close()
			if _, err := f.WriteString("X"); err != nil {
				return err
			}
			return os.Chtimes(file, info.ModTime(), info.ModTime())
		},
		"longer": func() error { return os.WriteFile(file, []byte("longer content"), 0o600) },
		"replaced": func() error {
			other := file + "2"
			return errors.Join(os.WriteFile(other, []byte("content"), 0o600), os.Rename(other, file))
		},
	} {
		if err := os.WriteFile(file, []byte("content"), 0o600); err != nil {
			t.Fatal(err)
		}
		// The kernel stamps changes by its tick: wait for the next one.
		stamp(t)
		s, err := b2core.OpenLocalSource(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Check(); err != nil {
			t.Errorf("%s: unchanged: %v", name, err)
		}
		stamp(t)
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if err := s.Check(); !errors.Is(err, b2core.ErrSourceChanged) {
			t.Errorf("%s: %v", name, err)
		}
		s.Close()
	}
	if _, err := b2core.OpenLocalSource(t.TempDir()); err == nil {
		t.Error("a folder was opened")
	}
}

// stamp returns when the file system's clock has moved on.
func stamp(t *testing.T) {
	t.Helper()
	probe := filepath.Join(t.TempDir(), "probe")
	first := time.Time{}
	for {
		if err := os.WriteFile(probe, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(probe)
		if err != nil {
			t.Fatal(err)
		}
		if first.IsZero() {
			first = info.ModTime()
		}
		if info.ModTime().After(first) {
			return
		}
	}
}

func TestFileGoesUpAndComesBack(t *testing.T) {
	a := newAccount(t)
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from"), filepath.Join(dir, "to")
	want := content(4321)
	mtime := time.Date(1999, 12, 31, 23, 59, 59, 5e6, time.UTC)
	if err := errors.Join(os.WriteFile(from, want, 0o600), os.Chtimes(from, mtime, mtime)); err != nil {
		t.Fatal(err)
	}
	s, err := b2core.OpenLocalSource(from)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	v, err := a.c.Upload(t.Context(), b2core.UploadRequest{BucketID: a.bucket.ID, Name: "n", Source: s, ModTime: s.Info().ModTime()})
	if err != nil {
		t.Fatal(err)
	}
	target, err := b2core.OpenLocalTarget(to, b2core.TargetOptions{ModTime: v.ModTime()})
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	if verdict, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: target}); err != nil || verdict != b2core.Verified {
		t.Fatal(verdict, err)
	}
	got, err := os.ReadFile(to)
	info, _ := os.Stat(to)
	if err != nil || !bytes.Equal(got, want) || !info.ModTime().Equal(mtime) {
		t.Errorf("%d bytes, %v, %v", len(got), info.ModTime(), err)
	}
}

func TestLocalTargetIsRemovedAfterItFoundNoPlace(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "n")
	target, err := b2core.OpenLocalTarget(file, b2core.TargetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := target.Commit(); !errors.Is(err, b2core.ErrExists) {
		t.Errorf("got %v", err)
	}
	if err := target.Remove(); err != nil {
		t.Error(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 || left[0].Name() != "n" {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A disk that sets no times gets the content all the same, and it is said.
func TestTimeThatCannotBeSet(t *testing.T) {
	t.Attr("fault", "L13")
	a := newAccount(t)
	want := content(4321)
	v := a.put(t, "n", want)
	file := filepath.Join(t.TempDir(), "n")
	o := b2core.TargetOptions{ModTime: time.Unix(1_000_000_000, 0)}
	o.RefuseTime(syscall.EPERM)
	target, err := b2core.OpenLocalTarget(file, o)
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	verdict, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: target})
	if err != nil || verdict != b2core.Verified {
		t.Fatal(verdict, err)
	}
	if w := target.Warning(); w != "its time could not be set: operation not permitted" {
		t.Errorf("warned %q", w)
	}
	if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	t.Attr("figure", "content kept and verified, 1 warning")
}
