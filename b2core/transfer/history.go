package transfer

import (
	"context"
	"time"
)

// What is finished stays in the queue as its history, bounded twice: by age, and
// by the number of files, of which the oldest entries go first. A directory is
// one entry. ClearFinished takes it out of the list before that.
const (
	HistoryAge   = 90 * 24 * time.Hour
	HistoryFiles = 100_000
)

// trimEvery is how often a process that adopts looks for what is too old.
const trimEvery = time.Hour

// ClearFinished takes what is done or cancelled, and groups that are as a whole,
// out of the list and out of Totals. The history keeps it. What failed stays: it
// can be retried, or cancelled. It returns how many files that were.
func (m *Manager) ClearFinished(ctx context.Context) (files int, err error) {
	const ended = ` AND cleared = 0 AND state IN ('done','cancelled')`
	err = m.change(ctx, func(t *tx) error {
		groups, err := t.ids(`SELECT id FROM items WHERE grp = 0 AND is_group = 1` + ended)
		if err != nil {
			return err
		}
		n, err := t.exec(`UPDATE items SET cleared = 1 WHERE grp = 0 AND is_group = 0` + ended)
		files = int(n)
		for _, id := range groups {
			if n, err = t.exec(`UPDATE items SET cleared = 1 WHERE grp = ? AND cleared = 0`, id); err != nil {
				return err
			}
			files += int(n)
			if _, err := t.exec(`UPDATE items SET cleared = 1 WHERE id = ?`, id); err != nil {
				return err
			}
		}
		t.recount, t.cameOrWent = true, true
		return err
	})
	return files, err
}

// leavings are the files that ended and left something at the service or on the
// disk that is to be cleaned up before they are forgotten.
const leavings = ` is_group = 0 AND state IN ('failed','cancelled') AND (large_file <> '' OR direction = 'down' AND part_size > 0)`

// historyEnds selects the entries that are too old or too many.
const historyEnds = `SELECT id FROM (
 SELECT i.id, i.finished, sum(coalesce(g.files, 1)) OVER (ORDER BY i.finished DESC, i.id DESC) AS files
 FROM items AS i LEFT JOIN groups AS g ON g.item = i.id
 WHERE i.grp = 0 AND i.state IN ('done','failed','cancelled') AND i.finished > 0
) WHERE finished < ?1 OR files > ?2 AND finished < ?3`

// trim forgets entries of the history. Those of the last day stay, however many,
// and those that have left something until that is cleaned up.
func (m *Manager) trim(ctx context.Context) error {
	now := m.now()
	old, day := now.Add(-HistoryAge).UnixMilli(), now.AddDate(0, 0, -1).UnixMilli()
	return m.journal.do(ctx, func(t *tx) error {
		ids, err := t.ids(historyEnds, old, HistoryFiles, day)
		if err != nil || len(ids) == 0 {
			return err
		}
		t.recount, t.cameOrWent = true, true
		for _, id := range ids {
			if err := m.forget(t, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// forget deletes an item or a group with its files, or cleans up after it first
// and leaves it for the next time.
func (m *Manager) forget(t *tx, id int64) error {
	left, err := t.rows(`SELECT `+rowColumns+` FROM items AS i WHERE (id = ?1 OR grp = ?1) AND`+leavings, id)
	if err != nil {
		return err
	}
	for _, r := range left {
		t.after = append(t.after, func() { m.cleanIdle(r) })
	}
	if len(left) > 0 {
		return nil
	}
	for _, deletion := range []string{
		`DELETE FROM parts WHERE item = ?1 OR item IN (SELECT id FROM items WHERE grp = ?1)`,
		`DELETE FROM items WHERE id = ?1 OR grp = ?1`,
		`DELETE FROM groups WHERE item = ?1`,
	} {
		if _, err := t.exec(deletion, id); err != nil {
			return err
		}
	}
	return nil
}
