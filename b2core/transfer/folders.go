package transfer

import (
	"path/filepath"
	"sync"

	"b2tui/b2core"
)

// folders keeps the folders open that downloads go to, so that many files of
// one group share it, and with it the flushes to disk.
type folders struct {
	mu   sync.Mutex
	open map[string]*sharedFolder
}

type sharedFolder struct {
	*b2core.LocalFolder
	users int
}

// create opens the target of a download below its root folder, which is made
// if it is not there. release gives the target and the folder back.
func (f *folders) create(r *row, file string, o b2core.TargetOptions) (t *b2core.LocalTarget, release func(), err error) {
	root := r.root
	if root == "" {
		root = filepath.Dir(file)
	}
	rel, err := filepath.Rel(root, file)
	if err != nil {
		return nil, nil, err
	}
	folder, err := f.use(root)
	if err != nil {
		return nil, nil, err
	}
	t, err = folder.Create(filepath.ToSlash(rel), o)
	if err != nil {
		f.leave(root)
		return nil, nil, err
	}
	return t, func() {
		_ = t.Close() // a second time it does nothing
		f.leave(root)
	}, nil
}

func (f *folders) use(root string) (*sharedFolder, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s, ok := f.open[root]
	if !ok {
		folder, err := b2core.MakeLocalFolder(root)
		if err != nil {
			return nil, err
		}
		s = &sharedFolder{LocalFolder: folder}
		if f.open == nil {
			f.open = make(map[string]*sharedFolder)
		}
		f.open[root] = s
	}
	s.users++
	return s, nil
}

func (f *folders) leave(root string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.open[root]
	if s.users--; s.users == 0 {
		_ = s.Close()
		delete(f.open, root)
	}
}
