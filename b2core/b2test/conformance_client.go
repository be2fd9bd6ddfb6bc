package b2test

import (
	"context"
	"io"
	"iter"
	"reflect"
	"runtime"
	"strings"
	"time"

	"b2tui/b2core"
)

// client is a b2core.Client that notes which of its methods a check calls, so
// that the table can say nothing else. It has all of them.
type client struct {
	c    *b2core.Client
	wire *wire
}

// noted is the client, once the method that asks for it is noted by its name.
func (c *client) noted() *b2core.Client {
	var pc [1]uintptr
	runtime.Callers(2, pc[:])
	frame, _ := runtime.CallersFrames(pc[:]).Next()
	c.wire.note(frame.Function[strings.LastIndexByte(frame.Function, '.')+1:])
	return c.c
}

// inClient begins the names of a Client's methods in the table.
const inClient = "Client."

// methods are all that a Client has.
func methods() (names []string) {
	for m := range reflect.TypeFor[*b2core.Client]().Methods() {
		names = append(names, inClient+m.Name)
	}
	return names
}

func (c *client) Account() (b2core.Account, bool)               { return c.noted().Account() }
func (c *client) AccountID(ctx context.Context) (string, error) { return c.noted().AccountID(ctx) }
func (c *client) Authorize(ctx context.Context) (b2core.Account, error) {
	return c.noted().Authorize(ctx)
}

func (c *client) AuthorizeAccount(ctx context.Context, creds b2core.Credentials) (b2core.Account, error) {
	return c.noted().AuthorizeAccount(ctx, creds)
}

func (c *client) AuthorizeAutomatically(ctx context.Context) (bool, error) {
	return c.noted().AuthorizeAutomatically(ctx)
}

func (c *client) BucketByID(ctx context.Context, bucketID string) (b2core.Bucket, error) {
	return c.noted().BucketByID(ctx, bucketID)
}

func (c *client) BucketByName(ctx context.Context, name string) (b2core.Bucket, error) {
	return c.noted().BucketByName(ctx, name)
}

func (c *client) BucketID(ctx context.Context, name string) (string, error) {
	return c.noted().BucketID(ctx, name)
}
func (c *client) Cache() b2core.Cache { return c.noted().Cache() }
func (c *client) CancelLargeFile(ctx context.Context, fileID string) error {
	return c.noted().CancelLargeFile(ctx, fileID)
}

func (c *client) CheckBucketID(ctx context.Context, bucketID string) error {
	return c.noted().CheckBucketID(ctx, bucketID)
}

func (c *client) CheckBucketName(ctx context.Context, name string) error {
	return c.noted().CheckBucketName(ctx, name)
}
func (c *client) ClockSkew() time.Duration { return c.noted().ClockSkew() }
func (c *client) Close()                   { c.noted().Close() }
func (c *client) Compose(ctx context.Context, r b2core.UploadRequest, pieces ...b2core.Piece) (b2core.FileVersion, error) {
	return c.noted().Compose(ctx, r, pieces...)
}

func (c *client) Copy(ctx context.Context, r b2core.CopyRequest) (b2core.FileVersion, error) {
	return c.noted().Copy(ctx, r)
}

func (c *client) CopyFile(ctx context.Context, source b2core.FileVersion, bucketID, name string) (b2core.FileVersion, error) {
	return c.noted().CopyFile(ctx, source, bucketID, name)
}

func (c *client) CopyPart(ctx context.Context, r b2core.CopyPartRequest) (b2core.Part, error) {
	return c.noted().CopyPart(ctx, r)
}

func (c *client) CreateBucket(ctx context.Context, spec b2core.BucketSpec) (b2core.Bucket, error) {
	return c.noted().CreateBucket(ctx, spec)
}

func (c *client) CreateKey(ctx context.Context, spec b2core.KeySpec) (b2core.CreatedKey, error) {
	return c.noted().CreateKey(ctx, spec)
}

