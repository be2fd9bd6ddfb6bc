package b2core

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"b2tui/b2core/internal/api"
)

// largeUpload is a large file on its way.
type largeUpload struct {
	*upload
	whole string   // SHA-1 of the whole content
	id    string   // of the large file
	sums  []string // of the parts that the service has
	urls  urlPool
}

// large stores a file in parts.
func (u *upload) large(ctx context.Context) (FileVersion, error) {
	l := &largeUpload{upload: u, whole: strings.ToLower(u.r.SHA1), sums: make([]string, u.plan.Count())}
	if l.whole == "" {
		u.r.Steering.Progress.setVerifying(true)
		sum, err := SourceSHA1(ctx, u.r.Source)
		u.r.Steering.Progress.setVerifying(false)
		if err != nil {
			return FileVersion{}, asError(u.op, err)
		}
		l.whole = sum
	}
	if err := u.r.Source.Check(); err != nil {
		return FileVersion{}, u.changed(err)
	}
	v, err := l.run(ctx)
	if err != nil && l.id != "" && (errors.Is(err, ErrSourceChanged) || u.r.Steering.Checkpoint == nil) {
		l.cancel(ctx)
	}
	return v, err
}

func (l *largeUpload) run(ctx context.Context) (FileVersion, error) {
	if done, err := l.resume(ctx); err != nil || done != nil {
		return deref(done), err
	}
	if l.id == "" {
		if err := l.begin(ctx); err != nil {
			return FileVersion{}, err
		}
	}
	if err := l.remember(ctx); err != nil {
		return FileVersion{}, err
	}
	for round := 1; ; round++ {
		if err := l.sendParts(ctx); err != nil {
			return FileVersion{}, err
		}
		v, err := l.finish(ctx)
		if !hasCode(err, api.CodeMissingPart) && !hasCode(err, api.CodePartSHA1Mismatch) || round > 1 {
			return v, err
		}
		// The service has other parts than it confirmed: send those once more.
		if err := l.adopt(ctx, nil); err != nil {
			return FileVersion{}, err
		}
	}
}

// begin takes over the large file that an earlier run started without learning
// of it, or starts one. That it is about to is told before, so that a later run
// knows that it has to look.
func (l *largeUpload) begin(ctx context.Context) error {
	if l.r.Resume != nil {
		if l.id = l.findOrphan(ctx, l.info(l.whole), time.Time{}); l.id != "" {
			return nil
		}
	}
	if err := l.remember(ctx); err != nil {
		return err
	}
	return l.start(ctx)
}

// remember tells the checkpoint the plan, and the large file's ID once there is one.
func (l *largeUpload) remember(ctx context.Context) error {
	cp := l.r.Steering.Checkpoint
	if cp == nil {
		return nil
	}
	plan := l.plan
	plan.LargeFileID = l.id
	return asError(l.op, cp.Started(ctx, plan))
}

// start opens the large file. If its answer is lost, the file may stand there
// all the same; a fresh one with our name, info and no parts is ours.
func (l *largeUpload) start(ctx context.Context) error {
	info := l.info(l.whole)
	req := api.StartLargeFileRequest{
		BucketID: l.r.BucketID, FileName: l.r.Name, ContentType: l.contentType(), FileInfo: info,
		Retention: l.r.Retention.wire(), Encryption: l.r.Encryption.wire(),
	}
	if at := l.r.UploadedAt; !at.IsZero() {
		ms := at.UnixMilli()
		req.UploadTimestamp = &ms
	}
	if l.r.LegalHold {
		hold := api.LegalHoldOn
		req.LegalHold = &hold
	}
	for try := 1; ; try++ {
		since := l.serverNow()
		v, err := l.c.fileCall(ctx, request{op: l.op, name: api.CallStartLargeFile, body: req, delicate: true})
		if err == nil {
			l.id = v.ID
			return nil
		}
		err = l.c.forget(l.r.BucketID, err)
		e, ok := errors.AsType[*Error](err)
		if !ok || !e.unclear || try >= callTries || ctx.Err() != nil {
			return err
		}
		if l.id = l.findOrphan(ctx, info, since); l.id != "" {
			return nil
		}
	}
}

// findOrphan looks for a large file that was started with this upload's name and
// info since then and has no parts; since the zero time, whenever that was.
func (l *largeUpload) findOrphan(ctx context.Context, info map[string]string, since time.Time) string {
	for v, err := range l.c.UnfinishedLargeFiles(ctx, l.r.BucketID, l.r.Name) {
		if err != nil {
			return ""
		}
		if v.Name != l.r.Name || !since.IsZero() && !l.mine(v, since) || !sameInfo(v.Info, info) {
			continue
		}
		if parts, err := l.c.listParts(ctx, l.op, v.ID); err == nil && len(parts) == 0 {
			return v.ID
		}
	}
	return ""
}

// sendParts sends what the service does not have yet, in order, as many at once
// as there are slots.
func (l *largeUpload) sendParts(ctx context.Context) error {
	g := newPartGroup(ctx, l.r.Steering.Slots)
	for i := range l.sums {
		if l.sums[i] != "" {
			_, size := l.plan.Part(i + 1)
			l.r.Steering.Progress.part(i + 1).set(size)
			continue
		}
		if !g.part(func(ctx context.Context) error { return l.sendPart(ctx, i+1) }) {
			break
		}
	}
	return asError(l.op, g.wait())
}

