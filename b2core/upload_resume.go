package b2core

import (
	"context"
	"strings"
)

// resume takes up what an earlier run left, as far as the service confirms it:
// the large file must be ours still, with all that is asked for now, and every
// part that is kept must be one of the plan with the source's hash. A finished
// one is returned. With nothing to take up it leaves the ID empty.
func (l *largeUpload) resume(ctx context.Context) (*FileVersion, error) {
	r := l.r.Resume
	if r == nil || l.plan.LargeFileID == "" {
		return nil, nil
	}
	id := l.plan.LargeFileID
	l.plan.LargeFileID = ""
	done, err := l.file.takeUp(ctx, id, l.plan.Size)
	if err != nil || l.file.id == "" {
		return nil, err
	}
	if done != nil {
		l.r.Steering.Progress.fill()
		return done, nil
	}
	known := make(map[int]PartRecord, len(r.Parts))
	for _, p := range r.Parts {
		known[p.Number] = p
	}
	err = l.adopt(ctx, known)
	if IsGone(err) {
		l.file.id = ""
		return nil, nil
	}
	return nil, err
}

// adopt keeps the parts that the service lists and that are the source's. What
// the caller knows of a part saves hashing it again.
func (l *largeUpload) adopt(ctx context.Context, known map[int]PartRecord) error {
	parts, err := l.c.listParts(ctx, l.op, l.file.id)
	if err != nil {
		return err
	}
	clear(l.file.sums)
	for _, p := range parts {
		if p.PartNumber < 1 || p.PartNumber > len(l.file.sums) {
			continue
		}
		cut := l.cuts[p.PartNumber-1]
		if p.ContentLength != cut.size || cut.src == nil {
			continue
		}
		sum := strings.ToLower(plainSHA1(p.ContentSHA1))
		k, ok := known[p.PartNumber]
		if !ok || k.Size != cut.size || !strings.EqualFold(k.SHA1, sum) {
			local, err := hashRange(ctx, cut.src, cut.off, cut.size)
			if err != nil {
				return asError(l.op, err)
			}
			if local != sum {
				continue
			}
		}
		l.file.sums[p.PartNumber-1] = sum
	}
	return nil
}
