package b2core

import (
	"context"
	"errors"
	"io"
	"time"
)

// Source is the content of an upload. ReadAt must be safe for concurrent use.
type Source interface {
	io.ReaderAt
	// Size is the length in bytes, fixed when the source was opened.
	Size() int64
	// Check fails with ErrSourceChanged when the content is no longer what it
	// was when the source was opened. The engine asks before, between and
	// after parts.
	Check() error
}

// UploadRequest is one file to store.
type UploadRequest struct {
	BucketID    string
	Name        string
	Source      Source
	ContentType string            // empty: b2/x-auto, the service chooses by the name
	Info        map[string]string // file info beside mtime and hash
	ModTime     time.Time         // stored as src_last_modified_millis; zero: not stored
	SHA1        string            // of the whole source, when it is already known
	Resume      *Resume
	Steering    Steering
}

func (c *Client) Upload(ctx context.Context, r UploadRequest) (FileVersion, error) {
	return FileVersion{}, errors.ErrUnsupported
}
