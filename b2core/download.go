package b2core

import (
	"context"
	"errors"
)

// DownloadRequest is one version to fetch. File is the version as a listing or
// FileInfo gave it: content is fetched by its ID, never by name.
type DownloadRequest struct {
	File     FileVersion
	Target   Target
	Resume   *Resume
	Steering Steering
}

// Target is where a download is written. WriteAt and ReadAt must be safe for
// concurrent use; they see the partial file. Package-level LocalTarget makes
// the usual one.
type Target interface {
	WriteAt(p []byte, off int64) (int, error)
	ReadAt(p []byte, off int64) (int, error)
	Truncate(size int64) error
	// Commit makes the verified content durable and puts it in its place.
	Commit() error
}

// Verdict says how a finished download was proved.
type Verdict int

// The verdicts. NotVerifiable: the service holds no hash to compare.
const (
	Verified Verdict = iota + 1
	NotVerifiable
)

func (c *Client) Download(ctx context.Context, r DownloadRequest) (Verdict, error) {
	return 0, errors.ErrUnsupported
}
func (c *Client) CopyFile(ctx context.Context, source FileVersion, bucketID, name string) (FileVersion, error) {
	return FileVersion{}, errors.ErrUnsupported
}
