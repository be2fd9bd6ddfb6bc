package transfer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Enqueue stores the jobs, all or none, and returns one ID for each: of a
// directory its group's. When it returns they survive a kill. Directories are
// read afterwards, while their first files already run. A missing local file
// is not refused here: its item fails and says so.
func (m *Manager) Enqueue(ctx context.Context, jobs ...Job) ([]int64, error) {
	if m.ctx.Err() != nil {
		return nil, ErrClosed
	}
	rows := make([]*row, len(jobs))
	for i, j := range jobs {
		r, err := m.newRow(j)
		if err != nil {
			return nil, err
		}
		rows[i] = r
	}
	m.askTwins(rows)
	err := m.journal.do(ctx, func(t *tx) error { return m.store(t, rows) })
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.id
	}
	return ids, nil
}

func (m *Manager) store(t *tx, rows []*row) error {
	ord, err := t.lastOrd(0)
	if err != nil {
		return err
	}
	for _, r := range rows {
		ord += ordGap
		r.ord = ord
		if err := t.insert(r); err != nil {
			return err
		}
	}
	t.after = append(t.after, func() {
		for _, r := range rows {
			if r.isGroup {
				m.startWalk(r.id)
			}
		}
		m.stale()
	})
	return nil
}

// newRow checks a job and makes its row.
func (m *Manager) newRow(j Job) (*row, error) {
	if err := j.Check(); err != nil {
		return nil, err
	}
	r := &row{
		isGroup: j.Dir, state: Queued, owner: m.owner.id, direction: j.Direction, profile: j.Profile,
		local: j.Local, bucketID: j.BucketID, bucket: j.Bucket, name: j.Name, sourceID: j.SourceID,
		conflict: j.IfExists, enqueued: m.now().UnixMilli(),
		sourceBucket: j.SourceBucket, sourceProfile: j.SourceProfile, disposal: j.Source,
		expectSource: j.Expect.Source.encode(), expectTarget: j.Expect.Target.encode(),
	}
	if j.Expect.Target != nil {
		r.conflict = Overwrite // what is there was seen; anything else fails
		if j.Direction == Down && *j.Expect.Target == (Seen{}) {
			r.conflict = Ask
		}
	}
	if j.Local != "" {
		r.local = filepath.Clean(j.Local)
	}
	if j.Paused {
		r.state = Paused
	}
	if j.Dir {
		r.walking, r.hold, r.links, r.filter = true, r.state, j.Links, j.Filter.String()
		r.sourceName = j.File.Name
		return r, nil
	}
	switch j.Direction {
	case Up:
		if info, err := os.Stat(r.local); err == nil {
			r.size = info.Size()
		}
	case Delete:
		r.fileID = j.File.ID
	case Down, Copy:
		r.setVersion(j.File)
	}
	if r.name == "" {
		r.name = j.File.Name
	}
	return r, nil
}

// Check returns why Enqueue would refuse the job; it asks nobody.
func (j *Job) Check() error {
	switch j.Direction {
	case Up, Down:
		if !filepath.IsAbs(j.Local) {
			return fmt.Errorf("enqueue %s: the local path is not absolute", j.Local)
		}
	case Remove:
		if !filepath.IsAbs(j.Local) || filepath.Dir(j.Local) == j.Local {
			return fmt.Errorf("enqueue to remove %s: that is no path of a file", j.Local)
		}
		if j.Dir {
			return fmt.Errorf("enqueue to remove %s: a folder is removed as one item", j.Local)
		}
	case Copy:
		if j.SourceID == "" {
			return fmt.Errorf("enqueue copy to %s: no source bucket", j.Name)
		}
	case Hide, Unhide, Delete:
	default:
		return fmt.Errorf("enqueue %s: unknown direction %q", j.Name, j.Direction)
	}
	if err := j.checkDisposal(); err != nil {
		return err
	}
	if j.Direction == Remove {
		return nil
	}
	if j.BucketID == "" {
		return fmt.Errorf("enqueue %s: no bucket", j.Name)
	}
	if j.Dir {
		for _, prefix := range []string{j.Name, j.File.Name} {
			if prefix != "" && !strings.HasSuffix(prefix, "/") {
				return fmt.Errorf("enqueue %s: the prefix of a directory ends in a slash", prefix)
			}
		}
		return nil
	}
	if j.Direction == Copy && j.File.ID == "" {
		return fmt.Errorf("enqueue copy to %s: no source version", j.Name)
	}
	if j.Name == "" && j.File.Name == "" {
		return fmt.Errorf("enqueue %s: no file name", j.Local)
	}
	return nil
}

// checkDisposal refuses what would take the only copy away.
func (j *Job) checkDisposal() error {
	local := j.Direction == Up || j.Direction == Remove
	switch j.Source {
	case KeepSource:
	case HideSource:
		if local {
			return fmt.Errorf("enqueue %s: a local file cannot be hidden", j.Local)
		}
	case TrashSource:
		if !local {
			return fmt.Errorf("enqueue %s: a bucket has no trash", j.Name)
		}
	case DeleteSource:
	default:
		return fmt.Errorf("enqueue %s: unknown disposal %q", j.Name, j.Source)
	}
	if j.Source != KeepSource && !j.Direction.bytes() && j.Direction != Remove {
		return fmt.Errorf("enqueue %s: only what is copied can be moved", j.Name)
	}
	if j.Source != KeepSource && j.Links == LinksFollow {
		return fmt.Errorf("enqueue %s: a move that follows links would take away what lies outside: copy it, or skip links", j.Local)
	}
	if j.Direction != Copy || j.SourceID != j.BucketID {
		return nil
	}
	to := j.Name
	if to == "" && !j.Dir {
		to = j.File.Name
	}
	if j.Dir && (strings.HasPrefix(to, j.File.Name) || strings.HasPrefix(j.File.Name, to)) {
		return fmt.Errorf("copy %s/%s to %s/%s: they lie in each other: %w", j.SourceBucket, j.File.Name, j.Bucket, to, ErrOntoItself)
	}
	if !j.Dir && j.Source != KeepSource && to == j.File.Name {
		return fmt.Errorf("move %s/%s: %w", j.Bucket, to, ErrOntoItself)
	}
	return nil
}
