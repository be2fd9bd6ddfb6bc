package mirror

import (
	"time"

	"b2tui/b2core"
)

// Op is what an action does at the target.
type Op string

// The operations, in the order in which a plan yields them: Add, Replace and
// Refuse as they are found, the others when the source is known to its end.
const (
	Add     Op = "add"     // transfer a file that the target lacks
	Replace Op = "replace" // transfer over one that is not like the source
	Refuse  Op = "refuse"  // it cannot be done; Reason says why
	Rename  Op = "rename"  // copy at the target from Action.From, then take that away
	Hide    Op = "hide"    // put a hide marker over the name
	Delete  Op = "delete"  // all of the name, for good
	Prune   Op = "prune"   // old versions of the name, for good
)

// Removes tells whether an operation takes something away.
func (o Op) Removes() bool { return o == Rename || o == Hide || o == Delete || o == Prune }

// Moves tells whether bytes have to travel between the sides.
func (o Op) Moves() bool { return o == Add || o == Replace }

// Action is one thing to do.
type Action struct {
	Op   Op
	Name string // relative to both sides
	Why  Why
	// Reason says of Refuse what is the matter and what to do.
	Reason string
	// Source and Target are the two files as they were compared; nil where there
	// is none that can be seen.
	Source, Target *File
	// From is the former name of Rename, FromFile what lies under it.
	From     string
	FromFile *File
	// Versions are what Delete and Prune remove from a bucket, and Rename of its
	// former name if nothing of that shall stay; oldest first.
	Versions []b2core.FileVersion
}

// Bytes is how much an action moves between the sides, or frees.
func (a Action) Bytes() int64 {
	switch {
	case a.Op.Moves():
		return a.Source.Size
	case len(a.Versions) > 0:
		var sum int64
		for _, v := range a.Versions {
			sum += v.Size
		}
		return sum
	case a.Op == Delete && a.Target != nil:
		return a.Target.Size
	}
	return 0
}

// loses tells whether what is replaced was changed after what replaces it.
func (a Action) loses() bool {
	if a.Target.Version.ID != "" && !noted(a.Target.Version) {
		return false // that it came later says nothing
	}
	return a.Target.ModTime.Sub(a.Source.ModTime) >= time.Second
}

// Totals sum up a plan. While it is being made they say what was found so far.
type Totals struct {
	Sources        int // files at the source
	Unchanged      int // of them alike at the target
	UnchangedBytes int64

	Adds, Replaces, Renames, Hides int
	Deletes, Prunes                int   // names
	Versions                       int   // that Delete and Prune remove from a bucket
	Refused                        int   // what cannot be done or read
	Moved                          int64 // bytes that Add and Replace move
	Freed                          int64 // bytes that Delete and Prune free

	Newer    int // replaced although the target's file was changed later, by a second or more
	Weak     int // compared by time where a hash was asked for
	Withheld int // removals that are not done because the source was not read completely
	Skipped  map[string]Skipped
}

// Skipped counts what is left out, of one kind.
type Skipped struct {
	N     int
	First string
}

// Removals is how many names something is taken away from.
func (t Totals) Removals() int { return t.Hides + t.Deletes + t.Prunes }

// Actions is how many actions there are, without what is refused.
func (t Totals) Actions() int { return t.Adds + t.Replaces + t.Renames + t.Removals() }

func (t *Totals) add(a Action) {
	switch a.Op {
	case Add:
		t.Adds++
	case Replace:
		t.Replaces++
		if a.loses() {
			t.Newer++
		}
	case Rename:
		t.Renames++
	case Hide:
		t.Hides++
	case Delete:
		t.Deletes++
	case Prune:
		t.Prunes++
	case Refuse:
		t.Refused++
	}
	if a.Op.Moves() {
		t.Moved += a.Bytes()
	}
	if a.Op.Removes() {
		t.Freed += a.Bytes()
		t.Versions += len(a.Versions)
	}
}

func (t *Totals) skip(kind, name string) {
	if t.Skipped == nil {
		t.Skipped = map[string]Skipped{}
	}
	s, ok := t.Skipped[kind]
	if !ok {
		s.First = name
	}
	s.N++
	t.Skipped[kind] = s
}
