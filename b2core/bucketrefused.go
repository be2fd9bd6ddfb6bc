package b2core

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"b2tui/b2core/internal/api"
)

// explainTaken tells whose a bucket's name is.
func (c *Client) explainTaken(ctx context.Context, s *session, name string, err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Code != api.CodeDuplicateBucketName || s.account.Allowed.Check("", "", ListBuckets) != nil {
		return err
	}
	found, lost := c.listBuckets(ctx, e.Op, api.ListBucketsRequest{AccountID: s.account.ID, BucketName: &name})
	switch {
	case lost != nil:
	case len(found) > 0:
		e.Message, e.Err = "this account has a bucket of that name already", ErrBucketOwned
	default:
		e.Message = "a bucket of that name belongs to another account"
	}
	return e
}

// explainContent counts what keeps a bucket from being deleted, with one call.
func (c *Client) explainContent(ctx context.Context, bucketID string, err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || !errors.Is(err, ErrNotEmpty) {
		return err
	}
	page, lost := c.ListVersions(ctx, bucketID, ListOptions{Max: pageSize})
	if lost != nil || len(page.Files) == 0 {
		return err
	}
	files, hidden, markers, unfinished, name := 0, 0, 0, 0, ""
	for _, v := range page.Files {
		switch {
		case v.Action == ActionHide:
			markers++
		case v.Action == ActionStart:
			unfinished++
			continue // says nothing of what stands below it
		case v.Name == name:
			hidden++
		default:
			files++
		}
		name = v.Name
	}
	e.Message = "the bucket holds "
	if page.NextName != "" {
		e.Message += "at least "
	}
	e.Message += fmt.Sprintf("%d visible files, %d older or hidden versions, %d hide markers and %d unfinished uploads", files, hidden, markers, unfinished)
	return e
}

func namesOf(buckets []Bucket) map[string]string {
	names := make(map[string]string, len(buckets))
	for _, b := range buckets {
		names[b.ID] = b.Name
	}
	return names
}

// lockRefusal gives refusals about file lock the code of their own that newer
// servers send, when an older one says them in words only.
func lockRefusal(err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Code != api.CodeBadRequest {
		return err
	}
	switch {
	case strings.Contains(e.Message, "fileLockEnabled value of false is not allowed"):
		e.Code = api.CodeLockConflict
	case strings.Contains(e.Message, "file lock for an existing bucket having source replication"):
		e.Code = api.CodeSourceReplication
	case strings.Contains(e.Message, "file lock for a restricted bucket"):
		e.Code = api.CodeRestrictedBucket
	}
	return e
}
