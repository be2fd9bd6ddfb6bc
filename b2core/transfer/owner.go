package transfer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// owner is this process's entry among those that share the queue.
type owner struct {
	id   int64
	dir  string   // empty: in memory, nobody else
	file *os.File // holds the lock
}

// register locks a file of our own and enters it; from then on others see that
// we live.
func register(ctx context.Context, j *journal, dir string) (*owner, error) {
	o := &owner{dir: dir}
	host, _ := os.Hostname() // empty is as good: the lock decides
	lock := ""
	if dir != "" {
		f, err := newOwnerFile(dir)
		if err != nil {
			return nil, err
		}
		o.file, lock = f, filepath.Base(f.Name())
	}
	boot := bootID()
	err := j.do(ctx, func(t *tx) error {
		res, err := t.j.conn.ExecContext(t.ctx, `INSERT INTO owners (pid, host, boot, lock, started) VALUES (?,?,?,?,?)`,
			os.Getpid(), host, boot, lock, time.Now().UnixMilli())
		if err != nil {
			return err
		}
		o.id, err = res.LastInsertId()
		return err
	})
	if err != nil {
		o.drop()
		return nil, err
	}
	return o, nil
}

func newOwnerFile(dir string) (*os.File, error) {
	f, err := os.CreateTemp(dir, fmt.Sprintf("queue.owner-%d-*.lock", os.Getpid()))
	if err != nil {
		return nil, err
	}
	err = tryLock(f)
	if err == nil {
		err = holdsLocks(f.Name())
	} else {
		err = fmt.Errorf("%w: %w", errNoLocks, err)
	}
	if err != nil {
		_ = f.Close()
		_ = os.Remove(f.Name())
		return nil, err
	}
	return f, nil
}

// drop gives the lock back and removes its file.
func (o *owner) drop() {
	if o.file == nil {
		return
	}
	_ = o.file.Close()
	_ = os.Remove(o.file.Name())
	o.file = nil
}

// deadOwner is a process that is gone. Its lock is held by us, so that no two
// processes bury it.
type deadOwner struct {
	id   int64
	file *os.File // nil: the file was gone already
}

func (d deadOwner) bury() {
	if d.file != nil {
		_ = d.file.Close()
		_ = os.Remove(d.file.Name())
	}
}

// free gives the lock back without burying.
func (d deadOwner) free() {
	if d.file != nil {
		_ = d.file.Close()
	}
}

// dead finds the owners whose lock is free. The caller buries them.
func (o *owner) dead(t *tx) ([]deadOwner, error) {
	if o.dir == "" {
		return nil, nil
	}
	rs, err := t.j.conn.QueryContext(t.ctx, `SELECT id, lock FROM owners WHERE id <> ?`, o.id)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var out []deadOwner
	for rs.Next() {
		var d deadOwner
		var lock string
		if err := rs.Scan(&d.id, &lock); err != nil {
			return out, err
		}
		if !ownerFileName(lock) { // a foreign hand wrote this: no file of ours
			out = append(out, d)
			continue
		}
		f, err := os.OpenFile(filepath.Join(o.dir, lock), os.O_RDWR, 0)
		switch {
		case errors.Is(err, os.ErrNotExist):
		case err != nil:
			continue // cannot tell: leave it alone
		default:
			if tryLock(f) != nil {
				_ = f.Close()
				continue
			}
			d.file = f
		}
		out = append(out, d)
	}
	return out, rs.Err()
}

// ownerFileName tells whether a stored name is one that we would give.
func ownerFileName(name string) bool {
	return filepath.Base(name) == name && strings.HasPrefix(name, "queue.owner-") && strings.HasSuffix(name, ".lock")
}
