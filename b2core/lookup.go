package b2core

import (
	"context"
	"errors"
	"iter"
	"strings"
	"time"

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

// UnhideFile takes the hide marker off a name, so that the version below it
// shows again. A name that is not hidden is done; one that has no versions
// fails with ErrNotFound.
func (c *Client) UnhideFile(ctx context.Context, bucketID, name string) error {
	return c.UnhideFileWith(ctx, bucketID, name, LockOptions{})
}

// UnhideFileWith is UnhideFile that may pass a governance retention.
func (c *Client) UnhideFileWith(ctx context.Context, bucketID, name string, o LockOptions) error {
	op := "unhide " + remoteText(name)
	if _, err := c.allowed(ctx, op, bucketID, name, ListFiles, DeleteFiles); err != nil {
		return err
	}
	for v, err := range c.VersionsOf(ctx, bucketID, name) {
		switch {
		case err != nil:
			return err
		case v.Action == ActionHide:
			return c.DeleteFileVersionWith(ctx, name, v.ID, o)
		case v.Action == ActionUpload:
			return nil
		}
	}
	return fault(op, ErrNotFound, "there is no such file in bucket %s", c.names.label(bucketID))
}

// Part is one part of an unfinished large file.
type Part struct {
	Number     int // from 1
	Size       int64
	SHA1       string // 40 hex digits
	UploadedAt time.Time
}

func partOf(p api.Part) Part {
	return Part{p.PartNumber, p.ContentLength, strings.ToLower(plainSHA1(p.ContentSHA1)), timeOf(&p.UploadTimestamp)}
}

// PartsOptions choose what Parts shows.
type PartsOptions struct {
	Start int // first part number; 0: from the beginning
	Batch int // parts a call, at most 1,000; 0: so many
}

// Parts pages through the parts that an unfinished large file has so far.
func (c *Client) Parts(ctx context.Context, fileID string, o PartsOptions) iter.Seq2[Part, error] {
	op := "list parts of " + remoteText(fileID)
	return func(yield func(Part, error) bool) {
		if _, err := c.allowed(ctx, op, "", "", WriteFiles); err != nil {
			yield(Part{}, err)
			return
		}
		limit := o.Batch
		if limit <= 0 {
			limit = pageSize
		}
		req := api.ListPartsRequest{FileID: fileID, MaxPartCount: &limit, StartPartNumber: optional(o.Start)}
		for {
			reply, err := c.partsPage(ctx, op, req)
			if err != nil {
				yield(Part{}, err)
				return
			}
			for _, p := range reply.Parts {
				if !yield(partOf(p), nil) {
					return
				}
			}
			if req.StartPartNumber = reply.NextPartNumber; deref(req.StartPartNumber) == 0 {
				return
			}
		}
	}
}

func (c *Client) partsPage(ctx context.Context, op string, req api.ListPartsRequest) (reply api.ListPartsResponse, err error) {
	err = c.call(ctx, request{op: op, name: api.CallListParts, body: req}, &reply, func() bool {
		next := deref(reply.NextPartNumber)
		return reply.Parts != nil && (next == 0 || next > deref(req.StartPartNumber))
	})
	return reply, err
}

// KeyByID returns one application key, or fails with ErrNotFound.
func (c *Client) KeyByID(ctx context.Context, keyID string) (ApplicationKey, error) {
	op := "look up key " + remoteText(keyID)
	s, err := c.allowed(ctx, op, "", "", ListKeys)
	if err != nil {
		return ApplicationKey{}, err
	}
	req := api.ListKeysRequest{AccountID: s.account.ID, MaxKeyCount: new(1), StartKeyID: &keyID}
	var reply api.ListKeysResponse
	err = c.call(ctx, request{op: op, name: api.CallListKeys, body: req}, &reply, func() bool { return reply.Keys != nil })
	if err != nil && !errors.Is(err, ErrBadRequest) {
		return ApplicationKey{}, err
	}
	if len(reply.Keys) == 0 || reply.Keys[0].KeyID != keyID {
		return ApplicationKey{}, fault(op, ErrNotFound, "there is no such key, or it has expired")
	}
	return keyOf(reply.Keys[0]), nil
}
