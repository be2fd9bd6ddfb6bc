package transfer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// openQueue opens the queue and takes stock of it. One that cannot be read is
// set aside.
func (m *Manager) openQueue(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, openTime, errHeld)
	defer cancel()
	err := m.openJournal(ctx, nil)
	if err == nil {
		err = m.takeStockOrLeave(ctx)
	}
	if err != nil && damaged(err) {
		if err = m.openJournal(ctx, err); err == nil {
			err = m.takeStockOrLeave(ctx)
		}
	}
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

func (m *Manager) takeStockOrLeave(ctx context.Context) error {
	err := m.openCeilings(ctx)
	if err == nil {
		err = m.takeStock(ctx)
	}
	if err != nil {
		m.owner.drop()
		m.journal.stop()
	}
	return err
}

// openJournal opens the queue at its path, or says why it cannot and keeps it
// in memory. One that was opened before and failed with found is set aside.
func (m *Manager) openJournal(ctx context.Context, found error) error {
	if m.cfg.Path != "" {
		err := m.openShared(ctx, found)
		for isBusy(err) && ctx.Err() == nil {
			err = m.openShared(ctx, found) // it waits in there
		}
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return err
		}
		m.log.Error("open the queue", "path", m.cfg.Path, "error", err)
		m.notify(noticeMemory, fmt.Sprintf("%s; until the program ends the queue is kept in memory only", reason(err)))
	}
	j, err := openJournal(ctx, "")
	if err != nil {
		return err
	}
	return m.take(ctx, j, "")
}

// openShared opens the database file. While it is checked and made, a lock
// keeps other processes from doing the same.
func (m *Manager) openShared(ctx context.Context, found error) error {
	path, err := filepath.Abs(m.cfg.Path)
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if m.cfg.onNetwork(dir) {
		return fmt.Errorf("%s is on a network drive that other machines may write, too", dir)
	}
	gate, err := lockOpening(dir)
	if err != nil {
		return err
	}
	defer gate.Close()
	if err := private(path); err != nil {
		return err
	}
	j, err := (*journal)(nil), found
	if found == nil {
		j, err = openJournal(ctx, path)
	}
	if err != nil && damaged(err) {
		aside, asideErr := setAside(path, m.now())
		if asideErr != nil {
			return errors.Join(err, asideErr)
		}
		m.log.Error("queue set aside", "aside", aside, "error", err)
		m.notify(noticeAside, "the queue was damaged and starts empty; the old one is kept as "+aside)
		if err = private(path); err == nil {
			j, err = openJournal(ctx, path)
		}
	}
	if err != nil {
		return err
	}
	return m.take(ctx, j, dir)
}

// lockOpening waits for its turn to open the queue; the turn ends when the file
// is closed.
func lockOpening(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "queue.opening.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := waitLock(f); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("%w: %w", errNoLocks, err)
	}
	return f, nil
}

// private makes sure that the database is there and for its user's eyes only;
// SQLite gives its companions the same mode. An existing file is not opened
// here: closing it again would free SQLite's locks on it in this process.
func private(path string) error {
	info, err := os.Stat(path)
	if err == nil {
		if info.Mode().Perm()&0o077 == 0 {
			return nil
		}
		return os.Chmod(path, 0o600)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// take starts the writer and enters this process among the owners.
func (m *Manager) take(ctx context.Context, j *journal, dir string) error {
	j.start(m.committed, m.unwritable)
	o, err := register(ctx, j, dir)
	if err != nil {
		j.stop()
		return err
	}
	m.journal, m.owner = j, o
	return nil
}
