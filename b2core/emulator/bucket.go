package emulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"b2tui/b2core/internal/api"
)

// bucketSettings is what a client set and reads back. Info, lock, default
// retention and encryption have an effect; the rest is kept and echoed. Values are replaced,
// never changed.
type bucketSettings struct {
	Info       map[string]string    `json:"info,omitempty"`
	CORS       []api.CORSRule       `json:"cors,omitempty"`
	Lifecycle  []api.LifecycleRule  `json:"lifecycle,omitempty"`
	Encryption api.Encryption       `json:"encryption"`
	Locked     bool                 `json:"locked,omitempty"`
	Retention  api.DefaultRetention `json:"retention"`
}

const (
	minBucketName = 6
	maxBucketName = 63
	firstRevision = 2 // what a new bucket answers
)

// createBucket is b2_create_bucket.
func (e *Emulator) createBucket(x *exchange) (any, error) {
	req, err := decode[api.CreateBucketRequest](x)
	if err != nil {
		return nil, err
	}
	if err := x.wholeAccount(); err != nil {
		return nil, err
	}
	if value(req.FileLock) {
		if err := x.need("writeBucketRetentions"); err != nil {
			return nil, err
		}
	}
	if req.AccountID != e.store.account.ID {
		return nil, badRequest("AccountId bad")
	}
	if err := checkBucketName(req.BucketName); err != nil {
		return nil, err
	}
	if err := checkBucketType(req.BucketType); err != nil {
		return nil, err
	}
	if e.store.bucketByName(req.BucketName) != nil {
		return nil, fail(http.StatusBadRequest, api.CodeDuplicateBucketName, "Bucket name is already in use.")
	}
	if len(e.store.buckets) >= e.opts.MaxBuckets {
		return nil, fail(http.StatusBadRequest, api.CodeTooManyBuckets, "An account can have at most %d buckets", e.opts.MaxBuckets)
	}
	b := &bucket{
		id: e.ids.bucket(e.store.account.ID), name: req.BucketName, kind: req.BucketType, revision: firstRevision,
		settings: bucketSettings{Info: req.BucketInfo, CORS: req.CORSRules, Lifecycle: req.Lifecycle, Locked: value(req.FileLock)},
	}
	if req.Encryption != nil {
		b.settings.Encryption = normalEncryption(*req.Encryption)
	}
	if err := e.store.putBucket(b); err != nil {
		return nil, err
	}
	return e.bucketReply(x, b), nil
}

func checkBucketName(name string) error {
	switch {
	case len(name) < minBucketName:
		return badRequest("bucketName must be at least %d characters long", minBucketName)
	case len(name) > maxBucketName:
		return badRequest("bucketName can be at most %d characters long", maxBucketName)
	case strings.IndexFunc(name, func(r rune) bool { return r != '-' && !isAlphanumeric(r) }) >= 0:
		return badRequest("Invalid characters in bucketName: must be alphanumeric or '-'")
	case strings.HasPrefix(strings.ToLower(name), "b2-"):
		return badRequest("bucketName must not begin with 'b2-'")
	}
	return nil
}

func checkBucketType(kind string) error {
	if kind != "allPublic" && kind != "allPrivate" {
		return badRequest("Invalid bucketType: %s", kind)
	}
	return nil
}

// normalEncryption turns the ways to say "off" into one.
func normalEncryption(s api.Encryption) api.Encryption {
	if value(s.Mode) == "none" || value(s.Mode) == "" {
		return api.Encryption{}
	}
	return api.Encryption{Mode: s.Mode, Algorithm: s.Algorithm}
}

// listBuckets is b2_list_buckets. A key bound to buckets has to name one.
func (e *Emulator) listBuckets(x *exchange) (any, error) {
	req, err := decode[api.ListBucketsRequest](x)
	if err != nil {
		return nil, err
	}
	id, name := value(req.BucketID), value(req.BucketName)
	if err := e.mayListBuckets(x, id, name); err != nil {
		return nil, err
	}
	if req.AccountID != e.store.account.ID {
		return nil, badRequest("accountId invalid")
	}
	kinds := req.BucketTypes
	if kinds != nil && (len(kinds) == 0 || len(kinds) > 1 && slices.Contains(kinds, "all")) {
		return nil, badRequest("Invalid bucketTypes")
	}
	page := api.ListBucketsResponse{Buckets: []api.Bucket{}}
	for _, b := range e.store.buckets {
		switch {
		case id != "" && b.id != id, name != "" && !strings.EqualFold(b.name, name):
		case kinds != nil && kinds[0] != "all" && !slices.Contains(kinds, b.kind):
		default:
			page.Buckets = append(page.Buckets, e.bucketReply(x, b))
		}
	}
	slices.SortFunc(page.Buckets, func(a, b api.Bucket) int { return strings.Compare(a.BucketName, b.BucketName) })
	return page, nil
}

