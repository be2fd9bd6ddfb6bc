package transfer

import (
	"errors"
	"io"
	"os"
	"slices"
)

// mostNames bounds how many names of one directory are in memory: twice as many
// while they are chosen. A larger directory is read several times.
const mostNames = 1 << 16

// readAtOnce is how many names of a directory are asked for in one go.
const readAtOnce = 1024

// level is one directory on the way of a walk.
type level struct {
	info  os.FileInfo
	rel   string   // with slashes, from the root; empty: the root
	cut   []string // the rest of where an earlier walk ended, in this directory
	names []string // in order, those to come
	last  string   // of them; what is behind it is still to be read
	more  bool     // there is something
}

// read begins with a directory, from the cut on.
func (f *feeder) read(rel string, cut []string) (*level, error) {
	l := &level{rel: rel, cut: cut}
	from := ""
	if len(cut) > 0 {
		from = cut[0]
	}
	return l, l.read(f.path(rel), func(name string) bool { return name >= from })
}

// next is the next name of the directory at a path; not ok: there is none.
func (l *level) next(path string) (name string, ok bool, err error) {
	if len(l.names) == 0 && l.more {
		last := l.last
		l.more = false // should it fail
		if err := l.read(path, func(name string) bool { return name > last }); err != nil {
			return "", false, err
		}
	}
	if len(l.names) == 0 {
		return "", false, nil
	}
	name = l.names[0]
	l.names = l.names[1:]
	return name, true, nil
}

// read takes the first names that are wanted, in order.
func (l *level) read(path string, wanted func(name string) bool) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	if l.info, err = dir.Stat(); err != nil {
		return err
	}
	c := chosen{most: mostNames}
	for {
		batch, err := dir.Readdirnames(readAtOnce)
		for _, name := range batch {
			if wanted(name) {
				c.add(name)
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	l.names, l.more = c.end()
	if l.more {
		l.last = l.names[len(l.names)-1]
	}
	return nil
}

// chosen keeps the first names in order of many that come without order.
type chosen struct {
	most  int
	names []string
	full  bool
	last  string // with full: what comes behind it is not among the first
}

func (c *chosen) add(name string) {
	if c.full && name > c.last {
		return
	}
	if c.names = append(c.names, name); len(c.names) >= 2*c.most {
		c.cut()
	}
}

func (c *chosen) cut() {
	slices.Sort(c.names)
	clear(c.names[c.most:])
	c.names = c.names[:c.most]
	c.full, c.last = true, c.names[c.most-1]
}

// end returns them, and whether there are more.
func (c *chosen) end() (names []string, more bool) {
	if len(c.names) > c.most {
		c.cut()
		return c.names, true
	}
	slices.Sort(c.names)
	return c.names, c.full
}
