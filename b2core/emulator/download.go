package emulator

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"b2tui/b2core/internal/api"
)

// found is what a download needs of a version; it is taken under the lock and
// read without it. Its content is retained.
type found struct {
	id, name string
	uploaded int64
	content  *content
	about    *about
	guard    guard
	cache    string // the bucket's default Cache-Control
}

// downloadByID is b2_download_file_by_id.
func (e *Emulator) downloadByID(x *exchange) error {
	id := x.r.URL.Query().Get("fileId")
	if x.r.Method == http.MethodPost {
		req, err := decode[api.FileID](x)
		if err != nil {
			return err
		}
		id = req.FileID
	}
	f, err := e.findByID(x, id)
	if err != nil {
		return err
	}
	return e.send(x, f, nil)
}

func (e *Emulator) findByID(x *exchange, id string) (*found, error) {
	e.store.mu.RLock()
	defer e.store.mu.RUnlock()
	v := e.store.versionByID(id)
	public := v != nil && v.bucket.kind == "allPublic"
	if tok := x.r.Header.Get("Authorization"); tok != "" || !public {
		if err := e.authorize(x, "readFiles"); err != nil {
			return nil, err
		}
	}
	if v == nil {
		return nil, e.noVersion(id)
	}
	if x.key != nil {
		if err := x.onVersion(v); err != nil {
			return nil, err
		}
	}
	if v.action != actionUpload {
		return nil, notFound("file_state_none")
	}
	return e.found(v), nil
}

func (e *Emulator) found(v *version) *found {
	v.content.retain()
	return &found{
		id: e.store.id(v), name: v.name, uploaded: v.uploaded, content: v.content, about: v.about, guard: v.plain(),
		cache: v.bucket.settings.Info["Cache-Control"],
	}
}

// downloadByName is b2_download_file_by_name.
func (e *Emulator) downloadByName(x *exchange) error {
	bucketPart, namePart, _ := strings.Cut(x.rest, "/")
	bucketName, err1 := api.Decode(bucketPart)
	name, err2 := api.Decode(namePart)
	if err1 != nil || err2 != nil || name == "" {
		return badRequest("Bad file name in the address")
	}
	f, tok, err := e.findByName(x, bucketName, name)
	if err != nil {
		return err
	}
	return e.send(x, f, tok)
}

func (e *Emulator) findByName(x *exchange, bucketName, name string) (*found, *token, error) {
	e.store.mu.RLock()
	defer e.store.mu.RUnlock()
	b := e.store.bucketByName(bucketName)
	tok, err := e.reader(x, b, name)
	if err != nil {
		return nil, nil, err
	}
	if b == nil {
		return nil, nil, notFound("Bucket does not exist: %s", bucketName)
	}
	newest, _ := b.names.Get(name)
	v := newest.visible()
	if v == nil {
		return nil, nil, notFound("Bucket %s does not have file: %s", b.name, name)
	}
	return e.found(v), tok, nil
}

// reader settles who reads by name: anyone in a public bucket, the account's
// key, or the bearer of a download token, in the header or in the address.
func (e *Emulator) reader(x *exchange, b *bucket, name string) (*token, error) {
	auth := x.r.Header.Get("Authorization")
	if auth == "" {
		auth = x.r.URL.Query().Get("Authorization")
	}
	if auth == "" && b != nil && b.kind == "allPublic" {
		return nil, nil
	}
	t, err := e.tokens.find(auth, x.now, accountToken, downloadToken)
	if err != nil {
		return nil, err
	}
	if t.kind == downloadToken {
		if e.store.keyByID(t.key.id) == nil {
			return nil, badToken()
		}
		if b == nil || b.id != t.bucketID || !strings.HasPrefix(name, t.prefix) {
			return nil, unauthorized()
		}
		return t, nil
	}
	if err := e.actFor(x, t, "readFiles"); err != nil {
		return nil, err
	}
	if b != nil {
		if err := x.inBucket(b.id); err != nil {
			return nil, err
		}
	}
	return t, x.onName(name)
}