func (e *Emulator) mayListBuckets(x *exchange, id, name string) error {
	if x.key.bucketIDs == nil {
		return nil
	}
	if id == "" {
		b := e.store.bucketByName(name)
		if b == nil {
			return unauthorized()
		}
		id = b.id
	}
	return x.inBucket(id)
}

// updateBucket is b2_update_bucket: what is absent stays.
func (e *Emulator) updateBucket(x *exchange) (any, error) {
	req, err := decode[api.UpdateBucketRequest](x)
	if err != nil {
		return nil, err
	}
	if err := x.inBucket(req.BucketID); err != nil {
		return nil, err
	}
	old := e.store.buckets[req.BucketID]
	if old == nil {
		return nil, badBucket(req.BucketID)
	}
	if req.IfRevisionIs != nil && *req.IfRevisionIs != old.revision {
		return nil, fail(http.StatusConflict, api.CodeConflict, "simultaneous updates to bucket")
	}
	kind, settings := old.kind, old.settings
	if req.BucketType != nil {
		if err := checkBucketType(*req.BucketType); err != nil {
			return nil, err
		}
		kind = *req.BucketType
	}
	if err := applySettings(&settings, req); err != nil {
		return nil, err
	}
	// The bucket keeps its identity, since versions point at it.
	saved := &bucket{id: old.id, name: old.name, kind: kind, settings: settings, revision: old.revision + 1}
	if err := e.store.keep.save(record{bucket: saved}); err != nil {
		return nil, err
	}
	old.kind, old.settings, old.revision = kind, settings, saved.revision
	return e.bucketReply(x, old), nil
}

func applySettings(s *bucketSettings, req api.UpdateBucketRequest) error {
	if req.BucketInfo != nil {
		s.Info = *req.BucketInfo
	}
	if req.CORSRules != nil {
		s.CORS = *req.CORSRules
	}
	if req.Lifecycle != nil {
		s.Lifecycle = *req.Lifecycle
	}
	if req.Encryption != nil {
		s.Encryption = normalEncryption(*req.Encryption)
	}
	if req.FileLock != nil {
		if s.Locked && !*req.FileLock {
			return fail(http.StatusBadRequest, "file_lock_conflict",
				"fileLockEnabled value of false is not allowed when bucket is already file lock enabled.")
		}
		s.Locked = *req.FileLock
	}
	if req.DefaultRetention != nil {
		if !s.Locked {
			return fail(http.StatusBadRequest, api.CodeBucketMissingLock, "The bucket is not file lock enabled")
		}
		s.Retention = *req.DefaultRetention
	}
	return nil
}

// deleteBucket is b2_delete_bucket: the bucket must hold nothing, hidden and
// unfinished versions included.
func (e *Emulator) deleteBucket(x *exchange) (any, error) {
	req, err := decode[api.DeleteBucketRequest](x)
	if err != nil {
		return nil, err
	}
	if err := x.inBucket(req.BucketID); err != nil {
		return nil, err
	}
	b := e.store.buckets[req.BucketID]
	if b == nil {
		return nil, fail(http.StatusBadRequest, api.CodeBadBucketID, "Bucket %s does not exist", req.BucketID)
	}
	if b.names.Len() > 0 {
		return nil, fail(http.StatusBadRequest, api.CodeBucketNotEmpty, "Cannot delete non-empty bucket")
	}
	if err := e.store.dropBucket(b); err != nil {
		return nil, err
	}
	b.revision++
	return e.bucketReply(x, b), nil
}

func (e *Emulator) bucketReply(x *exchange, b *bucket) api.Bucket {
	s := b.settings
	r := api.Bucket{
		AccountID: e.store.account.ID, BucketID: b.id, BucketName: b.name, BucketType: b.kind,
		BucketInfo: s.Info, CORSRules: s.CORS, Lifecycle: s.Lifecycle, Revision: b.revision, Options: []string{"s3"},
		Encryption:  &api.Readable[api.Encryption]{},
		FileLock:    &api.Readable[api.FileLock]{},
		Replication: &api.Readable[json.RawMessage]{Authorized: x.can("readBucketReplications")},
	}
	if r.BucketInfo == nil {
		r.BucketInfo = map[string]string{}
	}
	if r.CORSRules == nil {
		r.CORSRules = []api.CORSRule{}
	}
	if r.Lifecycle == nil {
		r.Lifecycle = []api.LifecycleRule{}
	}
	if x.can("readBucketEncryption") {
		r.Encryption = &api.Readable[api.Encryption]{Authorized: true, Value: &s.Encryption}
	}
	if x.can("readBucketRetentions") {
		r.FileLock = &api.Readable[api.FileLock]{Authorized: true, Value: &api.FileLock{Enabled: s.Locked, DefaultRetention: s.Retention}}
	}
	return r
}
