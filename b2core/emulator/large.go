package emulator

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"b2tui/b2core/internal/api"
)

const (
	maxPartNumber   = 10_000
	maxPartsPerPage = 1000
	minParts        = 2
)

// largeFile is what an unfinished large file holds.
type largeFile struct {
	parts map[int]*part
}

// part is one stored part. It never changes; sending a number again replaces it.
type part struct {
	number   int
	content  *content
	uploaded int64 // milliseconds
}

// startLargeFile is b2_start_large_file.
func (e *Emulator) startLargeFile(x *exchange) (any, error) {
	req, err := decode[api.StartLargeFileRequest](x)
	if err != nil {
		return nil, err
	}
	if err := x.inBucket(req.BucketID); err != nil {
		return nil, err
	}
	if err := x.onName(req.FileName); err != nil {
		return nil, err
	}
	b := e.store.buckets[req.BucketID]
	if b == nil {
		return nil, badBucket(req.BucketID)
	}
	if err := b.takesFiles(); err != nil {
		return nil, err
	}
	if err := checkFileName(req.FileName); err != nil {
		return nil, err
	}
	what, err := describe(req.FileName, req.ContentType, req.FileInfo)
	if err != nil {
		return nil, err
	}
	if err := e.checkTimestamp(x, req.UploadTimestamp); err != nil {
		return nil, err
	}
	g, err := x.grant(b, req.FileName, what, wish{req.Retention, req.LegalHold, req.Encryption})
	if err != nil {
		return nil, err
	}
	v := e.store.newVersion(b, req.FileName, x.now, value(req.UploadTimestamp))
	v.guard = g
	v.kind, v.action, v.about, v.large = largeFileKind, actionStart, what, &largeFile{parts: map[int]*part{}}
	if err := e.store.putVersion(v); err != nil {
		return nil, err
	}
	return e.fileReply(x, v), nil
}

// unfinished finds a large file that was started and not finished.
func (e *Emulator) unfinished(x *exchange, id string) (*version, error) {
	v := e.store.versionByID(id)
	if v == nil {
		return nil, badFile(id)
	}
	if err := x.onVersion(v); err != nil {
		return nil, err
	}
	if v.large == nil {
		return nil, badRequest("No active upload for: %s", id)
	}
	return v, nil
}

// getUploadPartURL is b2_get_upload_part_url.
func (e *Emulator) getUploadPartURL(x *exchange) (any, error) {
	req, err := decode[api.FileID](x)
	if err != nil {
		return nil, err
	}
	v, err := e.unfinished(x, req.FileID)
	if err != nil {
		return nil, err
	}
	rest := req.FileID + "/" + e.ids.pick("0123456789", 4)
	t := e.tokens.issue(token{kind: partToken, key: x.key, file: v.number, rest: rest}, x.now, e.opts.TokenLifetime)
	return api.UploadPartURLResponse{
		FileID: req.FileID, Token: t.value, UploadURL: e.uploadBase(x, api.CallUploadPart) + rest,
	}, nil
}

// uploadPart is b2_upload_part. A part of any size is taken; whether it is too
// small shows at the end.
func (e *Emulator) uploadPart(x *exchange) error {
	t, err := e.uploader(x, partToken)
	if err != nil {
		return err
	}
	if !e.tokens.occupy(t) {
		return tokenInUse(t)
	}
	defer e.tokens.vacate(t)
	number, err := strconv.Atoi(x.r.Header.Get(api.HeaderPartNumber))
	if err := checkPartNumber(number, err); err != nil {
		return err
	}
	if err := e.admitPart(x, t.file); err != nil {
		return err
	}
	c, err := e.receive(x)
	if err != nil {
		return err
	}
	reply, err := e.enterPart(x, t.file, number, c)
	if err != nil {
		return err
	}
	x.stored = true
	x.reply(reply)
	return nil
}

// admitPart settles, before the body is read, whether the part brings the key
// that its large file was started with.
func (e *Emulator) admitPart(x *exchange, file int64) error {
	with, err := headerEncryption(x.r.Header)
	if err != nil {
		return err
	}
	e.store.mu.RLock()
	defer e.store.mu.RUnlock()
	v := e.store.version(file)
	if v == nil {
		return badRequest("The large file was finished or cancelled")
	}
	return v.plain().opens(with)
}

func checkPartNumber(n int, err error) error {
	if err != nil || n < 1 || n > maxPartNumber {
		return badRequest("Part number must be in range 1 - %d", maxPartNumber)
	}
	return nil
}

