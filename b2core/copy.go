package b2core

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"b2tui/b2core/internal/api"
)

// CopyRequest is one copy inside the service, within one account.
type CopyRequest struct {
	Source   FileVersion // as a listing or FileInfo gave it
	BucketID string      // empty: the source's
	Name     string
	// Offset and Length choose a range, bytes. Length 0: to the end.
	Offset, Length int64
	// Metadata replaces content type and file info; nil: the source's.
	Metadata *Metadata
	// Retention and LegalHold of the copy; nil: the source's, as far as the key
	// may read and write them and the bucket has file lock. What is asked for
	// here and cannot be had fails.
	Retention *Retention
	LegalHold *bool
	SourceKey CustomerKey // of a source under SSE-C
	// Encryption of the copy; zero: the bucket's default.
	Encryption Encryption
	// Resume and Steering serve copies in parts: the checkpoint is told the large
	// file and each part, and what it knows goes on in a later run. Of a copy in
	// one call only the progress is counted.
	Resume   *Resume
	Steering Steering
}

// Metadata is what a version tells of its content.
type Metadata struct {
	ContentType string // empty: by the name
	Info        map[string]string
}

// CopyFile is Copy of a whole file with all that belongs to it.
func (c *Client) CopyFile(ctx context.Context, source FileVersion, bucketID, name string) (FileVersion, error) {
	return c.Copy(ctx, CopyRequest{Source: source, BucketID: bucketID, Name: name})
}

// Copy copies a version or a range of it, whatever its size. Content type, file
// info, retention and hold come along, also for large files, which the service
// copies in parts and whose metadata it would otherwise drop. The upload time is
// the copy's own. A failure leaves no unfinished large file behind, unless a
// checkpoint remembers it for a later run. A lost answer is dealt with as Upload does.
func (c *Client) Copy(ctx context.Context, r CopyRequest) (FileVersion, error) {
	if r.BucketID == "" {
		r.BucketID = r.Source.BucketID
	}
	if r.Steering.Slots == nil {
		r.Steering.Slots = c.ofFile(&c.copy)
	}
	k := &copying{c: c, r: r, op: "copy " + remoteText(r.Source.Name) + " to " + remoteText(r.Name)}
	if err := k.check(ctx); err != nil {
		return FileVersion{}, err
	}
	if err := k.prepare(ctx); err != nil {
		return FileVersion{}, err
	}
	v, err := k.run(ctx)
	if errors.Is(err, ErrNoFileLock) && k.inherited {
		k.disinherit()
		v, err = k.run(ctx)
	}
	return v, err
}

// copying is one run of Copy.
type copying struct {
	c       *Client
	op      string
	r       CopyRequest
	account Account
	size    int64 // of the copy
	// meta is the copy's; replaced tells whether it differs from what the service
	// would take from the source.
	meta     Metadata
	replaced bool

	retention *api.Retention
	hold      *string
	inherited bool // retention or hold is the source's

	plan Plan // of a copy in parts
	file largeFile
}

// check refuses what cannot work without a call.
func (k *copying) check(ctx context.Context) error {
	r := k.r
	if err := CheckFileName(r.Name); err != nil {
		return err
	}
	rights := []Capability{WriteFiles}
	if r.Retention != nil {
		rights = append(rights, lockRights(*r.Retention, false)...)
		if err := k.c.checkRetention(k.op, *r.Retention); err != nil {
			return err
		}
	}
	rights = append(rights, lockRights(Retention{}, deref(r.LegalHold))...)
	s, err := k.c.allowed(ctx, k.op, r.BucketID, r.Name, rights...)
	if err != nil {
		return err
	}
	k.account = s.account
	if err := s.account.Allowed.Check(r.Source.BucketID, r.Source.Name); err != nil {
		return asError(k.op, err)
	}
	if k.size = r.Length; k.size == 0 {
		k.size = r.Source.Size - r.Offset
	}
	if r.Offset < 0 || r.Length < 0 || r.Offset > r.Source.Size || k.size > r.Source.Size-r.Offset || k.size == 0 && r.Source.Size > 0 {
		return fault(k.op, ErrBadRequest, "the source has %d bytes and not the range that was asked for", r.Source.Size)
	}
	if r.Source.Encryption == SSEC && r.SourceKey.IsZero() {
		return fault(k.op, ErrEncryptionKey, "the source is encrypted with a customer's key (SSE-C)")
	}
	return r.Encryption.check(k.op)
}

// partial tells whether only a range is copied.
func (k *copying) partial() bool { return k.size != k.r.Source.Size }

// prepare settles what the copy will be. The source is asked for when the caller
// does not know enough of it: what a queue remembers has no locks.
func (k *copying) prepare(ctx context.Context) error {
	may := k.account.Allowed.Can
	locks := k.r.Retention == nil && !k.r.Source.Retention.Readable && may(ReadFileRetentions) && may(WriteFileRetentions) ||
		k.r.LegalHold == nil && !k.r.Source.LegalHold.Readable && may(ReadFileLegalHolds) && may(WriteFileLegalHolds)
	altered := k.partial() || k.r.SourceKey.ID() != "" || k.r.Encryption.Key.ID() != ""
	if may(ReadFiles) && (locks || altered && k.r.Metadata == nil || k.size > k.c.copyLimit) {
		source, err := k.c.fileInfo(ctx, k.op, k.r.Source.ID)
		if err != nil {
			return err
		}
		k.r.Source = source
	}
	k.lock()
	return k.describe()
}