func (c *client) DeleteBucket(ctx context.Context, bucketID string) error {
	return c.noted().DeleteBucket(ctx, bucketID)
}

func (c *client) DeleteFileVersion(ctx context.Context, name, fileID string) error {
	return c.noted().DeleteFileVersion(ctx, name, fileID)
}

func (c *client) DeleteFileVersionWith(ctx context.Context, name, fileID string, o b2core.LockOptions) error {
	return c.noted().DeleteFileVersionWith(ctx, name, fileID, o)
}

func (c *client) DeleteKey(ctx context.Context, keyID string) error {
	return c.noted().DeleteKey(ctx, keyID)
}

func (c *client) DeleteKeyByID(ctx context.Context, keyID string) (b2core.ApplicationKey, error) {
	return c.noted().DeleteKeyByID(ctx, keyID)
}

func (c *client) Download(ctx context.Context, r b2core.DownloadRequest) (b2core.Verdict, error) {
	return c.noted().Download(ctx, r)
}

func (c *client) FileInfo(ctx context.Context, fileID string) (b2core.FileVersion, error) {
	return c.noted().FileInfo(ctx, fileID)
}

func (c *client) FileURL(ctx context.Context, bucket, name string) (string, error) {
	return c.noted().FileURL(ctx, bucket, name)
}

func (c *client) FileURLByID(ctx context.Context, fileID string) (string, error) {
	return c.noted().FileURLByID(ctx, fileID)
}

func (c *client) FileURLWith(ctx context.Context, bucket, name string, o b2core.URLOptions) (string, error) {
	return c.noted().FileURLWith(ctx, bucket, name, o)
}

func (c *client) FinishLargeFile(ctx context.Context, fileID string, sha1s []string) (b2core.FileVersion, error) {
	return c.noted().FinishLargeFile(ctx, fileID, sha1s)
}

func (c *client) GetDownloadAuthorization(ctx context.Context, g b2core.DownloadGrant) (b2core.Secret, error) {
	return c.noted().GetDownloadAuthorization(ctx, g)
}

func (c *client) Glob(ctx context.Context, bucketID, pattern string) iter.Seq2[b2core.FileVersion, error] {
	return c.noted().Glob(ctx, bucketID, pattern)
}

func (c *client) HideFile(ctx context.Context, bucketID, name string) error {
	return c.noted().HideFile(ctx, bucketID, name)
}

func (c *client) Incremental(ctx context.Context, r b2core.UploadRequest) (b2core.FileVersion, error) {
	return c.noted().Incremental(ctx, r)
}

func (c *client) KeyByID(ctx context.Context, keyID string) (b2core.ApplicationKey, error) {
	return c.noted().KeyByID(ctx, keyID)
}

func (c *client) Keys(ctx context.Context) iter.Seq2[b2core.ApplicationKey, error] {
	return c.noted().Keys(ctx)
}

func (c *client) KeysFrom(ctx context.Context, startKeyID string) iter.Seq2[b2core.ApplicationKey, error] {
	return c.noted().KeysFrom(ctx, startKeyID)
}

func (c *client) ListBuckets(ctx context.Context) ([]b2core.Bucket, error) {
	return c.noted().ListBuckets(ctx)
}

func (c *client) ListNames(ctx context.Context, bucketID string, o b2core.ListOptions) (b2core.Page, error) {
	return c.noted().ListNames(ctx, bucketID, o)
}

func (c *client) ListVersions(ctx context.Context, bucketID string, o b2core.ListOptions) (b2core.Page, error) {
	return c.noted().ListVersions(ctx, bucketID, o)
}

func (c *client) Names(ctx context.Context, bucketID string, o b2core.ListOptions) iter.Seq2[b2core.FileVersion, error] {
	return c.noted().Names(ctx, bucketID, o)
}