// enterPart makes content that has arrived a part.
func (e *Emulator) enterPart(x *exchange, file int64, number int, c *content) (api.Part, error) {
	e.store.mu.Lock()
	defer e.store.mu.Unlock()
	v := e.store.version(file)
	if v == nil || v.large == nil {
		c.release()
		return api.Part{}, badRequest("The large file was finished or cancelled")
	}
	p := &part{number: number, content: c, uploaded: x.now.UnixMilli()}
	if err := e.store.putPart(v, p); err != nil {
		c.release()
		return api.Part{}, err
	}
	r := e.partReply(v, p)
	r.Encryption = v.plain().encryption()
	return r, nil
}

func (e *Emulator) partReply(v *version, p *part) api.Part {
	return api.Part{
		FileID: e.store.id(v), PartNumber: p.number, ContentLength: p.content.size,
		ContentSHA1: p.content.SHA1(), ContentMD5: optional(p.content.md5), UploadTimestamp: p.uploaded,
	}
}

// sorted returns the parts by number.
func (l *largeFile) sorted() []*part {
	parts := make([]*part, 0, len(l.parts))
	for _, p := range l.parts {
		parts = append(parts, p)
	}
	slices.SortFunc(parts, func(a, b *part) int { return a.number - b.number })
	return parts
}

// listParts is b2_list_parts.
func (e *Emulator) listParts(x *exchange) (any, error) {
	req, err := decode[api.ListPartsRequest](x)
	if err != nil {
		return nil, err
	}
	v, err := e.unfinished(x, req.FileID)
	if err != nil {
		return nil, err
	}
	count, err := e.pageSize("maxPartCount", value(req.MaxPartCount), defaultPage, maxPartsPerPage)
	if err != nil {
		return nil, err
	}
	page := api.ListPartsResponse{Parts: []api.Part{}}
	for _, p := range v.large.sorted() {
		if p.number < value(req.StartPartNumber) {
			continue
		}
		if len(page.Parts) == count {
			page.NextPartNumber = &p.number
			break
		}
		r := e.partReply(v, p)
		r.UploadTimestamp -= r.UploadTimestamp % 1000 // read back, it is in whole seconds
		page.Parts = append(page.Parts, r)
	}
	return page, nil
}

// finishLargeFile is b2_finish_large_file.
func (e *Emulator) finishLargeFile(x *exchange) (any, error) {
	req, err := decode[api.FinishLargeFileRequest](x)
	if err != nil {
		return nil, err
	}
	v, err := e.unfinished(x, req.FileID)
	if err != nil {
		return nil, err
	}
	parts := v.large.sorted()
	if err := e.checkParts(parts, req.PartSHA1s); err != nil {
		return nil, err
	}
	if err := e.store.finish(v, joined(parts)); err != nil {
		return nil, err
	}
	return e.fileReply(x, v), nil
}

func (e *Emulator) checkParts(parts []*part, sums []string) error {
	if len(sums) < minParts {
		return badRequest("large files must have at least %d parts", minParts)
	}
	for i, sum := range sums {
		if i >= len(parts) || parts[i].number != i+1 {
			return fail(http.StatusBadRequest, api.CodeMissingPart, "Part number %d has not been uploaded", i+1)
		}
		p := parts[i]
		if !strings.EqualFold(strings.TrimPrefix(p.content.SHA1(), api.SHA1Unverified), strings.TrimPrefix(sum, api.SHA1Unverified)) {
			return fail(http.StatusBadRequest, api.CodePartSHA1Mismatch,
				"Sha1 mismatch for part number %d: %s was uploaded, not %s", p.number, p.content.SHA1(), sum)
		}
		if last := i == len(sums)-1; !last && p.content.size < e.opts.MinimumPartSize {
			return badRequest("Part number %d is smaller than %d bytes", p.number, e.opts.MinimumPartSize)
		}
	}
	if len(parts) > len(sums) {
		return badRequest("partSha1Array has %d entries, but %d parts were uploaded", len(sums), len(parts))
	}
	return nil
}

// cancelLargeFile is b2_cancel_large_file.
func (e *Emulator) cancelLargeFile(x *exchange) (any, error) {
	req, err := decode[api.FileID](x)
	if err != nil {
		return nil, err
	}
	v, err := e.unfinished(x, req.FileID)
	if err != nil {
		return nil, err
	}
	if err := e.store.dropVersion(v); err != nil {
		return nil, err
	}
	return api.CancelLargeFileResponse{
		FileID: req.FileID, AccountID: e.store.account.ID, BucketID: v.bucket.id, FileName: v.name,
	}, nil
}
