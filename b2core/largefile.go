package b2core

import (
	"context"
	"fmt"
	"strings"

	"b2tui/b2core/internal/api"
)

// PartRequest is one part to send to a large file.
type PartRequest struct {
	FileID string // of the large file, as StartLargeFile gave it
	Number int    // 1 to 10,000
	Source Source
	// Offset and Length choose a range of the source, bytes. Length 0: to the end.
	Offset, Length int64
	Key            CustomerKey // the one that the file was started with, if it was (SSE-C)
	Steering       Steering    // Progress counts this part alone; no checkpoint is told
}

// CopyPartRequest is one part that the service makes of what it has.
type CopyPartRequest struct {
	FileID string      // of the large file, as StartLargeFile gave it
	Number int         // 1 to 10,000
	Source FileVersion // as a listing or FileInfo gave it
	// Offset and Length choose a range of the source, bytes. Length 0: to the end.
	Offset, Length int64
	SourceKey      CustomerKey // of a source under SSE-C
	Key            CustomerKey // the one that the file was started with, if it was (SSE-C)
	Steering       Steering    // of it, Slots and Progress
}

// StartLargeFile is b2_start_large_file: it opens a file that is then made of
// parts by UploadPart and CopyPart, and closed by FinishLargeFile or given up by
// CancelLargeFile. Until it is finished, only Versions and UnfinishedLargeFiles
// show it, and its parts are paid for. Upload, Copy and Compose do all of that by
// themselves; this is for parts that come from elsewhere or at other times.
//
// The version that it returns has ActionStart, and its ID is the finished file's.
// SHA1 of the request is that of the whole content, if it is known: nobody else
// can tell it later. Source, Resume and Steering are not used. If the answer is
// lost, the file that was started is looked for, so that none is left behind
// unseen. The key needs writeFiles.
func (c *Client) StartLargeFile(ctx context.Context, r UploadRequest) (FileVersion, error) {
	r.Source, r.Resume, r.Steering = nil, nil, Steering{}
	u := &upload{c: c, r: r, op: "start large file " + remoteText(r.Name)}
	if err := u.check(ctx); err != nil {
		return FileVersion{}, err
	}
	whole := strings.ToLower(r.SHA1)
	if _, ok := hexSHA1(whole); whole != "" && !ok {
		return FileVersion{}, fault(u.op, ErrBadRequest, "a SHA-1 has 40 hex digits")
	}
	if err := CheckFileInfo(r.Name, u.info(whole), r.Encryption.Mode != ""); err != nil {
		return FileVersion{}, err
	}
	f := u.largeFile(whole)
	if err := f.start(ctx); err != nil {
		return FileVersion{}, err
	}
	if f.started.ID == "" { // its answer was lost
		return f.lookup(ctx)
	}
	return f.started, nil
}

// UploadPart is b2_upload_part: it sends a range of a source as one part, 1 byte
// to 5 GB, and returns it as the service recorded it, its hash compared with
// what was read. Parts go in any order and at the same time; the same number
// again replaces the part. All but the last must have Account.MinimumPartSize
// bytes, which the service looks at when the file is finished. What fails in
// passing is repeated as parts of Upload are, at another upload URL; if the
// answer is lost, it looks first whether the part is there. A source that changes
// meanwhile fails with ErrSourceChanged. The key needs writeFiles.
func (c *Client) UploadPart(ctx context.Context, r PartRequest) (Part, error) {
	op := fmt.Sprintf("upload part %d of %s", r.Number, remoteText(r.FileID))
	size, err := c.checkPart(ctx, op, r.Number, r.Source.Size(), r.Offset, r.Length, maxPart)
	if err != nil {
		return Part{}, err
	}
	ctx, release, err := c.partSlot(ctx, op, r.Steering.Slots, &c.upload)
	if err != nil {
		return Part{}, err
	}
	defer release()
	u := &upload{c: c, op: op, r: UploadRequest{Steering: r.Steering}, sources: []Source{r.Source}}
	f := largeFile{c: c, op: op, id: r.FileID}
	r.Steering.Progress.lay(size, []int64{size})
	count := r.Steering.Progress.part(1)
	var p Part
	err = u.persist(ctx, op, count, func() error {
		err := u.unchanged()
		if err == nil {
			body := newContentBody(ctx, r.Steering, r.Source, r.Offset, size, count)
			p, err = f.sendPart(ctx, op, &c.urls, r.Number, partHeader(r.Number, r.Key), body)
		}
		return explainKey(err, !r.Key.IsZero())
	})
	if err == nil {
		err = u.unchanged()
	}
	if err != nil {
		return Part{}, err
	}
	return p, nil
}

