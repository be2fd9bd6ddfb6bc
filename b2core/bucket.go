package b2core

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"b2tui/b2core/internal/api"
	"b2tui/b2core/safego"
)

// BucketType says who may read a bucket's files.
type BucketType string

// The types that can be set; others (snapshot, ...) are shown as they come.
const (
	AllPrivate BucketType = "allPrivate"
	AllPublic  BucketType = "allPublic"
)

// Bucket is one bucket as b2_list_buckets describes it.
type Bucket struct {
	ID          string
	Name        string
	Type        BucketType
	Info        map[string]string
	CORS        []CORSRule
	Lifecycle   []LifecycleRule
	Revision    int64 // grows with every change; see BucketChange
	Options     []string
	Encryption  Setting[EncryptionMode] // of new files: none or SSEB2
	FileLock    Setting[FileLock]       // object lock
	Replication Setting[Replication]
}

// Setting is a value that the key may not be allowed to read. Unreadable is
// not "off": show it as unknown.
type Setting[T any] struct {
	Readable bool
	Value    T
}

// FileLock is a bucket's object lock with its default retention.
type FileLock struct {
	Enabled  bool
	Mode     RetentionMode // of the default retention; empty when there is none
	Duration time.Duration // of the default retention; zero when there is none
}

// LifecycleRule hides and deletes old versions below a prefix. Zero days means
// that the step is not taken.
type LifecycleRule struct {
	FileNamePrefix                                  string
	DaysFromUploadingToHiding                       int
	DaysFromHidingToDeleting                        int
	DaysFromStartingToCancelingUnfinishedLargeFiles int
	unknown                                         unknown
}

// BucketSpec describes a bucket to create.
type BucketSpec struct {
	Name            string
	Type            BucketType // default AllPrivate
	Info            map[string]string
	CORS            []CORSRule
	Lifecycle       []LifecycleRule
	FileLockEnabled bool
	EncryptSSEB2    bool
	Replication     *Replication // nil: none
}

// everyType asks b2_list_buckets for buckets of all types, also those that a
// later service may add.
const everyType = "all"

// ListBuckets returns the buckets that the key may see, ordered by name. For a
// key bound to buckets these are its buckets, deleted ones left out: of those
// [Client.Account] tells the IDs, as entries of Allowed.Buckets without a name. A
// bound key without listBuckets gets names and IDs and nothing else.
func (c *Client) ListBuckets(ctx context.Context) ([]Bucket, error) {
	const op = "list buckets"
	s, err := c.session(ctx, 0)
	if err != nil {
		return nil, relabel(op, err)
	}
	allowed := s.account.Allowed
	var out []Bucket
	switch {
	case allowed.Buckets == nil:
		if err := allowed.Check("", "", ListBuckets); err != nil {
			return nil, asError(op, err)
		}
		out, err = c.listBuckets(ctx, op, api.ListBucketsRequest{AccountID: s.account.ID})
		if err == nil {
			c.names.kept.Replace(namesOf(out))
		}
	case !allowed.Can(ListBuckets):
		for _, b := range allowed.Buckets {
			if b.Name != "" {
				out = append(out, Bucket{ID: b.ID, Name: b.Name})
			}
		}
	default:
		out, err = c.listAllowed(ctx, op, s)
	}
	slices.SortFunc(out, func(a, b Bucket) int { return strings.Compare(a.Name, b.Name) })
	return out, err
}

// listAllowed asks for each bucket of a restricted key by its ID, since the
// service refuses such a key the whole list. A bucket that is gone is left out.
func (c *Client) listAllowed(ctx context.Context, op string, s *session) ([]Bucket, error) {
	const atOnce = 8
	found := make([][]Bucket, len(s.account.Allowed.Buckets))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for i, b := range s.account.Allowed.Buckets {
		if b.Name == "" {
			continue
		}
		g.Go(safego.Guard(func() (err error) {
			found[i], err = c.listBuckets(ctx, op, api.ListBucketsRequest{AccountID: s.account.ID, BucketID: &b.ID})
			if errors.Is(err, ErrNotFound) {
				err = nil
			}
			return err
		}))
	}
	err := g.Wait()
	return slices.Concat(found...), err
}

func (c *Client) listBuckets(ctx context.Context, op string, req api.ListBucketsRequest) ([]Bucket, error) {
	req.BucketTypes = []string{everyType}
	var reply api.ListBucketsResponse
	err := c.call(ctx, request{op: op, name: api.CallListBuckets, body: req}, &reply, func() bool { return reply.Buckets != nil })
	if err != nil {
		return nil, err
	}
	out := make([]Bucket, len(reply.Buckets))
	for i, b := range reply.Buckets {
		out[i] = bucketOf(b)
		c.names.put(b.BucketID, b.BucketName)
	}
	return out, nil
}

