package emulator

import (
	"net/http"
	"strings"

	"b2tui/b2core/internal/api"
)

// copyFile is b2_copy_file. The new version shares the source's bytes.
func (e *Emulator) copyFile(x *exchange) (any, error) {
	req, err := decodeFor[api.CopyFileRequest](e, x)
	if err != nil {
		return nil, err
	}
	src, c, err := e.copySource(x, req.SourceFileID, value(req.Range), req.SourceEncryption)
	if err != nil {
		return nil, err
	}
	defer c.release()
	if c.size > e.opts.MaxFileSize {
		return nil, fail(http.StatusBadRequest, api.CodeSourceTooLarge, "Copy source too big: %d", c.size)
	}
	e.store.mu.Lock()
	defer e.store.mu.Unlock()
	bucketID := value(req.DestinationBucketID)
	if bucketID == "" {
		bucketID = src.bucket.id
	}
	b, err := e.copyTarget(x, bucketID, req.FileName)
	if err != nil {
		return nil, err
	}
	what, err := copyAbout(src.about, req)
	if err != nil {
		return nil, err
	}
	// Neither retention nor hold comes from the source.
	g, err := x.grant(b, req.FileName, what, wish{req.Retention, req.LegalHold, req.DestinationEncryption})
	if err != nil {
		return nil, err
	}
	v := e.store.newVersion(b, req.FileName, x.now, 0)
	v.content, v.about, v.guard = c, what, g
	if err := e.store.putVersion(v); err != nil {
		return nil, err
	}
	c.retain()
	r := e.fileReply(x, v)
	r.Action = api.ActionCopy
	return r, nil
}

// copyTarget checks the right to the new name. The caller holds the store's lock.
func (e *Emulator) copyTarget(x *exchange, bucketID, name string) (*bucket, error) {
	if err := x.inBucket(bucketID); err != nil {
		return nil, err
	}
	if err := x.onName(name); err != nil {
		return nil, err
	}
	b := e.store.buckets[bucketID]
	if b == nil {
		return nil, badBucket(bucketID)
	}
	if err := b.takesFiles(); err != nil {
		return nil, err
	}
	return b, checkFileName(name)
}

func copyAbout(source *about, req api.CopyFileRequest) (*about, error) {
	switch value(req.MetadataDirective) {
	case "", api.DirectiveCopy:
		if req.ContentType != nil || req.FileInfo != nil {
			return nil, badRequest("contentType and fileInfo go with the metadata directive REPLACE only")
		}
		return source, nil
	case api.DirectiveReplace:
		return describe(req.FileName, value(req.ContentType), req.FileInfo)
	default:
		return nil, badRequest("Invalid metadataDirective: %s", *req.MetadataDirective)
	}
}

// copyPart is b2_copy_part.
func (e *Emulator) copyPart(x *exchange) (any, error) {
	req, err := decodeFor[api.CopyPartRequest](e, x)
	if err != nil {
		return nil, err
	}
	target, err := e.copyPartTarget(x, req)
	if err != nil {
		return nil, err
	}
	_, c, err := e.copySource(x, req.SourceFileID, value(req.Range), req.SourceEncryption)
	if err != nil {
		return nil, err
	}
	defer c.release()
	if c.size > e.opts.MaxFileSize {
		return nil, fail(http.StatusBadRequest, api.CodeSourceTooLarge, "Copy source too big: %d", c.size)
	}
	if !isSHA1(c.SHA1()) {
		// A part needs a hash of its own, which a large file as a whole has not.
		c = &content{size: c.size, extents: c.extents}
		c.SHA1()
	}
	c.retain()
	return e.enterPart(x, target, req.PartNumber, c)
}

func (e *Emulator) copyPartTarget(x *exchange, req api.CopyPartRequest) (int64, error) {
	e.store.mu.RLock()
	defer e.store.mu.RUnlock()
	v, err := e.unfinished(x, req.LargeFileID)
	if err != nil {
		return 0, err
	}
	if err := v.plain().opens(req.DestinationEncryption); err != nil {
		return 0, err
	}
	return v.number, checkPartNumber(req.PartNumber, nil)
}

// decodeFor authorises a copy and reads its arguments.
func decodeFor[T any](e *Emulator, x *exchange) (T, error) {
	e.store.mu.RLock()
	defer e.store.mu.RUnlock()
	if err := e.authorize(x, "writeFiles"); err != nil {
		var zero T
		return zero, err
	}
	return decode[T](x)
}

// copySource returns the version to copy from and the content of the range. The
// content is retained: its bytes stay while they are hashed, even if the source
// is deleted meanwhile.
func (e *Emulator) copySource(x *exchange, id, ranged string, with *api.Encryption) (version, *content, error) {
	v, c, err := e.holdSource(x, id)
	if err != nil {
		return v, nil, err
	}
	if err := v.plain().opens(with); err != nil {
		c.release()
		return v, nil, err
	}
	r := byteRange{0, c.size - 1}
	if ranged != "" {
		if r, err = copyRange(ranged, c.size); err != nil {
			c.release()
			return v, nil, err
		}
	}
	part := c.ranged(r)
	if part != c {
		part.retain()
		c.release()
	}
	return v, part, nil
}

// copyRange reads "bytes=a-b". A copy knows no other form, ignores none that it
// cannot read, and cuts none at the end.
func copyRange(s string, size int64) (byteRange, error) {
	from, to, ok := strings.Cut(strings.TrimPrefix(s, "bytes="), "-")
	first, ok1 := rangeNumber(from)
	last, ok2 := rangeNumber(to)
	switch {
	case !strings.HasPrefix(s, "bytes="), !ok, !ok1, !ok2, first > last:
		return byteRange{}, badRequest("Bad range: %q", s)
	case last >= size:
		return byteRange{}, badRange()
	}
	return byteRange{first, last}, nil
}

func (e *Emulator) holdSource(x *exchange, id string) (version, *content, error) {
	e.store.mu.RLock()
	defer e.store.mu.RUnlock()
	v := e.store.versionByID(id)
	if v == nil {
		return version{}, nil, e.noVersion(id)
	}
	if err := x.onVersion(v); err != nil {
		return version{}, nil, err
	}
	if v.bucket.kind != "allPublic" {
		if err := x.need("readFiles"); err != nil {
			return version{}, nil, err
		}
	}
	if v.action != actionUpload {
		return version{}, nil, notFound("file_state_none")
	}
	v.content.retain()
	return *v, v.content, nil
}
