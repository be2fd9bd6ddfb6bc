package transfer

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"
)

// waiter gathers what ends while somebody waits for it.
type waiter struct {
	ids  map[int64]bool // files and groups; nil: everything
	kick chan struct{}

	mu       sync.Mutex
	finished []finish
	closed   bool
}

func (w *waiter) wants(r *row) bool {
	return w.ids == nil || w.ids[r.id] || r.group != 0 && w.ids[r.group]
}

// add takes over what a transaction ended; without anything it is a reminder to
// look again.
func (w *waiter) add(ended []finish) {
	w.mu.Lock()
	for _, f := range ended {
		if w.wants(&f.row) {
			w.finished = append(w.finished, f)
		}
	}
	w.mu.Unlock()
	w.wake()
}

func (w *waiter) wake() {
	select {
	case w.kick <- struct{}{}:
	default:
	}
}

func (w *waiter) close() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	w.wake()
}

func (w *waiter) take() (ended []finish, closed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ended, w.finished = w.finished, nil
	return ended, w.closed
}

// awaited tells whether anybody waits.
func (m *Manager) awaited() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.waiters) > 0
}

// finished hands what a transaction ended to those who wait; m.mu is held.
func (m *Manager) finished(t *tx) {
	if !t.wrote && len(t.ended) == 0 {
		return
	}
	for w := range m.waiters {
		w.add(t.ended)
	}
}

// Wait waits until the items and groups are finished and sums them up. each,
// if not nil, is called for every file that finishes (done, failed or
// cancelled), from one goroutine, in the order in which they finished; it may
// call the Manager. When ctx ends Wait returns what is known with ctx's error
// and the items go on. Items paused by a user are waited for. IDs that are not
// in the queue count as finished. Without an account (Config.Headless) it returns
// why there is none; the items are queued still.
func (m *Manager) Wait(ctx context.Context, each func(Item), ids ...int64) (Summary, error) {
	open := make(map[int64]bool, len(ids))
	for _, id := range ids {
		open[id] = true
	}
	w := &waiter{ids: make(map[int64]bool, len(ids)), kick: make(chan struct{}, 1)}
	for _, id := range ids {
		w.ids[id] = true
	}
	var first error
	err := m.await(ctx, w, func(f finish) {
		delete(open, f.row.id)
		first = firstOf(first, f)
		if each != nil {
			each(f.item())
		}
	}, func(ctx context.Context) (bool, error) {
		err := m.stillOpen(ctx, open)
		if err == nil && len(open) > 0 {
			err = m.whyLetGo()
		}
		return len(open) == 0, err
	})
	s, sumErr := m.summary(context.WithoutCancel(ctx), ids)
	s.Err = first
	return s, errors.Join(err, sumErr)
}

