package transfer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// tx is one transaction of the writer and what it changes in the counters that
// the process keeps in memory.
type tx struct {
	j   *journal
	ctx context.Context

	delta      tally
	recount    bool   // delta cannot tell: count again
	counted    *tally // the result
	groups     map[int64]*groupDelta
	regroup    map[int64]bool // totals to be summed up again
	ended      []finish
	asked      int  // files that began to wait for an answer
	again      bool // and some that were answered before they began to
	noted      []bookEntry
	lost       []*run   // ran although somebody else had changed their state
	leftovers  []*run   // ended after they were cancelled, and are to be cleaned up
	wrote      bool     // stored rows changed
	cameOrWent bool     // there are more or fewer of them
	after      []func() // once it is committed
	failed     []func() // if it is not
}

// finish is a file that ended, for those who wait for it.
type finish struct {
	row row
	err error
}

// ord gaps leave room for reordering.
const ordGap = 1 << 20

func (t *tx) run(notes []bookEntry, batch []*request) error {
	t.noted = notes
	for _, e := range notes {
		if err := t.apply(e); err != nil {
			return err
		}
	}
	for _, r := range batch {
		if err := r.change(t); err != nil {
			return err
		}
	}
	if err := t.sumGroups(); err != nil {
		return err
	}
	if !t.recount {
		return nil
	}
	var err error
	t.counted, err = countStates(t.ctx, t.j.conn)
	return err
}

// apply writes one run's notes.
func (t *tx) apply(e bookEntry) error {
	s := &t.j.stmts
	r := e.run
	was, err := t.resync(r) // an order may have come before the note
	if err != nil {
		return err
	}
	if e.started && (e.end == nil || e.end.stopped) {
		n, err := affected(s.started.Exec(r.row.id, r.row.owner))
		if err != nil {
			return err
		}
		if n == 0 {
			t.lost = append(t.lost, r)
		} else {
			was = t.moved(r, was, stored{state: Running, size: was.size, done: was.done}, "")
		}
	}
	if e.end != nil {
		return t.applyEnd(r, was, e.end)
	}
	if p := e.progress; p != nil {
		n, err := affected(s.progressed.Exec(p.done, p.rate, r.row.id, r.row.owner))
		if err != nil {
			return err
		}
		if n > 0 {
			t.moved(r, was, stored{state: was.state, size: was.size, done: p.done}, "")
		}
	}
	return nil
}

func (t *tx) applyEnd(r *run, was stored, e *ending) error {
	s := &t.j.stmts
	if e.stopped {
		n, err := affected(s.stopped.Exec(e.done, r.row.id, r.row.owner))
		if err != nil || n == 0 {
			return err
		}
		to := stored{state: was.state, size: was.size, done: e.done}
		if to.state == Running {
			to.state = Queued
		}
		t.moved(r, was, to, "")
		return nil
	}
	if was.state == Cancelled && e.state != Done {
		t.leftovers = append(t.leftovers, r)
		return nil
	}
	if e.asks() {
		answered, err := t.answered(r)
		if err != nil {
			return err
		}
		if answered {
			e = &ending{state: Queued, size: e.size, done: e.done, keepFile: e.keepFile}
			t.again = true
		}
	}
	n, err := affected(s.ended.Exec(e.state, e.verdict, e.reason, e.waitsFor, e.size, e.done, e.finished, e.keepFile, r.row.id, r.row.owner))
	if err != nil || n == 0 {
		return err
	}
	// What failed or waits goes on with them: a download's are of the partial file.
	if (e.state == Done || e.state == Cancelled) && r.hasParts() {
		if _, err := s.dropParts.Exec(r.row.id); err != nil {
			return err
		}
	}
	t.moved(r, was, stored{state: e.state, size: e.size, done: e.done}, e.verdict)
	if e.asks() {
		t.asked++
	}
	if e.state == Queued {
		return nil
	}
	row := r.row
	row.state, row.verdict, row.reason = e.state, e.verdict, e.reason
	row.size, row.done, row.finished = e.size, e.done, e.finished
	e.made.on(&row)
	t.ended = append(t.ended, finish{row: row, err: e.err})
	return nil
}

// answered tells whether the answer that a run waits for came while it looked.
func (t *tx) answered(r *run) (bool, error) {
	var c Conflict
	err := t.j.conn.QueryRowContext(t.ctx, `SELECT conflict FROM items WHERE id = ?`, r.row.id).Scan(&c)
	return c != "" && c != Ask && c != r.row.conflict, err
}

// moved accounts for a run's row that went from one stored state to another.
func (t *tx) moved(r *run, from, to stored, verdict string) stored {
	t.account(&r.row, from, "", -1)
	t.account(&r.row, to, verdict, 1)
	t.after = append(t.after, func() { r.setStored(to) })
	return to
}