// send writes the answer's headers and the content, or the part asked for. A
// refusal tells nothing of the file: its headers go out once all is checked.
func (e *Emulator) send(x *exchange, f *found, tok *token) error {
	defer f.content.release()
	with, err := headerEncryption(x.r.Header)
	if err != nil {
		return err
	}
	if err := f.guard.opens(with); err != nil {
		return err
	}
	size := f.content.size
	r, partial := byteRange{0, size - 1}, false
	if asked, ok := parseRange(x.r.Header.Get("Range"), size); ok {
		if asked.first > asked.last {
			x.w.Header().Set("Content-Range", fmt.Sprintf("bytes */%d", size))
			return badRange()
		}
		r, partial = asked, true
	}
	h, err := f.describe(x, tok)
	if err != nil {
		return err
	}
	h.Set("Content-Length", strconv.FormatInt(r.size(), 10))
	status := http.StatusOK
	if partial {
		status = http.StatusPartialContent
		h.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", r.first, r.last, size))
	}
	x.w.Header().Del("Cache-Control")
	maps.Copy(x.w.Header(), h)
	x.w.WriteHeader(status)
	if x.r.Method == http.MethodHead {
		return nil
	}
	n := &sentCount{w: x.w}
	err = f.content.copyTo(n, r.first, r.size())
	e.counters.sent(n.n)
	if err != nil {
		// The status is out: all that is left is to cut the answer.
		panic(http.ErrAbortHandler)
	}
	return nil
}

// describe is what a download tells of the file.
func (f *found) describe(x *exchange, tok *token) (http.Header, error) {
	h := http.Header{}
	if f.cache != "" {
		h.Set("Cache-Control", f.cache)
	}
	h.Set("Accept-Ranges", "bytes")
	h.Set("Content-Type", f.about.contentType)
	h.Set(api.HeaderFileID, f.id)
	h.Set(api.HeaderFileName, api.Encode(f.name))
	h.Set(api.HeaderContentSHA1, f.content.SHA1())
	h.Set(api.HeaderUploadTimestamp, strconv.FormatInt(f.uploaded, 10))
	x.lockHeaders(h, f.guard)
	f.guard.encryptionHeaders(h)
	for k, v := range f.about.info {
		if name := downloadHeader(k); name != "" {
			h.Set(name, v)
		} else {
			// Not canonical: the key is sent as it is stored, and some clients
			// look at its case.
			h[api.HeaderInfoPrefix+k] = []string{api.Encode(v)}
		}
	}
	return h, f.override(h, x, tok)
}

// millisText is a time in a header; zero is none.
func millisText(ms int64) string {
	if ms == 0 {
		return ""
	}
	return strconv.FormatInt(ms, 10)
}

// overrides are the query parameters that replace a header of the answer, with
// the reserved file info that sets the same.
func overrides() map[string]string {
	return map[string]string{
		"b2ContentDisposition": api.InfoContentDisposition, "b2ContentLanguage": api.InfoContentLanguage,
		"b2Expires": api.InfoExpires, "b2CacheControl": api.InfoCacheControl,
		"b2ContentEncoding": api.InfoContentEncoding, "b2ContentType": infoContentType,
	}
}

// override applies the query's overrides. They are for authorised requests, and
// with a download token they must be those that it was made with.
func (f *found) override(h http.Header, x *exchange, tok *token) error {
	q := x.r.URL.Query()
	total := metadataSize(f.name, f.about.info)
	for param, key := range overrides() {
		v := q.Get(param)
		if tok != nil && tok.kind == downloadToken && v != tok.overrides[param] {
			return unauthorized()
		}
		if v == "" {
			continue
		}
		if x.key == nil && tok == nil {
			return unauthorized()
		}
		if err := checkOverride(key, v); err != nil {
			return err
		}
		h.Set(downloadHeader(key), v)
		total += len(key) + len(api.Encode(v))
	}
	most := maxMetadata
	if f.guard != (guard{}) {
		most = maxGuardedMetadata
	}
	if total > most {
		return badRequest("File name, file info and the headers asked for are %d bytes, more than %d", total, most)
	}
	return nil
}

