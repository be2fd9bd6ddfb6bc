package emulator

import (
	"crypto/md5"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"net/http"
	"strconv"
	"strings"

	"b2tui/b2core/internal/api"
)

// getUploadURL is b2_get_upload_url.
func (e *Emulator) getUploadURL(x *exchange) (any, error) {
	req, err := decode[api.BucketID](x)
	if err != nil {
		return nil, err
	}
	if err := x.inBucket(req.BucketID); err != nil {
		return nil, err
	}
	b := e.store.buckets[req.BucketID]
	if b == nil {
		return nil, badBucket(req.BucketID)
	}
	if err := b.takesFiles(); err != nil {
		return nil, err
	}
	rest := req.BucketID + "/" + e.ids.tome()
	t := e.tokens.issue(token{kind: uploadToken, key: x.key, bucketID: req.BucketID, rest: rest}, x.now, e.opts.TokenLifetime)
	return api.UploadURLResponse{
		BucketID: req.BucketID, Token: t.value, UploadURL: e.uploadBase(x, api.CallUploadFile) + rest,
	}, nil
}

func (e *Emulator) uploadBase(x *exchange, call string) string {
	return e.address(x, uploadRole, x.login) + "/b2api/v" + strconv.Itoa(x.version) + "/" + call + "/"
}

// uploadFile is b2_upload_file.
func (e *Emulator) uploadFile(x *exchange) error {
	t, err := e.uploader(x, uploadToken)
	if err != nil {
		return err
	}
	if !e.tokens.occupy(t) {
		return tokenInUse(t)
	}
	defer e.tokens.vacate(t)
	name, what, err := x.uploadHeaders()
	if err != nil {
		return err
	}
	custom, err := e.customTimestamp(x)
	if err != nil {
		return err
	}
	g, err := e.admit(x, t.bucketID, name, what)
	if err != nil {
		return err
	}
	c, err := e.receive(x)
	if err != nil {
		return err
	}
	reply, err := e.enterUpload(x, t.bucketID, &version{name: name, about: what, guard: g, content: c, uploaded: custom})
	if err != nil {
		return err
	}
	x.stored = true
	x.reply(reply)
	return nil
}

// uploader finds the upload token, which goes with the address that was handed
// out with it only, and settles the key behind it.
func (e *Emulator) uploader(x *exchange, kind tokenKind) (*token, error) {
	t, err := e.tokens.find(x.r.Header.Get("Authorization"), x.now, kind)
	if err != nil {
		return nil, err
	}
	if t.rest != x.rest {
		return nil, badToken()
	}
	e.store.mu.RLock()
	defer e.store.mu.RUnlock()
	return t, e.actFor(x, t, "writeFiles")
}

func tokenInUse(t *token) error {
	return fail(http.StatusBadRequest, api.CodeAuthTokenLimit, "more than one upload using auth token %s", t.value)
}

// uploadHeaders reads the name and what is said of the file.
func (x *exchange) uploadHeaders() (string, *about, error) {
	name, err := api.Decode(x.r.Header.Get(api.HeaderFileName))
	if err != nil {
		return "", nil, badRequest("Bad percent encoding in header %s", api.HeaderFileName)
	}
	if err := x.onName(name); err != nil {
		return "", nil, err
	}
	if err := checkFileName(name); err != nil {
		return "", nil, err
	}
	info, err := headerInfo(x.r.Header)
	if err != nil {
		return "", nil, err
	}
	what, err := describe(name, x.r.Header.Get("Content-Type"), info)
	return name, what, err
}

func (e *Emulator) customTimestamp(x *exchange) (int64, error) {
	s := x.r.Header.Get(api.HeaderCustomTimestamp)
	if s == "" {
		return 0, nil
	}
	ms, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, badRequest("%s is no time: %s", api.HeaderCustomTimestamp, s)
	}
	return ms, e.checkTimestamp(x, &ms)
}

// checkTimestamp accepts a custom upload time in the past, or none.
func (e *Emulator) checkTimestamp(x *exchange, ms *int64) error {
	switch {
	case ms == nil:
		return nil
	case e.opts.NoCustomTimestamps:
		return fail(http.StatusBadRequest, api.CodeCustomTimestamp, "Custom upload timestamps are not allowed for this account")
	case *ms <= 0 || *ms > x.now.UnixMilli():
		return badRequest("A custom upload timestamp lies in the past: %d", *ms)
	}
	return nil
}

// admit settles, before the body is read, how the new version is protected.
func (e *Emulator) admit(x *exchange, bucketID, name string, what *about) (*guard, error) {
	w, err := headerWish(x.r.Header)
	if err != nil {
		return nil, err
	}
	e.store.mu.RLock()
	defer e.store.mu.RUnlock()
	b := e.store.buckets[bucketID]
	if b == nil {
		return nil, badBucket(bucketID)
	}
	return x.grant(b, name, what, w)
}

