package mirror

import (
	"fmt"

	"b2tui/b2core"
	"b2tui/b2core/transfer/localname"
)

// localNames tells which of the names that come, in byte order, a disk can hold
// beside those before them.
type localNames struct {
	disk  localname.Disk
	names *localname.Names
}

// fits is why the disk cannot hold the next name.
func (l *localNames) fits(rel string) error {
	if reason := l.disk.Check(rel); reason != "" {
		return fmt.Errorf("%w: %s", b2core.ErrBadName, reason)
	}
	switch k := l.names.Add(rel); {
	case k.File != "":
		return fmt.Errorf("%w: %q is a file there, and cannot be a folder on a disk as well", b2core.ErrBadName, k.File)
	case k.Refused:
		return fmt.Errorf("%w: this disk takes %q for a name beside it that differs in case or accents only", b2core.ErrBadName, k.Twin)
	}
	return nil
}
