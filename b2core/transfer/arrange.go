package transfer

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Where Arrange puts items that shall stand before no certain one: at the end,
// or before everything that is not finished, since the history lies above.
const (
	Last  int64 = 0
	First int64 = -1
)

// Move puts an item or group before another one of the same level; before Last
// it goes to the end of its level, before First to the top of what is not
// finished there.
func (m *Manager) Move(ctx context.Context, id, before int64) error {
	if id == before {
		return nil
	}
	return m.Arrange(ctx, before, id)
}

// Arrange is Move for several of one level, which then stand together in the
// order that they had. Before one of themselves means before the next that is not.
func (m *Manager) Arrange(ctx context.Context, before int64, ids ...int64) error {
	return m.rearrange(ctx, ids, func(t *tx, level int64, sorted []int64) (int64, error) {
		if !slices.Contains(sorted, before) {
			return before, nil
		}
		return t.neighbour(level, before, sorted, 1)
	})
}

// Shift moves items of one level by so many places, negative: earlier. They
// stand together afterwards, in the order that they had; at the start or the
// end of their level they stop.
func (m *Manager) Shift(ctx context.Context, by int, ids ...int64) error {
	return m.rearrange(ctx, ids, func(t *tx, level int64, sorted []int64) (int64, error) {
		if by < 0 {
			at, err := t.neighbour(level, sorted[0], sorted, by)
			if at == Last && err == nil {
				return t.firstOther(level, sorted, "")
			}
			return at, err
		}
		return t.neighbour(level, sorted[len(sorted)-1], sorted, by+1)
	})
}

// rearrange puts items before the one that find names among those that stay.
func (m *Manager) rearrange(ctx context.Context, ids []int64, find func(*tx, int64, []int64) (int64, error)) error {
	if m.ctx.Err() != nil {
		return ErrClosed
	}
	return m.journal.do(ctx, func(t *tx) error {
		level, sorted, err := t.sorted(ids)
		if err != nil || len(sorted) == 0 {
			return err
		}
		before, err := find(t, level, sorted)
		if err == nil && before == First {
			before, err = t.firstOther(level, sorted, " AND state NOT IN ('done','failed','cancelled')")
		}
		if err != nil {
			return err
		}
		t.spoil(m)
		return t.put(level, before, sorted)
	})
}

// sorted are items in queue order, and the level that they share.
func (t *tx) sorted(ids []int64) (level int64, sorted []int64, err error) {
	ord := make(map[int64]int64, len(ids))
	for i, id := range ids {
		group, at, err := t.place(id)
		switch {
		case err != nil:
			return 0, nil, err
		case i > 0 && group != level:
			return 0, nil, errOtherLevel
		}
		level, ord[id] = group, at
	}
	sorted = slices.Collect(maps.Keys(ord))
	slices.SortFunc(sorted, func(a, b int64) int { return cmp.Or(cmp.Compare(ord[a], ord[b]), cmp.Compare(a, b)) })
	return level, sorted, nil
}

// neighbour is the item that stands so many places away from one, not counting
// those in without; Last if there are not so many.
func (t *tx) neighbour(level, from int64, without []int64, places int) (int64, error) {
	_, ord, err := t.place(from)
	if err != nil {
		return 0, err
	}
	cond, order := "(ord, id) > (?, ?) ORDER BY ord, id", places
	if places < 0 {
		cond, order = "(ord, id) < (?, ?) ORDER BY ord DESC, id DESC", -places
	}
	near, err := t.ids(`SELECT id FROM items WHERE grp = ? AND `+cond+` LIMIT ?`, level, ord, from, order+len(without))
	apart := setOf(without)
	near = slices.DeleteFunc(near, func(id int64) bool { return apart[id] })
	switch {
	case err != nil || len(near) == 0:
		return Last, err
	case len(near) >= order:
		return near[order-1], nil
	case places < 0:
		return near[len(near)-1], nil
	}
	return Last, nil
}

// firstOther is the first item of a level that is not in without and for which
// more, a further condition, holds; Last if there is none.
func (t *tx) firstOther(level int64, without []int64, more string) (int64, error) {
	first, err := t.ids(`SELECT id FROM items WHERE grp = ?`+more+` ORDER BY ord, id LIMIT ?`, level, len(without)+1)
	apart := setOf(without)
	for _, id := range first {
		if !apart[id] {
			return id, err
		}
	}
	return Last, err
}

func setOf(ids []int64) map[int64]bool {
	set := make(map[int64]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// put gives items order keys just before another one, spread evenly between it
// and the one that stands there now.
func (t *tx) put(level, before int64, ids []int64) error {
	ord, step, err := t.gap(level, before, int64(len(ids)))
	if errors.Is(err, errNoGap) {
		if err := t.renumber(level, max(ordGap, int64(len(ids))+1)); err != nil {
			return err
		}
		ord, step, err = t.gap(level, before, int64(len(ids)))
	}
	if err != nil {
		return err
	}
	for _, id := range ids {
		ord += step
		if _, err := t.exec(`UPDATE items SET ord = ? WHERE id = ?`, ord, id); err != nil {
			return err
		}
	}
	return nil
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

// gap is where there is room for n order keys just before an item, or behind the
// last one: they are low + step, low + 2*step and so on.
func (t *tx) gap(group, before, n int64) (low, step int64, err error) {
	if before == Last {
		low, err = t.lastOrd(group)
		return low, ordGap, err
	}
	level, high, err := t.place(before)
	if err != nil {
		return 0, 0, err
	}
	if level != group {
		return 0, 0, errOtherLevel
	}
	var found sql.NullInt64
	err = t.j.conn.QueryRowContext(t.ctx, `SELECT max(ord) FROM items WHERE grp = ? AND ord < ?`, group, high).Scan(&found)
	switch {
	case err != nil:
		return 0, 0, err
	case !found.Valid:
		return high - (n+1)*ordGap, ordGap, nil
	case high-found.Int64 <= n:
		return 0, 0, errNoGap
	}
	return found.Int64, (high - found.Int64) / (n + 1), nil
}

func (t *tx) renumber(group, step int64) error {
	_, err := t.exec(`UPDATE items SET ord = n.place * ? FROM
 (SELECT id, row_number() OVER (ORDER BY ord, id) AS place FROM items WHERE grp = ?) AS n WHERE items.id = n.id`, step, group)
	return err
}
