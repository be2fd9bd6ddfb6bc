package transfer

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"b2tui/b2core"
)

// A move is a copy whose source goes when the copy is proved. What was made is
// in the journal before the source is touched: a restart goes on there and does
// not copy again.

var errUnproved = errors.New("the copy could not be proved to be the source, which therefore stays")

// finishMove takes away the source of what was carried.
func (m *Manager) finishMove(r *run, client, source mover, o outcome) outcome {
	fresh := r.row.made == ""
	if fresh {
		if o.verdict == verdictNotVerifiable && (r.row.direction == Down || r.row.disposal == DeleteSource) {
			return outcome{err: fmt.Errorf("%w: B2 holds no hash of it", errUnproved)}
		}
		r.row.made, r.row.print = o.made, o.print
		err := m.journal.do(r.ctx, func(t *tx) error {
			_, err := t.exec(`UPDATE items SET made = ?, fingerprint = ?, large_file = '' WHERE id = ? AND owner = ?`,
				r.row.made, r.row.print, r.row.id, r.row.owner)
			return err
		})
		if err != nil {
			return outcome{err: err}
		}
	}
	if err := m.proved(r, client, fresh); err != nil {
		return outcome{err: err}
	}
	var err error
	if r.row.direction == Up {
		err = m.disposeLocal(&r.row)
	} else {
		err = disposeRemote(r.ctx, source, &r.row)
	}
	if err != nil {
		return outcome{err: err}
	}
	return o
}

// carried is the outcome of a move whose source alone was left to be done.
func (r *run) carried() outcome {
	return outcome{state: Done, verdict: verdictVerified, size: r.row.size, done: r.row.size}
}

// proved looks independently whether what was made is there and is the source.
func (m *Manager) proved(r *run, client mover, fresh bool) error {
	row := &r.row
	if row.direction == Down {
		if fresh {
			return nil // it was hashed a moment ago
		}
		sum, err := localSHA1(r.ctx, row.made)
		if v, verr := row.version(); err == nil && verr == nil && sum != v.Hash().SHA1 {
			err = errUnproved
		}
		return err
	}
	v, err := client.FileInfo(r.ctx, row.made)
	if err != nil {
		return err
	}
	if v.Action != b2core.ActionUpload && v.Action != b2core.ActionCopy {
		return errUnproved
	}
	if row.direction == Up {
		return nil // its hash was compared when it was stored, and a version never changes
	}
	source, err := row.version()
	if err != nil {
		return err
	}
	if v.Size != source.Size || v.Hash().SHA1 != source.Hash().SHA1 || v.ContentType != source.ContentType || !sameInfo(v.Info, source.Info) {
		return errUnproved
	}
	return nil
}

// sameInfo compares file info; the hash of the whole is compared elsewhere.
func sameInfo(a, b map[string]string) bool {
	a, b = maps.Clone(a), maps.Clone(b)
	delete(a, b2core.InfoSHA1)
	delete(b, b2core.InfoSHA1)
	return maps.Equal(a, b)
}

// disposeLocal takes away the file that was uploaded, if it still is that file,
// and folders that are empty then, up to the one that was moved.
func (m *Manager) disposeLocal(row *row) error {
	info, err := os.Stat(row.local)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if encodePrint(b2core.FingerprintOf(info)) != row.print {
		return fmt.Errorf("%w after it was uploaded, and stays: move it again", b2core.ErrSourceChanged)
	}
	if row.disposal == TrashSource {
		err = trash(row.local)
	} else {
		err = os.Remove(row.local)
	}
	if err != nil || row.root == "" {
		return err
	}
	for dir := filepath.Dir(row.local); strings.HasPrefix(dir+string(filepath.Separator), row.root+string(filepath.Separator)); dir = filepath.Dir(dir) {
		if os.Remove(dir) != nil {
			break // not empty, most likely; it is not what was asked for in any case
		}
	}
	return nil
}

// disposeRemote hides or deletes the version that was copied. A name that shows
// a newer one is left alone. An empty one that marks a folder is deleted: its name
// ends in a slash, and the service hides none such.
func disposeRemote(ctx context.Context, client mover, row *row) error {
	bucket, name := row.bucketID, row.name
	if row.direction == Copy {
		bucket, name = row.sourceID, row.sourceName
	}
	now, err := seenRemote(ctx, client, bucket, name)
	if err != nil {
		return err
	}
	if now != seenAbsent && now != seenVersion+row.fileID {
		return fmt.Errorf("a newer version of %s was stored meanwhile and stays: %w", name, ErrChanged)
	}
	if marker := row.size == 0 && strings.HasSuffix(name, "/"); row.disposal == HideSource && !marker {
		if now == seenAbsent {
			return nil
		}
		return client.HideFile(ctx, bucket, name)
	}
	if now != seenAbsent && row.disposal == DeleteSource { // an older version must not come to light
		page, err := client.ListVersions(ctx, bucket, b2core.ListOptions{Prefix: name, Start: name, Max: 2})
		if err != nil {
			return err
		}
		if len(ofName(page.Files, name)) > 1 {
			if err := client.HideFile(ctx, bucket, name); err != nil {
				return err
			}
		}
	}
	_, err = deleteVersion(ctx, client, name, row.fileID)
	return err
}
