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
// ours. A key that may not list starts another, and the first stays unfinished.
func (f *largeFile) start(ctx context.Context) error {
	var since time.Time
	return f.c.carefully(ctx, func() error {
		since = f.c.serviceNow()
		v, err := f.c.fileCall(ctx, request{op: f.op, name: api.CallStartLargeFile, body: f.want, delicate: true})
		f.id, f.started = v.ID, v
		return f.c.forget(f.want.BucketID, err)
	}, func() (found bool, err error) {
		if f.id, err = f.findStarted(ctx, since); err != nil && !passing(err) {
			f.c.log.Warn("the answer was lost and the key may not look: an unfinished large file may stay", "op", f.op, "error", err)
			return false, nil
		}
		return f.id != "", err
	})
}

// findStarted looks for a large file that is the wanted one, was started since
// then and has no parts; since the zero time, whenever that was. Empty: there is
// none. An error says that nobody can tell.
func (f *largeFile) findStarted(ctx context.Context, since time.Time) (string, error) {
	for v, err := range f.c.UnfinishedLargeFiles(ctx, f.want.BucketID, f.want.FileName) {
		if err != nil {
			return "", err
		}
		fresh := f.want.UploadTimestamp != nil || !v.UploadedAt.Before(since.Add(-clockSlack))
		if !fresh || !f.isWanted(v) {
			continue
		}
		switch parts, err := f.c.listParts(ctx, f.op, v.ID); {
		case err == nil && len(parts) == 0:
			return v.ID, nil
		case passing(err):
			return "", err
		}
	}
	return "", nil
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

// finish closes the large file of size bytes. It is not repeated blindly: a
// second finish fails although the first one worked. A key that may not look
// learns from that failure that the first one worked.
func (f *largeFile) finish(ctx context.Context, size int64) (v FileVersion, err error) {
	req := api.FinishLargeFileRequest{FileID: f.id, PartSHA1s: f.sums}
	blind := false
	err = f.c.carefully(ctx, func() (err error) {
		v, err = f.c.fileCall(ctx, request{op: f.op, name: api.CallFinishLargeFile, body: req, delicate: true, slow: true})
		if blind && (hasCode(err, api.CodeBadRequest) || errors.Is(err, ErrNotFound)) {
			v, err = f.finished(size), nil
		}
		return err
	}, func() (done bool, err error) {
		v, err = f.lookup(ctx)
		if blind = errors.Is(err, ErrUnauthorized); blind {
			return false, nil
		}
		return err == nil && v.Action == ActionUpload, err
	})
	return v, err
}

// finished is the version as it was asked for, when nobody may read it.
func (f *largeFile) finished(size int64) FileVersion {
	return FileVersion{
		ID: f.id, BucketID: f.want.BucketID, Name: f.want.FileName, Action: ActionUpload, Size: size, SHA1: api.SHA1None,
		ContentType: f.want.ContentType, Info: f.want.FileInfo, UploadedAt: f.c.serviceNow(),
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
	case IsGone(err):
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
	if err := f.c.CancelLargeFile(ctx, f.id); err != nil && !IsGone(err) {
		f.c.log.Warn("an unfinished large file stays", "id", f.id, "error", err)
	}
}

// plainSHA1 strips the mark of a hash that the service computed unasked.
func plainSHA1(s string) string { return strings.TrimPrefix(s, api.SHA1Unverified) }

// IsGone tells whether what a call named by its ID does not exist any more, such
// as a large file that was finished or cancelled. The service often calls that a
// bad request, so this is no more than likely for calls with other arguments.
func IsGone(err error) bool { return errors.Is(err, ErrNotFound) || errors.Is(err, ErrBadRequest) }