func checkOverride(key, v string) error {
	if err := api.CheckServed(key, v); err != nil {
		return badRequest("Bad header asked for: %v", err)
	}
	return nil
}

// sentCount counts what went out. It hands ReadFrom on, so that content on disk
// goes to the connection inside the kernel.
type sentCount struct {
	w io.Writer
	n int64
}

func (c *sentCount) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

func (c *sentCount) ReadFrom(r io.Reader) (int64, error) {
	n, err := io.Copy(c.w, r)
	c.n += n
	return n, err
}

// byteRange is an inclusive range; an empty one ends before it begins.
type byteRange struct{ first, last int64 }

func (r byteRange) size() int64           { return r.last - r.first + 1 }
func (r byteRange) whole(size int64) bool { return r.first == 0 && r.last == size-1 }

// parseRange reads "bytes=a-b", "bytes=a-" and "bytes=-n" for content of a size.
// What it cannot read is no range; a range that begins behind the end is empty.
func parseRange(s string, size int64) (byteRange, bool) {
	spec, ok := strings.CutPrefix(s, "bytes=")
	if !ok || strings.Contains(spec, ",") {
		return byteRange{}, false
	}
	from, to, ok := strings.Cut(strings.TrimSpace(spec), "-")
	if !ok {
		return byteRange{}, false
	}
	last := size - 1
	if from == "" {
		n, ok := rangeNumber(to)
		if !ok {
			return byteRange{}, false
		}
		return byteRange{max(size-n, 0), last}, true
	}
	first, ok := rangeNumber(from)
	if !ok {
		return byteRange{}, false
	}
	if to != "" {
		n, ok := rangeNumber(to)
		if !ok || n < first {
			return byteRange{}, false
		}
		last = min(n, last)
	}
	if first > last {
		return byteRange{1, 0}, true
	}
	return byteRange{first, last}, true
}

// rangeNumber reads digits only; more than fit are a place behind every end.
func rangeNumber(s string) (int64, bool) {
	n, err := strconv.ParseUint(s, 10, 63)
	return int64(n), err == nil || errors.Is(err, strconv.ErrRange)
}

const maxDownloadSeconds = 604_800

// getDownloadAuthorization is b2_get_download_authorization.
func (e *Emulator) getDownloadAuthorization(x *exchange) (any, error) {
	req, err := decode[api.DownloadAuthorizationRequest](x)
	if err != nil {
		return nil, err
	}
	if err := x.inBucket(req.BucketID); err != nil {
		return nil, err
	}
	if err := x.onName(req.FileNamePrefix); err != nil {
		return nil, err
	}
	if e.store.buckets[req.BucketID] == nil {
		return nil, badBucket(req.BucketID)
	}
	if req.ValidSeconds < 1 || req.ValidSeconds > maxDownloadSeconds {
		return nil, badRequest("validDurationInSeconds must be 1 to %d", maxDownloadSeconds)
	}
	asked := map[string]string{
		"b2ContentDisposition": value(req.ContentDisposition), "b2ContentLanguage": value(req.ContentLanguage),
		"b2Expires": value(req.Expires), "b2CacheControl": value(req.CacheControl),
		"b2ContentEncoding": value(req.ContentEncoding), "b2ContentType": value(req.ContentType),
	}
	for param, key := range overrides() {
		if v := asked[param]; v != "" {
			if err := checkOverride(key, v); err != nil {
				return nil, err
			}
		}
	}
	t := e.tokens.issue(token{
		kind: downloadToken, key: x.key, bucketID: req.BucketID, prefix: req.FileNamePrefix, overrides: asked,
	}, x.now, time.Duration(req.ValidSeconds)*time.Second)
	return api.DownloadAuthorizationResponse{
		BucketID: req.BucketID, FileNamePrefix: req.FileNamePrefix, Token: t.value,
	}, nil
}
