package transfer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"b2tui/b2core"
)

// ErrChanged is why an item leaves everything as it is whose plan has not come
// true: its source or its target is not what the plan saw.
var ErrChanged = errors.New("it changed since the plan was made")

// How the journal writes what a plan saw.
const (
	seenAbsent  = "absent"
	seenVersion = "version "
	seenPrint   = "print "
	// Of an item that stands for what a walk could not read: a folder, and where
	// in it the walk goes on.
	seenFolder = "folder "
)

// encode is what a plan saw in one line; empty: nothing is expected.
func (s *Seen) encode() string {
	switch {
	case s == nil:
		return ""
	case s.VersionID != "":
		return seenVersion + s.VersionID
	case s.Print != b2core.Fingerprint{}:
		return seenPrint + encodePrint(s.Print)
	}
	return seenAbsent
}

// unchanged fails when what is seen now is not what was expected.
func unchanged(expected, now, what string) error {
	if expected == "" || expected == now {
		return nil
	}
	return fmt.Errorf("%s: %w: compare again", what, ErrChanged)
}

// seenLocal is what stands at a local path.
func seenLocal(path string) (string, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, os.ErrNotExist) {
		return seenAbsent, nil
	}
	if err != nil {
		return "", err
	}
	return seenPrint + encodePrint(b2core.FingerprintOf(info)), nil
}

// seenRemote is the version that a name shows.
func seenRemote(ctx context.Context, client mover, bucketID, name string) (string, error) {
	v, err := client.Stat(ctx, bucketID, name)
	if errors.Is(err, b2core.ErrNotFound) || err == nil && v.Action == b2core.ActionHide {
		return seenAbsent, nil
	}
	if err != nil {
		return "", err
	}
	return seenVersion + v.ID, nil
}

// expectTarget compares what the plan saw at the target.
func (r *run) expectTarget(client mover) error {
	if r.row.expectTarget == "" {
		return nil
	}
	if r.row.direction == Down || r.row.direction == Remove {
		now, err := seenLocal(r.row.local)
		if err != nil {
			return err
		}
		return unchanged(r.row.expectTarget, now, r.row.local)
	}
	now, err := seenRemote(r.ctx, client, r.row.bucketID, r.row.name)
	if err != nil {
		return err
	}
	if now == seenAbsent && r.row.direction != Up && r.row.direction != Copy && strings.HasPrefix(r.row.expectTarget, seenVersion) {
		return nil // what was to go is gone or hidden already: the act finds out
	}
	return unchanged(r.row.expectTarget, now, r.row.name)
}
