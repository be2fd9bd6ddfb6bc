package transfer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Move puts an item or group before another one of the same level; before 0
// means last.
func (m *Manager) Move(ctx context.Context, id, before int64) error {
	if m.ctx.Err() != nil {
		return ErrClosed
	}
	if id == before {
		return nil
	}
	return m.journal.do(ctx, func(t *tx) error {
		group, _, err := t.place(id)
		if err != nil {
			return err
		}
		ord, err := t.gap(group, before)
		if errors.Is(err, errNoGap) {
			if err := t.renumber(group); err != nil {
				return err
			}
			ord, err = t.gap(group, before)
		}
		if err != nil {
			return err
		}
		t.spoil(m)
		_, err = t.exec(`UPDATE items SET ord = ? WHERE id = ?`, ord, id)
		return err
	})
}

var (
	errNoGap      = errors.New("no room between two items")
	errOtherLevel = errors.New("items can only be moved among their own: a file within its folder")
)

func (t *tx) place(id int64) (group, ord int64, err error) {
	err = t.j.conn.QueryRowContext(t.ctx, `SELECT grp, ord FROM items WHERE id = ?`, id).Scan(&group, &ord)
	if errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("%w: %d", ErrNoItem, id)
	}
	return group, ord, err
}

// gap is an order key just before an item, or behind the last one.
func (t *tx) gap(group, before int64) (int64, error) {
	if before == 0 {
		last, err := t.lastOrd(group)
		return last + ordGap, err
	}
	level, high, err := t.place(before)
	if err != nil {
		return 0, err
	}
	if level != group {
		return 0, errOtherLevel
	}
	var low sql.NullInt64
	err = t.j.conn.QueryRowContext(t.ctx, `SELECT max(ord) FROM items WHERE grp = ? AND ord < ?`, group, high).Scan(&low)
	if err != nil {
		return 0, err
	}
	if !low.Valid {
		return high - ordGap, nil
	}
	if high-low.Int64 < 2 {
		return 0, errNoGap
	}
	return low.Int64 + (high-low.Int64)/2, nil
}

func (t *tx) renumber(group int64) error {
	_, err := t.exec(`UPDATE items SET ord = n.place * ? FROM
 (SELECT id, row_number() OVER (ORDER BY ord, id) AS place FROM items WHERE grp = ?) AS n WHERE items.id = n.id`, int64(ordGap), group)
	return err
}

// ClearFinished forgets all items that are done, failed or cancelled, and
// groups that are finished as a whole. It returns how many files were forgotten.
func (m *Manager) ClearFinished(ctx context.Context) (int, error) {
	const ended = `('done','failed','cancelled')`
	// A group's files go with it: its totals are made of them.
	const which = `id IN (SELECT id FROM items WHERE grp = 0 AND state IN ` + ended + `) OR grp IN (SELECT id FROM items WHERE is_group = 1 AND state IN ` + ended + `)`
	files := 0
	err := m.change(ctx, func(t *tx) error {
		files = 0
		err := t.j.conn.QueryRowContext(t.ctx, `SELECT count(*) FROM items WHERE is_group = 0 AND (`+which+`)`).Scan(&files)
		if err != nil {
			return err
		}
		left, err := t.rows(`SELECT ` + rowColumns + ` FROM items AS i WHERE is_group = 0 AND state = 'failed' AND large_file <> '' AND (` + which + `)`)
		if err != nil {
			return err
		}
		for _, r := range left {
			t.after = append(t.after, func() { m.cleanIdle(r) })
		}
		t.recount, t.cameOrWent = true, true
		if _, err := t.exec(`DELETE FROM items WHERE ` + which); err != nil {
			return err
		}
		if _, err := t.exec(`DELETE FROM parts WHERE item NOT IN (SELECT id FROM items)`); err != nil {
			return err
		}
		_, err = t.exec(`DELETE FROM groups WHERE item NOT IN (SELECT id FROM items)`)
		return err
	})
	return files, err
}
