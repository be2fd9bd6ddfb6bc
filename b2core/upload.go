package b2core

import (
	"context"
	"crypto/sha1"
	"errors"
	"io"
	"maps"
	"strconv"
	"strings"
	"time"

	"b2tui/b2core/internal/api"
	"b2tui/b2core/internal/retry"
)

// Source is the content of an upload. ReadAt must be safe for concurrent use.
// OpenLocalSource makes the usual one.
type Source interface {
	io.ReaderAt
	// Size is the length in bytes, fixed when the source was opened.
	Size() int64
	// Check fails with ErrSourceChanged when the content is no longer what it
	// was when the source was opened. The engine asks before, between and
	// after parts.
	Check() error
}

// UploadRequest is one file to store.
type UploadRequest struct {
	BucketID    string
	Name        string
	Source      Source
	ContentType string            // empty: b2/x-auto, the service chooses by the name
	Info        map[string]string // file info beside mtime and hash
	Headers     Headers           // sent with every download; they win over Info
	UploadedAt  time.Time         // instead of now, if the account may (ErrUploadTime); zero: now
	ModTime     time.Time         // stored as src_last_modified_millis; zero: not stored
	SHA1        string            // of the whole source, when it is already known
	// Hashed is told the SHA-1 of the whole source when it had to be read for it,
	// before anything is sent. Nil: nobody keeps it.
	Hashed     func(ctx context.Context, sha1 string) error
	Retention  Retention // zero: the bucket's default
	LegalHold  bool
	Encryption Encryption // zero: the bucket's default
	Resume     *Resume
	Steering   Steering
}

// transferBudget is how long a part is tried for after its first failure. It
// bounds by time, so that a bad line is no reason to give up as long as it gets
// somewhere.
const transferBudget = 15 * time.Minute

// damagedTries is how often content that was damaged on the way is sent again.
const damagedTries = 2

// Upload stores one file of any size and returns the version that the service
// recorded, its hash compared with what was read. Up to 20 MB,
// or the service's recommended part size if that is less, it is one request;
// above, a large file in parts that go concurrently, whose ID is told to the
// checkpoint before the first part is sent. One that the service has no room for
// is given up for another one, twice. Without a checkpoint a failure cancels the
// large file, since nobody would remember it; with one only a changed source does.
//
// When an answer is lost, what was asked for is looked for before it is asked for
// again. That needs listFiles, or readFiles for a file of one request. A key with
// neither stores again: a backup with a version too many is better than none.
func (c *Client) Upload(ctx context.Context, r UploadRequest) (FileVersion, error) {
	u := &upload{c: c, r: r, op: "upload " + remoteText(r.Name)}
	if err := u.check(ctx); err != nil {
		return FileVersion{}, err
	}
	size := r.Source.Size()
	if size < 0 || size > maxFile {
		return FileVersion{}, fault(u.op, ErrBadRequest, "files of more than 10 TB cannot be stored")
	}
	if u.plan = planUpload(size, u.account); r.Resume != nil && usable(r.Resume.Plan, size, u.account) {
		u.plan = r.Resume.Plan
	}
	u.cuts, u.sources = planned(r.Source, u.plan), []Source{r.Source}
	return u.run(ctx)
}

// check refuses what cannot be stored without a call.
func (u *upload) check(ctx context.Context) error {
	r := u.r
	if err := CheckFileName(r.Name); err != nil {
		return err
	}
	s, err := u.c.allowed(ctx, u.op, r.BucketID, r.Name, append(lockRights(r.Retention, r.LegalHold), WriteFiles)...)
	if err != nil {
		return err
	}
	if err := u.c.checkRetention(u.op, r.Retention); err != nil {
		return err
	}
	if err := r.Encryption.check(u.op); err != nil {
		return err
	}
	if r.UploadedAt.After(u.serverNow()) {
		return fault(u.op, ErrUploadTime, "an upload time lies in the past, not at %s", r.UploadedAt.UTC().Format(time.RFC3339))
	}
	u.account = s.account
	if u.r.Steering.Slots == nil {
		u.r.Steering.Slots = u.c.ofFile(&u.c.upload)
	}
	return nil
}

// run stores what was checked and cut.
func (u *upload) run(ctx context.Context) (FileVersion, error) {
	u.r.Steering.Progress.lay(u.plan.Size, u.sizes())
	placeholder := ""
	if len(u.cuts) > 1 {
		placeholder = strings.Repeat("0", 2*sha1.Size) // hashed later; counts all the same
	}
	if err := CheckFileInfo(u.r.Name, u.info(placeholder), u.r.guarded()); err != nil {
		return FileVersion{}, err
	}
	if len(u.cuts) == 1 {
		return u.small(ctx)
	}
	return u.large(ctx)
}

