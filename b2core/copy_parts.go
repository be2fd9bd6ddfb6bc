package b2core

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"

	"golang.org/x/sync/errgroup"

	"b2tui/b2core/internal/api"
	"b2tui/b2core/safego"
)

// inParts copies ranges of the source into the parts of a new large file.
func (k *copying) inParts(ctx context.Context) (FileVersion, error) {
	info := maps.Clone(k.meta.Info)
	if h := k.r.Source.Hash().SHA1; h != "" && !k.partial() {
		info[InfoSHA1] = h
	}
	started, err := k.c.fileCall(ctx, request{op: k.op, name: api.CallStartLargeFile, delicate: true, body: api.StartLargeFileRequest{
		BucketID: k.r.BucketID, FileName: k.r.Name, ContentType: k.meta.ContentType, FileInfo: info,
		Retention: k.retention, LegalHold: k.hold, Encryption: k.r.Encryption.wire(),
	}})
	if err != nil {
		return FileVersion{}, err
	}
	v, err := k.fill(ctx, started.ID)
	if err != nil {
		clean, stop := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
		defer stop()
		if err := k.c.CancelLargeFile(clean, started.ID); err != nil {
			k.c.log.Warn("an unfinished large file stays", "id", started.ID, "error", err)
		}
	}
	return v, err
}

func (k *copying) fill(ctx context.Context, id string) (FileVersion, error) {
	// Near-equal parts, at least two, none over the limit.
	count := max(ceilDiv(k.size, k.c.copyLimit), 2)
	plan := Plan{Size: k.size, PartSize: ceilDiv(k.size, count)}
	sums := make([]string, plan.Count())
	g, inner := errgroup.WithContext(ctx)
	for i := range sums {
		release, err := k.c.copy.Acquire(inner)
		if err != nil {
			break // a part has failed, or nobody wants the copy any more
		}
		g.Go(safego.Guard(func() error {
			defer release()
			sum, err := k.part(inner, id, plan, i+1)
			sums[i] = sum
			return err
		}))
	}
	if err := cmp.Or(g.Wait(), asError(k.op, ctx.Err())); err != nil {
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
	if err == nil && v.Size != k.size {
		return v, k.wrongSize(v)
	}
	return v, err
}

// part copies one part. Copying it twice does no harm: the later one replaces
// the earlier.
func (k *copying) part(ctx context.Context, id string, plan Plan, n int) (string, error) {
	op := fmt.Sprintf("%s, part %d of %d", k.op, n, plan.Count())
	off, size := plan.Part(n)
	stretch := byteRange(k.r.Offset+off, size)
	var reply api.Part
	err := k.c.call(ctx, request{op: op, name: api.CallCopyPart, slow: true, body: api.CopyPartRequest{
		SourceFileID: k.r.Source.ID, LargeFileID: id, PartNumber: n, Range: &stretch,
		SourceEncryption: k.r.SourceKey.wire(), DestinationEncryption: k.r.Encryption.Key.wire(),
	}}, &reply, func() bool { return reply.PartNumber == n && reply.ContentLength == size && reply.ContentSHA1 != "" })
	return plainSHA1(reply.ContentSHA1), err
}
