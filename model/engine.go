package model

import (
	"context"
	"iter"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/transfer"
)

// Browser is what the screen asks of an account: to look around and to change
// single names. b2core.Client is one. Safe for concurrent use.
type Browser interface {
	Authorize(ctx context.Context) (b2core.Account, error)
	ListBuckets(ctx context.Context) ([]b2core.Bucket, error)
	BucketByName(ctx context.Context, name string) (b2core.Bucket, error)
	ListNames(ctx context.Context, bucketID string, o b2core.ListOptions) (b2core.Page, error)
	ListVersions(ctx context.Context, bucketID string, o b2core.ListOptions) (b2core.Page, error)
	FileInfo(ctx context.Context, fileID string) (b2core.FileVersion, error)
	Upload(ctx context.Context, r b2core.UploadRequest) (b2core.FileVersion, error)
	FileURL(ctx context.Context, bucket, name string) (string, error)
	UnfinishedLargeFiles(ctx context.Context, bucketID, prefix string) iter.Seq2[b2core.FileVersion, error]
	Parts(ctx context.Context, fileID string, o b2core.PartsOptions) iter.Seq2[b2core.Part, error]
	CancelLargeFile(ctx context.Context, fileID string) error
	BucketAdmin
	KeyAdmin
}

// BucketAdmin makes and removes buckets.
type BucketAdmin interface {
	CreateBucket(ctx context.Context, spec b2core.BucketSpec) (b2core.Bucket, error)
	DeleteBucket(ctx context.Context, bucketID string) error
}

// KeyAdmin manages application keys.
type KeyAdmin interface {
	Keys(ctx context.Context) iter.Seq2[b2core.ApplicationKey, error]
	CreateKey(ctx context.Context, spec b2core.KeySpec) (b2core.CreatedKey, error)
	DeleteKey(ctx context.Context, keyID string) error
}

// Transfers is the queue. transfer.Manager is one. Safe for concurrent use.
type Transfers interface {
	Enqueue(ctx context.Context, jobs ...transfer.Job) ([]int64, error)
	EnqueueBatch(ctx context.Context, b transfer.Batch) (int64, error)
	Next(ctx context.Context, minInterval time.Duration) (transfer.Snapshot, error)
	Current() transfer.Snapshot
	Window(ctx context.Context, q transfer.Query) (transfer.Window, error)
	FirstOpen(ctx context.Context) (int, error)
	Item(ctx context.Context, id int64) (transfer.Item, error)
	Sides(ctx context.Context, id int64) (source, target transfer.Side, err error)
	Census(ctx context.Context) (transfer.Census, error)
	LargeFiles(ctx context.Context) (map[string]transfer.State, error)
	Pause(ctx context.Context, ids ...int64) error
	Resume(ctx context.Context, ids ...int64) error
	Cancel(ctx context.Context, ids ...int64) error
	Retry(ctx context.Context, ids ...int64) error
	Resolve(ctx context.Context, answer transfer.Conflict, ids ...int64) error
	PauseAll(ctx context.Context) error
	ResumeAll(ctx context.Context) error
	Arrange(ctx context.Context, before int64, ids ...int64) error
	Shift(ctx context.Context, by int, ids ...int64) error
	ClearFinished(ctx context.Context) (int, error)
	SetLimits(l transfer.Limits)
	Limits() transfer.Limits
	DismissNotice()
	Close(ctx context.Context) error
}

var (
	_ Browser   = (*b2core.Client)(nil)
	_ Transfers = (*transfer.Manager)(nil)
)
