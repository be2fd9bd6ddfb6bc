package transfer

import (
	"context"
	"database/sql"
	"errors"
)

// Ceilings are Limits of which some may be left open. Nil fields are.
type Ceilings struct {
	FilesAtOnce, PartsAtOnce *int   // from 1 on
	UpRate, DownRate         *int64 // bytes per second; 0: unlimited
}

// over returns limits with what is not left open in place of theirs.
func (c Ceilings) over(l Limits) Limits {
	set(&l.FilesAtOnce, c.FilesAtOnce)
	set(&l.PartsAtOnce, c.PartsAtOnce)
	set(&l.UpRate, c.UpRate)
	set(&l.DownRate, c.DownRate)
	return l
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// ordered is where ceilings for all processes are kept. It came without a new
// version of the schema: a program that does not know it does without.
const ordered = `
CREATE TABLE IF NOT EXISTS ceilings (
  -- What "queue limit" orders: each process that transfers has these limits,
  -- NULL leaves them as they are there. There is one row at most.
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  revision INTEGER NOT NULL, -- grows with each order
  files    INTEGER,
  parts    INTEGER,
  up       INTEGER, -- bytes per second, 0: unlimited
  down     INTEGER
);
`

// OrderCeilings stores ceilings for every process that transfers, each for
// itself: the running ones have them within a second, as by SetLimits, later
// ones from their start on. What c leaves open stays as it was ordered before.
func (m *Manager) OrderCeilings(ctx context.Context, c Ceilings) error {
	return m.storeCeilings(ctx, `INSERT INTO ceilings (id, revision, files, parts, up, down) VALUES (1, 1, ?, ?, ?, ?)
 ON CONFLICT (id) DO UPDATE SET revision = revision + 1, files = coalesce(excluded.files, files),
 parts = coalesce(excluded.parts, parts), up = coalesce(excluded.up, up), down = coalesce(excluded.down, down)`,
		c.FilesAtOnce, c.PartsAtOnce, c.UpRate, c.DownRate)
}

// DropCeilings takes back what OrderCeilings stored: every process has its own
// limits again.
func (m *Manager) DropCeilings(ctx context.Context) error {
	return m.storeCeilings(ctx, `UPDATE ceilings SET revision = revision + 1, files = NULL, parts = NULL, up = NULL, down = NULL`)
}

func (m *Manager) storeCeilings(ctx context.Context, statement string, args ...any) error {
	if m.ctx.Err() != nil {
		return ErrClosed
	}
	return m.journal.do(ctx, func(t *tx) error {
		if _, err := t.exec(statement, args...); err != nil {
			return err
		}
		return m.heedCeilings(t)
	})
}

// OrderedCeilings are those that OrderCeilings stored last.
func (m *Manager) OrderedCeilings(ctx context.Context) (Ceilings, error) {
	var c Ceilings
	err := m.journal.read(ctx, func(ctx context.Context, q querier) error {
		_, err := c.read(ctx, q)
		return err
	})
	return c, err
}

func (c *Ceilings) read(ctx context.Context, q querier) (revision int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT revision, files, parts, up, down FROM ceilings`).
		Scan(&revision, &c.FilesAtOnce, &c.PartsAtOnce, &c.UpRate, &c.DownRate)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return revision, err
}

// openCeilings brings into force what was ordered before this process began.
// What it was given itself goes before that, and the timetable goes on.
func (m *Manager) openCeilings(ctx context.Context) error {
	return m.journal.do(ctx, func(t *tx) error {
		var c Ceilings
		revision, err := c.read(t.ctx, t.j.conn)
		t.after = append(t.after, func() {
			m.heeded = revision
			m.mu.Lock()
			m.times.base = m.cfg.Own.over(c.over(m.cfg.Limits)).orDefaults()
			limits := m.times.limits()
			m.mu.Unlock()
			m.enforce(limits)
		})
		return err
	})
}

// heedCeilings brings into force what was ordered since it looked last.
func (m *Manager) heedCeilings(t *tx) error {
	var c Ceilings
	revision, err := c.read(t.ctx, t.j.conn)
	if err != nil || revision == m.heeded {
		return err
	}
	t.after = append(t.after, func() {
		m.heeded = revision
		m.mu.Lock()
		m.times.base = c.over(m.cfg.Own.over(m.cfg.Limits)).orDefaults()
		limits, dropped := c.over(m.limits), c == (Ceilings{})
		if dropped {
			limits = m.times.limits()
		}
		m.times.force.Overridden = !dropped && len(m.times.rules) > 0
		m.mu.Unlock()
		m.enforce(limits)
	})
	return nil
}
