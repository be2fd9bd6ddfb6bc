package transfer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"
)

// Side is one of the two files of a conflict.
type Side struct {
	Where string    // path, or bucket and name
	Size  int64     // bytes; negative: it is no file
	Time  time.Time // when it was changed, as far as is known; zero: it is not
}

// Sides looks at what an item would move and at what stands where it would go,
// so that a person can choose. It asks the disk and the service, and changes
// nothing. What is gone is an error that says so.
func (m *Manager) Sides(ctx context.Context, id int64) (source, target Side, err error) {
	r, err := m.rowOf(ctx, id)
	if err != nil {
		return Side{}, Side{}, err
	}
	if source, err = m.sourceSide(ctx, r); err != nil {
		return Side{}, Side{}, fmt.Errorf("look at the source: %w", err)
	}
	if target, err = m.targetSide(ctx, r); err != nil {
		return source, Side{}, fmt.Errorf("look at the target: %w", err)
	}
	return source, target, nil
}

func (m *Manager) sourceSide(ctx context.Context, r *row) (Side, error) {
	if r.direction == Up {
		return localSide(r.local)
	}
	v, err := r.version()
	if err != nil {
		return Side{}, err
	}
	bucket, profile := r.bucket, r.profile
	if r.direction == Copy {
		bucket = r.sourceBucket
		if r.sourceProfile != "" {
			profile = r.sourceProfile
		}
	}
	s := Side{Where: bucket + "/" + v.Name, Size: v.Size, Time: v.ModTime()}
	if !s.Time.IsZero() {
		return s, nil
	}
	client, err := m.accounts.client(ctx, profile)
	if err != nil {
		return s, err
	}
	full, err := client.FileInfo(ctx, v.ID)
	s.Time = full.ModTime()
	return s, err
}

func (m *Manager) targetSide(ctx context.Context, r *row) (Side, error) {
	if r.direction == Down {
		return localSide(r.local)
	}
	client, err := m.accounts.client(ctx, r.profile)
	if err != nil {
		return Side{}, err
	}
	v, err := client.Stat(ctx, r.bucketID, r.name)
	return Side{Where: r.bucket + "/" + r.name, Size: v.Size, Time: v.ModTime()}, err
}

func localSide(path string) (Side, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return Side{}, err
	}
	s := Side{Where: path, Size: info.Size(), Time: info.ModTime()}
	if !info.Mode().IsRegular() {
		s.Size = -1
	}
	return s, nil
}

// rowOf reads one item.
func (m *Manager) rowOf(ctx context.Context, id int64) (*row, error) {
	if m.ctx.Err() != nil {
		return nil, ErrClosed
	}
	r := new(row)
	err := m.journal.read(ctx, func(ctx context.Context, db querier) error {
		return r.scan(db.QueryRowContext(ctx, `SELECT `+rowColumns+` FROM items AS i WHERE i.id = ?`, id))
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoItem
	}
	return r, err
}