// CopyPart is b2_copy_part: the service makes one part of a range of a version
// that it has, 1 byte to 5 GB, and no content passes through here. The part's
// hash is the service's. The key needs writeFiles, and readFiles for the source
// unless its bucket is public.
func (c *Client) CopyPart(ctx context.Context, r CopyPartRequest) (Part, error) {
	op := fmt.Sprintf("copy %s to part %d of %s", remoteText(r.Source.Name), r.Number, remoteText(r.FileID))
	size, err := c.checkPart(ctx, op, r.Number, r.Source.Size, r.Offset, r.Length, c.copyLimit)
	if err != nil {
		return Part{}, err
	}
	if _, err := c.allowed(ctx, op, r.Source.BucketID, r.Source.Name); err != nil {
		return Part{}, err
	}
	if r.Source.Encryption == SSEC && r.SourceKey.IsZero() {
		return Part{}, fault(op, ErrEncryptionKey, "the source is encrypted with a customer's key (SSE-C)")
	}
	ctx, release, err := c.partSlot(ctx, op, r.Steering.Slots, &c.copy)
	if err != nil {
		return Part{}, err
	}
	defer release()
	r.Steering.Progress.lay(size, []int64{size})
	f := largeFile{c: c, op: op, id: r.FileID}
	p, err := f.copyPart(ctx, op, r.Number, copied{r.Source.ID, r.SourceKey, r.Offset, size}, r.Key)
	if err != nil {
		return Part{}, explainKey(err, r.Source.Encryption == SSEC || !r.SourceKey.IsZero() || !r.Key.IsZero())
	}
	r.Steering.Progress.fill()
	return p, nil
}

// checkPart refuses without a call what cannot be a part, and returns its size.
func (c *Client) checkPart(ctx context.Context, op string, n int, source, off, length, most int64) (int64, error) {
	size := length
	if size == 0 {
		size = source - off
	}
	switch {
	case n < 1 || n > maxParts:
		return 0, fault(op, ErrBadRequest, "parts have the numbers 1 to %d", maxParts)
	case off < 0 || length < 0 || off > source || size > source-off:
		return 0, fault(op, ErrRange, "the source has %d bytes and not the range that was asked for", source)
	case size == 0 || size > most:
		return 0, fault(op, ErrBadRequest, "a part has 1 to %d bytes, not %d", most, size)
	}
	_, err := c.allowed(ctx, op, "", "", WriteFiles)
	return size, err
}

// partSlot waits for a place and returns the part's context.
func (c *Client) partSlot(ctx context.Context, op string, slots, own Slots) (context.Context, func(), error) {
	if slots == nil {
		slots = own
	}
	ctx = ForPart(ctx)
	release, err := slots.Acquire(ctx)
	return ctx, release, asError(op, err)
}

// FinishLargeFile is b2_finish_large_file: it makes one version of the parts
// with the given SHA-1s, 40 hex digits each, in the order of their numbers from 1
// on. A part that is not there fails with ErrMissingPart, one with another hash
// with ErrPartSHA1Mismatch, and the large file stays as it was. The key needs
// writeFiles. A second finish would fail although the first one worked: if the
// answer is lost, a key that has readFiles looks what became of the file, and one
// that lacks it fails without trying again.
func (c *Client) FinishLargeFile(ctx context.Context, fileID string, sha1s []string) (FileVersion, error) {
	op := "finish large file " + remoteText(fileID)
	s, err := c.allowed(ctx, op, "", "", WriteFiles)
	if err != nil {
		return FileVersion{}, err
	}
	if len(sha1s) == 0 || len(sha1s) > maxParts {
		return FileVersion{}, fault(op, ErrBadRequest, "a large file has up to %d parts, not %d", maxParts, len(sha1s))
	}
	sums := make([]string, len(sha1s))
	for i, sum := range sha1s {
		var ok bool
		if sums[i], ok = hexSHA1(sum); !ok {
			return FileVersion{}, fault(op, ErrBadRequest, "the SHA-1 of part %d has no 40 hex digits", i+1)
		}
	}
	var v FileVersion
	if s.account.Allowed.Can(ReadFiles) {
		f := largeFile{c: c, op: op, account: s.account, id: fileID, sums: sums}
		v, err = f.finish(ctx, 0)
	} else {
		body := api.FinishLargeFileRequest{FileID: fileID, PartSHA1s: sums}
		v, err = c.fileCall(ctx, request{op: op, name: api.CallFinishLargeFile, body: body, delicate: true, slow: true})
	}
	if err == nil {
		c.urls.drop(fileID)
	}
	return v, err
}
