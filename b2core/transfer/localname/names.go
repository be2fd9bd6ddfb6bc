package localname

import (
	"hash/maphash"
	"runtime"
	"strings"
)

// Names finds names that cannot stand beside earlier ones on a disk. Its
// memory is 20 bytes or so for each name in the folders on the way to the
// current one.
type Names struct {
	disk  Disk        // what it takes for the same
	warn  bool        // twins are told, not refused
	probe func() Disk // to be asked before the first twin is judged; nil: it has been
	seed  maphash.Seed
	files []string // those whose names begin the current one
	dirs  []dir
}

// dir is a folder on the way to the current name.
type dir struct {
	path string // with its final slash; the root's is empty
	met  map[uint64]struct{}
}

// NamesIn is for the names that a folder shall hold. Where a disk can be of any
// kind it is not asked before there are twins, of which there are seldom any.
func NamesIn(dir string) *Names {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return NewNames(DiskOf(dir))
	}
	n := NewNames(Here())
	n.probe = func() Disk { return DiskOf(dir) }
	return n
}

// NewNames is for the names that a disk shall hold. On a disk that tells all
// names apart it finds those that another one would not.
func NewNames(d Disk) *Names {
	n := &Names{disk: d, seed: maphash.MakeSeed()}
	if !d.Blind() {
		n.warn, n.disk.Case, n.disk.Form = true, true, true
	}
	return n
}

// Clash is why a name cannot stand beside an earlier one.
type Clash struct {
	// File is an earlier name that is a file, where this one needs a folder.
	File string
	// Twin is how far the name goes that has a twin: it differs from an earlier
	// one in capital letters or in how accents are written, in its last segment.
	Twin string
	// Refused: the disk would take the two for one. Else it can hold both.
	Refused bool
}

// Add takes the next name, in byte order, and tells what it clashes with; the
// zero value is nothing. A name that ends in a slash is a folder. What is refused
// is not remembered.
func (n *Names) Add(name string) Clash {
	for i := len(n.files); i > 0 && !strings.HasPrefix(name, n.files[i-1]); i-- {
		n.files = n.files[:i-1]
	}
	for _, f := range n.files {
		if strings.HasPrefix(name, f+"/") {
			return Clash{File: f, Refused: true}
		}
	}
	twin := n.twin(name)
	if twin == "" || n.warn {
		n.files = append(n.files, name)
	}
	return Clash{Twin: twin, Refused: twin != "" && !n.warn}
}

// twin meets the segments of a name in their folders.
func (n *Names) twin(name string) (twin string) {
	for i := len(n.dirs); i > 0 && !strings.HasPrefix(name, n.dirs[i-1].path); i-- {
		n.dirs = n.dirs[:i-1]
	}
	if len(n.dirs) == 0 {
		n.dirs = append(n.dirs, dir{met: map[uint64]struct{}{}})
	}
	for {
		d := n.dirs[len(n.dirs)-1]
		segment, _, below := strings.Cut(name[len(d.path):], "/")
		if segment == "" {
			return twin // it is a folder
		}
		at := len(d.path) + len(segment)
		print := maphash.String(n.seed, n.disk.Fold(segment))
		if _, met := d.met[print]; met {
			if n.probe != nil {
				n.warn, n.probe = !n.probe().Blind(), nil
			}
			if !n.warn {
				return name[:at]
			}
			twin = name[:at]
		}
		d.met[print] = struct{}{}
		if !below {
			return twin
		}
		n.dirs = append(n.dirs, dir{path: name[:at+1], met: map[uint64]struct{}{}})
	}
}

// TwinIn tells whether an earlier name is what a Clash's Twin was met as, and
// returns it as far as the twin goes.
func (n *Names) TwinIn(earlier, twin string) (string, bool) {
	segments := strings.SplitN(earlier, "/", strings.Count(twin, "/")+2)
	if len(segments) <= strings.Count(twin, "/") {
		return "", false
	}
	head := strings.Join(segments[:strings.Count(twin, "/")+1], "/")
	return head, head != twin && n.disk.Fold(head) == n.disk.Fold(twin)
}
