package transfer

import (
	"context"
	"errors"
	"fmt"
	"os"

	"b2tui/b2core"
)

// bytes tells whether an item of this direction moves any.
func (d Direction) bytes() bool { return d == Up || d == Down || d == Copy }

// alterAtOnce is how many files are changed at the same time.
const alterAtOnce = 64

// alter does what moves no bytes. Each act may be done again after a kill: what
// is done already is found and counts as done.
func (m *Manager) alter(r *run, client mover) outcome {
	select { // not of the slots: a part on a slow line may hold its place for minutes
	case m.altering <- struct{}{}:
		defer func() { <-m.altering }()
	case <-r.ctx.Done():
		return outcome{err: r.ctx.Err()}
	}
	if err := r.expectTarget(client); err != nil {
		return outcome{err: err}
	}
	o := outcome{state: Done, verdict: verdictVerified}
	row := &r.row
	switch row.direction {
	case Hide:
		o.reason, o.err = hide(r.ctx, client, row.bucketID, row.name)
	case Unhide:
		o.err = client.UnhideFile(r.ctx, row.bucketID, row.name)
	case Delete:
		if row.fileID != "" {
			o.reason, o.err = deleteVersion(r.ctx, client, row.name, row.fileID)
		} else {
			o.reason, o.err = deleteName(r.ctx, client, row.bucketID, row.name)
		}
	case Remove:
		o.reason, o.err = removeLocal(row.local, row.disposal)
	default:
		o.err = fmt.Errorf("unknown direction %q", row.direction)
	}
	if o.reason != "" { // it was gone or hidden already
		o.verdict = verdictUnchanged
	}
	return o
}

const goneAlready = "was gone already"

// hide hides a name that shows; one that does not is done.
func hide(ctx context.Context, client mover, bucketID, name string) (string, error) {
	now, err := seenRemote(ctx, client, bucketID, name)
	if err != nil {
		return "", err
	}
	if now == seenAbsent {
		return "was hidden already", nil
	}
	return "", client.HideFile(ctx, bucketID, name)
}

// deleteVersion deletes one version, hide marker or unfinished large file.
func deleteVersion(ctx context.Context, client mover, name, id string) (string, error) {
	err := client.DeleteFileVersion(ctx, name, id)
	if !b2core.IsGone(err) {
		return "", err
	}
	// The service calls an unfinished large file no file.
	if err := client.CancelLargeFile(ctx, id); err == nil {
		return "", nil
	} else if !b2core.IsGone(err) {
		return "", err
	}
	if _, look := client.FileInfo(ctx, id); !b2core.IsGone(look) {
		if look == nil || errors.Is(err, b2core.ErrBadRequest) { // it is there, or nobody can tell
			return "", err
		}
	}
	return goneAlready, nil
}

// deleteName deletes all versions of a name. So that no older one comes to light
// when it is stopped half-way, a name that shows and has several is hidden first
// and its marker goes last.
func deleteName(ctx context.Context, client mover, bucketID, name string) (string, error) {
	marker, n := "", 0
	var after b2core.ListOptions
	for {
		after.Prefix = name
		if after.Start == "" {
			after.Start = name
		}
		page, err := client.ListVersions(ctx, bucketID, after)
		if err != nil {
			return "", err
		}
		mine := ofName(page.Files, name)
		if n == 0 && len(mine) > 1 {
			if mine, marker, err = hideFirst(ctx, client, bucketID, mine); err != nil {
				return "", err
			}
		}
		for _, v := range mine {
			if _, err := deleteVersion(ctx, client, name, v.ID); err != nil {
				return "", err
			}
			n++
		}
		after.Start, after.StartID = page.NextName, page.NextID
		if page.NextName != name {
			break
		}
	}
	if marker != "" {
		return "", client.DeleteFileVersion(ctx, name, marker)
	}
	if n == 0 {
		return goneAlready, nil
	}
	return "", nil
}

// hideFirst makes sure that a hide marker is the newest version, and returns it
// apart from the others. A key that may delete but not write goes without.
func hideFirst(ctx context.Context, client mover, bucketID string, versions []b2core.FileVersion) (others []b2core.FileVersion, marker string, err error) {
	if versions[0].Action == b2core.ActionHide {
		return versions[1:], versions[0].ID, nil
	}
	name := versions[0].Name
	if err := client.HideFile(ctx, bucketID, name); err != nil {
		if errors.Is(err, b2core.ErrUnauthorized) {
			return versions, "", nil
		}
		return nil, "", err
	}
	page, err := client.ListVersions(ctx, bucketID, b2core.ListOptions{Prefix: name, Start: name, Max: 1})
	if err != nil {
		return nil, "", err
	}
	if top := ofName(page.Files, name); len(top) > 0 && top[0].Action == b2core.ActionHide {
		marker = top[0].ID
	}
	return versions, marker, nil
}

// ofName are the first versions of a listing, as far as they are of a name.
func ofName(versions []b2core.FileVersion, name string) []b2core.FileVersion {
	for i, v := range versions {
		if v.Name != name {
			return versions[:i]
		}
	}
	return versions
}

// removeLocal takes a local file, or a folder with all that is in it, away.
func removeLocal(path string, how Disposal) (string, error) {
	if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
		return goneAlready, nil
	}
	if how == TrashSource {
		return "", trash(path)
	}
	return "", os.RemoveAll(path)
}
