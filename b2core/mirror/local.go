package mirror

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"b2tui/b2core"
	"b2tui/b2core/transfer/filter"
)

// The kinds of what is left out on a disk.
const (
	skipFolderLink = "links to folders"
	skipLink       = "links to files" // at the target, where none is removed
	skipDeadLink   = "links that lead nowhere"
	skipSpecial    = "special files"
)

// readAtOnce is how many names of a directory are asked for in one go.
const readAtOnce = 1024

// errSwapped says that a file took the place of a folder, or the other way
// round, while the tree was read: its names would not come in order.
var errSwapped = errors.New("it changed while it was read")

// disk walks a folder in the order in which a bucket would list it: a
// directory stands where its name with a slash would. Links to files are
// followed; links to directories and special files are left out, as put does.
type disk struct {
	side   Side
	filter *filter.Filter
	source bool // names have to be fit for the bucket, below prefix
	prefix string
	yield  func(entry, error) bool
}

// level is one directory on the way: its names, those of directories with a
// slash at the end.
type level struct {
	rel  string
	keys []string
}

func (d *disk) walk(ctx context.Context) {
	root, err := d.read("")
	switch {
	case errors.Is(err, fs.ErrNotExist) && !d.source:
		return // the first download makes it
	case err != nil:
		d.yield(entry{}, fmt.Errorf("read folder %s: %w", d.side.Dir, err))
		return
	}
	stack := []level{root}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if err := ctx.Err(); err != nil {
			d.yield(entry{}, err)
			return
		}
		if len(top.keys) == 0 {
			stack = stack[:len(stack)-1]
			continue
		}
		key := top.keys[0]
		top.keys = top.keys[1:]
		below, more := d.visit(top.rel + key)
		if !more {
			return
		}
		if below != nil {
			stack = append(stack, *below)
		}
	}
}

// visit looks at one name, and reads it if it is a directory.
func (d *disk) visit(rel string) (below *level, more bool) {
	name := strings.TrimSuffix(rel, "/")
	if name != rel && d.filter.Prunes(name) || b2core.IsPartial(path.Base(name)) || isPlaceholder(rel) {
		return nil, true
	}
	info, err := os.Lstat(d.side.Path(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, true // gone since its directory was read
	case err != nil:
		return nil, d.unread(rel, err)
	case info.IsDir() != strings.HasSuffix(rel, "/") && info.Mode()&fs.ModeSymlink == 0:
		return nil, d.unread(rel, errSwapped)
	case info.IsDir():
		read, err := d.read(rel)
		if err != nil {
			return nil, d.unread(rel, err)
		}
		return &read, true
	}
	if !d.filter.Match(name) {
		return nil, true
	}
	return nil, d.leaf(rel, info)
}

// leaf yields what is no directory.
func (d *disk) leaf(rel string, info fs.FileInfo) bool {
	name := strings.TrimSuffix(rel, "/")
	self, link := info, info.Mode()&fs.ModeSymlink != 0
	if link {
		var err error
		info, err = os.Stat(d.side.Path(name))
		switch {
		case errors.Is(err, fs.ErrNotExist) && name == rel:
			return d.yield(entry{name: name, skipped: skipDeadLink}, nil)
		case err != nil:
			return d.unread(rel, err)
		case info.IsDir() != strings.HasSuffix(rel, "/"):
			return d.unread(rel, errSwapped)
		case info.IsDir():
			return d.yield(entry{name: rel, skipped: skipFolderLink}, nil)
		}
	}
	if !info.Mode().IsRegular() {
		return d.yield(entry{name: name, skipped: skipSpecial}, nil)
	}
	e := entry{name: name, link: link, file: &File{Size: info.Size(), ModTime: info.ModTime()}}
	if d.source {
		self = info
		e.problem = b2core.CheckFileName(d.prefix + name)
	}
	e.file.Print = b2core.FingerprintOf(self)
	return d.yield(e, nil)
}

func (d *disk) unread(rel string, err error) bool {
	what := "read " + rel
	if strings.HasSuffix(rel, "/") {
		what = "read folder " + rel
	}
	return d.yield(entry{name: rel, problem: fmt.Errorf("%s: %w", what, bare(err)), unread: true}, nil)
}

// bare takes the path out of an error that is told with the name.
func bare(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

// read lists a directory. A link may lead to a directory; it is sorted as one.
func (d *disk) read(rel string) (level, error) {
	dir, err := os.Open(d.side.Path(rel))
	if err != nil {
		return level{}, err
	}
	defer dir.Close()
	l := level{rel: rel}
	for {
		batch, err := dir.ReadDir(readAtOnce)
		for _, e := range batch {
			key := e.Name()
			if e.IsDir() || e.Type()&fs.ModeSymlink != 0 && d.leadsToFolder(rel+key) {
				key += "/"
			}
			l.keys = append(l.keys, key)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return level{}, err
		}
	}
	slices.Sort(l.keys)
	return l, nil
}

func (d *disk) leadsToFolder(rel string) bool {
	info, err := os.Stat(d.side.Path(rel))
	return err == nil && info.IsDir()
}

// placeholder is the name of the empty file by which B2's web site keeps an
// otherwise empty folder; other tools store one whose name ends in a slash.
const placeholder = b2core.FolderMarker

// isPlaceholder tells whether a file stands for an empty folder. rel is a
// file's name, or a directory's with its slash on a disk.
func isPlaceholder(rel string) bool {
	return path.Base(rel) == placeholder && !strings.HasSuffix(rel, "/")
}
