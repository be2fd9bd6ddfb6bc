package b2core

import (
	"context"
	"errors"
	"sync"
)

// DownloadRequest is one version to fetch. File is the version as a listing or
// FileInfo gave it: content is fetched by its ID, never by name.
type DownloadRequest struct {
	File     FileVersion
	Key      CustomerKey // for a file under SSE-C
	Target   Target
	Resume   *Resume
	Steering Steering
}

// Target is where a download is written. WriteAt and ReadAt must be safe for
// concurrent use; they see the partial file. LocalFolder.Create makes the
// usual one.
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

// rangeSizes say how downloads are cut, bytes.
type rangeSizes struct {
	whole       int64 // a file up to here is one request
	least, most int64 // a range of a larger one
}

// Ranges are smaller than upload parts. Each costs a request, but no room at the
// service: with many of them the file does not end waiting for the slowest
// connection, and the out-of-order stretch that has to be read back for hashing
// is still in the page cache.
const wantedRanges = 4 * DefaultParts

var defaultRanges = rangeSizes{whole: 8 << 20, least: 2 << 20, most: 32 << 20}

// Download fetches one version into a target and proves it. A file of one range
// is one request; a larger one is fetched in ranges that go concurrently. The
// content is hashed while it arrives, and only what matches the service's hash
// is committed. If it does not match it is fetched once more, as far as that is
// needed to find the damage; then a mismatch empties the target and fails with
// ErrCorrupt.
//
// The checkpoint gets a record of every range before the next one is begun in its
// place; with all before it there, its SHA1 is the hash of the whole file up to its
// end, so that a later run can prove what is on disk with the reading that it has
// to do anyway.
func (c *Client) Download(ctx context.Context, r DownloadRequest) (Verdict, error) {
	d := &download{c: c, r: r, op: "download " + remoteText(r.File.Name), want: r.File.Hash().SHA1}
	if err := d.check(ctx); err != nil {
		return 0, err
	}
	if d.plan = c.planDownload(r.File.Size); r.Resume != nil && r.Resume.Plan.Size == r.File.Size && r.Resume.Plan.PartSize > 0 {
		d.plan = Plan{Size: r.Resume.Plan.Size, PartSize: r.Resume.Plan.PartSize}
	}
	if d.r.Steering.Slots == nil {
		d.r.Steering.Slots = c.ofFile(&c.download)
	}
	r.Steering.Progress.start(d.plan)
	if err := d.run(ctx); err != nil {
		return 0, err
	}
	return d.prove(ctx)
}

// check refuses what cannot be had without a call.
func (d *download) check(ctx context.Context) error {
	f := d.r.File
	if f.ID == "" || f.Action == ActionHide || f.Action == ActionStart || f.Size < 0 {
		return fault(d.op, ErrBadRequest, "this entry has no content to fetch")
	}
	if _, err := d.c.allowed(ctx, d.op, f.BucketID, f.Name, ReadFiles); err != nil {
		return err
	}
	if f.Encryption == SSEC && d.r.Key.IsZero() {
		return fault(d.op, ErrEncryptionKey, "the content is encrypted with a customer's key (SSE-C)")
	}
	return nil
}

func (c *Client) planDownload(size int64) Plan {
	if size <= c.ranges.whole {
		return Plan{Size: size, PartSize: max(size, 1)}
	}
	part := min(max(ceilDiv(size, wantedRanges), c.ranges.least), c.ranges.most)
	if part > partAlign {
		part = ceilDiv(part, partAlign) * partAlign
	}
	return Plan{Size: size, PartSize: part}
}

// download is one run of Download.
type download struct {
	c       *Client
	r       DownloadRequest
	op      string
	plan    Plan
	want    string // SHA-1 of the whole file; empty until known, or for good
	learned sync.Once
	prefix  *prefixHash
}

func (d *download) run(ctx context.Context) error {
	d.prefix = newPrefixHash(d.plan, d.r.Target, d.r.Steering)
	// The length first: a partial file of an earlier run may be longer.
	if err := d.r.Target.Truncate(d.plan.Size); err != nil {
		return d.local(err)
	}
	many := d.plan.Count() > 1
	if cp := d.r.Steering.Checkpoint; cp != nil && many {
		if err := cp.Started(ctx, d.plan); err != nil {
			return asError(d.op, err)
		}
	}
	if err := d.prefix.resume(ctx, d.r.Resume); err != nil {
		return d.local(err)
	}
	if many {
		return d.ranges(ctx)
	}
	return d.guarded(ctx, 1)
}

// ranges fetches what is missing, in order, as many at once as there are slots,
// while the hash follows.
func (d *download) ranges(ctx context.Context) error {
	g := newPartGroup(ctx, d.r.Steering.Slots)
	g.also(func(ctx context.Context) error {
		err := d.prefix.follow(ctx)
		if err != nil && ctx.Err() == nil {
			err = d.local(err)
		}
		return err
	})
	for n := d.prefix.complete() + 1; n <= d.plan.Count(); n++ {
		if d.prefix.has(n) {
			continue
		}
		if !g.part(func(ctx context.Context) error { return d.fetch(ctx, n, d.prefix.written(n), d.keep) }) {
			break
		}
	}
	return asError(d.op, g.wait())
}

// guarded fetches one range under a slot.
func (d *download) guarded(ctx context.Context, n int) error {
	if d.plan.Size > 0 && d.prefix.complete() >= n {
		return nil
	}
	ctx = ForPart(ctx)
	release, err := d.r.Steering.Slots.Acquire(ctx)
	if err != nil {
		return asError(d.op, err)
	}
	defer release()
	return d.fetch(ctx, n, d.prefix.written(n), d.keep)
}

// keep writes what arrived of range n.
func (d *download) keep(ctx context.Context, n int, off int64, p []byte) error {
	if _, err := d.r.Target.WriteAt(p, off); err != nil {
		return err
	}
	return d.prefix.wrote(ctx, n, off, p)
}

// prove compares the hash and commits.
func (d *download) prove(ctx context.Context) (Verdict, error) {
	verdict, got := Verified, d.prefix.digest()
	if d.want == "" {
		verdict = NotVerifiable
	} else if got != d.want {
		mended, err := d.mend(ctx)
		if err != nil {
			return 0, err
		}
		if mended != d.want {
			// What is there must not be taken up by a later run.
			_ = d.r.Target.Truncate(0)
			return 0, fault(d.op, ErrCorrupt, "what arrived has SHA-1 %s, the service says %s", got, d.want)
		}
	}
	d.r.Steering.Progress.SetVerifying(false)
	if err := d.r.Target.Commit(); err != nil {
		return 0, d.local(err)
	}
	return verdict, nil
}

// local names an error of the target in words.
func (d *download) local(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return asError(d.op, err)
	}
	if e, ok := errors.AsType[*Error](err); ok && e.Op != "" {
		return err
	}
	return localError(d.op, err)
}
