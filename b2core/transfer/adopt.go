package transfer

import (
	"context"
	"time"
)

// Adopt takes over what dead processes left and returns how many files that were.
func (m *Manager) Adopt(ctx context.Context) (int, error) {
	if m.ctx.Err() != nil {
		return 0, ErrClosed
	}
	if _, err := m.mourn(ctx); err != nil {
		return 0, err
	}
	return m.inherit(ctx)
}

// mourn puts back to queued what dead processes ran. It returns how many
// processes have left the queue so far: what they left is nobody's.
func (m *Manager) mourn(ctx context.Context) (gone int64, err error) {
	err = m.journal.do(ctx, func(t *tx) error {
		if err := m.bury(t); err != nil {
			return err
		}
		return t.j.conn.QueryRowContext(t.ctx,
			`SELECT (SELECT seq FROM sqlite_sequence WHERE name = 'owners') - (SELECT count(*) FROM owners)`).Scan(&gone)
	})
	return gone, err
}

// adoptLot is how many IDs adoption goes through in one transaction, so that
// nobody waits for the writer while a million items change hands.
const adoptLot = 4096

// inherit makes ours what nobody owns, and returns how many files that were.
func (m *Manager) inherit(ctx context.Context) (files int, err error) {
	for after, last := int64(0), int64(1); after < last; after += adoptLot {
		n := 0
		err := m.journal.do(ctx, func(t *tx) (err error) {
			if err := t.j.conn.QueryRowContext(t.ctx, `SELECT coalesce(max(id), 0) FROM items`).Scan(&last); err != nil {
				return err
			}
			n, err = m.inheritLot(t, after, after+adoptLot)
			return err
		})
		if err != nil {
			return files, err
		}
		files += n
	}
	if files > 0 {
		m.log.Info("adopted from the queue", "files", files)
	}
	return files, nil
}

// takeOver is Adopt at the start, while the program goes on: whoever opens the
// screen over a long queue is not to wait for it.
func (m *Manager) takeOver() {
	m.adopting.Store(true)
	started := m.spawn(func() {
		if _, err := m.Adopt(m.ctx); err != nil && m.ctx.Err() == nil {
			m.log.Warn("adopt", "error", err)
		}
		m.adopting.Store(false)
		m.mu.Lock()
		defer m.mu.Unlock()
		for w := range m.waiters {
			w.wake()
		}
	})
	if !started {
		m.adopting.Store(false)
	}
}

// bury takes dead owners off the list; what they ran is queued and nobody's.
func (m *Manager) bury(t *tx) error {
	dead, err := m.owner.dead(t)
	done := func() {
		for _, d := range dead {
			d.bury()
		}
	}
	t.failed = append(t.failed, func() {
		for _, d := range dead {
			d.free()
		}
	})
	if err != nil {
		return err
	}
	for _, d := range dead {
		if err := t.release(d.id); err != nil {
			return err
		}
		if _, err := t.exec(`DELETE FROM owners WHERE id = ?`, d.id); err != nil {
			return err
		}
	}
	t.after = append(t.after, done)
	return nil
}

// release puts what an owner runs back to queued.
func (t *tx) release(owner int64) error {
	const runs = ` owner = ? AND is_group = 0 AND state = 'running'`
	groups, err := t.ids(`SELECT DISTINCT grp FROM items WHERE`+runs, owner)
	if err != nil {
		return err
	}
	for _, g := range groups {
		t.resum(g)
	}
	_, err = t.exec(`UPDATE items SET state = 'queued', rate = 0 WHERE`+runs, owner)
	return err
}

// inheritLot makes ours what nobody owns of a stretch of IDs, reads directories
// on where they were left, and finishes what a cancel had begun.
func (m *Manager) inheritLot(t *tx, after, to int64) (int, error) {
	const nobodys = ` id > ?1 AND id <= ?2 AND owner NOT IN (SELECT id FROM owners)`
	left, err := t.rows(`SELECT `+rowColumns+` FROM items AS i WHERE`+leavings+` AND state = 'cancelled' AND`+nobodys, after, to)
	if err != nil {
		return 0, err
	}
	for _, r := range left {
		t.after = append(t.after, func() { m.cleanIdle(r) })
	}
	const open = ` state IN ('queued','running','paused') AND` + nobodys
	halves, err := t.ids(`SELECT id FROM items JOIN groups ON item = id WHERE walking = 1 AND title <> '' AND`+open, after, to)
	if err != nil {
		return 0, err
	}
	for _, id := range halves {
		if err := t.dropBatch(id); err != nil {
			return 0, err
		}
		m.log.Warn("a batch that was not stored to its end is forgotten", "id", id)
	}
	walks, err := t.ids(`SELECT id FROM items JOIN groups ON item = id WHERE walking = 1 AND`+open, after, to)
	if err != nil {
		return 0, err
	}
	groups, err := t.exec(`UPDATE items SET owner = ?3 WHERE is_group = 1 AND`+open, after, to, m.owner.id)
	if err != nil {
		return 0, err
	}
	files, err := t.exec(`UPDATE items SET owner = ?3 WHERE is_group = 0 AND`+open, after, to, m.owner.id)
	if err != nil || groups+files == 0 {
		return 0, err
	}
	t.after = append(t.after, func() {
		for _, id := range walks {
			m.startWalk(id)
		}
		m.stale()
	})
	return int(files), nil
}

