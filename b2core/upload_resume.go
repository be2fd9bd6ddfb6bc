package b2core

import (
	"context"
	"errors"
	"strings"

	"b2tui/b2core/internal/api"
)

// resume takes up what an earlier run left, as far as the service confirms it:
// the large file must be ours still, of the same content, and every part that
// is kept must be one of the plan with the source's hash. A finished one is
// returned. With nothing to take up it leaves the ID empty.
func (l *largeUpload) resume(ctx context.Context) (*FileVersion, error) {
	r := l.r.Resume
	if r == nil || l.plan.LargeFileID == "" {
		return nil, nil
	}
	l.id = l.plan.LargeFileID
	l.plan.LargeFileID = ""
	v, err := l.lookup(ctx)
	switch {
	case isGone(err):
		l.id = ""
		return nil, nil
	case errors.Is(err, ErrUnauthorized): // a key that may only write: the parts must do
	case err != nil:
		return nil, err
	case v.Name != l.r.Name || v.Info[InfoSHA1] != l.whole || v.BucketID != l.r.BucketID:
		if v.Action == ActionStart {
			l.cancel(ctx)
		}
		l.id = ""
		return nil, nil
	case v.Action == ActionUpload && v.Size == l.plan.Size:
		l.r.Steering.Progress.fill()
		return &v, nil
	}
	known := make(map[int]PartRecord, len(r.Parts))
	for _, p := range r.Parts {
		known[p.Number] = p
	}
	err = l.adopt(ctx, known)
	if isGone(err) {
		l.id = ""
		return nil, nil
	}
	return nil, err
}

// adopt keeps the parts that the service lists and that are the source's. What
// the caller knows of a part saves hashing it again.
func (l *largeUpload) adopt(ctx context.Context, known map[int]PartRecord) error {
	parts, err := l.c.listParts(ctx, l.op, l.id)
	if err != nil {
		return err
	}
	clear(l.sums)
	for _, p := range parts {
		if p.PartNumber < 1 || p.PartNumber > len(l.sums) {
			continue
		}
		off, size := l.plan.Part(p.PartNumber)
		if p.ContentLength != size {
			continue
		}
		sum := strings.ToLower(plainSHA1(p.ContentSHA1))
		k, ok := known[p.PartNumber]
		if !ok || k.Size != size || !strings.EqualFold(k.SHA1, sum) {
			local, err := hashRange(ctx, l.r.Source, off, size)
			if err != nil {
				return asError(l.op, err)
			}
			if local != sum {
				continue
			}
		}
		l.sums[p.PartNumber-1] = sum
	}
	return nil
}

// listParts returns all parts of an unfinished large file.
func (c *Client) listParts(ctx context.Context, op, fileID string) ([]api.Part, error) {
	var out []api.Part
	limit := pageSize
	req := api.ListPartsRequest{FileID: fileID, MaxPartCount: &limit}
	for {
		var reply api.ListPartsResponse
		err := c.call(ctx, request{op: op, name: api.CallListParts, body: req}, &reply, func() bool {
			next := deref(reply.NextPartNumber)
			return reply.Parts != nil && (next == 0 || next > deref(req.StartPartNumber))
		})
		if err != nil {
			return nil, err
		}
		out = append(out, reply.Parts...)
		if req.StartPartNumber = reply.NextPartNumber; deref(req.StartPartNumber) == 0 {
			return out, nil
		}
	}
}

// isGone tells whether a large file does not exist any more; the service calls
// that a bad request.
func isGone(err error) bool { return errors.Is(err, ErrNotFound) || errors.Is(err, ErrBadRequest) }
