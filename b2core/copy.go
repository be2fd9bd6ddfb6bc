package b2core

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"b2tui/b2core/internal/api"
	"b2tui/b2core/safego"
)

// CopyFile copies a version inside the service, whatever its size, within one
// account. Content type and file info come along, also for large files, which
// the service copies in parts and whose metadata it would otherwise drop.
func (c *Client) CopyFile(ctx context.Context, source FileVersion, bucketID, name string) (FileVersion, error) {
	k := &copying{c: c, source: source, bucketID: bucketID, name: name}
	k.op = "copy " + remoteText(source.Name) + " to " + remoteText(name)
	if err := CheckFileName(name); err != nil {
		return FileVersion{}, err
	}
	s, err := c.allowed(ctx, k.op, bucketID, name, WriteFiles)
	if err != nil {
		return FileVersion{}, err
	}
	if err := s.account.Allowed.Check(source.BucketID, source.Name); err != nil {
		return FileVersion{}, asError(k.op, err)
	}
	if source.Size <= c.copyLimit {
		v, err := k.whole(ctx)
		if !hasCode(err, api.CodeSourceTooLarge) {
			return v, err
		}
	}
	return k.inParts(ctx)
}

// copying is one run of CopyFile.
type copying struct {
	c        *Client
	op       string
	source   FileVersion
	bucketID string
	name     string
}

// whole is b2_copy_file. A lost answer is no reason to copy again before the
// copy was looked for.
func (k *copying) whole(ctx context.Context) (FileVersion, error) {
	req := api.CopyFileRequest{SourceFileID: k.source.ID, DestinationBucketID: &k.bucketID, FileName: k.name}
	for try := 1; ; try++ {
		since := time.Now().Add(k.c.ClockSkew() - clockSlack)
		v, err := k.c.fileCall(ctx, request{op: k.op, name: api.CallCopyFile, body: req, delicate: true, slow: true})
		if e, ok := errors.AsType[*Error](err); ok && e.unclear && ctx.Err() == nil && try < callTries {
			if v, found := k.findOwn(ctx, since); found {
				return v, nil
			}
			continue
		}
		if err == nil && k.source.Size > 0 && v.Size != k.source.Size {
			return FileVersion{}, fault(k.op, ErrCorrupt, "the copy has %d bytes, the source %d", v.Size, k.source.Size)
		}
		return v, err
	}
}

func (k *copying) findOwn(ctx context.Context, since time.Time) (FileVersion, bool) {
	const newest = 10
	page, err := k.c.ListVersions(ctx, k.bucketID, ListOptions{Prefix: k.name, Start: k.name, Max: newest})
	if err != nil {
		return FileVersion{}, false
	}
	for _, v := range page.Files {
		if v.Name == k.name && (v.Action == ActionUpload || v.Action == ActionCopy) && v.Size == k.source.Size &&
			v.Hash().SHA1 == k.source.Hash().SHA1 && !v.UploadedAt.Before(since) && sameInfo(v.Info, k.source.Info) {
			return v, true
		}
	}
	return FileVersion{}, false
}

// inParts copies ranges of the source into the parts of a new large file.
func (k *copying) inParts(ctx context.Context) (FileVersion, error) {
	source, err := k.c.fileInfo(ctx, k.op, k.source.ID) // type and info as they are stored
	if err != nil {
		return FileVersion{}, err
	}
	info := make(map[string]string, len(source.Info)+1)
	for key, value := range source.Info {
		info[key] = value
	}
	if h := source.Hash().SHA1; h != "" {
		info[InfoSHA1] = h
	}
	started, err := k.c.fileCall(ctx, request{op: k.op, name: api.CallStartLargeFile, delicate: true, body: api.StartLargeFileRequest{
		BucketID: k.bucketID, FileName: k.name, ContentType: source.ContentType, FileInfo: info,
	}})
	if err != nil {
		return FileVersion{}, err
	}
	v, err := k.fill(ctx, source, started.ID)
	if err != nil {
		clean, stop := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
		defer stop()
		if err := k.c.CancelLargeFile(clean, started.ID); err != nil {
			k.c.log.Warn("an unfinished large file stays", "id", started.ID, "error", err)
		}
	}
	return v, err
}

func (k *copying) fill(ctx context.Context, source FileVersion, id string) (FileVersion, error) {
	// Near-equal parts, at least two, none over the limit.
	count := max(ceilDiv(source.Size, k.c.copyLimit), 2)
	plan := Plan{Size: source.Size, PartSize: ceilDiv(source.Size, count)}
	sums := make([]string, plan.Count())
	g, inner := errgroup.WithContext(ctx)
	g.SetLimit(DefaultParts)
	for i := range sums {
		g.Go(safego.Guard(func() error {
			sum, err := k.part(inner, source.ID, id, plan, i+1)
			sums[i] = sum
			return err
		}))
	}
	if err := g.Wait(); err != nil {
		return FileVersion{}, err
	}
	v, err := k.c.fileCall(ctx, request{
		op: k.op, name: api.CallFinishLargeFile, delicate: true, slow: true,
		body: api.FinishLargeFileRequest{FileID: id, PartSHA1s: sums},
	})
	if e, ok := errors.AsType[*Error](err); ok && e.unclear {
		if now, look := k.c.fileInfo(ctx, k.op, id); look == nil && now.Action == ActionUpload {
			v, err = now, nil
		}
	}
	if err == nil && v.Size != source.Size {
		return v, fault(k.op, ErrCorrupt, "the copy has %d bytes, the source %d", v.Size, source.Size)
	}
	return v, err
}

// part copies one part. Copying it twice does no harm: the later one replaces
// the earlier.
func (k *copying) part(ctx context.Context, sourceID, id string, plan Plan, n int) (string, error) {
	op := fmt.Sprintf("%s, part %d of %d", k.op, n, plan.Count())
	off, size := plan.Part(n)
	stretch := fmt.Sprintf("bytes=%d-%d", off, off+size-1)
	var reply api.Part
	err := k.c.call(ctx, request{op: op, name: api.CallCopyPart, slow: true, body: api.CopyPartRequest{
		SourceFileID: sourceID, LargeFileID: id, PartNumber: n, Range: &stretch,
	}}, &reply, func() bool { return reply.PartNumber == n && reply.ContentLength == size && reply.ContentSHA1 != "" })
	return plainSHA1(reply.ContentSHA1), err
}
