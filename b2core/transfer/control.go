package transfer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

// order is what a user tells items to do: those that are in one of the from
// states get the new one.
type order struct {
	name     string
	from     string // SQL list of states
	more     string // further condition
	to       State
	set      string // further assignments
	args     []any  // of set
	hold     State  // of the group, for the files still to be read; empty: unchanged
	own      bool   // this process runs them, if nobody who lives does
	stopWalk bool
}

func pauseOrder() order {
	return order{
		name: "pause", from: "'queued','running','paused'", more: " AND (state <> 'paused' OR " + waitsForRoom + ")",
		to: Paused, set: "reason = '', waits_for = ''", hold: Paused, // what waits for room does not go on by itself any more
	}
}

func resumeOrder() order {
	return order{name: "resume", from: "'paused'", to: Queued, set: "reason = '', waits_for = ''", hold: Queued, own: true}
}

// roomOrder resumes what waits for room, unless somebody paused it meanwhile.
func roomOrder() order {
	o := resumeOrder()
	o.more = " AND " + waitsForRoom
	return o
}

func (m *Manager) cancelOrder() order {
	return order{
		name: "cancel", from: "'queued','running','paused'", to: Cancelled,
		set: "reason = '', waits_for = '', verdict = '', finished = ?", args: []any{m.now().UnixMilli()}, stopWalk: true,
	}
}

// retryOrder queues again; of a group only what failed, since what was
// cancelled in it was meant to be. What a policy skipped would only be skipped
// again: it asks.
func retryOrder(group bool) order {
	o := order{
		name: "retry", from: "'failed','cancelled'", to: Queued, own: true,
		set: "reason = '', conflict = CASE verdict WHEN 'skipped' THEN 'ask' ELSE conflict END, verdict = '', finished = 0, cleared = 0",
	}
	if group {
		o.from = "'failed'"
	}
	return o
}

func answerOrder(answer Conflict) order {
	return order{
		name: "answer", from: "'paused'", more: " AND waits_for = '" + forAnswer + "'", to: Queued,
		set: "reason = '', waits_for = '', conflict = ?", args: []any{answer}, own: true,
	}
}

// Resolve answers items that wait because their target exists ("ask"): the
// policy is stored and they run. A group's ID answers for all its files, also
// for those that have not come to the question yet.
func (m *Manager) Resolve(ctx context.Context, answer Conflict, ids ...int64) error {
	for _, id := range ids {
		err := m.change(ctx, func(t *tx) error {
			_, err := t.exec(`UPDATE items SET conflict = ?1 WHERE (id = ?2 OR grp = ?2) AND state IN ('queued','paused','running')`, answer, id)
			return err
		})
		if err != nil {
			return err
		}
	}
	_, err := m.command(ctx, ids, func(bool) order { return answerOrder(answer) })
	return err
}

// change runs a transaction that changes states behind the workers' backs.
func (m *Manager) change(ctx context.Context, f func(*tx) error) error {
	if m.ctx.Err() != nil {
		return ErrClosed
	}
	return m.journal.do(ctx, func(t *tx) error {
		if err := f(t); err != nil {
			return err
		}
		if err := m.unhold(t); err != nil {
			return err
		}
		t.spoil(m)
		return m.reconcile(t)
	})
}

// command gives an order to items and groups, and tells how many files it changed.
func (m *Manager) command(ctx context.Context, ids []int64, what func(group bool) order) (files int, err error) {
	err = m.change(ctx, func(t *tx) error {
		files = 0
		for _, id := range ids {
			n, err := m.one(t, id, what)
			if err != nil {
				return err
			}
			files += n
		}
		return nil
	})
	return files, err
}