// guarded tells whether the service grants less room for file info: retention
// and hold are there only in a bucket with file lock.
func (r UploadRequest) guarded() bool {
	return r.Encryption.Mode != "" || r.Retention.Mode != "" || r.LegalHold
}

// usable tells whether an earlier run's plan still fits the file and the rules.
func usable(p Plan, size int64, a Account) bool {
	return p.Size == size && p.PartSize >= a.MinimumPartSize && p.PartSize <= maxPart &&
		p.Count() > 1 && p.Count() <= maxParts
}

// upload is one run of Upload.
type upload struct {
	c       *Client
	r       UploadRequest
	op      string
	account Account
	plan    Plan
	cuts    []stretch // what the parts are made of
	sources []Source  // that must not change meanwhile
	lost    *lostUpload
}

// info is the file info to store; whole is the SHA-1 of a large file.
func (u *upload) info(whole string) map[string]string {
	info := make(map[string]string, len(u.r.Info)+3)
	maps.Copy(info, u.r.Info)
	u.r.Headers.addTo(info)
	if !u.r.ModTime.IsZero() {
		info[InfoModTime] = strconv.FormatInt(u.r.ModTime.UnixMilli(), 10)
	}
	if whole != "" {
		info[InfoSHA1] = whole
	}
	if id := u.r.Encryption.Key.ID(); id != "" {
		info[InfoKeyID] = id
	}
	return info
}

func (u *upload) contentType() string {
	if u.r.ContentType == "" {
		return api.ContentTypeAuto
	}
	return u.r.ContentType
}

// mine tells whether a version's upload time is that of a request sent at since.
func (u *upload) mine(v FileVersion, since time.Time) bool {
	if at := u.r.UploadedAt; !at.IsZero() {
		return v.UploadedAt.UnixMilli() == at.UnixMilli()
	}
	return !v.UploadedAt.Before(since.Add(-clockSlack))
}

// serverNow is the time by the service's clock.
func (u *upload) serverNow() time.Time { return u.c.serviceNow() }

// persist repeats an attempt to send content, each time with another upload URL,
// and sets the part's counter back.
func (u *upload) persist(ctx context.Context, op string, count partProgress, attempt func() error) error {
	var wait retry.Backoff
	var until time.Time
	var hurried, indulged bool
	damaged := 0
	for try := 1; ; try++ {
		err := attempt()
		if err == nil {
			return nil
		}
		count.set(0)
		if f, ok := errors.AsType[*final](err); ok {
			return asError(op, f.error)
		}
		if ctx.Err() != nil {
			return asError(op, ctx.Err())
		}
		e := u.c.judge(op, err)
		e.Tries = try
		if permanent(err) || e.asCall && e.Status == 0 && !passing(err) {
			return e
		}
		if try == 1 {
			until = time.Now().Add(transferBudget)
		}
		kind := retry.Upload
		if e.asCall {
			kind = retry.Call
		}
		switch action := retry.Decide(kind, e.Status, e.Code); {
		case isDamaged(e):
			if damaged++; damaged > damagedTries {
				return e
			}
			continue
		case action == retry.GiveUp, action == retry.Reauthorize, action == retry.Once && indulged:
			return e
		case action == retry.Once:
			indulged = true
			continue
		case action == retry.AtOnce && !hurried:
			hurried = true
			continue
		}
		d := wait.Next(e.RetryAfter)
		if try >= callTries && time.Now().Add(d).After(until) {
			return e
		}
		u.c.log.Debug("will send again", "op", op, "try", try, "in", d, "status", e.Status, "code", e.Code)
		u.r.Steering.Progress.waits(d)
		if err := retry.Sleep(ctx, d); err != nil {
			return asError(op, err)
		}
	}
}

// discard deletes a version that must not stay, as far as the key may.
func (u *upload) discard(ctx context.Context, v FileVersion) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
	defer cancel()
	if err := u.c.DeleteFileVersion(ctx, v.Name, v.ID); err != nil {
		u.c.log.Warn("a damaged version stays", "name", v.Name, "id", v.ID, "error", err)
	}
}

// cleanupTime bounds what is done after a failure or a cancel.
const cleanupTime = 10 * time.Second

// isDamaged tells whether content did not survive the way: the service says so
// in a plain bad_request, whose text is the only mark.
func isDamaged(e *Error) bool {
	if errors.Is(e.Err, ErrCorrupt) {
		return true
	}
	return e.Status == 400 && (e.Code == api.CodeBadRequest || e.Code == "checksum_mismatch") && mentionsHash(e.Message)
}
