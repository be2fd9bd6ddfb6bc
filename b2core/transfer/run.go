package transfer

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"b2tui/b2core"
)

// run is one file that this process is moving.
type run struct {
	row    row // as it was fetched; not changed afterwards
	prog   b2core.Progress
	moved  atomic.Int64 // bytes on the line, repetitions included
	ctx    context.Context
	cancel context.CancelCauseFunc
	parts  atomic.Bool // the journal holds parts of it
	target string      // what no other run may write at the same time
	// unexpected is that the target is not what a plan saw, when it may be what an
	// earlier run of this item made.
	unexpected error
	share      *share        // its part of the slots
	over       chan struct{} // closed when its worker has put it away

	mu     sync.Mutex
	stored stored // what the journal says; written by the writer goroutine
	plan   b2core.Plan

	meter meter // the sampler's
}

// stored is the part of a row that the counters are made of.
type stored struct {
	state      State
	size, done int64
}

// Why a run was told to stop. The state is stored by whoever told it.
var (
	errStopped = errors.New("stopped by the user")
	errClosing = errors.New("the program ends")

	errUnanswered = errors.New("nobody answers") // and it waits until somebody does
)

func newRun(ctx context.Context, r *row) *run {
	n := &run{row: *r, target: r.target(), over: make(chan struct{}), stored: stored{state: r.state, size: r.size, done: r.done}}
	n.plan.LargeFileID, n.plan.PartSize, n.plan.Size = r.largeFile, r.partSize, r.planSize
	n.parts.Store(r.partSize > 0)
	n.ctx, n.cancel = context.WithCancelCause(ctx)
	return n
}

func (r *run) storedAs() stored {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stored
}

func (r *run) setStored(s stored) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stored = s
}

func (r *run) hasParts() bool { return r.parts.Load() }

func (r *run) setPlan(p b2core.Plan) {
	r.parts.Store(true)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.plan = p
}

func (r *run) planned() b2core.Plan {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.plan
}

// stopping tells whether the run was told to stop.
func (r *run) stopping() bool { return r.ctx.Err() != nil }

// progress is how far the run is, in bytes of how many.
func (r *run) progress() (done, size int64) {
	if total := r.prog.Total(); total > 0 {
		return r.prog.Done(), total
	}
	return r.row.done, r.row.size
}

// relayed tells whether the bytes go through this machine from one account to
// another, which uses the line both ways.
func (r *row) relayed() bool {
	return r.direction == Copy && r.sourceProfile != "" && r.sourceProfile != r.profile
}

// passed counts the bytes that were brought on so far: those on the line, or of
// a copy inside the service what it has done.
func (r *run) passed() int64 {
	if r.row.direction == Copy && !r.row.relayed() {
		return r.prog.Done()
	}
	return r.moved.Load()
}

// stalled tells whether no byte has moved for a while that should; Manager.mu
// is held.
func (r *run) stalled() bool {
	return r.row.direction.bytes() && r.meter.stalled() && !r.prog.Verifying()
}

// overlay puts the live state over an item as the journal knows it.
func (r *run) overlay(it *Item, parts bool) {
	if s := r.storedAs().state; s != Queued && s != Running || r.stopping() {
		return
	}
	it.State = Running
	if r.prog.Verifying() {
		it.State = Verifying
	}
	it.Reason = r.prog.Note()
	it.Done, it.Size = r.progress()
	it.RetryAt = r.prog.RetryAt()
	if parts {
		it.Parts = r.prog.Parts()
	}
}

// target names what a run writes.
func (r *row) target() string {
	if r.direction == Down || r.direction == Remove {
		return onePlace(r.local)
	}
	return r.bucketID + "/" + r.name
}

// checkpoint keeps what the engine tells about one run's parts.
type checkpoint struct {
	m     *Manager
	run   *run
	print string // of the source, uploads
}

var _ b2core.Checkpoint = (*checkpoint)(nil)

// Started implements b2core.Checkpoint.
func (c *checkpoint) Started(ctx context.Context, p b2core.Plan) error {
	r := c.run
	old := r.planned()
	c.m.dropEarlier(ctx, r, old.LargeFileID, p.LargeFileID)
	r.setPlan(p)
	c.m.mu.Lock()
	c.m.feed()
	c.m.mu.Unlock()
	return c.m.journal.do(ctx, func(t *tx) error {
		if old.PartSize > 0 && old != p {
			if _, err := t.j.stmts.dropParts.Exec(r.row.id); err != nil {
				return err
			}
		}
		_, err := t.j.stmts.planned.Exec(p.LargeFileID, p.PartSize, p.Size, c.print, r.row.id, r.row.owner)
		return err
	})
}

// PartDone implements b2core.Checkpoint.
func (c *checkpoint) PartDone(ctx context.Context, p b2core.PartRecord) error {
	return c.m.journal.do(ctx, func(t *tx) error {
		_, err := t.j.stmts.partDone.Exec(c.run.row.id, p.Number, p.Size, encodeSum(p))
		return err
	})
}

// resume is what the journal knows of an earlier run; nil when there is nothing.
func (m *Manager) resume(ctx context.Context, r *run) (*b2core.Resume, error) {
	p := r.planned()
	if p.PartSize == 0 {
		return nil, nil
	}
	res := &b2core.Resume{Plan: p}
	err := m.journal.read(ctx, func(ctx context.Context, q querier) error {
		res.Parts = nil
		rs, err := q.QueryContext(ctx, `SELECT number, size, sha1 FROM parts WHERE item = ? ORDER BY number`, r.row.id)
		if err != nil {
			return err
		}
		defer rs.Close()
		for rs.Next() {
			var part b2core.PartRecord
			var sum string
			if err := rs.Scan(&part.Number, &part.Size, &sum); err != nil {
				return err
			}
			decodeSum(sum, &part)
			res.Parts = append(res.Parts, part)
		}
		return rs.Err()
	})
	return res, err
}

// crcMark begins what stands for a part's hash in the journal as long as its
// checksum alone is known.
const crcMark = "crc32c:"

func encodeSum(p b2core.PartRecord) string {
	if p.SHA1 != "" {
		return p.SHA1
	}
	return fmt.Sprintf("%s%08x", crcMark, p.CRC32C)
}

func decodeSum(text string, p *b2core.PartRecord) {
	sum, ok := strings.CutPrefix(text, crcMark)
	if !ok {
		p.SHA1 = text
		return
	}
	crc, _ := strconv.ParseUint(sum, 16, 32) // what is wrong matches nothing
	p.CRC32C = uint32(crc)
}

// publishEvery is how often a run's progress is stored for other processes to see.
const publishEvery = 2 * time.Second
