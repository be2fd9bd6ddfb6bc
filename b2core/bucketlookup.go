package b2core

import (
	"context"
	"errors"

	"b2tui/b2core/internal/api"
)

// AccountID returns the account's ID, without a call once the client has logged in.
func (c *Client) AccountID(ctx context.Context) (string, error) {
	s, err := c.session(ctx, 0)
	if err != nil {
		return "", relabel("look up the account", err)
	}
	return s.account.ID, nil
}

// CheckBucketName tells whether the key reaches a bucket of that name, in any case
// of letters. If not, the error holds a *NotAllowed that names the restriction.
// It makes no call once the client has logged in, and says nothing of whether the
// bucket exists or could have that name.
func (c *Client) CheckBucketName(ctx context.Context, name string) error {
	_, err := c.allowed(ctx, "use bucket "+remoteText(name), name, "")
	return err
}

// CheckBucketID is CheckBucketName for an ID.
func (c *Client) CheckBucketID(ctx context.Context, bucketID string) error {
	_, err := c.allowed(ctx, "use bucket "+c.names.label(bucketID), bucketID, "")
	return err
}

// BucketByID finds one bucket, or fails with ErrNotFound. With a bound key that
// lacks listBuckets it knows the name and the ID and nothing else.
func (c *Client) BucketByID(ctx context.Context, bucketID string) (Bucket, error) {
	op := "find bucket " + c.names.label(bucketID)
	s, err := c.allowed(ctx, op, bucketID, "")
	if err != nil {
		return Bucket{}, err
	}
	if !s.account.Allowed.Can(ListBuckets) {
		return s.account.Allowed.bound(op, bucketID)
	}
	found, err := c.listBuckets(ctx, op, api.ListBucketsRequest{AccountID: s.account.ID, BucketID: &bucketID})
	if err != nil {
		return Bucket{}, err
	}
	for _, b := range found {
		if b.ID == bucketID {
			return b, nil
		}
	}
	c.names.drop(bucketID)
	return Bucket{}, fault(op, ErrBucketNotFound, "there is no such bucket, or not in this account")
}

// BucketID returns the ID that belongs to a bucket's name, in any case of
// letters. One that the client has met before costs no call; one that was
// deleted in the meantime then shows with its first use, and is forgotten.
func (c *Client) BucketID(ctx context.Context, name string) (string, error) {
	if err := c.CheckBucketName(ctx, name); err != nil {
		return "", err
	}
	if id := c.names.id(name); id != "" {
		return id, nil
	}
	b, err := c.BucketByName(ctx, name)
	return b.ID, err
}

// forget drops a bucket that turned out not to exist from the cache of names,
// and hands the error on.
func (c *Client) forget(bucketID string, err error) error {
	if errors.Is(err, ErrBucketNotFound) {
		c.names.drop(bucketID)
	}
	return err
}
