package b2core

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// LocalTarget is a download on its way into a local file. Until Commit the
// content is in a partial file beside the target, which is not touched.
type LocalTarget struct {
	folder   *LocalFolder
	dir      *targetDir
	base     string
	part     string
	o        TargetOptions
	f        *os.File
	done     bool // committed, closed or removed
	stranded bool // committed, but not moved into its place
	left     bool // dir was given back
	warning  string
	turn     sync.Mutex // serialises WriteAt
}

// OpenLocalTarget makes a target for one file by its path, whose folder must
// exist. Close closes the folder, too.
func OpenLocalTarget(file string, o TargetOptions) (*LocalTarget, error) {
	folder, err := OpenLocalFolder(filepath.Dir(file))
	if err != nil {
		return nil, err
	}
	t, err := folder.Create(filepath.Base(file), o)
	if err != nil {
		return nil, errors.Join(err, folder.Close())
	}
	t.o.ownsFolder = true
	return t, nil
}

// open creates the partial file, or takes over a regular one that is there and
// that nobody else holds.
func (t *LocalTarget) open() error {
	f, err := t.dir.root.OpenFile(t.part, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	fresh := err == nil
	if errors.Is(err, fs.ErrExist) {
		f, err = t.takeOver()
	}
	if err != nil {
		return err
	}
	if err := lockFile(f); err != nil {
		_ = f.Close() // the other's file, untouched
		return fmt.Errorf("%w: another download of this file is running", ErrExists)
	}
	if !fresh && !t.o.Resume {
		if err := f.Truncate(0); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	t.f = f
	return nil
}

func (t *LocalTarget) takeOver() (*os.File, error) {
	seen, err := t.dir.root.Lstat(t.part)
	if err != nil {
		return nil, err
	}
	if !seen.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is in the way and no regular file", t.part)
	}
	f, err := t.dir.root.OpenFile(t.part, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	if now, err := f.Stat(); err != nil || !os.SameFile(seen, now) {
		_ = f.Close() // a stranger's file, untouched
		return nil, fmt.Errorf("%s was exchanged meanwhile", t.part)
	}
	return f, nil
}

// ReadAt reads the partial file.
func (t *LocalTarget) ReadAt(p []byte, off int64) (int, error) { return t.f.ReadAt(p, off) }

// WriteAt writes the partial file. Writers take turns: the kernel lets only one
// into a file at a time anyway, and those that wait there spin.
func (t *LocalTarget) WriteAt(p []byte, off int64) (int, error) {
	t.turn.Lock()
	defer t.turn.Unlock()
	return t.f.WriteAt(p, off)
}

// Truncate sets the partial file's length and takes the space for it where the
// system can, so that a full disk shows before the transfer and not after it.
func (t *LocalTarget) Truncate(size int64) error {
	if err := reserve(t.f, size); err != nil {
		return err
	}
	return t.f.Truncate(size)
}

// Commit flushes the content, gives the file its time and puts it in place. What
// does not harm the content is no error, but a Warning.
func (t *LocalTarget) Commit() error {
	op := "write " + remoteText(t.base)
	if err := t.f.Sync(); err != nil {
		// The system takes what it could not write for written from now on. A later
		// run would find it in memory, as it should be, and never on the disk.
		_ = t.f.Truncate(0)
		return localError(op, err)
	}
	t.setTime()
	// The lock goes with the handle, and some systems rename no open file.
	if err := t.f.Close(); err != nil {
		return localError(op, err)
	}
	t.done = true
	var err error
	if t.o.Replace {
		if err := t.checkReplaced(); err != nil {
			t.stranded = true
			return err
		}
		err = t.dir.root.Rename(t.part, t.base)
	} else {
		err = t.dir.renameNew(t.part, t.base)
	}
	if err != nil {
		t.stranded = true
		return localError(op, err)
	}
	return localError(op, t.folder.flush(t.dir))
}

// setTime gives the partial file its time, if the disk lets it.
func (t *LocalTarget) setTime() {
	if t.o.ModTime.IsZero() {
		return
	}
	set := t.dir.root.Chtimes
	if t.o.chtimes != nil {
		set = t.o.chtimes
	}
	if err := set(t.part, t.o.ModTime, t.o.ModTime); err != nil {
		t.warning = "its time could not be set: " + bareError(err).Error()
	}
}

// bareError takes the path out of an error of package os.
func bareError(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

// Warning is what Commit could not do to the file beside its content, in one
// clause; empty: nothing.
func (t *LocalTarget) Warning() string { return t.warning }

// checkReplaced fails when what would be replaced is no ordinary file, or another
// one than the caller has seen.
func (t *LocalTarget) checkReplaced() error {
	info, err := t.dir.root.Lstat(t.base)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err == nil && !info.Mode().IsRegular() && !info.IsDir(): // the rename fails for a folder
		return fault("write "+remoteText(t.base), ErrExists, "what stands there is no ordinary file, and stays")
	case t.o.Replaces == nil || err == nil && fingerprintOf(info) == *t.o.Replaces:
		return nil
	}
	return fault("write "+remoteText(t.base), ErrExists, "the file of that name was written to meanwhile")
}

// Close gives the target up if it was not committed; the partial file stays for
// a later run. After Commit it does nothing but release the folder, and a second
// time nothing at all.
func (t *LocalTarget) Close() error {
	var err error
	if !t.done {
		t.done = true
		err = t.f.Close()
	}
	if t.left {
		return err
	}
	t.left = true
	t.folder.leave(t.dir)
	if t.o.ownsFolder {
		err = errors.Join(err, t.folder.Close())
	}
	return err
}

// Remove gives the target up and deletes the partial file.
func (t *LocalTarget) Remove() error {
	if !t.done || t.stranded {
		// Unlinked while it is locked, so that nobody takes it over in between;
		// a system that cannot do that gets it after the close.
		err := t.dir.root.Remove(t.part)
		_ = t.f.Close() // what it could not write is deleted with the rest
		t.done, t.stranded = true, false
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			if err = t.dir.root.Remove(t.part); err != nil {
				return localError("remove "+t.part, err)
			}
		}
	}
	return t.Close()
}

// linkNew puts a file in place without replacing, for systems whose rename
// always replaces: a hard link fails if the name is taken. Where there are no
// hard links the name is looked at first.
func (d *targetDir) linkNew(part, base string) error {
	err := d.root.Link(part, base)
	switch {
	case err == nil:
		return d.root.Remove(part)
	case errors.Is(err, fs.ErrExist):
		return err
	}
	if _, err := d.root.Lstat(base); err == nil {
		return fs.ErrExist
	}
	return d.root.Rename(part, base)
}