func (l *largeUpload) sendPart(ctx context.Context, n int) error {
	op := fmt.Sprintf("%s, part %d of %d", l.op, n, len(l.sums))
	_, size := l.plan.Part(n)
	count := l.r.Steering.Progress.part(n)
	var sum string
	err := l.persist(ctx, op, count, func() (err error) {
		sum, err = l.tryPart(ctx, op, n, count)
		return err
	})
	if err != nil {
		return err
	}
	if err := l.r.Source.Check(); err != nil {
		return l.changed(err)
	}
	l.sums[n-1] = sum
	if cp := l.r.Steering.Checkpoint; cp != nil {
		return asError(op, cp.PartDone(ctx, PartRecord{Number: n, Size: size, SHA1: sum}))
	}
	return nil
}

func (l *largeUpload) tryPart(ctx context.Context, op string, n int, count partProgress) (string, error) {
	if err := l.r.Source.Check(); err != nil {
		return "", l.changed(err)
	}
	pair, err := l.c.partURLFor(ctx, op, &l.urls, l.id)
	if err != nil {
		return "", err
	}
	off, size := l.plan.Part(n)
	body := newContentBody(ctx, l.r.Steering, l.r.Source, off, size, count)
	var reply api.Part
	sent, err := l.c.sendContent(ctx, pair, api.CallUploadPart, l.partHeader(n), body, &reply,
		func() bool { return reply.PartNumber == n && reply.ContentSHA1 != "" })
	if e, ok := errors.AsType[*Error](err); ok && e.unclear && sent && ctx.Err() == nil && l.has(ctx, op, n, size, body.digest) {
		return body.digest, nil
	}
	if err != nil {
		return "", err
	}
	if reply.ContentLength != size || !strings.EqualFold(plainSHA1(reply.ContentSHA1), body.digest) {
		return "", fault("", ErrCorrupt, "the service recorded another part than was sent")
	}
	l.urls.give(l.id, pair)
	return body.digest, nil
}

// has asks whether a part whose answer was lost is there.
func (l *largeUpload) has(ctx context.Context, op string, n int, size int64, digest string) bool {
	limit := 1
	var reply api.ListPartsResponse
	err := l.c.call(ctx, request{op: op, name: api.CallListParts, body: api.ListPartsRequest{
		FileID: l.id, StartPartNumber: &n, MaxPartCount: &limit,
	}}, &reply, func() bool { return reply.Parts != nil })
	if err != nil || len(reply.Parts) == 0 {
		return false
	}
	p := reply.Parts[0]
	return p.PartNumber == n && p.ContentLength == size && strings.EqualFold(plainSHA1(p.ContentSHA1), digest)
}

// finish closes the large file and compares the service's record. It is not
// repeated blindly: a second finish fails although the first one worked.
func (l *largeUpload) finish(ctx context.Context) (FileVersion, error) {
	if err := l.r.Source.Check(); err != nil {
		return FileVersion{}, l.changed(err)
	}
	req := api.FinishLargeFileRequest{FileID: l.id, PartSHA1s: l.sums}
	for try := 1; ; try++ {
		v, err := l.c.fileCall(ctx, request{op: l.op, name: api.CallFinishLargeFile, body: req, delicate: true, slow: true})
		if e, ok := errors.AsType[*Error](err); ok && e.unclear && ctx.Err() == nil {
			now, look := l.lookup(ctx)
			switch {
			case look == nil && now.Action == ActionUpload:
				v, err = now, nil
			case look == nil && try < callTries:
				continue
			}
		}
		if err != nil {
			return FileVersion{}, err
		}
		if v.ID != l.id || v.Size != l.plan.Size || v.Hash().SHA1 != l.whole {
			l.discard(ctx, v)
			l.id = "" // nothing is left to cancel
			return FileVersion{}, fault(l.op, ErrCorrupt, "the service recorded other content than was sent")
		}
		return v, nil
	}
}

// lookup reads the large file's state, by whichever right the key has.
func (l *largeUpload) lookup(ctx context.Context) (FileVersion, error) {
	if l.account.Allowed.Can(ReadFiles) {
		return l.c.fileInfo(ctx, l.op, l.id)
	}
	for v, err := range l.c.Versions(ctx, l.r.BucketID, ListOptions{Prefix: l.r.Name, Start: l.r.Name}) {
		if err != nil || v.ID == l.id {
			return v, err
		}
		if v.Name != l.r.Name {
			break
		}
	}
	return FileVersion{}, fault(l.op, ErrNotFound, "the large file is gone")
}

// cancel gives the large file up, also after the context's end.
func (l *largeUpload) cancel(ctx context.Context) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
	defer stop()
	if err := l.c.CancelLargeFile(ctx, l.id); err != nil && !errors.Is(err, ErrNotFound) {
		l.c.log.Warn("an unfinished large file stays", "id", l.id, "error", err)
	}
}

// plainSHA1 strips the mark of a hash that the service computed unasked.
func plainSHA1(s string) string { return strings.TrimPrefix(s, api.SHA1Unverified) }