// Drain waits, as Wait does, until nothing that this process owns is left to
// run: for "queue run". What is paused is not waited for, nor what this process
// has no account for: why is the error then. The sum is of what ended meanwhile.
func (m *Manager) Drain(ctx context.Context, each func(Item)) (Summary, error) {
	w := &waiter{kick: make(chan struct{}, 1)}
	var s Summary
	err := m.await(ctx, w, func(f finish) {
		s.Err = firstOf(s.Err, f)
		s.add(f.row.state, f.row.verdict, 1, f.row.size)
		if f.row.state == Failed && len(s.Failures) < MaxFailures {
			s.Failures = append(s.Failures, f.row.item())
		}
		if each != nil {
			each(f.item())
		}
	}, func(ctx context.Context) (bool, error) {
		if m.adopting.Load() {
			return false, nil
		}
		open := false
		err := m.journal.read(ctx, func(ctx context.Context, q querier) error {
			return q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM items WHERE owner = ? AND state IN ('queued','running'))`,
				m.owner.id).Scan(&open)
		})
		return !open, err
	})
	if err == nil {
		err = m.whyLetGo()
	}
	return s, err
}

// item is a file that ended, with what is known of that in this process.
func (f *finish) item() Item {
	r := &f.row
	it := r.item()
	switch {
	case r.state == Failed:
		it.Err = f.err
	case r.ended.id != "":
		it.FileID, it.SHA1 = r.ended.id, r.ended.sha1
	case r.direction == Down:
		if v, err := r.version(); err == nil {
			it.SHA1 = v.Hash().SHA1
		}
	}
	return it
}

func firstOf(first error, f finish) error {
	if first == nil && f.row.state == Failed {
		return f.err
	}
	return first
}

// How often those who wait look into the journal: often enough to end at once,
// seldom enough to cost nothing.
const (
	checkPause  = 20 * time.Millisecond
	checkLooser = 500 * time.Millisecond // while many single files are waited for
	checkMany   = 64
)

// await calls one for everything that ends until over is true.
func (m *Manager) await(ctx context.Context, w *waiter, one func(finish), over func(context.Context) (bool, error)) error {
	m.mu.Lock()
	m.waiters[w] = struct{}{}
	m.mu.Unlock()
	defer func() {
		m.mu.Lock()
		delete(m.waiters, w)
		m.mu.Unlock()
	}()
	deliver := func() bool {
		ended, closed := w.take()
		for _, f := range ended {
			one(f)
		}
		return closed
	}
	for {
		if deliver() || m.ctx.Err() != nil {
			return ErrClosed
		}
		end, err := over(ctx)
		if err != nil {
			return err
		}
		if end {
			// What the journal shows may be ahead of what was handed on: let
			// the writer pass once more.
			err := m.journal.do(ctx, func(*tx) error { return nil })
			deliver()
			return err
		}
		if err := m.pause(ctx, checkPause, nil); err != nil {
			deliver()
			return err
		}
		select {
		case <-w.kick:
		case <-ctx.Done():
			deliver()
			return ctx.Err()
		case <-m.ctx.Done():
		}
	}
}

// stillOpen takes out of open what is finished or gone.
func (m *Manager) stillOpen(ctx context.Context, open map[int64]bool) error {
	for ids := range chunks(open) {
		alive := make(map[int64]bool, len(ids))
		err := m.journal.read(ctx, func(ctx context.Context, q querier) error {
			rs, err := q.QueryContext(ctx, `SELECT id FROM items WHERE state NOT IN ('done','failed','cancelled') AND id IN (`+marks(len(ids))+`)`, ids...)
			if err != nil {
				return err
			}
			defer rs.Close()
			for rs.Next() {
				var id int64
				if err := rs.Scan(&id); err != nil {
					return err
				}
				alive[id] = true
			}
			return rs.Err()
		})
		if err != nil {
			return err
		}
		for _, id := range ids {
			if !alive[id.(int64)] {
				delete(open, id.(int64))
			}
		}
	}
	return nil
}

// chunks are IDs in lots that fit a statement.
func chunks(ids map[int64]bool) func(yield func([]any) bool) {
	const lot = 500
	return func(yield func([]any) bool) {
		all := make([]any, 0, len(ids))
		for id := range ids {
			all = append(all, id)
		}
		for len(all) > 0 {
			n := min(lot, len(all))
			if !yield(all[:n]) {
				return
			}
			all = all[n:]
		}
	}
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

// summary sums up items and groups by what is stored.
func (m *Manager) summary(ctx context.Context, ids []int64) (Summary, error) {
	var s Summary
	set := make(map[int64]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	for lot := range chunks(set) {
		which := `is_group = 0 AND (id IN (` + marks(len(lot)) + `) OR grp IN (` + marks(len(lot)) + `))`
		args := append(append([]any(nil), lot...), lot...)
		err := m.journal.read(ctx, func(ctx context.Context, q querier) error {
			if err := s.count(ctx, q, which, args); err != nil {
				return err
			}
			rs, err := q.QueryContext(ctx, `SELECT `+rowColumns+` FROM items AS i WHERE `+which+` AND state = 'failed' ORDER BY finished LIMIT ?`,
				append(args, MaxFailures-len(s.Failures))...)
			rows, err := scanRows(rs, err)
			for _, r := range rows {
				s.Failures = append(s.Failures, r.item())
			}
			return err
		})
		if err != nil {
			return s, err
		}
	}
	return s, nil
}

func (s *Summary) count(ctx context.Context, q querier, which string, args []any) error {
	rs, err := q.QueryContext(ctx, `SELECT state, verdict, count(*), sum(size) FROM items WHERE `+which+` GROUP BY state, verdict`, args...)
	if err != nil {
		return err
	}
	defer rs.Close()
	for rs.Next() {
		var state State
		var verdict string
		var files int
		var size int64
		if err := rs.Scan(&state, &verdict, &files, &size); err != nil {
			return err
		}
		s.add(state, verdict, files, size)
	}
	return rs.Err()
}

func (s *Summary) add(state State, verdict string, files int, size int64) {
	switch {
	case verdict == verdictSkipped:
		s.Skipped += files
	case state == Done:
		s.Done += files
		if verdict == verdictUnchanged {
			s.Unchanged += files
			return
		}
		s.Bytes += size
		if verdict == verdictNotVerifiable {
			s.NotVerifiable += files
		}
	case state == Failed:
		s.Failed += files
	case state == Cancelled:
		s.Cancelled += files
	}
}
