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
	mu   sync.Mutex // guards syncs
	dirs map[string]*dirSync
}

// OpenLocalFolder opens an existing folder. The caller closes it.
func OpenLocalFolder(dir string) (*LocalFolder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &LocalFolder{root: root, dirs: map[string]*dirSync{}}, nil
}

// Close gives the folder up. Targets that are open stay usable until they are
// committed or closed, but not after a Close.
func (f *LocalFolder) Close() error { return f.root.Close() }

// TargetOptions say how a local target is made.
type TargetOptions struct {
	ModTime time.Time // given to the file on success; zero: left as it is
	Replace bool      // an existing file may be replaced; otherwise ErrExists
	Resume  bool      // keep what an earlier run left in the partial file

	ownsFolder bool
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
	dir, base := path.Split(name)
	t := &LocalTarget{folder: f, dir: filepath.FromSlash(path.Clean(dir)), base: base, part: partialName(base), o: o}
	if dir == "" {
		t.dir = "."
	} else if err := f.root.MkdirAll(t.dir, 0o777); err != nil {
		return nil, localError("make folder for "+remoteText(name), err)
	}
	if !o.Replace {
		if _, err := f.root.Lstat(t.path(base)); err == nil {
			return nil, fault("write "+remoteText(name), ErrExists, "a file of that name is there")
		}
	}
	if err := t.open(); err != nil {
		return nil, localError("write "+remoteText(name), err)
	}
	return t, nil
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
	case errors.Is(err, fs.ErrExist):
		e.Err, e.Message = fmt.Errorf("%w: %w", ErrExists, err), "a file of that name is there"
	case errors.Is(err, fs.ErrPermission):
		e.Message = "permission denied"
	}
	return e
}

// dirSync lets many commits in one folder share its flush to disk.
type dirSync struct {
	running sync.Mutex
	next    *dirBatch // guarded by the folder's mutex
}

type dirBatch struct {
	done chan struct{}
	err  error
}

// syncDir makes renames in a folder durable. A caller joins the flush that has
// not begun yet; that one covers its rename.
func (f *LocalFolder) syncDir(dir string) error {
	f.mu.Lock()
	d := f.dirs[dir]
	if d == nil {
		d = &dirSync{}
		f.dirs[dir] = d
	}
	batch := d.next
	if batch != nil {
		f.mu.Unlock()
		<-batch.done
		return batch.err
	}
	batch = &dirBatch{done: make(chan struct{})}
	d.next = batch
	f.mu.Unlock()

	d.running.Lock()
	f.mu.Lock()
	d.next = nil
	f.mu.Unlock()
	batch.err = f.flush(dir)
	d.running.Unlock()
	close(batch.done)
	return batch.err
}

func (f *LocalFolder) flush(dir string) error {
	h, err := f.root.Open(dir)
	if err != nil {
		return err
	}
	defer h.Close()
	return syncFolder(h)
}
