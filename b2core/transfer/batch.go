package transfer

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
)

// EnqueueBatch stores a group of files that are given, all or none, and returns
// its ID. They come in lots, so that others get their turn meanwhile; none runs
// before all are stored, and what a kill leaves of half a batch never does.
func (m *Manager) EnqueueBatch(ctx context.Context, b Batch) (int64, error) {
	if m.ctx.Err() != nil {
		return 0, ErrClosed
	}
	if b.Title == "" {
		return 0, errors.New("enqueue: a batch needs a title")
	}
	group := &row{
		isGroup: true, state: Paused, owner: m.owner.id, direction: b.Direction, profile: b.Profile,
		local: b.Local, bucketID: b.BucketID, bucket: b.Bucket, name: b.Name, enqueued: m.now().UnixMilli(),
	}
	group.title, group.walking, group.hold = b.Title, true, Paused
	err := m.journal.do(ctx, func(t *tx) error {
		ord, err := t.lastOrd(0)
		if err != nil {
			return err
		}
		group.ord = ord + ordGap
		return t.insert(group)
	})
	if err != nil {
		return 0, err
	}
	if err := m.fillBatch(ctx, group.id, b); err != nil {
		clean, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanTime)
		defer cancel()
		return 0, errors.Join(err, m.dropBatch(clean, group.id))
	}
	return group.id, nil
}

func (m *Manager) fillBatch(ctx context.Context, group int64, b Batch) error {
	lot := make([]*row, 0, lastLot)
	for j := range b.Jobs {
		if j.Dir {
			return fmt.Errorf("enqueue %s: a batch has files only", b.Title)
		}
		r, err := m.newRow(j)
		if err != nil {
			return err
		}
		r.group = group
		if j.Direction == Down && isBelow(b.Local, r.local) {
			r.root = filepath.Clean(b.Local)
		}
		if lot = append(lot, r); len(lot) < lastLot {
			continue
		}
		if err := m.storeLot(ctx, group, lot, nil); err != nil {
			return err
		}
		lot = lot[:0]
	}
	hold := Queued
	if b.Paused {
		hold = Paused
	}
	return m.storeLot(ctx, group, lot, &hold)
}

// isBelow tells whether a path lies in a folder. What is downloaded there must
// not leave it through a symbolic link either.
func isBelow(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return folder != "" && err == nil && rel != "." && filepath.IsLocal(rel)
}

// storeLot stores some files of a batch; with hold they are the last ones, and
// the group begins.
func (m *Manager) storeLot(ctx context.Context, group int64, rows []*row, hold *State) error {
	return m.journal.do(ctx, func(t *tx) error {
		ord, err := t.lastOrd(group)
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
		if hold == nil {
			return nil
		}
		n, err := t.exec(`UPDATE groups SET hold = ?, walking = 0 WHERE item = ? AND walking = 1`, *hold, group)
		if err != nil {
			return err
		}
		if n == 0 {
			return errWalkOver
		}
		if *hold == Paused {
			if _, err := t.exec(`UPDATE items SET state = 'paused' WHERE grp = ? AND state = 'queued'`, group); err != nil {
				return err
			}
			t.resum(group)
		}
		t.groupDelta(group) // its state changes without a file, too
		t.after = append(t.after, m.stale)
		return nil
	})
}

// dropBatch forgets a batch that was not stored to its end.
func (m *Manager) dropBatch(ctx context.Context, group int64) error {
	return m.journal.do(ctx, func(t *tx) error { return t.dropBatch(group) })
}

func (t *tx) dropBatch(group int64) error {
	t.recount, t.cameOrWent = true, true
	delete(t.groups, group)
	delete(t.regroup, group)
	if _, err := t.exec(`DELETE FROM items WHERE id = ?1 OR grp = ?1`, group); err != nil {
		return err
	}
	_, err := t.exec(`DELETE FROM groups WHERE item = ?`, group)
	return err
}