func (c *client) NotificationRules(ctx context.Context, bucketID string) ([]b2core.NotificationRule, error) {
	return c.noted().NotificationRules(ctx, bucketID)
}

func (c *client) OpenVersion(ctx context.Context, v b2core.FileVersion) (*b2core.RemoteSource, error) {
	return c.noted().OpenVersion(ctx, v)
}

func (c *client) Parts(ctx context.Context, fileID string, o b2core.PartsOptions) iter.Seq2[b2core.Part, error] {
	return c.noted().Parts(ctx, fileID, o)
}

func (c *client) ReadFile(ctx context.Context, r b2core.ReadRequest, w io.Writer) (b2core.Verdict, error) {
	return c.noted().ReadFile(ctx, r, w)
}

func (c *client) SetNotificationRules(ctx context.Context, bucketID string, rules []b2core.NotificationRule) ([]b2core.NotificationRule, error) {
	return c.noted().SetNotificationRules(ctx, bucketID, rules)
}

func (c *client) SetWorkers(w b2core.Workers) { c.noted().SetWorkers(w) }
func (c *client) StartLargeFile(ctx context.Context, r b2core.UploadRequest) (b2core.FileVersion, error) {
	return c.noted().StartLargeFile(ctx, r)
}

func (c *client) Stat(ctx context.Context, bucketID, name string) (b2core.FileVersion, error) {
	return c.noted().Stat(ctx, bucketID, name)
}

func (c *client) StatWithKey(ctx context.Context, bucketID, name string, key b2core.CustomerKey) (b2core.FileVersion, error) {
	return c.noted().StatWithKey(ctx, bucketID, name, key)
}

func (c *client) Strain() b2core.Strain { return c.noted().Strain() }
func (c *client) UnfinishedLargeFiles(ctx context.Context, bucketID, prefix string) iter.Seq2[b2core.FileVersion, error] {
	return c.noted().UnfinishedLargeFiles(ctx, bucketID, prefix)
}

func (c *client) UnhideFile(ctx context.Context, bucketID, name string) error {
	return c.noted().UnhideFile(ctx, bucketID, name)
}

func (c *client) UnhideFileWith(ctx context.Context, bucketID, name string, o b2core.LockOptions) error {
	return c.noted().UnhideFileWith(ctx, bucketID, name, o)
}

func (c *client) UpdateBucket(ctx context.Context, bucketID string, change b2core.BucketChange) (b2core.Bucket, error) {
	return c.noted().UpdateBucket(ctx, bucketID, change)
}

func (c *client) UpdateFileRetention(ctx context.Context, name, fileID string, r b2core.Retention, o b2core.LockOptions) (b2core.Retention, error) {
	return c.noted().UpdateFileRetention(ctx, name, fileID, r, o)
}

func (c *client) UpdateLegalHold(ctx context.Context, name, fileID string, on bool) error {
	return c.noted().UpdateLegalHold(ctx, name, fileID, on)
}

func (c *client) Upload(ctx context.Context, r b2core.UploadRequest) (b2core.FileVersion, error) {
	return c.noted().Upload(ctx, r)
}

func (c *client) UploadPart(ctx context.Context, r b2core.PartRequest) (b2core.Part, error) {
	return c.noted().UploadPart(ctx, r)
}

func (c *client) UploadStream(ctx context.Context, r b2core.UploadRequest, content io.Reader) (b2core.FileVersion, error) {
	return c.noted().UploadStream(ctx, r, content)
}

func (c *client) Usage() b2core.Usage { return c.noted().Usage() }
func (c *client) Versions(ctx context.Context, bucketID string, o b2core.ListOptions) iter.Seq2[b2core.FileVersion, error] {
	return c.noted().Versions(ctx, bucketID, o)
}

func (c *client) VersionsOf(ctx context.Context, bucketID, name string) iter.Seq2[b2core.FileVersion, error] {
	return c.noted().VersionsOf(ctx, bucketID, name)
}
