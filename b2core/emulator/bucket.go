package emulator

import (
	"net/http"
	"slices"
	"strings"

	"b2tui/b2core/internal/api"
)

// bucketSettings is what a client set and reads back. CORS, replication and
// notification rules are checked, kept and told, and have no other effect.
// Values are replaced, never changed.
type bucketSettings struct {
	Info          map[string]string      `json:"info,omitempty"`
	CORS          []api.CORSRule         `json:"cors,omitempty"`
	Lifecycle     []api.LifecycleRule    `json:"lifecycle,omitempty"`
	Encryption    api.Encryption         `json:"encryption"`
	Locked        bool                   `json:"locked,omitempty"`
	Retention     api.DefaultRetention   `json:"retention"`
	Replication   *api.Replication       `json:"replication,omitempty"`
	Notifications []api.NotificationRule `json:"notifications,omitempty"`
}

// firstRevision is what a new bucket answers.
const firstRevision = 2

// createBucket is b2_create_bucket.
func (e *Emulator) createBucket(x *exchange) (any, error) {
	req, err := decode[api.CreateBucketRequest](x)
	if err != nil {
		return nil, err
	}
	if err := x.wholeAccount(); err != nil {
		return nil, err
	}
	change := api.UpdateBucketRequest{
		BucketInfo: &req.BucketInfo, CORSRules: &req.CORSRules, Lifecycle: &req.Lifecycle,
		Encryption: req.Encryption, Replication: req.Replication,
	}
	if value(req.FileLock) {
		change.FileLock = req.FileLock
	}
	if err := x.mayChange(change); err != nil {
		return nil, err
	}
	if err := e.inAccount(req.AccountID); err != nil {
		return nil, err
	}
	if err := api.CheckBucketName(req.BucketName); err != nil {
		return nil, badRequest("%w", err)
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
	}
	if err := applySettings(b.kind, &b.settings, change); err != nil {
		return nil, err
	}
	if err := e.checkReplication(req.Replication, b.id); err != nil {
		return nil, err
	}
	if err := e.store.putBucket(b); err != nil {
		return nil, err
	}
	return e.bucketReply(x, b), nil
}

// takesFiles refuses new versions in a bucket that the service keeps for itself.
func (b *bucket) takesFiles() error {
	if b.kind == "snapshot" {
		return badRequest("Snapshot buckets are reserved for Backblaze use")
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
	if err := e.inAccount(req.AccountID); err != nil {
		return nil, err
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
	if err := x.mayChange(req); err != nil {
		return nil, err
	}
	if err := e.inAccount(req.AccountID); err != nil {
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
	if err := applySettings(kind, &settings, req); err != nil {
		return nil, err
	}
	if err := e.checkReplication(req.Replication, old.id); err != nil {
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
	if err := e.inAccount(req.AccountID); err != nil {
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
		Replication: &api.Readable[api.Replication]{},
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
	if x.can("readBucketReplications") {
		r.Replication = &api.Readable[api.Replication]{Authorized: true, Value: s.Replication}
	}
	if x.can("readBucketEncryption") {
		r.Encryption = &api.Readable[api.Encryption]{Authorized: true, Value: &s.Encryption}
	}
	if x.can("readBucketRetentions") {
		r.FileLock = &api.Readable[api.FileLock]{Authorized: true, Value: &api.FileLock{Enabled: s.Locked, DefaultRetention: s.Retention}}
	}
	return r
}
