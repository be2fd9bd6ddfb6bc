package b2core

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"net/http"
	"time"
)

// Options are a client's settings; the zero value is right for most callers.
type Options struct {
	Transport http.RoundTripper // nil: the client's own, see NewTransport
	UserAgent string            // appended to "b2tui/VERSION"
	TestMode  string            // X-Bz-Test-Mode, passed on
	Logger    *slog.Logger      // nil: discards
}

// Client talks to one account with one key.
type Client struct{}

// New makes a client. It does not reach the service: the first call logs in.
func New(creds Credentials, opts Options) *Client { return &Client{} }

var errStub = errors.New("not built yet")

// Authorize logs in and returns what the key may do.
func (c *Client) Authorize(ctx context.Context) (Account, error) { return Account{}, errStub }

// ListBuckets returns the buckets that the key may see, ordered by name. For a
// key bound to buckets these are its buckets, deleted ones left out.
func (c *Client) ListBuckets(ctx context.Context) ([]Bucket, error) { return nil, errStub }

// BucketByName finds one bucket, or fails with ErrNotFound.
func (c *Client) BucketByName(ctx context.Context, name string) (Bucket, error) {
	return Bucket{}, errStub
}

// CreateBucket makes a bucket.
func (c *Client) CreateBucket(ctx context.Context, spec BucketSpec) (Bucket, error) {
	return Bucket{}, errStub
}

// DeleteBucket deletes an empty bucket.
func (c *Client) DeleteBucket(ctx context.Context, bucketID string) error { return errStub }

// ListNames returns one page of the newest visible versions.
func (c *Client) ListNames(ctx context.Context, bucketID string, o ListOptions) (Page, error) {
	return Page{}, errStub
}

// ListVersions returns one page of all versions, hide markers and unfinished
// large files, newest first within a name.
func (c *Client) ListVersions(ctx context.Context, bucketID string, o ListOptions) (Page, error) {
	return Page{}, errStub
}

// Names pages through ListNames.
func (c *Client) Names(ctx context.Context, bucketID string, o ListOptions) iter.Seq2[FileVersion, error] {
	return nil
}

// Versions pages through ListVersions.
func (c *Client) Versions(ctx context.Context, bucketID string, o ListOptions) iter.Seq2[FileVersion, error] {
	return nil
}

// Stat returns the newest visible version of a name, or fails with ErrNotFound.
func (c *Client) Stat(ctx context.Context, bucketID, name string) (FileVersion, error) {
	return FileVersion{}, errStub
}

// FileInfo returns one version by its ID.
func (c *Client) FileInfo(ctx context.Context, fileID string) (FileVersion, error) {
	return FileVersion{}, errStub
}

// HideFile puts a hide marker over a name. Hiding a hidden name is done.
func (c *Client) HideFile(ctx context.Context, bucketID, name string) error { return errStub }

// DeleteFileVersion deletes one version for good. A version that is gone is done.
func (c *Client) DeleteFileVersion(ctx context.Context, name, fileID string) error { return errStub }

// CopyFile copies a version inside the service, whatever its size.
func (c *Client) CopyFile(ctx context.Context, source FileVersion, bucketID, name string) (FileVersion, error) {
	return FileVersion{}, errStub
}

// UnfinishedLargeFiles pages through the uploads that were started and not finished.
func (c *Client) UnfinishedLargeFiles(ctx context.Context, bucketID, prefix string) iter.Seq2[FileVersion, error] {
	return nil
}

// CancelLargeFile gives up an unfinished large file and its parts.
func (c *Client) CancelLargeFile(ctx context.Context, fileID string) error { return errStub }

// Upload stores one file of any size and returns the version that the service
// recorded, its hash compared with what was read.
func (c *Client) Upload(ctx context.Context, r UploadRequest) (FileVersion, error) {
	return FileVersion{}, errStub
}

// Download fetches one version into a target and proves it.
func (c *Client) Download(ctx context.Context, r DownloadRequest) (Verdict, error) {
	return 0, errStub
}

// Keys pages through the account's application keys.
func (c *Client) Keys(ctx context.Context) iter.Seq2[ApplicationKey, error] { return nil }

// CreateKey makes an application key.
func (c *Client) CreateKey(ctx context.Context, spec KeySpec) (CreatedKey, error) {
	return CreatedKey{}, errStub
}

// DeleteKey withdraws an application key.
func (c *Client) DeleteKey(ctx context.Context, keyID string) error { return errStub }

// FileURL returns the address of a name, without a call. It opens for anyone if
// the bucket is public.
func (c *Client) FileURL(ctx context.Context, bucket, name string) (string, error) {
	return "", errStub
}

// ClockSkew is how far the service's clock was from ours at the last reply.
func (c *Client) ClockSkew() time.Duration { return 0 }
