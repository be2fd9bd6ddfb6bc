package b2core

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"b2tui/b2core/internal/api"
	"b2tui/b2core/safego"
)

// largeUpload is a large file on its way.
type largeUpload struct {
	*upload
	file  largeFile
	whole string // SHA-1 of the whole content
	urls  urlPool
	vault vault
	slow  stragglers
}

// large stores a file in parts.
func (u *upload) large(ctx context.Context) (FileVersion, error) {
	l := &largeUpload{upload: u, whole: strings.ToLower(u.r.SHA1)}
	hashed := l.whole == "" && u.r.Source != nil
	if hashed {
		u.r.Steering.Progress.SetVerifying(true)
		sum, err := SourceSHA1(ctx, u.r.Source)
		u.r.Steering.Progress.SetVerifying(false)
		if err != nil {
			return FileVersion{}, asError(u.op, err)
		}
		l.whole = sum
	}
	if err := u.unchanged(); err != nil {
		return FileVersion{}, err
	}
	if hashed && u.r.Hashed != nil {
		if err := u.r.Hashed(ctx, l.whole); err != nil {
			return FileVersion{}, asError(u.op, err)
		}
	}
	l.file = u.largeFile(l.whole)
	v, err := l.run(ctx)
	if err != nil && l.file.id != "" && (errors.Is(err, ErrSourceChanged) || u.r.Steering.Checkpoint == nil) {
		l.file.cancel(ctx)
	}
	return v, err
}

// largeFile is what the service is asked for; whole is the content's SHA-1.
func (u *upload) largeFile(whole string) largeFile {
	want := api.StartLargeFileRequest{
		BucketID: u.r.BucketID, FileName: u.r.Name, ContentType: u.contentType(), FileInfo: u.info(whole),
		Retention: u.r.Retention.wire(), Encryption: u.r.Encryption.wire(),
	}
	if at := u.r.UploadedAt; !at.IsZero() {
		ms := at.UnixMilli()
		want.UploadTimestamp = &ms
	}
	if u.r.LegalHold {
		hold := api.LegalHoldOn
		want.LegalHold = &hold
	}
	return largeFile{c: u.c, op: u.op, account: u.account, want: want, sums: make([]string, len(u.cuts))}
}