// lock takes what was asked for, else the source's as far as the key may.
func (k *copying) lock() {
	source, may := k.r.Source, k.account.Allowed.Can
	now, held := k.c.serviceNow(), api.LegalHoldOn
	switch {
	case k.r.Retention != nil:
		k.retention = k.r.Retention.wire()
	case may(WriteFileRetentions) && source.Retention.Value.Holds(now):
		k.retention, k.inherited = source.Retention.Value.wire(), true
	}
	switch {
	case k.r.LegalHold != nil:
		if *k.r.LegalHold {
			k.hold = &held
		}
	case may(WriteFileLegalHolds) && source.LegalHold.Value:
		k.hold, k.inherited = &held, true
	}
}

// disinherit gives up what came from the source, for a bucket that cannot hold it.
func (k *copying) disinherit() {
	k.inherited = false
	if k.r.Retention == nil {
		k.retention = nil
	}
	if k.r.LegalHold == nil {
		k.hold = nil
	}
}

// describe settles content type and file info. The label of a customer's key
// belongs to the copy's key, and a range has another hash than the whole.
func (k *copying) describe() error {
	k.meta = Metadata{k.r.Source.ContentType, maps.Clone(k.r.Source.Info)}
	if m := k.r.Metadata; m != nil {
		k.meta, k.replaced = Metadata{m.ContentType, maps.Clone(m.Info)}, true
	}
	if k.meta.ContentType == "" {
		k.meta.ContentType = api.ContentTypeAuto
	}
	if k.meta.Info == nil {
		k.meta.Info = map[string]string{}
	}
	if k.partial() && k.meta.Info[InfoSHA1] != "" {
		delete(k.meta.Info, InfoSHA1)
		k.replaced = true
	}
	switch id := k.r.Encryption.Key.ID(); {
	case id == k.meta.Info[InfoKeyID]:
	case id != "":
		k.meta.Info[InfoKeyID], k.replaced = id, true
	default:
		delete(k.meta.Info, InfoKeyID)
		k.replaced = true
	}
	if !k.replaced {
		return nil // stored info of other tools may break the rules
	}
	return CheckFileInfo(k.r.Name, k.meta.Info, k.r.Encryption.Mode != "" || k.retention != nil || k.hold != nil)
}

func (k *copying) run(ctx context.Context) (FileVersion, error) {
	if k.size <= k.c.copyLimit {
		k.r.Steering.Progress.start(Plan{Size: k.size, PartSize: max(k.size, 1)})
		release, err := k.r.Steering.Slots.Acquire(ctx)
		if err != nil {
			return FileVersion{}, asError(k.op, err)
		}
		v, err := k.whole(ctx)
		release()
		if err == nil {
			k.r.Steering.Progress.fill()
		}
		if !hasCode(err, api.CodeSourceTooLarge) {
			return v, explainKey(err, k.keyed())
		}
	}
	v, err := k.inParts(ctx)
	return v, explainKey(err, k.keyed())
}

// whole is b2_copy_file. A lost answer is no reason to copy again before the
// copy was looked for.
func (k *copying) whole(ctx context.Context) (FileVersion, error) {
	req := api.CopyFileRequest{
		SourceFileID: k.r.Source.ID, DestinationBucketID: &k.r.BucketID, FileName: k.r.Name,
		Retention: k.retention, LegalHold: k.hold,
		SourceEncryption: k.r.SourceKey.wire(), DestinationEncryption: k.r.Encryption.wire(),
	}
	if k.replaced {
		directive := api.DirectiveReplace
		req.MetadataDirective, req.ContentType, req.FileInfo = &directive, &k.meta.ContentType, k.meta.Info
	}
	if k.partial() {
		stretch := byteRange(k.r.Offset, k.size)
		req.Range = &stretch
	}
	var v FileVersion
	var since time.Time
	err := k.c.carefully(ctx, func() (err error) {
		since = k.c.serviceNow().Add(-clockSlack)
		v, err = k.c.fileCall(ctx, request{op: k.op, name: api.CallCopyFile, body: req, delicate: true, slow: true})
		return err
	}, func() (found bool, err error) {
		if v, found, err = k.findOwn(ctx, since); err != nil && !passing(err) {
			k.c.log.Warn("the answer was lost and the key may not look: copied again, perhaps twice", "op", k.op, "error", err)
			return false, nil
		}
		return found, err
	})
	if err == nil && v.Size != k.size {
		return FileVersion{}, k.wrongSize(v)
	}
	return v, err
}

// keyed tells whether a customer's key has a part in it.
func (k *copying) keyed() bool {
	return k.r.Source.Encryption == SSEC || !k.r.SourceKey.IsZero() || !k.r.Encryption.Key.IsZero()
}

func (k *copying) wrongSize(v FileVersion) error {
	return fault(k.op, ErrCorrupt, "the copy has %d bytes, %d were asked for", v.Size, k.size)
}

func (k *copying) findOwn(ctx context.Context, since time.Time) (v FileVersion, found bool, err error) {
	return k.c.findNewest(ctx, k.op, k.r.BucketID, k.r.Name, k.r.Encryption.Key, func(v FileVersion) bool {
		return (v.Action == ActionUpload || v.Action == ActionCopy) && v.Size == k.size &&
			(k.partial() || v.Hash().SHA1 == k.r.Source.Hash().SHA1) &&
			!v.UploadedAt.Before(since) && sameInfo(v.Info, k.meta.Info)
	})
}

// byteRange is a range as the protocol writes it: both ends included.
func byteRange(off, size int64) string { return fmt.Sprintf("bytes=%d-%d", off, off+size-1) }
