package transfer

import "context"

// scope is a set of items that one cause stops: of a profile, and where they are
// not empty of a direction and a bucket.
type scope struct {
	profile   string
	direction Direction
	bucketID  string
}

const scopeWhere = ` is_group = 0 AND state IN ('queued','running') AND owner = ? AND profile = ?
 AND (? = '' OR direction = ?) AND (? = '' OR bucket_id = ?)`

func (s scope) args(owner int64) []any {
	return []any{owner, s.profile, s.direction, s.direction, s.bucketID, s.bucketID}
}

// hold pauses all items in a scope, with the reason, until the user resumes
// them. Without a user they fail.
func (m *Manager) hold(r *run, s scope, text string, cause error) error {
	state := Paused
	if m.cfg.Headless {
		state = Failed
	}
	err := m.journal.do(context.WithoutCancel(m.ctx), func(t *tx) error {
		return m.holdIn(t, s, state, text, cause)
	})
	if err != nil {
		return err
	}
	m.notify(noticeHeld, text)
	return nil
}

func (m *Manager) holdIn(t *tx, s scope, state State, text string, cause error) error {
	args := s.args(m.owner.id)
	held, err := t.rows(`SELECT `+rowColumns+` FROM items AS i WHERE `+scopeWhere, args...)
	if err != nil {
		return err
	}
	now := int64(0)
	if final(state) {
		now = m.now().UnixMilli()
	}
	_, err = t.exec(`UPDATE items SET state = ?, reason = ?, rate = 0, finished = ? WHERE `+scopeWhere,
		append([]any{state, text, now}, args...)...)
	if err != nil {
		return err
	}
	for _, h := range held {
		t.resum(h.group)
		if final(state) {
			h.state, h.reason, h.finished = state, text, now
			t.ended = append(t.ended, finish{row: *h, err: cause})
		}
	}
	t.spoil(m)
	return m.reconcile(t)
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
