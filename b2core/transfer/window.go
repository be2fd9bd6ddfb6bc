package transfer

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Window reads one page of the queue: groups and single files in queue order,
// or with Query.Group the files of one group.
func (m *Manager) Window(ctx context.Context, q Query) (Window, error) {
	if m.ctx.Err() != nil {
		return Window{}, ErrClosed
	}
	w := Window{Offset: max(0, q.Offset)}
	where, args := q.where()
	var rows []*row
	err := m.journal.read(ctx, func(ctx context.Context, db querier) error {
		var err error
		if w.Total, err = m.countRows(ctx, db, q, where, args); err != nil {
			return err
		}
		if q.Limit <= 0 || w.Offset >= w.Total {
			rows = nil
			return nil
		}
		rows, err = page(ctx, db, q.byTime(), where, args, w.Offset, min(q.Limit, w.Total-w.Offset), w.Total)
		return err
	})
	if err != nil {
		return Window{}, err
	}
	w.Items = m.items(rows)
	return w, nil
}

// FirstOpen is the place in the queue of the first group or single file that runs,
// else of the first that waits, else of the first that failed; without one it is
// the number of all.
func (m *Manager) FirstOpen(ctx context.Context) (int, error) {
	if m.ctx.Err() != nil {
		return 0, ErrClosed
	}
	n := 0
	err := m.journal.read(ctx, func(ctx context.Context, db querier) error {
		const first = `(SELECT ord FROM items WHERE grp = 0 AND cleared = 0 AND state %s ORDER BY ord LIMIT 1)`
		return db.QueryRowContext(ctx, `SELECT count(*) FROM items WHERE grp = 0 AND cleared = 0 AND ord < coalesce(`+
			fmt.Sprintf(first, `= 'running'`)+`, `+fmt.Sprintf(first, `IN ('queued','paused')`)+`, `+
			fmt.Sprintf(first, `= 'failed'`)+`, 9223372036854775807)`).Scan(&n)
	})
	return n, err
}

// countRows counts a query's rows. The number of a whole level is remembered
// until rows come or go: it is what a screen asks for all the time.
func (m *Manager) countRows(ctx context.Context, db querier, q Query, where string, args []any) (int, error) {
	whole := len(q.States) == 0 && q.Text == "" && !q.byTime()
	m.mu.Lock()
	n, known := m.levels[q.Group]
	version := m.levelsAt
	m.mu.Unlock()
	if whole && known {
		return n, nil
	}
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM items WHERE `+where, args...).Scan(&n); err != nil || !whole {
		return n, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if version == m.levelsAt { // nothing came or went meanwhile
		m.levels[q.Group] = n
	}
	return n, nil
}

// overLevels tells whether a query goes beyond one level of the queue.
func (q Query) overLevels() bool { return q.Group == 0 && (q.Text != "" || q.Asking) }

// byTime tells whether the rows come by time instead of in queue order.
func (q Query) byTime() bool { return q.Newest || q.overLevels() }

// where is the condition of a query. A file that verifies is stored as running.
func (q Query) where() (string, []any) {
	where, args := "1", []any(nil)
	switch {
	case q.overLevels():
	case q.Group == 0 && !q.Newest:
		where = "grp = 0 AND cleared = 0"
	default:
		where, args = "grp = ?", []any{q.Group}
	}
	if q.Asking {
		where += " AND is_group = 0 AND state = 'paused' AND waits_for = '" + forAnswer + "'"
	}
	if len(q.States) > 0 {
		states := slices.Clone(q.States)
		if slices.Contains(states, Verifying) {
			states = append(states, Running)
		}
		where += " AND state IN (?" + strings.Repeat(",?", len(states)-1) + ")"
		for _, s := range states {
			args = append(args, s)
		}
	}
	if q.Text != "" {
		where += ` AND (local LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\')`
		pattern := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(q.Text) + "%"
		args = append(args, pattern, pattern)
	}
	return where, args
}

// windowColumns are rowColumns and what scanWindow reads beyond them.
const windowColumns = rowColumns + `, CASE WHEN i.state IN ('done','failed','cancelled') THEN '' ELSE
 coalesce((SELECT o.host || ' ' || o.pid FROM owners AS o WHERE o.id = i.owner), '') END,
 coalesce(g.walking, 0), coalesce(g.files, 0), coalesce(g.done, 0), coalesce(g.failed, 0), coalesce(g.skipped, 0), coalesce(g.title, '')`

