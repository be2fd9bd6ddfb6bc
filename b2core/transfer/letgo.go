package transfer

import (
	"context"
	"errors"
	"fmt"

	"b2tui/b2core"
)

// lacksAccount tells whether an error means that this process cannot log in to an
// item's account while nobody is there to do something about it. Another process
// may have the key.
func (m *Manager) lacksAccount(err error) bool {
	_, none := errors.AsType[*accountError](err)
	refused := errors.Is(err, b2core.ErrKeyRefused) || errors.Is(err, b2core.ErrExpiredToken)
	return m.cfg.Headless && (none || refused) && !errors.Is(err, b2core.ErrUnreachable)
}

// letGo makes nobody's what this process has of an item's account, queued as it
// was: for the next that adopts. Those who wait are told why.
func (m *Manager) letGo(r *row, cause error) error {
	m.accounts.forget(r.profile)
	m.accounts.forget(r.sourceProfile)
	return m.journal.do(context.WithoutCancel(m.ctx), func(t *tx) error {
		const theirs = ` owner = ?1 AND profile = ?2 AND source_profile = ?3 AND state IN ('queued','running')`
		args := []any{m.owner.id, r.profile, r.sourceProfile}
		walks, err := t.ids(`SELECT id FROM items WHERE is_group = 1 AND`+theirs, args...)
		if err != nil {
			return err
		}
		groups, err := t.ids(`SELECT DISTINCT grp FROM items WHERE is_group = 0 AND`+theirs, args...)
		if err != nil || len(walks)+len(groups) == 0 {
			return err // others were quicker
		}
		for _, g := range groups {
			t.resum(g)
		}
		_, err = t.exec(`UPDATE items SET owner = 0, state = 'queued', rate = 0, reason = ?4 WHERE is_group = 0 AND`+theirs,
			append(args, reason(cause))...)
		if err != nil {
			return err
		}
		if _, err = t.exec(`UPDATE items SET owner = 0 WHERE is_group = 1 AND`+theirs, args...); err != nil {
			return err
		}
		m.mu.Lock()
		for _, o := range m.order {
			if o.row.profile == r.profile && o.row.sourceProfile == r.sourceProfile {
				t.lost = append(t.lost, o)
			}
		}
		m.mu.Unlock()
		t.after = append(t.after, func() {
			for _, id := range walks {
				m.stopWalk(id)
			}
			m.mu.Lock()
			m.letGoFor = append(m.letGoFor, cause)
			m.mu.Unlock()
		})
		t.spoil(m)
		return nil
	})
}

// whyLetGo is why this process let items go, an error for each account; nil: it
// has not.
func (m *Manager) whyLetGo() (err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, cause := range m.letGoFor {
		if err == nil {
			err = cause
		} else if err.Error() != cause.Error() {
			err = fmt.Errorf("%w; %w", err, cause)
		}
	}
	return err
}
