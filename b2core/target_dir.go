package b2core

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"sync"
)

// targetDir is a folder that targets lie in. It stays open as long as there is
// one, so that a file costs no walk down from the top for each thing that is
// done to it.
type targetDir struct {
	path   string   // below the LocalFolder, "." for itself
	root   *os.Root // for all that goes by name
	handle *os.File // of the same folder
	users  int      // guarded by the LocalFolder's mutex, as next

	// Many commits share a flush to disk.
	flushing sync.Mutex
	next     *dirFlush
}

// dirFlush is a flush that has not begun.
type dirFlush struct {
	done chan struct{}
	err  error
}

// enter opens a folder, making it if it is not there. Each call needs a leave.
func (f *LocalFolder) enter(path string) (*targetDir, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if d := f.dirs[path]; d != nil {
		d.users++
		return d, nil
	}
	if path != "." {
		parents := missing(path, func(p string) bool { _, err := f.root.Lstat(p); return err == nil })
		if err := f.root.MkdirAll(path, 0o777); err != nil {
			return nil, err
		}
		for _, p := range parents {
			f.made[p]++
		}
	}
	root, err := f.root.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	handle, err := root.Open(".")
	if err != nil {
		_ = root.Close() // a folder's handle holds nothing that could be lost
		return nil, err
	}
	d := &targetDir{path: path, root: root, handle: handle, users: 1}
	f.dirs[path] = d
	return d, nil
}

func (f *LocalFolder) leave(d *targetDir) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if d.users--; d.users == 0 && f.dirs[d.path] == d {
		delete(f.dirs, d.path)
		d.close()
	}
}

func (d *targetDir) close() {
	_ = d.handle.Close() // neither holds anything that could be lost
	_ = d.root.Close()
}

// missing are the folders that get a new entry when a path is made: the parents of
// what is not there.
func missing(path string, there func(string) bool) (parents []string) {
	for !there(path) {
		up := filepath.Dir(path)
		if up == path {
			break
		}
		parents = append(parents, up)
		path = up
	}
	return parents
}

// flushMade makes the folders durable that were made on the way to targets.
func (f *LocalFolder) flushMade() error {
	f.mu.Lock()
	made := maps.Clone(f.made)
	f.mu.Unlock()
	for path, entries := range made {
		dir, err := f.root.Open(path)
		if err == nil {
			err = errors.Join(f.sync(dir), dir.Close())
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // whoever took it away wanted it gone
			return err
		}
		f.mu.Lock()
		if f.made[path] == entries {
			delete(f.made, path)
		}
		f.mu.Unlock()
	}
	return nil
}

// flush makes renames in a folder durable, and the folder itself. A caller joins
// the flush that has not begun yet; that one covers its rename.
func (f *LocalFolder) flush(d *targetDir) error {
	f.mu.Lock()
	batch := d.next
	if batch != nil {
		f.mu.Unlock()
		<-batch.done
		return batch.err
	}
	batch = &dirFlush{done: make(chan struct{})}
	d.next = batch
	f.mu.Unlock()

	d.flushing.Lock()
	f.mu.Lock()
	d.next = nil
	f.mu.Unlock()
	if batch.err = f.sync(d.handle); batch.err == nil {
		batch.err = f.flushMade()
	}
	d.flushing.Unlock()
	close(batch.done)
	return batch.err
}
