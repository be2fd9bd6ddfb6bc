package b2core

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"b2tui/b2core/internal/api"
)

// BucketChange says what UpdateBucket changes: a nil field stays as it is, and
// a pointer to nothing (an empty map, no rules) empties it. Maps and lists
// replace what was there as a whole.
type BucketChange struct {
	Type         *BucketType
	Info         *map[string]string
	CORS         *[]CORSRule
	Lifecycle    *[]LifecycleRule
	EncryptSSEB2 *bool
	// FileLockEnabled switches the lock on; it can never be switched off again.
	FileLockEnabled *bool
	// DefaultRetention is given to new files; its zero value is none. It needs
	// the file lock, which the same change may switch on.
	DefaultRetention *DefaultRetention
	Replication      *Replication
	// IfRevision makes the change fail with ErrConflict when the bucket has
	// another revision than this by now. Zero: change it whatever it is.
	IfRevision int64
}

// DefaultRetention protects new files for a time.
type DefaultRetention struct {
	Mode     RetentionMode
	Duration time.Duration // whole days, up to 3,000
}

const day = 24 * time.Hour

// UpdateBucket changes a bucket's settings and returns the bucket as it is then.
// What the service would refuse fails with ErrBadRequest before any call. To
// change what somebody else may change too, set IfRevision to the revision of
// the bucket that was shown, and on ErrConflict look again.
func (c *Client) UpdateBucket(ctx context.Context, bucketID string, change BucketChange) (Bucket, error) {
	op := "change bucket " + c.names.label(bucketID)
	s, err := c.allowed(ctx, op, bucketID, "", change.rights()...)
	if err != nil {
		return Bucket{}, err
	}
	req := change.wire()
	if err := change.check(req); err != nil {
		return Bucket{}, fault(op, ErrBadRequest, "%v", err)
	}
	req.AccountID, req.BucketID = s.account.ID, bucketID
	var changed Bucket
	// With a revision a second attempt could meet the first one's success and
	// take it for somebody else's change.
	r := request{op: op, name: api.CallUpdateBucket, body: req, delicate: change.IfRevision != 0}
	send := func() error {
		var reply api.Bucket
		err := c.call(ctx, r, &reply, func() bool { return reply.BucketID == bucketID })
		changed = bucketOf(reply)
		return err
	}
	if r.delicate {
		err = c.carefully(ctx, send, func() (made bool, err error) {
			changed, made, err = c.wasChanged(ctx, op, bucketID, change)
			return made, err
		})
	} else {
		err = send()
	}
	if err != nil {
		return Bucket{}, lockRefusal(c.forget(bucketID, err))
	}
	c.names.put(changed.ID, changed.Name)
	return changed, nil
}

// wasChanged tells whether a change whose answer was lost was made.
func (c *Client) wasChanged(ctx context.Context, op, bucketID string, change BucketChange) (Bucket, bool, error) {
	b, err := c.BucketByID(ctx, bucketID)
	switch {
	case passing(err):
		return b, false, err
	case err != nil || b.Revision == 0: // a bound key may not look
		return b, false, fault(op, ErrUnclear, "no answer came; look at the bucket to see whether it was changed")
	case b.Revision == change.IfRevision:
		return b, false, nil
	case !change.made(b):
		return b, false, fault(op, ErrConflict, "somebody else changed the bucket meanwhile")
	}
	return b, true, nil
}

// made tells whether a bucket is as the change makes it, as far as that can be read.
func (b BucketChange) made(is Bucket) bool {
	switch enc, lock, rep := is.Encryption, is.FileLock, is.Replication; {
	case b.Type != nil && *b.Type != is.Type,
		b.Info != nil && !sameInfo(*b.Info, is.Info),
		b.CORS != nil && !slices.EqualFunc(*b.CORS, is.CORS, CORSRule.equal),
		b.Lifecycle != nil && !slices.Equal(*b.Lifecycle, is.Lifecycle),
		b.EncryptSSEB2 != nil && enc.Readable && *b.EncryptSSEB2 != (enc.Value != ""),
		b.FileLockEnabled != nil && lock.Readable && *b.FileLockEnabled != lock.Value.Enabled,
		b.DefaultRetention != nil && lock.Readable && *b.DefaultRetention != DefaultRetention{lock.Value.Mode, lock.Value.Duration},
		b.Replication != nil && rep.Readable && !b.Replication.equal(rep.Value):
		return false
	}
	return true
}

