package transfer

import (
	"context"
	"fmt"
	"maps"

	"b2tui/b2core"
)

// relay copies a version to another account: each part is read there and sent
// here, with a bounded number of bytes in memory, and a later run goes on with
// the parts that were accepted.
//
// The hash of the whole is stored as the source tells it. Whether the parts add
// up to it shows in one request's own hash; a file of several is read back once,
// since a byte that was damaged between the two accounts would have its part's
// hash right.
func (m *Manager) relay(r *run, client, source mover, v b2core.FileVersion, name string) outcome {
	src, err := source.OpenVersion(r.ctx, v)
	if err != nil {
		return outcome{err: err}
	}
	info := maps.Clone(v.Info)
	delete(info, b2core.InfoSHA1) // the engine stores it where it belongs
	req := b2core.UploadRequest{
		BucketID: r.row.bucketID, Name: name, Source: src, ContentType: v.ContentType, Info: info,
		SHA1: v.Hash().SHA1, Steering: m.steering(r, v.Size, ""),
	}
	req.Steering.Pace = pace{m.up, r.share, &r.moved, m.down} // what is sent has been read just before
	if req.Resume, err = m.resume(r.ctx, r); err != nil {
		return outcome{err: err}
	}
	made, err := client.Upload(r.ctx, req)
	if err != nil {
		return outcome{err: err}
	}
	if err := m.readBack(r, client, v, made); err != nil {
		return outcome{err: err}
	}
	return outcome{state: Done, verdict: verdictVerified, size: v.Size, done: v.Size, made: made.ID, name: made.Name, sha1: made.Hash().SHA1}
}

// readBack compares what was made with the hash that it was made for; what
// differs is deleted.
func (m *Manager) readBack(r *run, client mover, v, made b2core.FileVersion) error {
	got, want := made.Hash().SHA1, v.Hash().SHA1
	if r.planned().PartSize > 0 || want == "" {
		var err error
		if got, err = m.storedSHA1(r, client, made); err != nil {
			return err
		}
		if want == "" {
			want = made.Hash().SHA1
		}
	}
	if got == want {
		return nil
	}
	err := fmt.Errorf("copy %s: %w on its way between the accounts", v.Name, b2core.ErrCorrupt)
	if gone := client.DeleteFileVersion(r.ctx, made.Name, made.ID); gone != nil {
		m.log.Warn("a damaged copy stays", "name", made.Name, "id", made.ID, "error", gone)
	}
	return err
}

// storedSHA1 hashes what a version holds, whatever is said of it. It is read
// under the limit of what comes down.
func (m *Manager) storedSHA1(r *run, client mover, v b2core.FileVersion) (string, error) {
	src, err := client.OpenVersion(r.ctx, v)
	if err != nil {
		return "", err
	}
	r.prog.SetVerifying(true)
	defer r.prog.SetVerifying(false)
	return b2core.SourceSHA1(r.ctx, pacedSource{src, r.ctx, m.down})
}

// pacedSource is read at a rate.
type pacedSource struct {
	b2core.Source
	ctx  context.Context
	rate *b2core.RatePace
}

// ReadAt implements io.ReaderAt.
func (s pacedSource) ReadAt(p []byte, off int64) (int, error) {
	if err := s.rate.Wait(s.ctx, len(p)); err != nil {
		return 0, err
	}
	return s.Source.ReadAt(p, off)
}
