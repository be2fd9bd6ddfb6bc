package transfer

// foreign is what other processes move, as they store it.
type foreign struct{ up, down, all float64 } // bytes per second

// lookAtOthers reads how fast other living processes move what they run.
func (m *Manager) lookAtOthers(t *tx) error {
	var f foreign
	err := t.j.conn.QueryRowContext(t.ctx, `SELECT
 total(max(rate, 0) * (direction = 'up' OR direction = 'copy' AND source_profile NOT IN ('', profile))),
 total(max(rate, 0) * (direction = 'down' OR direction = 'copy' AND source_profile NOT IN ('', profile))), total(max(rate, 0))
 FROM items WHERE state = 'running' AND owner <> ? AND owner IN (SELECT id FROM owners)`, m.owner.id).Scan(&f.up, &f.down, &f.all)
	t.after = append(t.after, func() {
		m.mu.Lock()
		m.foreign = f
		m.mu.Unlock()
	})
	return err
}
