package transfer

import (
	"context"
	"fmt"
)

// LargeFiles are the unfinished large files that items of this queue have begun
// at the service and will go on with, by their ID, with the item's state. What
// a bucket has beyond them was begun by other programs or on other machines.
func (m *Manager) LargeFiles(ctx context.Context) (map[string]State, error) {
	if m.ctx.Err() != nil {
		return nil, ErrClosed
	}
	var found map[string]State
	err := m.journal.read(ctx, func(ctx context.Context, db querier) error {
		found = map[string]State{}
		rs, err := db.QueryContext(ctx, `SELECT large_file, state FROM items WHERE large_file <> '' AND state NOT IN ('done','cancelled')`)
		if err != nil {
			return fmt.Errorf("read the queue: %w", err)
		}
		defer rs.Close()
		for rs.Next() {
			var id string
			var s State
			if err := rs.Scan(&id, &s); err != nil {
				return err
			}
			found[id] = s
		}
		return rs.Err()
	})
	return found, err
}