// one gives an order to an item or a group.
func (m *Manager) one(t *tx, id int64, what func(group bool) order) (int, error) {
	r := new(row)
	err := r.scan(t.j.conn.QueryRowContext(t.ctx, `SELECT `+rowColumns+` FROM items AS i WHERE i.id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("%w: %d", ErrNoItem, id)
	}
	if err != nil {
		return 0, err
	}
	o := what(r.isGroup)
	if o.to == Cancelled && r.state == Failed {
		o.from = "'failed'"
	}
	if r.isGroup {
		if err := m.group(t, o, id); err != nil {
			return 0, err
		}
	}
	where := "id = ?"
	if r.isGroup {
		where = "grp = ?"
	}
	n, err := m.turn(t, o, where, id)
	if err != nil {
		return 0, err
	}
	group := r.group
	if r.isGroup {
		group = r.id
	}
	switch {
	case r.isGroup || final(r.state):
		t.resum(group)
	case n > 0: // to sum up a group of 100,000 for one file takes longer than the order
		was := stored{state: r.state, size: r.size, done: r.done}
		t.account(r, was, r.verdict, -1)
		was.state = o.to
		t.account(r, was, "", 1)
	}
	if !o.own {
		return int(n), nil
	}
	return int(n), m.own(t, group, id)
}

// all gives an order to everything, and tells how many files it changed.
func (m *Manager) all(t *tx, o order) (int, error) {
	groups, err := t.ids(`SELECT id FROM items WHERE is_group = 1 AND (state NOT IN ('done','failed','cancelled'))`)
	if err != nil {
		return 0, err
	}
	for _, g := range groups {
		if err := m.group(t, o, g); err != nil {
			return 0, err
		}
		t.resum(g)
	}
	t.recount = true
	n, err := m.turn(t, o, "1")
	return int(n), err
}

// group applies what an order means to the group itself.
func (m *Manager) group(t *tx, o order, id int64) error {
	if o.hold != "" {
		if _, err := t.exec(`UPDATE groups SET hold = ? WHERE item = ?`, o.hold, id); err != nil {
			return err
		}
	}
	if o.to == Queued { // what a cap without a screen has failed may run again
		if _, err := t.exec(`UPDATE groups SET hold = 'queued' WHERE item = ? AND hold = 'failed'`, id); err != nil {
			return err
		}
	}
	if !o.stopWalk {
		return nil
	}
	t.after = append(t.after, func() { m.stopWalk(id) })
	_, err := t.exec(`UPDATE groups SET walking = 0 WHERE item = ?`, id)
	return err
}

// turn changes the files for which where holds, and tells how many those were.
func (m *Manager) turn(t *tx, o order, where string, args ...any) (int64, error) {
	where = ` is_group = 0 AND state IN (` + o.from + `)` + o.more + ` AND ` + where
	if o.to == Cancelled {
		if err := m.cancelled(t, where, args); err != nil {
			return 0, err
		}
	}
	set := append([]any{o.to}, o.args...)
	return t.exec(`UPDATE items SET state = ?, rate = 0, `+o.set+` WHERE `+where, append(set, args...)...)
}

// cancelled tells those who wait, and cleans up after files that nobody runs;
// a running one is cleaned up by its worker, of whichever process. Of the many
// that have not begun nothing is read unless somebody waits.
func (m *Manager) cancelled(t *tx, where string, args []any) error {
	if !m.awaited() {
		where += ` AND (done > 0 OR part_size > 0)`
	}
	rows, err := t.rows(`SELECT `+rowColumns+` FROM items AS i WHERE `+where, args...)
	if err != nil {
		return err
	}
	alive, err := t.ids(`SELECT id FROM owners WHERE id <> ?`, m.owner.id)
	if err != nil {
		return err
	}
	now := m.now().UnixMilli()
	for _, r := range rows {
		gone := *r
		gone.state, gone.finished, gone.reason, gone.waitsFor = Cancelled, now, "", ""
		if !final(r.state) {
			t.ended = append(t.ended, finish{row: gone})
		}
		busy := r.state == Running && slices.Contains(alive, r.owner)
		if (gone.done > 0 || gone.partSize > 0) && !busy {
			t.after = append(t.after, func() { m.cleanIdle(&gone) })
		}
	}
	return nil
}

func (t *tx) ids(query string, args ...any) ([]int64, error) {
	rs, err := t.j.conn.QueryContext(t.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var out []int64
	for rs.Next() {
		var id int64
		if err := rs.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rs.Err()
}