// BucketByName finds one bucket, or fails with ErrNotFound. Bucket names are
// compared without case, as the service does.
func (c *Client) BucketByName(ctx context.Context, name string) (Bucket, error) {
	op := "find bucket " + name
	s, err := c.session(ctx, 0)
	if err != nil {
		return Bucket{}, relabel(op, err)
	}
	allowed := s.account.Allowed
	if err := allowed.Check(name, ""); err != nil {
		return Bucket{}, asError(op, err)
	}
	if !allowed.Can(ListBuckets) {
		return allowed.bound(op, name)
	}
	found, err := c.listBuckets(ctx, op, api.ListBucketsRequest{AccountID: s.account.ID, BucketName: &name})
	if err != nil {
		return Bucket{}, err
	}
	for _, b := range found {
		if strings.EqualFold(b.Name, name) {
			return b, nil
		}
	}
	c.names.drop(c.names.id(name))
	return Bucket{}, fault(op, ErrBucketNotFound, "there is no such bucket, or not in this account")
}

// bound is all that a key without listBuckets knows of one of its buckets.
func (a Allowed) bound(op, idOrName string) (Bucket, error) {
	for _, b := range a.Buckets {
		switch {
		case b.Name == "" && b.ID == idOrName:
			return Bucket{}, fault(op, ErrBucketNotFound, "the bucket was deleted")
		case b.Name != "" && (b.ID == idOrName || strings.EqualFold(b.Name, idOrName)):
			return Bucket{ID: b.ID, Name: b.Name}, nil
		}
	}
	return Bucket{}, asError(op, a.Check("", "", ListBuckets))
}

// CreateBucket makes a bucket. One that exists fails with ErrBucketOwned if it
// is this account's, as far as the key may look, else with ErrDuplicateBucketName. What the service would refuse in the name, the
// rules and the settings fails with ErrBadRequest before any call.
func (c *Client) CreateBucket(ctx context.Context, spec BucketSpec) (Bucket, error) {
	op := "create bucket " + spec.Name
	s, err := c.allowed(ctx, op, "", "", spec.rights()...)
	if err != nil {
		return Bucket{}, err
	}
	if err := spec.check(); err != nil {
		return Bucket{}, fault(op, ErrBadRequest, "%v", err)
	}
	req := api.CreateBucketRequest{
		AccountID: s.account.ID, BucketName: spec.Name, BucketType: string(spec.Type),
		BucketInfo: spec.Info, CORSRules: corsRules(spec.CORS), Lifecycle: lifecycleRules(spec.Lifecycle),
		FileLock: optional(spec.FileLockEnabled), Replication: spec.Replication.wire(),
	}
	if spec.Type == "" {
		req.BucketType = string(AllPrivate)
	}
	if spec.EncryptSSEB2 {
		req.Encryption = defaultEncryption(true)
	}
	var made Bucket
	var blind bool
	err = c.carefully(ctx, func() error {
		var reply api.Bucket
		err := c.call(ctx, request{op: op, name: api.CallCreateBucket, body: req, delicate: true}, &reply,
			func() bool { return reply.BucketID != "" })
		if e, ok := errors.AsType[*Error](err); ok && blind && e.Code == api.CodeDuplicateBucketName {
			return e.mayBeDone()
		}
		made = bucketOf(reply)
		return err
	}, func() (bool, error) {
		// If the name is ours now and nobody has changed the bucket, it was made.
		b, err := c.BucketByName(ctx, spec.Name)
		switch {
		case errors.Is(err, ErrUnauthorized): // the next attempt tells whether the name is taken
			blind = true
			return false, nil
		case errors.Is(err, ErrNotFound):
			return false, nil
		}
		made = b
		return err == nil && b.Revision <= newRevision && string(b.Type) == req.BucketType, err
	})
	if err != nil {
		return Bucket{}, c.explainTaken(ctx, s, spec.Name, err)
	}
	c.names.put(made.ID, made.Name)
	return made, nil
}

// newRevision is what the service gives a bucket that nobody has changed yet.
const newRevision = 2

// DeleteBucket deletes an empty bucket. One that is not fails with ErrNotEmpty,
// and the message counts what is in it, as far as the key may look.
func (c *Client) DeleteBucket(ctx context.Context, bucketID string) error {
	op := "delete bucket " + c.names.label(bucketID)
	s, err := c.allowed(ctx, op, bucketID, "", DeleteBuckets)
	if err != nil {
		return err
	}
	var reply api.Bucket
	err = c.call(ctx, request{op: op, name: api.CallDeleteBucket, body: api.DeleteBucketRequest{AccountID: s.account.ID, BucketID: bucketID}},
		&reply, func() bool { return reply.BucketID != "" })
	if err == nil || doneBefore(err) {
		c.names.drop(bucketID)
		return nil
	}
	return c.explainContent(ctx, bucketID, c.forget(bucketID, err))
}

// allowed returns the session if the key has the rights, and fails without a
// call if it has not.
func (c *Client) allowed(ctx context.Context, op, bucket, name string, rights ...Capability) (*session, error) {
	s, err := c.session(ctx, 0)
	if err != nil {
		return nil, relabel(op, err)
	}
	if err := s.account.Allowed.Check(bucket, name, rights...); err != nil {
		return nil, asError(op, err)
	}
	return s, nil
}
