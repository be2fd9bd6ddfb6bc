package transfer

import (
	"context"
	"fmt"
	"slices"
)

// Order is what a user tells items of the queue to do.
type Order string

// The orders. Items that they do not apply to are left alone; what belongs to
// another process is done there within a second or so.
const (
	// PauseOrder stops items where they stand; what was accepted is kept.
	PauseOrder Order = "pause"
	// ResumeOrder lets paused items run again. Items that wait for an answer ask
	// again.
	ResumeOrder Order = "resume"
	// CancelOrder ends items for good: an unfinished large file is given up at the
	// service, a partial download is removed. What failed, a group as a whole, is
	// given up, too.
	CancelOrder Order = "cancel"
	// RetryOrder queues failed and cancelled items again; of a group the failed
	// ones. A file that was skipped because its target exists asks now.
	RetryOrder Order = "retry"
)

// Give gives an order to items, all or none, and returns how many files it
// changed. A group's ID means its files, those still to be found included.
func (m *Manager) Give(ctx context.Context, o Order, ids ...int64) (files int, err error) {
	switch o {
	case PauseOrder:
		return m.command(ctx, ids, func(bool) order { return pauseOrder() })
	case ResumeOrder:
		return m.command(ctx, ids, func(bool) order { return resumeOrder() })
	case CancelOrder:
		return m.command(ctx, ids, func(bool) order { return m.cancelOrder() })
	case RetryOrder:
		return m.command(ctx, ids, retryOrder)
	}
	return 0, fmt.Errorf("no order to items: %q", o)
}

// GiveAll gives an order to everything, of every process, and returns how many
// files it changed. ResumeOrder leaves items that wait for an answer (Resolve);
// RetryOrder means what failed, the files of groups, too; CancelOrder is not
// for all.
func (m *Manager) GiveAll(ctx context.Context, o Order) (files int, err error) {
	all := pauseOrder()
	switch o {
	case PauseOrder:
	case ResumeOrder:
		all = resumeOrder()
		all.more = " AND waits_for <> '" + forAnswer + "'"
	case RetryOrder:
		return m.retryFailed(ctx)
	default:
		return 0, fmt.Errorf("no order to everything: %q", o)
	}
	err = m.change(ctx, func(t *tx) error {
		files, err = m.all(t, all)
		return err
	})
	return files, err
}

// retryLot is how many failed files a transaction queues again.
const retryLot = 500

// retryFailed tries each file once that has failed by now: what fails again at
// once is not tried for ever.
func (m *Manager) retryFailed(ctx context.Context) (files int, err error) {
	var failed []int64
	err = m.journal.read(ctx, func(ctx context.Context, q querier) error {
		rs, err := q.QueryContext(ctx, `SELECT id FROM items WHERE is_group = 0 AND cleared = 0 AND id > 0 AND state = 'failed' ORDER BY id`)
		if err != nil {
			return err
		}
		defer rs.Close()
		for rs.Next() {
			var id int64
			if err := rs.Scan(&id); err != nil {
				return err
			}
			failed = append(failed, id)
		}
		return rs.Err()
	})
	for lot := range slices.Chunk(failed, retryLot) {
		n, lotErr := m.Give(ctx, RetryOrder, lot...)
		if files += n; lotErr != nil {
			return files, lotErr
		}
	}
	return files, err
}

// Pause gives the order to pause; see PauseOrder.
func (m *Manager) Pause(ctx context.Context, ids ...int64) error {
	_, err := m.Give(ctx, PauseOrder, ids...)
	return err
}

// Resume gives the order to resume; see ResumeOrder.
func (m *Manager) Resume(ctx context.Context, ids ...int64) error {
	_, err := m.Give(ctx, ResumeOrder, ids...)
	return err
}

// Cancel gives the order to cancel; see CancelOrder.
func (m *Manager) Cancel(ctx context.Context, ids ...int64) error {
	_, err := m.Give(ctx, CancelOrder, ids...)
	return err
}

// Retry gives the order to retry; see RetryOrder.
func (m *Manager) Retry(ctx context.Context, ids ...int64) error {
	_, err := m.Give(ctx, RetryOrder, ids...)
	return err
}

// PauseAll pauses everything that is not finished, of every process.
func (m *Manager) PauseAll(ctx context.Context) error {
	_, err := m.GiveAll(ctx, PauseOrder)
	return err
}

// ResumeAll resumes everything that is paused, but for items that wait for an
// answer (Resolve).
func (m *Manager) ResumeAll(ctx context.Context) error {
	_, err := m.GiveAll(ctx, ResumeOrder)
	return err
}

// ArrangeAfter is Arrange behind an item instead of before it. Behind one of
// themselves means behind the last before it that is not.
func (m *Manager) ArrangeAfter(ctx context.Context, after int64, ids ...int64) error {
	return m.rearrange(ctx, ids, func(t *tx, level int64, sorted []int64) (int64, error) {
		at, _, err := t.place(after)
		switch {
		case err != nil:
			return Last, err
		case at != level:
			return Last, errOtherLevel
		case !slices.Contains(sorted, after):
			return t.neighbour(level, after, sorted, 1)
		}
		before, err := t.neighbour(level, after, sorted, -1)
		if err != nil || before == Last {
			return First, err
		}
		return t.neighbour(level, before, sorted, 1)
	})
}