// enterUpload makes content that has arrived a version. Of what it is given,
// uploaded is the custom timestamp.
func (e *Emulator) enterUpload(x *exchange, bucketID string, given *version) (api.File, error) {
	e.store.mu.Lock()
	defer e.store.mu.Unlock()
	b := e.store.buckets[bucketID]
	if b == nil {
		given.content.release()
		return api.File{}, badBucket(bucketID)
	}
	v := e.store.newVersion(b, given.name, x.now, given.uploaded)
	v.content, v.about, v.guard = given.content, given.about, given.guard
	if err := e.store.putVersion(v); err != nil {
		v.content.release()
		return api.File{}, err
	}
	return e.fileReply(x, v), nil
}

// sha1Trailer is the length of the hash that follows the data in the mode
// hex_digits_at_end.
const sha1Trailer = 40

// receive takes an upload's body in: it is stored and hashed once while it
// streams, under no lock, and compared with what the client says of it.
func (e *Emulator) receive(x *exchange) (*content, error) {
	if x.r.ContentLength < 0 || len(x.r.TransferEncoding) > 0 {
		return nil, badRequest("Content-Length is missing; chunked uploads are not supported")
	}
	want := strings.ToLower(x.r.Header.Get(api.HeaderContentSHA1))
	size := x.r.ContentLength
	switch {
	case want == api.SHA1AtEnd:
		size -= sha1Trailer
	case want == api.SHA1NotVerified:
	case !isSHA1(strings.TrimPrefix(want, api.SHA1Unverified)):
		return nil, badRequest("Invalid %s header: %q", api.HeaderContentSHA1, want)
	}
	if size < 0 || size > e.opts.MaxFileSize {
		return nil, badRequest("Content-Length out of range: %d", x.r.ContentLength)
	}
	e.counters.uploading(1)
	defer e.counters.uploading(-1)
	sums := newHashes(size <= e.opts.MD5Limit)
	c := &content{size: size}
	if err := e.take(x, c, sums); err != nil {
		if f, ok := errors.AsType[*failure](err); ok {
			return nil, f
		}
		return nil, fail(http.StatusRequestTimeout, api.CodeRequestTimeout, "the request body could not be read: %w", err)
	}
	e.counters.received(size)
	c.sha1, c.md5 = sums.sha1Hex(), sums.md5Hex()
	if err := settleHash(x, c, want); err != nil {
		c.release()
		return nil, err
	}
	return c, nil
}

// take stores the body's data; nothing is stored of nothing.
func (e *Emulator) take(x *exchange, c *content, sums *hashes) error {
	if c.size == 0 {
		return nil
	}
	b, err := e.store.keep.receive(x.r.Body, c.size, sums)
	if err != nil {
		return err
	}
	c.extents = []extent{{b, 0, c.size}}
	if x.rotAt != nil && *x.rotAt < c.size {
		return e.rot(c, *x.rotAt)
	}
	return nil
}

// settleHash compares the content with the hash that the client sent.
func settleHash(x *exchange, c *content, want string) error {
	switch {
	case want == api.SHA1NotVerified:
		c.sha1 = api.SHA1Unverified + c.sha1
		return nil
	case want == api.SHA1AtEnd:
		trailer := make([]byte, sha1Trailer)
		if _, err := io.ReadFull(x.r.Body, trailer); err != nil {
			return badRequest("Sha1 did not match data received")
		}
		want = strings.ToLower(string(trailer))
	}
	if strings.TrimPrefix(want, api.SHA1Unverified) != c.sha1 {
		return badRequest("Sha1 did not match data received")
	}
	return nil
}

func isSHA1(s string) bool {
	if len(s) != sha1Trailer {
		return false
	}
	_, err := hex.DecodeString(s)
	return err == nil
}

// hashes computes what is told of content while it passes.
type hashes struct {
	sha1, md5 hash.Hash // md5 may be nil
}

func newHashes(withMD5 bool) *hashes {
	h := &hashes{sha1: sha1.New()}
	if withMD5 {
		h.md5 = md5.New()
	}
	return h
}

func (h *hashes) Write(p []byte) (int, error) {
	if h.md5 != nil {
		_, _ = h.md5.Write(p)
	}
	return h.sha1.Write(p)
}

func (h *hashes) sha1Hex() string { return hex.EncodeToString(h.sha1.Sum(nil)) }

func (h *hashes) md5Hex() string {
	if h.md5 == nil {
		return ""
	}
	return hex.EncodeToString(h.md5.Sum(nil))
}
