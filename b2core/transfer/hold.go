package transfer

import "context"

// scope is a set of items that one cause stops: of a profile, and where they are
// not empty of a direction and a bucket.
type scope struct {
	profile   string
	direction Direction
	bucketID  string
}

const scopeWhere = ` is_group = 0 AND` + scopeOf

const scopeOf = ` state IN ('queued','running') AND owner = ? AND profile = ?
 AND (? = '' OR direction = ?) AND (? = '' OR bucket_id = ?)`

func (s scope) args(owner int64) []any {
	return []any{owner, s.profile, s.direction, s.direction, s.bucketID, s.bucketID}
}

// hold pauses all items in a scope, with the reason, until the user resumes
// them. Without a user they fail.
func (m *Manager) hold(s scope, text string, cause error) error {
	state := Paused
	if m.cfg.Headless {
		state = Failed
	}
	return m.journal.do(context.WithoutCancel(m.ctx), func(t *tx) error {
		return m.holdIn(t, s, state, text, cause)
	})
}

func (m *Manager) holdIn(t *tx, s scope, state State, text string, cause error) error {
	args := s.args(m.owner.id)
	groups, err := t.ids(`SELECT DISTINCT grp FROM items WHERE `+scopeWhere, args...)
	if err != nil || len(groups) == 0 {
		return err // others were quicker
	}
	for _, g := range groups {
		t.resum(g)
	}
	now := int64(0)
	if final(state) {
		now = m.now().UnixMilli()
		if m.awaited() {
			err = t.tellEnded(scopeWhere, args, state, text, now, cause)
		}
		if err != nil {
			return err
		}
	}
	_, err = t.exec(`UPDATE items SET state = ?, reason = ?, rate = 0, finished = ? WHERE `+scopeWhere,
		append([]any{state, text, now}, args...)...)
	if err != nil {
		return err
	}
	// What a walk finds from now on shares it.
	_, err = t.exec(`UPDATE groups SET hold = ? WHERE walking = 1 AND title = '' AND item IN (SELECT id FROM items WHERE is_group = 1 AND`+scopeOf+`)`,
		append([]any{state}, args...)...)
	if err != nil {
		return err
	}
	t.after = append(t.after, func() { m.notify(noticeHeld, text) })
	t.spoil(m)
	return m.reconcile(t)
}

// held is the reason of what was held last.
func (m *Manager) held() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.notices[noticeHeld]
}

// unhold takes the notice back when nothing is held for its reason any more.
func (m *Manager) unhold(t *tx) error {
	text, still := m.held(), false
	if text == "" {
		return nil
	}
	err := t.j.conn.QueryRowContext(t.ctx, `SELECT EXISTS (SELECT 1 FROM items WHERE is_group = 0 AND id > 0
 AND state IN ('paused','failed') AND reason = ?)`, text).Scan(&still)
	if err == nil && !still {
		t.after = append(t.after, func() { m.withdraw(noticeHeld) })
	}
	return err
}

// tellEnded tells those who wait of all files for which where holds.
func (t *tx) tellEnded(where string, args []any, state State, text string, now int64, cause error) error {
	rows, err := t.rows(`SELECT `+rowColumns+` FROM items AS i WHERE `+where, args...)
	for _, r := range rows {
		r.state, r.reason, r.finished = state, text, now
		t.ended = append(t.ended, finish{row: *r, err: cause})
	}
	return err
}

// reconcile stops the runs whose rows say something else than that they run. It
// belongs to every transaction that changes states behind the workers' backs.
func (m *Manager) reconcile(t *tx) error {
	m.mu.Lock()
	runs := append([]*run(nil), m.order...)
	m.mu.Unlock()
	for _, r := range runs {
		s, err := t.resync(r)
		if err != nil {
			return err
		}
		if s.state != Queued && s.state != Running {
			t.lost = append(t.lost, r)
		}
	}
	return nil
}
