package transfer

import (
	"context"

	"b2tui/b2core"
)

// The SHA-1 of a whole large file has to be known before its first part is sent.
// So that the line does not wait for the disk then, the next large files that wait
// are hashed while others go up, one at a time.

// aheadMost is how many large files are hashed before their turn.
const aheadMost = 4

// ahead is that work; Manager.mu guards it.
type ahead struct {
	running bool
	id      int64              // the item that is read
	cancel  context.CancelFunc // ends reading it
	tried   map[int64]bool     // waiting items that need no further reading
}

// drop ends the reading of an item whose turn it is: the upload itself reads it.
func (a *ahead) drop(id int64) {
	delete(a.tried, id)
	if a.id == id && a.cancel != nil {
		a.cancel()
	}
}

// lookAhead begins to hash what waits, unless that goes on already; m.mu is held.
func (m *Manager) lookAhead() bool {
	if m.ahead.running || m.nextAhead() == nil {
		return false
	}
	m.ahead.running = true
	return true
}

// nextAhead is the next item to hash, while anything goes up; m.mu is held.
func (m *Manager) nextAhead() *row {
	uploads := false
	for _, r := range m.order {
		uploads = uploads || r.row.direction == Up
	}
	if !uploads {
		return nil
	}
	large := 0
	for _, r := range m.ready.rows {
		if part := m.accounts.partSize(r.profile); r.direction != Up || part == 0 || r.size <= part {
			continue
		}
		if large++; large > aheadMost {
			break
		}
		if !m.ahead.tried[r.id] {
			return r
		}
	}
	return nil
}

// hashAhead hashes one item after the other.
func (m *Manager) hashAhead() {
	for {
		m.mu.Lock()
		r := m.nextAhead()
		if m.ahead.cancel != nil {
			m.ahead.cancel()
			m.ahead.id, m.ahead.cancel = 0, nil
		}
		if r == nil || m.ctx.Err() != nil {
			m.ahead.running = false
			m.mu.Unlock()
			return
		}
		if m.ahead.tried == nil {
			m.ahead.tried = map[int64]bool{}
		}
		m.ahead.tried[r.id] = true
		ctx, cancel := context.WithCancel(m.ctx)
		m.ahead.id, m.ahead.cancel = r.id, cancel
		m.mu.Unlock()
		if err := m.hashNow(ctx, r); err != nil && ctx.Err() == nil {
			m.log.Debug("hash ahead", "id", r.id, "local", r.local, "error", err)
		}
	}
}

// hashNow hashes an item's source and keeps the hash with the item.
func (m *Manager) hashNow(ctx context.Context, r *row) error {
	src, err := b2core.OpenLocalSource(r.local)
	if err != nil {
		return err
	}
	defer src.Close()
	print := encodePrint(src.Fingerprint())
	if _, ok := r.hashOf(print); ok {
		return nil
	}
	sum, err := b2core.SourceSHA1(ctx, src)
	if err == nil {
		err = src.Check()
	}
	if err != nil {
		return err
	}
	kept := keptHash(print, sum)
	if err := m.journal.do(ctx, func(t *tx) error {
		_, err := t.j.conn.ExecContext(t.ctx, `UPDATE items SET sha1 = ? WHERE id = ? AND state IN ('queued', 'paused')`, kept, r.id)
		return err
	}); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r.sha1 = kept
	return nil
}
