package b2core

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// LocalFolder is where downloads go. Nothing is ever written outside of it,
// whatever the names are and whatever symbolic links lie in it. One folder
// serves many downloads at once.
type LocalFolder struct {
	root *os.Root
	sync func(*os.File) error // makes a folder's entries durable
	mu   sync.Mutex           // guards what follows, and what that says is guarded by it
	dirs map[string]*targetDir
	made map[string]int // folders that got so many folders which are not durable yet
}

// OpenLocalFolder opens an existing folder. The caller closes it.
func OpenLocalFolder(dir string) (*LocalFolder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &LocalFolder{root: root, sync: syncFolder, dirs: map[string]*targetDir{}, made: map[string]int{}}, nil
}

// MakeLocalFolder opens a folder, and makes it, durably, if it is not there.
func MakeLocalFolder(dir string) (*LocalFolder, error) {
	parents := missing(filepath.Clean(dir), func(p string) bool { _, err := os.Stat(p); return err == nil })
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	for _, p := range parents {
		above, err := os.Open(p)
		if errors.Is(err, fs.ErrPermission) {
			continue // one may make folders in it and not read it
		}
		if err == nil {
			err = errors.Join(syncFolder(above), above.Close())
		}
		if err != nil {
			return nil, err
		}
	}
	return OpenLocalFolder(dir)
}

// Close gives the folder up. Targets that are open stay usable until they are
// committed or closed, but not after a Close.
func (f *LocalFolder) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, d := range f.dirs {
		d.close()
	}
	clear(f.dirs)
	return f.root.Close()
}

// TargetOptions say how a local target is made.
type TargetOptions struct {
	ModTime time.Time // given to the file on success; zero: left as it is
	Replace bool      // an existing file may be replaced; otherwise ErrExists
	// Replaces, with Replace, is the only state in which an existing file may be
	// replaced: one that was written to meanwhile stays, and Commit fails with
	// ErrExists. Nil: any.
	Replaces *Fingerprint
	Resume   bool // keep what an earlier run left in the partial file

	ownsFolder bool
	chtimes    func(name string, atime, mtime time.Time) error // tests; nil: the disk's own
}

// The partial file's name is derived from the target's, so that a later run
// finds it, and kept within what file systems allow.
const (
	partialPrefix = "."
	partialSuffix = ".b2tui-part"
	longestLocal  = 255
)

// Create opens the partial file of a target, making folders on the way. The
// name is relative, with slashes; one that is empty, absolute or leads out of
// the folder fails with ErrBadName. A partial file that somebody else works on
// fails with ErrExists.
func (f *LocalFolder) Create(name string, o TargetOptions) (*LocalTarget, error) {
	if err := checkLocal(name); err != nil {
		return nil, err
	}
	below, base := path.Split(name)
	dir, err := f.enter(filepath.FromSlash(path.Clean(below)))
	if err != nil {
		return nil, localError("make folder for "+remoteText(name), err)
	}
	t := &LocalTarget{folder: f, dir: dir, base: base, part: partialName(base), o: o}
	if !o.Replace {
		if _, err := dir.root.Lstat(base); err == nil {
			f.leave(dir)
			return nil, fault("write "+remoteText(name), ErrExists, "a file of that name is there")
		}
	}
	if err := t.open(); err != nil {
		f.leave(dir)
		return nil, localError("write "+remoteText(name), err)
	}
	return t, nil
}

// MakeFolder makes a folder, durably, with those on the way to it. The name is
// that of Create; "." is the folder itself. One that is there is fine.
func (f *LocalFolder) MakeFolder(name string) error {
	if name != "." {
		if err := checkLocal(name); err != nil {
			return err
		}
	}
	dir, err := f.enter(filepath.FromSlash(name))
	if err != nil {
		return localError("make folder "+remoteText(name), err)
	}
	f.leave(dir)
	return f.flushMade()
}

// checkLocal refuses names that are no path below the folder. os.Root would
// stop an escape, too; here the reason is named, and nothing is cleaned up
// silently into another name.
func checkLocal(name string) error {
	reason := ""
	switch {
	case name == "" || name == "." || strings.HasSuffix(name, "/"):
		reason = "it names no file"
	case strings.ContainsRune(name, 0):
		reason = "it holds a zero byte"
	case !filepath.IsLocal(filepath.FromSlash(name)):
		reason = "it leads out of the folder"
	case path.Clean(name) != name:
		reason = "it holds empty or dot segments"
	}
	if reason == "" {
		return nil
	}
	return fault("write "+remoteText(name), ErrBadName, "%s", reason)
}

// IsPartial tells whether a file's name without its folder is one that an
// unfinished download has.
func IsPartial(base string) bool {
	return strings.HasPrefix(base, partialPrefix) && strings.HasSuffix(base, partialSuffix)
}

func partialName(base string) string {
	room := longestLocal - len(partialPrefix) - len(partialSuffix)
	if len(base) > room {
		sum := sha1.Sum([]byte(base))
		tag := "-" + hex.EncodeToString(sum[:4])
		cut := room - len(tag)
		for cut > 0 && !utf8.RuneStart(base[cut]) {
			cut--
		}
		base = base[:cut] + tag
	}
	return partialPrefix + base + partialSuffix
}

// localError words the errors of a local file system.
func localError(op string, err error) error {
	if err == nil {
		return nil
	}
	e := &Error{Op: op, Err: err, local: true}
	switch {
	case isNoSpace(err):
		e.Err, e.Message = fmt.Errorf("%w: %w", ErrNoSpace, err), "the disk is full"
	case isTooLarge(err):
		e.Err, e.Message = fmt.Errorf("%w: %w", ErrTooLarge, err), "the file is larger than this disk or its user may have"
	case errors.Is(err, fs.ErrExist):
		e.Err, e.Message = fmt.Errorf("%w: %w", ErrExists, err), "a file of that name is there"
	case errors.Is(err, fs.ErrPermission):
		e.Message = "permission denied"
	}
	return e
}
