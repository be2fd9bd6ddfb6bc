package b2core

import (
	"context"
	"errors"
	"strings"
	"time"

	"b2tui/b2core/internal/api"
)

// largeFile is a file that is stored in parts, from its start to its finish,
// wherever the parts come from.
type largeFile struct {
	c       *Client
	op      string
	account Account
	want    api.StartLargeFileRequest // what it is to be
	id      string
	started FileVersion // as the answer to its start told it
	sums    []string    // of the parts that the service has
}

// start opens the large file. If its answer is lost, the file may stand there
// all the same; a fresh one that is all that was asked for and has no parts is
// ours.
func (f *largeFile) start(ctx context.Context) error {
	for try := 1; ; try++ {
		since := f.c.serviceNow()
		v, err := f.c.fileCall(ctx, request{op: f.op, name: api.CallStartLargeFile, body: f.want, delicate: true})
		if err == nil {
			f.id, f.started = v.ID, v
			return nil
		}
		err = f.c.forget(f.want.BucketID, err)
		e, ok := errors.AsType[*Error](err)
		if !ok || !e.unclear || try >= callTries || ctx.Err() != nil {
			return err
		}
		if f.id = f.findStarted(ctx, since); f.id != "" {
			return nil
		}
	}
}

// findStarted looks for a large file that is the wanted one, was started since
// then and has no parts; since the zero time, whenever that was.
func (f *largeFile) findStarted(ctx context.Context, since time.Time) string {
	for v, err := range f.c.UnfinishedLargeFiles(ctx, f.want.BucketID, f.want.FileName) {
		if err != nil {
			return ""
		}
		fresh := f.want.UploadTimestamp != nil || !v.UploadedAt.Before(since.Add(-clockSlack))
		if !fresh || !f.isWanted(v) {
			continue
		}
		if parts, err := f.c.listParts(ctx, f.op, v.ID); err == nil && len(parts) == 0 {
			return v.ID
		}
	}
	return ""
}

// isWanted tells whether a version is what was asked for, in all that the
// service tells of it: place, info, content type, encryption, lock and time.
// What was left to the service or to the bucket's default can be anything, and
// so can a lock that the key may not read.
func (f *largeFile) isWanted(v FileVersion) bool {
	w := f.want
	switch {
	case v.Name != w.FileName || v.BucketID != w.BucketID || !sameInfo(v.Info, w.FileInfo):
		return false
	case w.ContentType != api.ContentTypeAuto && !strings.EqualFold(v.ContentType, w.ContentType):
		return false
	case w.UploadTimestamp != nil && v.UploadedAt.UnixMilli() != *w.UploadTimestamp:
		return false
	case v.LegalHold.Readable && v.LegalHold.Value != (deref(w.LegalHold) == api.LegalHoldOn):
		return false
	}
	if w.Encryption == nil {
		if v.Encryption == SSEC {
			return false
		}
	} else if v.Encryption != encryptionMode(deref(w.Encryption.Mode)) {
		return false
	}
	if w.Retention == nil || !v.Retention.Readable {
		return true
	}
	asked, is := retentionOf(*w.Retention), v.Retention.Value
	return asked.Mode == is.Mode && asked.Until.Equal(is.Until)
}

// finish closes the large file. It is not repeated blindly: a second finish
// fails although the first one worked.
func (f *largeFile) finish(ctx context.Context) (FileVersion, error) {
	req := api.FinishLargeFileRequest{FileID: f.id, PartSHA1s: f.sums}
	for try := 1; ; try++ {
		v, err := f.c.fileCall(ctx, request{op: f.op, name: api.CallFinishLargeFile, body: req, delicate: true, slow: true})
		if e, ok := errors.AsType[*Error](err); ok && e.unclear && ctx.Err() == nil {
			now, look := f.lookup(ctx)
			switch {
			case look == nil && now.Action == ActionUpload:
				v, err = now, nil
			case look == nil && try < callTries:
				continue
			}
		}
		return v, err
	}
}

// lookup reads the large file's state, by whichever right the key has.
func (f *largeFile) lookup(ctx context.Context) (FileVersion, error) {
	if f.account.Allowed.Can(ReadFiles) {
		return f.c.fileInfo(ctx, f.op, f.id)
	}
	for v, err := range f.c.VersionsOf(ctx, f.want.BucketID, f.want.FileName) {
		if err != nil || v.ID == f.id {
			return v, err
		}
	}
	return FileVersion{}, fault(f.op, ErrNotFound, "the large file is gone")
}

// takeUp continues the large file of an earlier run, if the service still has
// it and it is the wanted one. A finished one of size bytes is returned. An
// unfinished one that is not the wanted one is given up. With nothing to take
// up it leaves the ID empty.
func (f *largeFile) takeUp(ctx context.Context, id string, size int64) (*FileVersion, error) {
	f.id = id
	v, err := f.lookup(ctx)
	switch {
	case isGone(err):
		f.id = ""
	case errors.Is(err, ErrUnauthorized): // a key that may only write: the parts must do
	case err != nil:
		return nil, err
	case v.Action == ActionStart && f.isWanted(v):
	case v.Action == ActionUpload && f.isWanted(v) && v.Size == size:
		return &v, nil
	default:
		if v.Action == ActionStart {
			f.cancel(ctx)
		}
		f.id = ""
	}
	return nil, nil
}

// cancel gives the large file up, also after the context's end.
func (f *largeFile) cancel(ctx context.Context) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
	defer stop()
	if err := f.c.CancelLargeFile(ctx, f.id); err != nil && !isGone(err) {
		f.c.log.Warn("an unfinished large file stays", "id", f.id, "error", err)
	}
}

// plainSHA1 strips the mark of a hash that the service computed unasked.
func plainSHA1(s string) string { return strings.TrimPrefix(s, api.SHA1Unverified) }

// isGone tells whether a large file does not exist any more; the service calls
// that a bad request.
func isGone(err error) bool { return errors.Is(err, ErrNotFound) || errors.Is(err, ErrBadRequest) }