func (l *largeUpload) run(ctx context.Context) (FileVersion, error) {
	if done, err := l.resume(ctx); err != nil || done != nil {
		return deref(done), err
	}
	if l.file.id == "" {
		if err := l.begin(ctx); err != nil {
			return FileVersion{}, err
		}
	}
	if err := l.remember(ctx); err != nil {
		return FileVersion{}, err
	}
	for round := 1; ; round++ {
		if err := l.sendAll(ctx); err != nil {
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
		id, err := l.file.findStarted(ctx, time.Time{})
		if l.file.id = id; id != "" || passing(err) {
			return err
		}
	}
	if err := l.remember(ctx); err != nil {
		return err
	}
	return l.file.start(ctx)
}

// remember tells the checkpoint the plan, and the large file's ID once there is one.
func (l *largeUpload) remember(ctx context.Context) error {
	cp := l.r.Steering.Checkpoint
	if cp == nil {
		return nil
	}
	plan := l.plan
	plan.LargeFileID = l.file.id
	return asError(l.op, cp.Started(ctx, plan))
}

// sendParts sends what the service does not have yet, in order, as many at once
// as there are slots.
func (l *largeUpload) sendParts(ctx context.Context) error {
	g := newPartGroup(ctx, l.r.Steering.Slots)
	l.slow = stragglers{}
	for i := range l.file.sums {
		if l.file.sums[i] != "" {
			l.r.Steering.Progress.part(i + 1).set(l.cuts[i].size)
			continue
		}
		if !g.part(func(ctx context.Context) error { return l.sendPart(ctx, i+1) }) {
			break
		}
	}
	watch, stop := context.WithCancel(ctx) // no part waits any more: who is late holds all up
	watched := make(chan struct{})
	safego.Go(func() {
		defer close(watched)
		l.slow.watch(watch)
	})
	err := g.wait()
	stop()
	<-watched
	return asError(l.op, err)
}

func (l *largeUpload) sendPart(ctx context.Context, n int) error {
	return l.send(ctx, n, l.partOp(n), l.r.Steering.Progress.part(n))
}

func (l *largeUpload) send(ctx context.Context, n int, op string, count partProgress) error {
	var sum string
	err := l.persist(ctx, op, count, func() (err error) {
		sum, err = l.tryPart(ctx, op, n, count, false)
		if errors.Is(err, errSlow) && ctx.Err() == nil {
			l.c.log.Debug("sends a slow part once more", "op", op)
			count.set(0)
			sum, err = l.tryPart(ctx, op, n, count, true)
		}
		if l.vault.judge(err) {
			return &final{errVaultFull}
		}
		return err
	})
	if err != nil {
		return err
	}
	return l.accepted(ctx, n, sum)
}

// accepted notes a part that the service has.
func (l *largeUpload) accepted(ctx context.Context, n int, sum string) error {
	if err := l.unchanged(); err != nil {
		return err
	}
	l.file.sums[n-1] = sum
	if cp := l.r.Steering.Checkpoint; cp != nil {
		return asError(l.op, cp.PartDone(ctx, PartRecord{Number: n, Size: l.cuts[n-1].size, SHA1: sum}))
	}
	return nil
}

func (l *largeUpload) partOp(n int) string {
	return fmt.Sprintf("%s, part %d of %d", l.op, n, len(l.file.sums))
}

// tryPart is one attempt; again tells that the one before was too slow. It fails
// with errSlow when it is so itself.
func (l *largeUpload) tryPart(ctx context.Context, op string, n int, count partProgress, again bool) (string, error) {
	if err := l.unchanged(); err != nil {
		return "", err
	}
	cut := l.cuts[n-1]
	if cut.stored {
		p, err := l.file.copyPart(ctx, op, n, cut.copied(), l.r.Encryption.Key)
		if err == nil {
			count.set(cut.size)
		}
		return p.SHA1, asCall(explainKey(err, cut.pieces[0].Stored.Encryption == SSEC || !cut.pieces[0].Key.IsZero() || !l.r.Encryption.Key.IsZero()))
	}
	src, err := cut.open(ctx, l.c)
	if err != nil {
		return "", err
	}
	ctx, watch := l.slow.begin(ctx, n, cut.size, again)
	body := newContentBody(ctx, l.r.Steering, src, cut.off, cut.size, count)
	body.watch = watch
	p, err := l.file.sendPart(ctx, op, &l.urls, n, partHeader(n, l.r.Encryption.Key), body)
	if err != nil && errors.Is(context.Cause(ctx), errSlow) {
		err = errSlow
	}
	l.slow.ended(n, watch, err == nil)
	return p.SHA1, err
}

// sendPart is one attempt to send a part.
func (f *largeFile) sendPart(ctx context.Context, op string, urls *urlPool, n int, h http.Header, body *contentBody) (Part, error) {
	pair, err := f.c.partURLFor(ctx, op, urls, f.id)
	if err != nil {
		return Part{}, err
	}
	size := body.left
	var reply api.Part
	sent, err := f.c.sendContent(ctx, pair, api.CallUploadPart, h, body, &reply,
		func() bool { return reply.PartNumber == n && reply.ContentSHA1 != "" })
	if e, ok := errors.AsType[*Error](err); ok && e.unclear && sent && ctx.Err() == nil {
		if p, ok := f.has(ctx, op, n, size, body.digest); ok {
			return p, nil
		}
	}
	if err != nil {
		return Part{}, err
	}
	if reply.ContentLength != size || !strings.EqualFold(plainSHA1(reply.ContentSHA1), body.digest) {
		return Part{}, fault("", ErrCorrupt, "the service recorded another part than was sent")
	}
	urls.give(f.id, pair)
	return partOf(reply), nil
}

// has asks whether a part whose answer was lost is there.
func (f *largeFile) has(ctx context.Context, op string, n int, size int64, digest string) (Part, bool) {
	limit := 1
	var reply api.ListPartsResponse
	err := f.c.call(ctx, request{op: op, name: api.CallListParts, body: api.ListPartsRequest{
		FileID: f.id, StartPartNumber: &n, MaxPartCount: &limit,
	}}, &reply, func() bool { return reply.Parts != nil })
	if err != nil || len(reply.Parts) == 0 {
		return Part{}, false
	}
	p := partOf(reply.Parts[0])
	return p, p.Number == n && p.Size == size && p.SHA1 == digest
}

// finish closes the large file and compares the service's record.
func (l *largeUpload) finish(ctx context.Context) (FileVersion, error) {
	if err := l.unchanged(); err != nil {
		return FileVersion{}, err
	}
	v, err := l.file.finish(ctx, l.plan.Size)
	if err == nil && (v.ID != l.file.id || v.Size != l.plan.Size || v.Hash().SHA1 != l.whole) {
		l.discard(ctx, v)
		l.file.id = "" // nothing is left to cancel
		return FileVersion{}, fault(l.op, ErrCorrupt, "the service recorded other content than was sent")
	}
	return v, err
}
