package b2core

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"time"

	"b2tui/b2core/internal/api"
)

// inParts copies ranges of the source into the parts of a new large file, or of
// the one that an earlier run left.
func (k *copying) inParts(ctx context.Context) (FileVersion, error) {
	info := maps.Clone(k.meta.Info)
	if h := k.r.Source.Hash().SHA1; h != "" && !k.partial() {
		info[InfoSHA1] = h
	}
	k.plan = planCopy(k.size, k.c.copyLimit)
	if r := k.r.Resume; r != nil && r.Plan.Size == k.size && r.Plan.PartSize > 0 && r.Plan.PartSize <= k.c.copyLimit &&
		r.Plan.Count() > 1 && r.Plan.Count() <= maxParts {
		k.plan.PartSize = r.Plan.PartSize
	}
	k.r.Steering.Progress.start(k.plan)
	k.file = largeFile{
		c: k.c, op: k.op, account: k.account, sums: make([]string, k.plan.Count()),
		want: api.StartLargeFileRequest{
			BucketID: k.r.BucketID, FileName: k.r.Name, ContentType: k.meta.ContentType, FileInfo: info,
			Retention: k.retention, LegalHold: k.hold, Encryption: k.r.Encryption.wire(),
		},
	}
	v, err := k.fill(ctx)
	if err != nil && k.file.id != "" && k.r.Steering.Checkpoint == nil {
		k.file.cancel(ctx)
	}
	return v, err
}

// planCopy cuts a copy in near-equal parts, at least two, none over the limit.
func planCopy(size, limit int64) Plan {
	count := max(ceilDiv(size, limit), 2)
	return Plan{Size: size, PartSize: ceilDiv(size, count)}
}

func (k *copying) fill(ctx context.Context) (FileVersion, error) {
	if done, err := k.resume(ctx); err != nil || done != nil {
		return deref(done), err
	}
	if k.file.id == "" {
		if err := k.begin(ctx); err != nil {
			return FileVersion{}, err
		}
	}
	if err := k.remember(ctx); err != nil {
		return FileVersion{}, err
	}
	g := newPartGroup(ctx, k.r.Steering.Slots)
	for n := 1; n <= len(k.file.sums); n++ {
		if k.file.sums[n-1] != "" {
			continue
		}
		if !g.part(func(ctx context.Context) error { return k.part(ctx, n) }) {
			break
		}
	}
	if err := g.wait(); err != nil {
		return FileVersion{}, asError(k.op, err)
	}
	v, err := k.file.finish(ctx, k.size)
	if err == nil && v.Size != k.size {
		return v, k.wrongSize(v)
	}
	return v, err
}

// begin is largeUpload.begin of a copy.
func (k *copying) begin(ctx context.Context) error {
	if k.r.Resume != nil {
		id, err := k.file.findStarted(ctx, time.Time{})
		if k.file.id = id; id != "" || passing(err) {
			return err
		}
	}
	if err := k.remember(ctx); err != nil {
		return err
	}
	return k.file.start(ctx)
}

func (k *copying) remember(ctx context.Context) error {
	cp := k.r.Steering.Checkpoint
	if cp == nil {
		return nil
	}
	plan := k.plan
	plan.LargeFileID = k.file.id
	return asError(k.op, cp.Started(ctx, plan))
}

// resume takes up the large file of an earlier run. Of its parts those are kept
// that the service has and the caller's record confirms: nothing else tells
// that they came from this source.
func (k *copying) resume(ctx context.Context) (*FileVersion, error) {
	r := k.r.Resume
	if r == nil || r.Plan.LargeFileID == "" || r.Plan.PartSize != k.plan.PartSize || r.Plan.Size != k.size {
		return nil, nil
	}
	done, err := k.file.takeUp(ctx, r.Plan.LargeFileID, k.size)
	if err != nil || k.file.id == "" {
		return nil, err
	}
	if done != nil {
		k.r.Steering.Progress.fill()
		return done, nil
	}
	there, err := k.c.listParts(ctx, k.op, k.file.id)
	if IsGone(err) {
		k.file.id = ""
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	known := make(map[int]PartRecord, len(r.Parts))
	for _, p := range r.Parts {
		known[p.Number] = p
	}
	for _, p := range there {
		if p.PartNumber < 1 || p.PartNumber > len(k.file.sums) {
			continue
		}
		_, size := k.plan.Part(p.PartNumber)
		sum := strings.ToLower(plainSHA1(p.ContentSHA1))
		if mine := known[p.PartNumber]; mine.Size == size && p.ContentLength == size && strings.EqualFold(mine.SHA1, sum) {
			k.file.sums[p.PartNumber-1] = sum
			k.r.Steering.Progress.part(p.PartNumber).set(size)
		}
	}
	return nil, nil
}

// part copies one part. Copying it twice does no harm: the later one replaces
// the earlier.
func (k *copying) part(ctx context.Context, n int) error {
	op := fmt.Sprintf("%s, part %d of %d", k.op, n, len(k.file.sums))
	off, size := k.plan.Part(n)
	p, err := k.file.copyPart(ctx, op, n, copied{k.r.Source.ID, k.r.SourceKey, k.r.Offset + off, size}, k.r.Encryption.Key)
	if err != nil {
		return err
	}
	k.file.sums[n-1] = p.SHA1
	k.r.Steering.Progress.part(n).set(size)
	if cp := k.r.Steering.Checkpoint; cp != nil {
		return asError(op, cp.PartDone(ctx, PartRecord{Number: n, Size: size, SHA1: p.SHA1}))
	}
	return nil
}

// copied is a range of a stored version.
type copied struct {
	fileID    string
	key       CustomerKey
	off, size int64
}

// copyPart has the service make a part of what it has, and returns it as the
// service tells of it.
func (f *largeFile) copyPart(ctx context.Context, op string, n int, from copied, key CustomerKey) (Part, error) {
	stretch := byteRange(from.off, from.size)
	var reply api.Part
	err := f.c.call(ctx, request{op: op, name: api.CallCopyPart, slow: true, body: api.CopyPartRequest{
		SourceFileID: from.fileID, LargeFileID: f.id, PartNumber: n, Range: &stretch,
		SourceEncryption: from.key.wire(), DestinationEncryption: key.wire(),
	}}, &reply, func() bool {
		return reply.PartNumber == n && reply.ContentLength == from.size && reply.ContentSHA1 != ""
	})
	return partOf(reply), err
}
