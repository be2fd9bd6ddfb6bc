package transfer

import (
	"context"
	"time"
)

// What is finished stays in the queue as its history, bounded twice: by age, and
// by the number of files, of which the oldest entries go first. A directory is
// one entry.
const (
	HistoryAge   = 90 * 24 * time.Hour
	HistoryFiles = 100_000
)

// trimEvery is how often a process that adopts looks for what is too old.
const trimEvery = time.Hour

// historyEnds selects the entries that are too old or too many. What failed
// with parts at the service is kept until somebody clears it: that cleans up.
const historyEnds = `SELECT id FROM (
 SELECT i.id, i.finished, i.large_file, sum(coalesce(g.files, 1)) OVER (ORDER BY i.finished DESC, i.id DESC) AS files
 FROM items AS i LEFT JOIN groups AS g ON g.item = i.id
 WHERE i.grp = 0 AND i.state IN ('done','failed','cancelled') AND i.finished > 0
) WHERE (finished < ?1 OR files > ?2 AND finished < ?3) AND large_file = ''
 AND NOT EXISTS (SELECT 1 FROM items AS f WHERE f.grp = id AND f.large_file <> '')`

// trim forgets entries of the history. Those of the last day stay, however many.
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
			for _, forget := range []string{
				`DELETE FROM parts WHERE item = ?1 OR item IN (SELECT id FROM items WHERE grp = ?1)`,
				`DELETE FROM items WHERE id = ?1 OR grp = ?1`,
				`DELETE FROM groups WHERE item = ?1`,
			} {
				if _, err := t.exec(forget, id); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