// page reads limit rows from offset. The rows before it are skipped in the
// index alone, from the nearer end; the cross join keeps SQLite from turning
// the two around.
func page(ctx context.Context, db querier, byTime bool, where string, args []any, offset, limit, total int) ([]*row, error) {
	order, compare := "ord, id", inOrder
	switch {
	case byTime:
		order, compare = "finished = 0 DESC, finished DESC, id DESC", newestFirst
	case offset > total/2:
		order, offset = "ord DESC, id DESC", total-offset-limit
	}
	query := `SELECT ` + windowColumns + ` FROM (SELECT id FROM items WHERE ` + where + ` ORDER BY ` + order + ` LIMIT ? OFFSET ?) AS p
 CROSS JOIN items AS i ON i.id = p.id LEFT JOIN groups AS g ON g.item = i.id`
	rs, err := db.QueryContext(ctx, query, append(slices.Clone(args), limit, offset)...)
	if err != nil {
		return nil, err
	}
	rows, err := scanWindow(rs)
	slices.SortFunc(rows, compare)
	return rows, err
}

func inOrder(a, b *row) int { return cmp.Or(cmp.Compare(a.ord, b.ord), cmp.Compare(a.id, b.id)) }

// newestFirst puts what is not finished before what finished last.
func newestFirst(a, b *row) int {
	when := func(r *row) int64 {
		if r.finished == 0 {
			return math.MaxInt64
		}
		return r.finished
	}
	return cmp.Or(cmp.Compare(when(b), when(a)), cmp.Compare(b.id, a.id))
}

func scanWindow(rs *sql.Rows) ([]*row, error) {
	defer rs.Close()
	var out []*row
	for rs.Next() {
		r := new(row)
		if err := r.scan(rs, &r.ownerName, &r.walking, &r.files, &r.filesDone, &r.filesFailed, &r.skipped, &r.title); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rs.Err()
}

// items are rows as others see them, with what is live in this process.
func (m *Manager) items(rows []*row) []Item {
	now := m.now()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.watched = now
	m.sample(now)
	out := make([]Item, len(rows))
	for i, r := range rows {
		if r.owner == m.owner.id {
			r.ownerName = ""
		}
		out[i] = r.item()
		switch run := m.runs[r.id]; {
		case r.isGroup:
			m.overlayGroup(&out[i])
		case r.state == Queued && run == nil && r.owner == m.owner.id:
			if until, waits := m.isAway(r); waits {
				out[i].Reason, out[i].RetryAt = "nobody answers: waits for the line", until
			}
		case r.state == Queued && r.owner != m.owner.id && r.ownerName == "":
			out[i].Reason = "its program has ended: waits to be taken over"
		case run != nil:
			run.overlay(&out[i], true)
			out[i].Rate, out[i].Stalled = run.meter.rate(), run.stalled()
			out[i].ETA = run.meter.eta(out[i].Size - out[i].Done)
		}
	}
	return out
}

// overlayGroup adds to a group what its running files have beyond what is
// stored; m.mu is held.
func (m *Manager) overlayGroup(g *Item) {
	pace := 0.0
	for _, r := range m.order {
		if r.row.group != g.ID {
			continue
		}
		it := Item{Rate: r.meter.rate()}
		it.Done, it.Size = r.progress()
		addLive(g, &it, r.storedAs())
		pace += r.meter.pace
	}
	if g.State == Running && !g.Walking {
		g.ETA = eta(g.Size-g.Done, pace)
	}
}

// Item reads one item or group, or fails with ErrNoItem. Parts, rate and ETA
// are set while this process runs it.
func (m *Manager) Item(ctx context.Context, id int64) (Item, error) {
	if m.ctx.Err() != nil {
		return Item{}, ErrClosed
	}
	r := new(row)
	err := m.journal.read(ctx, func(ctx context.Context, db querier) error {
		s := db.QueryRowContext(ctx, `SELECT `+windowColumns+` FROM items AS i LEFT JOIN groups AS g ON g.item = i.id WHERE i.id = ?`, id)
		return r.scan(s, &r.ownerName, &r.walking, &r.files, &r.filesDone, &r.filesFailed, &r.skipped, &r.title)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return Item{}, ErrNoItem
	}
	if err != nil {
		return Item{}, err
	}
	return m.items([]*row{r})[0], nil
}
