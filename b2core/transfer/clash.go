package transfer

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"

	"b2tui/b2core"
	"b2tui/b2core/transfer/localname"
)

// clashes watches over the names that a download of a folder brings to a disk.
type clashes struct {
	disk  localname.Disk
	names *localname.Names

	twins    int // that the disk can hold
	first    string
	lookUps  int
	announce bool // the first one is still to be told
}

// twinsNamed is for how many names their twin is looked up in the queue.
const twinsNamed = 8

// watchNames begins, with what an earlier walk of the group has stored.
func (f *feeder) watchNames(ctx context.Context) error {
	c := &f.clash
	c.disk, c.names = localname.Here(), localname.NamesIn(f.group.local)
	if disk := f.m.cfg.disk; disk != nil {
		c.disk = disk(f.group.local)
		c.names = localname.NewNames(c.disk)
	}
	if f.after == "" {
		return nil
	}
	return f.earlier(ctx, func(rel string) bool {
		if rel != placeholder && c.disk.Check(rel) == "" {
			c.names.Add(beside(rel))
		}
		return true
	})
}

// earlier goes through the names of the group that are stored, in order.
func (f *feeder) earlier(ctx context.Context, visit func(rel string) bool) error {
	return f.m.journal.read(ctx, func(ctx context.Context, q querier) error {
		rs, err := q.QueryContext(ctx, `SELECT substr(name, ?) FROM items WHERE grp = ? ORDER BY ord`,
			len([]rune(f.group.name))+1, f.group.id)
		if err != nil {
			return err
		}
		defer rs.Close()
		for rs.Next() {
			var rel string
			if err := rs.Scan(&rel); err != nil {
				return err
			}
			if !visit(rel) {
				break
			}
		}
		return rs.Err()
	})
}

// place is where a name of the group lies on the disk, or why it cannot lie there
// beside those before it. A twin has a place all the same.
func (f *feeder) place(ctx context.Context, rel string, size int64) (string, error) {
	c := &f.clash
	file, err := localPath(c.disk, f.group.local, rel)
	as := beside(rel)
	if size > 0 && path.Base(rel) == placeholder && c.disk.Check(rel) == "" { // a file like any other
		file, as, err = f.path(rel), rel, nil
	}
	if err != nil || rel == placeholder {
		return file, err
	}
	k := c.names.Add(as)
	switch {
	case k.File != "":
		return "", &nameError{
			reason: fmt.Sprintf("%q is a file in the bucket, and cannot be a folder here as well", k.File),
			hint:   "download it by itself to another folder",
		}
	case k.Twin == "":
		return file, nil
	}
	twin := f.twinOf(ctx, k.Twin)
	if !k.Refused {
		if c.twins++; c.twins == 1 {
			c.first, c.announce = fmt.Sprintf("%q, %s", k.Twin, twin), true
		}
		return file, nil
	}
	if f.policy() == Rename { // which looks what is there, after the first one has come
		return file, nil
	}
	return file, &nameError{
		reason: "this disk takes it for " + twin, twin: true,
		hint: "retry to be asked, or queue the folder again with the policy rename",
	}
}

// nameError refuses a name that the disk cannot hold.
type nameError struct {
	reason, hint string
	// twin: it takes the name for that of an earlier file. Whatever the group's
	// policy is, the one does not replace the other unasked.
	twin bool
}

func (e *nameError) Error() string { return "file name not allowed here: " + e.reason }
func (e *nameError) Hint() string  { return e.hint }
func (e *nameError) Unwrap() error { return b2core.ErrBadName }

func isTwin(err error) bool {
	e, ok := errors.AsType[*nameError](err)
	return ok && e.twin
}

// policy is what holds for targets that exist.
func (f *feeder) policy() Conflict {
	if c := f.group.conflict; c != "" && c != Ask {
		return c
	}
	return f.m.cfg.Answer
}

// twinOf names what the disk takes a name for.
func (f *feeder) twinOf(ctx context.Context, twin string) string {
	const unnamed = "another name here that differs in case or accents only"
	if f.clash.lookUps++; f.clash.lookUps > twinsNamed {
		return unnamed
	}
	found := ""
	visit := func(rel string) bool {
		head, ok := f.clash.names.TwinIn(rel, twin)
		if ok {
			found = fmt.Sprintf("%q", head)
		}
		return !ok
	}
	for _, r := range f.rows {
		if !visit(r.name[len(f.group.name):]) {
			return found
		}
	}
	if err := f.earlier(ctx, visit); err != nil || found == "" {
		return unnamed
	}
	return found
}

// report tells of the twins that the disk holds apart.
func (c *clashes) report() string {
	switch c.twins {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("1 name differs from another in case or accents only (%s): other disks may hold only one", c.first)
	}
	return fmt.Sprintf("%d names differ from others in case or accents only (%s): other disks may hold only one", c.twins, c.first)
}

// askTwins has those of some downloads ask that go where a disk takes their name
// for that of an earlier one, if they were to replace what they find there.
func (m *Manager) askTwins(rows []*row) {
	first := make(map[string]*row)
	disks := make(map[string]localname.Disk)
	for _, r := range rows {
		if r.direction != Down || r.isGroup || r.expectTarget != "" {
			continue
		}
		place := onePlace(r.local)
		of, met := first[place]
		if !met {
			first[place] = r
			continue
		}
		dir := filepath.Dir(r.local)
		disk, known := disks[dir]
		if !known {
			disk = m.cfg.diskOf(dir)
			disks[dir] = disk
		}
		replaces := r.conflict == Overwrite || r.conflict == Newer || r.conflict == Differs
		if replaces && of.local != r.local && disk.Fold(of.local) == disk.Fold(r.local) {
			r.conflict = Ask
		}
	}
}

// onePlace is the same for local paths that any disk may take for one.
func onePlace(file string) string {
	return localname.Disk{Case: true, Form: true}.Fold(filepath.Clean(file))
}
