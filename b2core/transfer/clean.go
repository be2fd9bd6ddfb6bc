package transfer

import (
	"context"
	"errors"
	"os"
	"time"

	"b2tui/b2core"
)

// cleanTime bounds what is cleaned up after one cancelled item.
const cleanTime = 30 * time.Second

// cleanIdle cleans up after a cancelled item unless a worker still has it: then
// the worker does so when it has stopped.
func (m *Manager) cleanIdle(r *row) {
	m.mu.Lock()
	_, busy := m.runs[r.id]
	m.mu.Unlock()
	if !busy {
		m.clean(r, r.largeFile)
	}
}

// cleanRun cleans up after a run that is over.
func (m *Manager) cleanRun(r *run) {
	gone, plan := r.row, r.planned()
	gone.partSize = plan.PartSize
	m.clean(&gone, plan.LargeFileID)
}

// clean removes what a cancelled item, or one that is to be forgotten, left: the
// unfinished large file, which would be billed, or the partial download. If it
// cannot be done now, the next process that adopts tries again.
//
// An item that is retried in the meantime does not run before that is done: it
// would go on with what is being removed.
func (m *Manager) clean(r *row, largeFile string) {
	m.cleaners.Add(1)
	m.mu.Lock()
	m.cleaning[r.id]++
	m.mu.Unlock()
	began := m.spawn(func() {
		defer m.cleaners.Done()
		defer m.cleaned(r.id)
		ctx, cancel := context.WithTimeout(m.ctx, cleanTime)
		defer cancel()
		var err error
		switch {
		case (r.direction == Up || r.direction == Copy) && largeFile != "":
			err = m.cancelLargeFile(ctx, r.profile, largeFile)
		case r.direction == Down:
			err = m.removePartial(r)
		}
		if err != nil {
			m.log.Warn("clean up after a transfer", "id", r.id, "error", err)
			return
		}
		_ = m.journal.do(ctx, func(t *tx) error { // if it fails: once more next time
			if _, err := t.j.stmts.dropParts.Exec(r.id); err != nil {
				return err
			}
			_, err := t.exec(`UPDATE items SET large_file = '', part_size = 0, plan_size = 0, done = 0
 WHERE id = ? AND state <> 'done' AND state <> 'running'`, r.id)
			t.recount = true
			return err
		})
	})
	if !began {
		m.cleaned(r.id)
		m.cleaners.Done()
	}
}

// cleaned lets an item run again.
func (m *Manager) cleaned(id int64) {
	m.mu.Lock()
	if m.cleaning[id]--; m.cleaning[id] == 0 {
		delete(m.cleaning, id)
	}
	m.ready.stale = true // it may be in there as it was before
	m.mu.Unlock()
	m.poke()
}

func (m *Manager) cancelLargeFile(ctx context.Context, profile, id string) error {
	client, err := m.accounts.client(ctx, profile)
	if err != nil {
		return err
	}
	err = client.CancelLargeFile(ctx, id)
	if !b2core.IsGone(err) {
		return err
	}
	if v, look := client.FileInfo(ctx, id); look == nil && v.Action == b2core.ActionStart {
		return err
	}
	return nil // gone already
}

// landed is where a download that did not end went: beside what is there if it was
// to be renamed.
func (r *row) landed() string {
	free := func(n string) (bool, error) { _, err := os.Lstat(n); return errors.Is(err, os.ErrNotExist), nil }
	if ok, _ := free(r.local); ok || r.conflict != Rename {
		return r.local
	}
	name, err := freeName(r.local, free)
	if err != nil {
		return r.local
	}
	return name
}

// removePartial opens the partial file once more, which proves that it is ours
// and idle, and removes it.
func (m *Manager) removePartial(r *row) error {
	if r.partSize == 0 {
		return nil
	}
	t, release, err := m.folders.create(r, r.landed(), b2core.TargetOptions{Replace: true, Resume: true})
	if err != nil {
		return err
	}
	defer release()
	return t.Remove()
}
