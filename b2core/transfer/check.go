package transfer

import (
	"context"
	"errors"
	"io/fs"
	"os"
)

// checkedAtOnce is how large a database may be to be checked before it is used,
// bytes: some 4,000 items, and under a tenth of a second. A larger one is checked
// while the program already runs.
const checkedAtOnce = 1 << 20

// suspectSuffix marks a database that was found damaged while it was in use.
// Whoever opens it next checks it first, and sets it aside.
const suspectSuffix = ".suspect"

// checkNow tells whether a database is to be checked before it is used.
func checkNow(path string) bool {
	if _, err := os.Stat(path + suspectSuffix); err == nil {
		return true
	}
	info, err := os.Stat(path)
	return err != nil || info.Size() <= checkedAtOnce
}

// check reads the whole database, indexes included, and fails with a *damage if
// anything in it contradicts itself.
func check(ctx context.Context, q querier) error {
	var verdict string
	if err := q.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return &damage{verdict}
	}
	return nil
}

// acquit takes the mark off a database that proved to be sound.
func acquit(path string) error {
	err := os.Remove(path + suspectSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// suspect marks the database as damaged and says so.
func (m *Manager) suspect(err error) {
	m.log.Error("the queue is damaged", "path", m.cfg.Path, "error", err)
	m.notify(noticeDamaged, "the queue is damaged; the next start sets it aside and begins an empty one")
	if err := os.WriteFile(m.cfg.Path+suspectSuffix, nil, 0o600); err != nil {
		m.log.Warn("mark the queue as damaged", "error", err)
	}
}

// checkLater checks a database that is too large to be checked before it is used.
func (m *Manager) checkLater() {
	err := m.journal.read(m.ctx, check)
	switch {
	case err == nil || m.ctx.Err() != nil:
	case damaged(err):
		m.suspect(err)
	default:
		m.log.Warn("check the queue", "error", err)
	}
}
