package transfer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/dustin/go-humanize"

	"b2tui/b2core"
)

// fullReason begins the reason of what waits for room on a disk.
const fullReason = "the disk is full"

// waitsForRoom is the condition of what waits for room, its own or the queue's.
const waitsForRoom = "waits_for IN ('" + forRoom + "','" + forQueue + "')"

// queueRoom is what the queue's disk must have before what waits for it goes on,
// bytes.
const queueRoom = 1 << 20

// roomEvery is how often it is looked whether there is room again.
const roomEvery = 3 * time.Second

// full is the outcome of what a disk has no room for: it waits until there is, if
// there is a screen to say so. Nil: it is something else.
func (m *Manager) full(r *run, err error, done int64) *outcome {
	o := outcome{state: Paused, size: r.row.size, done: done}
	switch {
	case m.cfg.Headless:
		return nil
	case noRoom(err):
		o.waitsFor = forQueue
		o.reason = fullReason + " or fails, and the queue in " + filepath.Dir(m.cfg.Path) + " cannot be written; goes on by itself when it can"
	case r.row.direction == Down && errors.Is(err, b2core.ErrNoSpace):
		o.waitsFor = forRoom
		o.reason = fmt.Sprintf("%s: %s needs %s; goes on by itself when there is room",
			fullReason, filepath.Dir(r.row.local), humanize.Bytes(uint64(max(r.row.size, 0))))
	default:
		return nil
	}
	m.watchRoom()
	return &o
}

// watchRoom has what waits for room go on when there is some.
func (m *Manager) watchRoom() {
	if m.watchesRoom.Swap(true) {
		return
	}
	started := m.spawn(func() {
		defer m.watchesRoom.Store(false)
		for m.pause(m.ctx, roomEvery, nil) == nil {
			if waiting, err := m.fillRoom(m.ctx); err == nil && waiting == 0 && !m.adopting.Load() {
				return
			}
		}
	})
	if !started {
		m.watchesRoom.Store(false)
	}
}

// fillRoom resumes, in queue order, what there is room for, and returns how
// many files wait for room or have just been resumed.
func (m *Manager) fillRoom(ctx context.Context) (waiting int, err error) {
	var rows []*row
	err = m.journal.read(ctx, func(ctx context.Context, q querier) error {
		rs, err := q.QueryContext(ctx, `SELECT i.id, i.local, i.size, i.done, i.waits_for FROM items AS i LEFT JOIN items AS g ON g.id = i.grp
 WHERE i.is_group = 0 AND i.id > 0 AND i.state = 'paused' AND i.owner = ? AND i.`+waitsForRoom+` ORDER BY coalesce(g.ord, i.ord), i.ord`,
			m.owner.id) // of what is paused alone, by the index of the totals
		if err != nil {
			return err
		}
		defer rs.Close()
		for rs.Next() {
			r := new(row)
			if err := rs.Scan(&r.id, &r.local, &r.size, &r.done, &r.waitsFor); err != nil {
				return err
			}
			rows = append(rows, r)
		}
		return rs.Err()
	})
	if err != nil {
		return 0, err
	}
	room := make(map[string]int64)  // by folder
	taken := make(map[string]int64) // of that, by what goes on
	for _, r := range rows {
		dir, need := filepath.Dir(r.local), max(r.size-r.done, 1)
		if r.waitsFor == forQueue {
			dir, need = filepath.Dir(m.cfg.Path), queueRoom
		}
		if _, asked := room[dir]; !asked {
			room[dir] = freeAt(dir)
		}
		if room[dir]-taken[dir] < need || !canHold(existing(dir), taken[dir]+need) {
			continue
		}
		taken[dir] += need
		if _, err := m.command(ctx, []int64{r.id}, func(bool) order { return roomOrder() }); err != nil {
			return len(rows), err
		}
	}
	return len(rows), nil
}

// freeAt is how many bytes can be written to a folder that may not be there
// yet; 0 where no file can be made, or nobody can tell.
func freeAt(dir string) int64 { return freeBytes(existing(dir)) }

// existing is the folder or the nearest one above it that is there.
func existing(dir string) string {
	for {
		up := filepath.Dir(dir)
		if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) || up == dir {
			return dir
		}
		dir = up
	}
}

// canHold tries whether a folder takes a file of a size. What a disk says to be
// free is not what a user with a quota may have of it, and a download that is
// resumed in vain every few seconds costs traffic.
func canHold(dir string, size int64) bool {
	f, err := os.CreateTemp(dir, ".b2tui-room-")
	if err != nil {
		return false
	}
	gone := os.Remove(f.Name()) == nil // before it takes any: a kill must not leave it with gigabytes
	err = take(f, size)
	_ = f.Close()
	if !gone { // the system removes no open file
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err == nil
}