// resync reads how a run's row stands after somebody else changed it. The
// counters know already: who changed it has told them.
func (t *tx) resync(r *run) (stored, error) {
	was := r.storedAs()
	err := t.j.stmts.storedOf.QueryRow(r.row.id).Scan(&was.state, &was.size, &was.done)
	if errors.Is(err, sql.ErrNoRows) {
		was.state, err = Cancelled, nil
	}
	if err != nil {
		return was, err
	}
	t.after = append(t.after, func() { r.setStored(was) })
	return was, nil
}

// account adds a file in a state (n = 1) or takes it away (n = -1).
func (t *tx) account(r *row, s stored, verdict string, n int) {
	sign := int64(n)
	t.wrote = true
	t.delta.add(s.state, n, sign*s.size, sign*s.done)
	if !r.direction.bytes() {
		t.delta.addChanges(s.state, n)
	}
	if r.group == 0 {
		return
	}
	d := t.groupDelta(r.group)
	d.count(s.state, verdict, n)
	d.size += sign * s.size
	d.moved += sign * s.done
}

func (t *tx) groupDelta(id int64) *groupDelta {
	if t.groups == nil {
		t.groups = make(map[int64]*groupDelta)
	}
	d, ok := t.groups[id]
	if !ok {
		d = new(groupDelta)
		t.groups[id] = d
	}
	return d
}

// insert stores a new file or group at the end of its level.
func (t *tx) insert(r *row) error {
	res, err := t.j.stmts.insert.Exec(r.group, r.isGroup, r.ord, r.state, r.owner, r.direction, r.profile, r.local, r.root,
		r.bucketID, r.bucket, r.name, r.sourceID, r.sourceName, r.fileID, r.sha1, r.mime, r.info, r.size, r.conflict,
		r.verdict, r.reason, r.enqueued, r.finished, r.sourceBucket, r.sourceProfile, r.disposal, r.expectSource, r.expectTarget)
	if err != nil {
		return err
	}
	if r.id, err = res.LastInsertId(); err != nil {
		return err
	}
	t.wrote, t.cameOrWent = true, true
	if r.isGroup {
		_, err := t.exec(`INSERT INTO groups (item, walking, hold, title, links, filter) VALUES (?,?,?,?,?,?)`,
			r.id, r.walking, r.hold, r.title, r.links, r.filter)
		return err
	}
	t.account(r, stored{state: r.state, size: r.size}, r.verdict, 1)
	if r.group != 0 {
		t.groupDelta(r.group).files++
	}
	if final(r.state) {
		t.ended = append(t.ended, finish{row: *r, err: r.refused})
	}
	return nil
}

// lastOrd is the order key of a level's last item.
func (t *tx) lastOrd(group int64) (int64, error) {
	var ord int64
	err := t.j.stmts.lastOrd.QueryRow(group).Scan(&ord)
	return ord, err
}

// exec runs a statement that is too rare to be kept prepared.
func (t *tx) exec(query string, args ...any) (int64, error) {
	n, err := affected(t.j.conn.ExecContext(t.ctx, query, args...))
	t.wrote = t.wrote || n > 0
	return n, err
}

func affected(res sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// rows reads items; the query selects rowColumns from items AS i.
func (t *tx) rows(query string, args ...any) ([]*row, error) {
	rs, err := t.j.conn.QueryContext(t.ctx, query, args...)
	return scanRows(rs, err)
}

func scanRows(rs *sql.Rows, err error) ([]*row, error) {
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var out []*row
	for rs.Next() {
		r := new(row)
		if err := r.scan(rs); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rs.Err()
}

// querier is a connection or a pool.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func countStates(ctx context.Context, q querier) (*tally, error) {
	rs, err := q.QueryContext(ctx, `SELECT state, count(*), sum(size), sum(done) FROM items WHERE is_group = 0 AND cleared = 0 AND id > 0 GROUP BY state`)
	if err != nil {
		return nil, fmt.Errorf("count the queue: %w", err)
	}
	defer rs.Close()
	var t tally
	for rs.Next() {
		var s State
		var files int
		var size, done int64
		if err := rs.Scan(&s, &files, &size, &done); err != nil {
			return nil, err
		}
		t.add(s, files, size, done)
	}
	if err := rs.Err(); err != nil {
		return nil, err
	}
	return &t, countChanges(ctx, q, &t)
}

// openChanges are the files that move no bytes and are not finished. The index
// items_changes has this very condition.
const openChanges = `is_group = 0 AND direction IN ('hide','unhide','delete','remove') AND state IN ('queued','running','paused','verifying')`

func countChanges(ctx context.Context, q querier, t *tally) error {
	rs, err := q.QueryContext(ctx, `SELECT state, count(*) FROM items WHERE `+openChanges+` GROUP BY state`)
	if err != nil {
		return fmt.Errorf("count the queue: %w", err)
	}
	defer rs.Close()
	for rs.Next() {
		var s State
		var n int
		if err := rs.Scan(&s, &n); err != nil {
			return err
		}
		t.addChanges(s, n)
	}
	return rs.Err()
}
