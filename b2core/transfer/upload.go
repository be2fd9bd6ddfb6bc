package transfer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"b2tui/b2core"
)

// A source that changes while it goes up is begun again when it has had a moment
// to come to rest, so often in all.
const (
	sourceTries = 3
	sourceRest  = 2 * time.Second
)

// upload stores one local file as it is at one moment.
func (m *Manager) upload(r *run, client mover) outcome {
	for try := 1; ; try++ {
		o := m.uploadNow(r, client)
		if !errors.Is(o.err, b2core.ErrSourceChanged) || r.row.expectSource != "" {
			return o
		}
		if try == sourceTries {
			o.err = fmt.Errorf("%w, %d times in a row", o.err, try)
			return o
		}
		m.log.Info("the source changed, begins again", "id", r.row.id, "local", r.row.local, "try", try)
		if m.pause(r.ctx, m.sourceRest, nil) != nil {
			return o
		}
	}
}

func (m *Manager) uploadNow(r *run, client mover) outcome {
	src, err := b2core.OpenLocalSource(r.row.local)
	if err != nil {
		return outcome{err: err}
	}
	defer src.Close()
	print := encodePrint(src.Fingerprint())
	if err := unchanged(r.row.expectSource, seenPrint+print, r.row.local); err != nil {
		return outcome{err: err}
	}
	name, skip := m.remoteConflict(r, client, r.row.name, local{
		size: src.Size(), time: src.Info().ModTime(), sha1: func() (string, error) { return b2core.SourceSHA1(r.ctx, src) },
	})
	if skip != nil {
		skip.print = print
		return *skip
	}
	req := b2core.UploadRequest{
		BucketID: r.row.bucketID, Name: name, Source: src, ModTime: src.Info().ModTime(),
		Steering: m.steering(r, src.Size(), print),
	}
	if sum, ok := r.row.hashOf(print); ok {
		req.SHA1 = sum
	}
	req.Hashed = func(ctx context.Context, sum string) error { return m.keepHash(ctx, r, print, sum) }
	if req.Resume, err = m.resume(r.ctx, r); err != nil {
		return outcome{err: err}
	}
	v, err := client.Upload(r.ctx, req)
	if err != nil {
		return outcome{err: err}
	}
	return outcome{state: Done, verdict: verdictVerified, size: src.Size(), done: src.Size(), made: v.ID, name: v.Name, sha1: v.Hash().SHA1, print: print}
}

// dropEarlier gives up the large file of an earlier run when another version takes
// its place, or none: the source is not the same any more, or the target was there
// already. It does so before the journal forgets the ID.
func (m *Manager) dropEarlier(ctx context.Context, r *run, earlier, now string) {
	if earlier == "" || earlier == now {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, cleanTime)
	defer cancel()
	if err := m.cancelLargeFile(ctx, r.row.profile, earlier); err != nil {
		m.log.Warn("give up an unfinished large file", "id", earlier, "error", err)
	}
}

// encodePrint is a fingerprint in one line.
func encodePrint(p b2core.Fingerprint) string {
	return fmt.Sprintf("%d %d %d %d %d", p.Size, p.MTime, p.CTime, p.Inode, p.Device)
}
