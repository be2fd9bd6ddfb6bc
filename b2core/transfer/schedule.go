package transfer

import (
	"encoding/json"
	"slices"
)

// Which file goes next: in queue order, a group's files where the group stands,
// as long as there is room for its kind. Files of more than 1 MiB count against
// FilesAtOnce. Smaller ones count against the parts at once alone, eight for each
// part, because what they wait for is the round trip.
const (
	readAhead  = 256 // rows that wait in memory
	lookahead  = 4   // small files that open their source while all places are taken
	smallerKin = partWeight
)

// readyList is what was read ahead of the queue. It is changed by the writer's
// goroutine, so that no change of the queue can be overtaken by an older read,
// and drained by the scheduler; Manager.mu guards it.
type readyList struct {
	rows  []*row
	stale bool // the queue changed since it was read
	full  bool // there was more than was read

	// claimed are the rows that this process has marked as tried and not started:
	// what it reads again is as fresh as before.
	claimed map[int64]bool
}

// schedule starts files whenever there is room, until the Manager closes.
func (m *Manager) schedule() {
	for {
		select {
		case <-m.wake:
			m.fill()
		case <-m.ctx.Done():
			return
		}
	}
}

// fill starts what there is room for.
func (m *Manager) fill() {
	for m.ctx.Err() == nil {
		for m.startNext() {
		}
		if !m.needsRows() {
			return
		}
		if err := m.readReady(); err != nil {
			if m.ctx.Err() == nil {
				m.unwritable(err)
			}
			m.spawn(func() {
				_ = m.pause(m.ctx, retryDelay, nil) // its end is the Manager's, too
				m.stale()
			})
			return
		}
		m.mu.Lock()
		i := m.startable()
		m.mu.Unlock()
		if i < 0 {
			return
		}
	}
}

func (m *Manager) needsRows() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.ready.stale || m.ready.full && len(m.ready.rows) < readAhead/2
}

// startNext starts one file, or reports that none can be.
func (m *Manager) startNext() bool {
	m.mu.Lock()
	i := m.startable()
	if i < 0 {
		m.mu.Unlock()
		return false
	}
	r := newRun(m.ctx, m.ready.rows[i])
	if c := &r.row.conflict; m.cfg.Answer != "" && (*c == "" || *c == Ask) {
		*c = m.cfg.Answer
	}
	m.ready.rows = slices.Delete(m.ready.rows, i, i+1)
	delete(m.ready.claimed, r.row.id)
	m.ahead.drop(r.row.id)
	r.share = m.slots.share(r.row.size)
	m.runs[r.row.id] = r
	m.order = append(m.order, r)
	m.targets[r.target] = true
	watch := !m.adapting
	m.adapting = true
	m.mu.Unlock()
	if watch {
		m.spawn(m.watchLine)
	}
	m.journal.note(r, note{started: true})
	m.spawn(func() { m.work(r) })
	m.tell()
	return true
}

// startable is the place of the first row that there is room for, or -1; m.mu
// is held.
func (m *Manager) startable() int {
	files, small := 0, 0
	for _, r := range m.order {
		if r.row.small() {
			small++
		} else {
			files++
		}
	}
	if len(m.order) >= m.mostRuns {
		return -1
	}
	room := files < m.limits.FilesAtOnce
	smallRoom := small < m.adapter.target*smallerKin+lookahead
	if !room && !smallRoom {
		return -1
	}
	for i, r := range m.ready.rows {
		if r.small() && !smallRoom || !r.small() && !room {
			continue
		}
		if _, waits := m.isAway(r); waits || m.targets[r.target()] || m.runs[r.id] != nil || m.cleaning[r.id] > 0 {
			continue
		}
		return i
	}
	return -1
}

// dropRun forgets a run that ended.
func (m *Manager) dropRun(r *run) {
	told := r.stopping()
	r.cancel(nil)
	r.share.leave()
	m.mu.Lock()
	m.tallyLine(r)
	delete(m.runs, r.row.id)
	delete(m.targets, r.target)
	m.order = slices.DeleteFunc(m.order, func(o *run) bool { return o == r })
	m.line()
	if told { // it may have been resumed in the meantime
		m.ready.stale = true
	}
	m.mu.Unlock()
	close(r.over)
	m.poke()
	m.tell()
}

// readReady reads the head of the queue. The writer does it, after writing what
// the process has noted, so nothing that runs or has ended is read again.
func (m *Manager) readReady() error { return m.journal.do(m.ctx, m.readIn) }

// readIn reads the head as it stands within a transaction.
func (m *Manager) readIn(t *tx) error {
	if err := t.sumGroups(); err != nil { // orders that came before tell by a group's state
		return err
	}
	rows, full, err := t.head(m.owner.id, readAhead, m.awayProfiles())
	if err != nil {
		return err
	}
	if err := t.claim(rows); err != nil {
		return err
	}
	t.after = append(t.after, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		// What could not be written yet is still stored as waiting.
		rows = slices.DeleteFunc(rows, func(r *row) bool { return m.journal.book.holds(r.id) })
		claimed := make(map[int64]bool, len(rows))
		for _, r := range rows {
			if !r.tried || m.ready.claimed[r.id] {
				claimed[r.id], r.tried = true, false
			}
		}
		m.ready = readyList{rows: rows, full: full, claimed: claimed}
	})
	return nil
}

// claim marks rows as tried. Theirs keeps saying how they were found.
func (t *tx) claim(rows []*row) error {
	ids := make([]any, 0, len(rows))
	for _, r := range rows {
		if !r.tried {
			ids = append(ids, r.id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	// Not t.exec: no screen shows this column.
	_, err := t.j.conn.ExecContext(t.ctx, `UPDATE items SET tried = 1 WHERE id IN (`+marks(len(ids))+`)`, ids...)
	return err
}

// head reads the first files that wait, leaving out those of some profiles.
func (t *tx) head(owner int64, limit int, without []string) (rows []*row, full bool, err error) {
	left, err := json.Marshal(append([]string{}, without...)) // not null
	if err != nil {
		return nil, false, err
	}
	rs, err := t.j.stmts.openTop.Query(owner, string(left), limit)
	top, err := scanRows(rs, err)
	if err != nil {
		return nil, false, err
	}
	for _, r := range top {
		if !r.isGroup {
			rows = append(rows, r)
			continue
		}
		rs, err := t.j.stmts.openFiles.Query(owner, r.id, limit-len(rows))
		files, err := scanRows(rs, err)
		if err != nil {
			return nil, false, err
		}
		rows = append(rows, files...)
		if len(rows) >= limit {
			return rows[:limit], true, nil
		}
	}
	return rows, len(top) == limit, nil
}

// stale has the scheduler read the queue again.
func (m *Manager) stale() {
	m.mu.Lock()
	m.ready.stale = true
	m.mu.Unlock()
	m.poke()
}

// spoil is stale for a change that may have taken away what was read ahead.
func (t *tx) spoil(m *Manager) {
	t.after = append(t.after, func() {
		m.mu.Lock()
		m.ready.rows = nil
		m.mu.Unlock()
		m.stale()
	})
}
