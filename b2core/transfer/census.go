package transfer

import (
	"context"
	"fmt"
)

// Census is who has how much to do in the queue.
type Census struct {
	Mine   Load // what this process runs, and what waits for it
	Others Load // what other living or dead processes have
}

// Load is how many files run or wait to run, groups not counted.
type Load struct {
	Running, Queued int // verifying counts as running
	Changes         int // of both: what moves no bytes
}

// Busy tells whether there is anything to do.
func (l Load) Busy() bool { return l.Running+l.Queued > 0 }

// Census counts what runs and what waits, by whose it is. What is paused or
// asks is not counted.
func (m *Manager) Census(ctx context.Context) (Census, error) {
	if m.ctx.Err() != nil {
		return Census{}, ErrClosed
	}
	var c Census
	err := m.journal.read(ctx, func(ctx context.Context, db querier) error {
		c = Census{}
		rs, err := db.QueryContext(ctx, `SELECT owner = ?1, state <> 'queued', direction NOT IN ('up','down','copy'), count(*) FROM items
 WHERE is_group = 0 AND state IN ('queued','running','verifying') GROUP BY 1, 2, 3`, m.owner.id)
		if err != nil {
			return fmt.Errorf("count the queue: %w", err)
		}
		defer rs.Close()
		for rs.Next() {
			var mine, running, change bool
			var n int
			if err := rs.Scan(&mine, &running, &change, &n); err != nil {
				return err
			}
			load := &c.Others
			if mine {
				load = &c.Mine
			}
			load.count(running, change, n)
		}
		return rs.Err()
	})
	return c, err
}

func (l *Load) count(running, change bool, n int) {
	if running {
		l.Running += n
	} else {
		l.Queued += n
	}
	if change {
		l.Changes += n
	}
}
