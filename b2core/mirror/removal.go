package mirror

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"b2tui/b2core"
)

// Removal says what becomes of what the target has and the source has not.
type Removal struct {
	Kind RemovalKind
	// Keep is how long a version stays after it was last the visible one;
	// RemoveKeep only.
	Keep time.Duration
}

// RemovalKind is a way to remove.
type RemovalKind string

// The ways.
const (
	// RemoveNothing leaves it alone.
	RemoveNothing RemovalKind = ""
	// RemoveHide hides a bucket's files: their versions stay.
	RemoveHide RemovalKind = "hide"
	// RemoveForever deletes names that the source lacks: in a bucket with all
	// their versions, hidden names too; on a disk the file. Old versions of names
	// that the source has are left alone.
	RemoveForever RemovalKind = "forever"
	// RemoveTrash puts a disk's files into the trash.
	RemoveTrash RemovalKind = "trash"
	// RemoveKeep hides what the source lacks, and deletes of every name, whether
	// the source has it or not, the versions that have not been visible for
	// Removal.Keep. A version was visible until the next newer one, or a hide
	// marker, was stored. So whatever could be seen at any moment of that span
	// can be brought back.
	RemoveKeep RemovalKind = "keep"
)

const day = 24 * time.Hour

// ParseRemoval reads "hide", "trash", "forever" or "keep:30d"; empty is
// RemoveNothing.
func ParseRemoval(s string) (Removal, error) {
	switch kind := RemovalKind(s); kind {
	case RemoveNothing, RemoveHide, RemoveTrash, RemoveForever:
		return Removal{Kind: kind}, nil
	}
	bad := fmt.Errorf("%q says not how to delete; write hide, trash, forever or keep:30d", s)
	rest, ok := strings.CutPrefix(s, string(RemoveKeep)+":")
	days, isDays := strings.CutSuffix(rest, "d")
	if !ok || !isDays {
		return Removal{}, bad
	}
	const mostDays = 36500
	n, err := strconv.Atoi(days)
	if err != nil || n < 1 || n > mostDays {
		return Removal{}, bad
	}
	return Removal{Kind: RemoveKeep, Keep: time.Duration(n) * day}, nil
}

// String is what ParseRemoval reads.
func (r Removal) String() string {
	if r.Kind == RemoveKeep {
		return fmt.Sprintf("%s:%dd", r.Kind, r.Keep/day)
	}
	return string(r.Kind)
}

// Final tells whether something may be gone for good afterwards.
func (r Removal) Final() bool { return r.Kind == RemoveForever || r.Kind == RemoveKeep }

// needsVersions tells whether the names alone are not enough to know.
func (r Removal) needsVersions() bool { return r.Final() }

// outdated returns the versions of a name that have not been visible since the
// cutoff, newest first; versions are all of the name in that order. gone tells
// that nothing newer comes: a name that has been hidden since before the cutoff
// goes with its hide marker.
func outdated(versions []b2core.FileVersion, cutoff time.Time, gone bool) []b2core.FileVersion {
	for i, v := range versions {
		switch {
		case v.UploadedAt.After(cutoff): // what is below it was visible until then
		case i == 0 && gone && v.Action == b2core.ActionHide:
			return versions
		default:
			return versions[i+1:]
		}
	}
	return nil
}