func (b BucketChange) rights() []Capability {
	rights := []Capability{WriteBuckets}
	if b.EncryptSSEB2 != nil {
		rights = append(rights, WriteBucketEncryption)
	}
	if b.FileLockEnabled != nil || b.DefaultRetention != nil {
		rights = append(rights, WriteBucketRetentions)
	}
	if b.Replication != nil {
		rights = append(rights, WriteBucketReplications)
	}
	return rights
}

func (b BucketChange) wire() api.UpdateBucketRequest {
	req := api.UpdateBucketRequest{
		FileLock: b.FileLockEnabled, IfRevisionIs: optional(b.IfRevision), Replication: b.Replication.wire(),
	}
	if b.Type != nil {
		req.BucketType = new(string(*b.Type))
	}
	if b.Info != nil {
		info := *b.Info
		if info == nil {
			info = map[string]string{}
		}
		req.BucketInfo = &info
	}
	if b.CORS != nil {
		req.CORSRules = new(append([]api.CORSRule{}, corsRules(*b.CORS)...))
	}
	if b.Lifecycle != nil {
		req.Lifecycle = new(append([]api.LifecycleRule{}, lifecycleRules(*b.Lifecycle)...))
	}
	if b.EncryptSSEB2 != nil {
		req.Encryption = defaultEncryption(*b.EncryptSSEB2)
	}
	if r := b.DefaultRetention; r != nil {
		req.DefaultRetention = r.wire()
	}
	return req
}

// defaultEncryption is SSE-B2, or what switches it off.
func defaultEncryption(on bool) *api.Encryption {
	if !on {
		return &api.Encryption{Mode: new("none")}
	}
	return &api.Encryption{Mode: new(api.ModeSSEB2), Algorithm: new(api.AES256)}
}

func (r DefaultRetention) wire() *api.DefaultRetention {
	if r == (DefaultRetention{}) {
		return &api.DefaultRetention{}
	}
	return &api.DefaultRetention{Mode: optional(string(r.Mode)), Period: &api.RetentionPeriod{Duration: int(r.Duration / day), Unit: "days"}}
}

func (b BucketChange) check(req api.UpdateBucketRequest) error {
	empty := b
	empty.IfRevision = 0
	if empty == (BucketChange{}) {
		return errors.New("there is nothing to change")
	}
	if b.Type != nil {
		if err := b.Type.check(); err != nil {
			return err
		}
	}
	if r := b.DefaultRetention; r != nil && r.Duration%day != 0 {
		return errors.New("default retention counts whole days")
	}
	return errors.Join(
		api.CheckBucketInfo(deref(req.BucketInfo)), api.CheckCORS(deref(req.CORSRules)),
		api.CheckLifecycle(deref(req.Lifecycle)), api.CheckDefaultRetention(deref(req.DefaultRetention)),
		api.CheckReplication(deref(req.Replication)),
	)
}

func (spec BucketSpec) rights() []Capability {
	rights := []Capability{WriteBuckets}
	if spec.EncryptSSEB2 {
		rights = append(rights, WriteBucketEncryption)
	}
	if spec.FileLockEnabled {
		rights = append(rights, WriteBucketRetentions)
	}
	if spec.Replication != nil {
		rights = append(rights, WriteBucketReplications)
	}
	return rights
}

// check refuses the types that only the service gives.
func (t BucketType) check() error {
	if t != AllPrivate && t != AllPublic {
		return errors.New("a bucket's type is allPrivate or allPublic")
	}
	return nil
}

func (spec BucketSpec) check() error {
	return errors.Join(
		cmp.Or(spec.Type, AllPrivate).check(),
		api.CheckBucketName(spec.Name), api.CheckBucketInfo(spec.Info), api.CheckCORS(corsRules(spec.CORS)),
		api.CheckLifecycle(lifecycleRules(spec.Lifecycle)), api.CheckReplication(deref(spec.Replication.wire())),
	)
}