// own makes an item, with the rest of its group, this process's when nobody who
// lives owns it: whoever resumes it wants it to run.
func (m *Manager) own(t *tx, group, id int64) error {
	if err := m.bury(t); err != nil || m.cfg.Observe {
		return err
	}
	n, err := t.exec(`UPDATE items SET owner = ?1 WHERE (id = ?2 OR id = ?3 AND ?3 <> 0 OR grp = ?3 AND ?3 <> 0)
 AND owner NOT IN (SELECT id FROM owners)`, m.owner.id, id, group)
	if err != nil || n == 0 || group == 0 {
		return err
	}
	walks, err := t.ids(`SELECT item FROM groups WHERE walking = 1 AND title = '' AND item = ?`, group)
	for _, w := range walks {
		t.after = append(t.after, func() { m.startWalk(w) })
	}
	return err
}

// How often the process looks what others did, and whether they live.
const (
	lookEvery  = 500 * time.Millisecond
	buryEvery  = time.Second
	countShare = 20 // counting the queue again may take one part of so many of the time
)

// look watches for what other processes change, until the Manager closes.
func (m *Manager) look() {
	if m.owner.dir == "" {
		return
	}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	l := looker{m: m}
	for {
		select {
		case <-tick.C:
			l.look()
		case <-m.ctx.Done():
			return
		}
	}
}

// looker is what look remembers from one time to the next.
type looker struct {
	m       *Manager
	behind  bool      // something changed that was not counted yet
	countAt time.Time // not before
	others  int
	heirs   bool  // something may be nobody's
	gone    int64 // processes whose leavings were adopted
	buryAt  time.Time
	trimAt  time.Time
}

func (l *looker) look() {
	m := l.m
	now := time.Now()
	changed, err := m.journal.peek(m.ctx)
	if err != nil {
		return // closing
	}
	counted := false
	if changed || l.behind && now.After(l.countAt) {
		if changed, counted, err = l.takeIn(now); err != nil {
			return // closing, or the writer has said so itself
		}
	}
	l.behind = (l.behind || changed) && !counted
	l.heirs = l.heirs || changed || l.others > 0
	if counted {
		l.countAt = time.Now().Add(countShare * time.Since(now))
	}
	if m.cfg.Adopt && now.After(l.trimAt) {
		l.trimAt = now.Add(trimEvery)
		if err := m.trim(m.ctx); err != nil && m.ctx.Err() == nil {
			m.log.Warn("trim the history", "error", err)
		}
	}
	if m.cfg.Adopt && l.heirs && now.After(l.buryAt) {
		l.heirs, l.buryAt = false, now.Add(buryEvery)
		if err := l.adopt(); err != nil && m.ctx.Err() == nil {
			m.log.Warn("adopt", "error", err)
		}
	}
}

// takeIn reads what others changed, and counts the queue again when it may.
func (l *looker) takeIn(now time.Time) (changed, counted bool, err error) {
	m := l.m
	err = m.journal.do(m.ctx, func(t *tx) error {
		version, err := t.j.dataVersion()
		if err != nil {
			return err
		}
		changed = version != t.j.version
		t.j.version = version
		if changed {
			if err := t.j.conn.QueryRowContext(t.ctx, `SELECT count(*) FROM owners WHERE id <> ?`, m.owner.id).Scan(&l.others); err != nil {
				return err
			}
			if err := m.lookAtOthers(t); err != nil {
				return err
			}
			if err := m.heedCeilings(t); err != nil {
				return err
			}
			t.wrote, t.cameOrWent = true, true
			t.spoil(m)
			if err := m.reconcile(t); err != nil {
				return err
			}
		}
		counted = now.After(l.countAt)
		t.recount = counted
		return nil
	})
	return changed, counted, err
}

// adopt takes over what others left, if anybody has left since the last time.
func (l *looker) adopt() error {
	gone, err := l.m.mourn(l.m.ctx)
	if err != nil || gone == l.gone {
		return err
	}
	if _, err := l.m.inherit(l.m.ctx); err != nil {
		return err
	}
	l.gone = gone
	return nil
}
