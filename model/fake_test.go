package model

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"b2tui/b2core/transfer"
)

// fakeQueue is a queue that moves nothing: it keeps what it was asked.
type fakeQueue struct {
	mu       sync.Mutex // guards what follows
	jobs     []transfer.Job
	calls    []string
	snapshot transfer.Snapshot
	items    []transfer.Item
	limits   transfer.Limits
	sides    [2]transfer.Side
	census   transfer.Census
	large    map[string]transfer.State
	closed   bool

	changed chan struct{}
}

func newFakeQueue() *fakeQueue {
	return &fakeQueue{changed: make(chan struct{}, 1), limits: transfer.Limits{FilesAtOnce: 4, PartsAtOnce: 8}}
}

// set changes the state and wakes who waits for it.
func (q *fakeQueue) set(change func(*transfer.Snapshot)) {
	q.mu.Lock()
	change(&q.snapshot)
	q.snapshot.Revision++
	q.mu.Unlock()
	select {
	case q.changed <- struct{}{}:
	default:
	}
}

func (q *fakeQueue) note(call string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.calls = append(q.calls, call)
	return nil
}

func (q *fakeQueue) Enqueue(_ context.Context, jobs ...transfer.Job) ([]int64, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, jobs...)
	return make([]int64, len(jobs)), nil
}

func (q *fakeQueue) EnqueueBatch(_ context.Context, b transfer.Batch) (int64, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for j := range b.Jobs {
		q.jobs = append(q.jobs, j)
	}
	q.calls = append(q.calls, "batch "+b.Title)
	return 1, nil
}

func (q *fakeQueue) Next(ctx context.Context, minInterval time.Duration) (transfer.Snapshot, error) {
	select {
	case <-ctx.Done():
		return transfer.Snapshot{}, ctx.Err()
	case <-q.changed:
		return q.Current(), nil
	}
}

func (q *fakeQueue) Current() transfer.Snapshot {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.snapshot
	now.Limits = q.limits
	return now
}

func (q *fakeQueue) Window(_ context.Context, w transfer.Query) (transfer.Window, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var hits []transfer.Item
	for _, it := range q.items {
		if (!w.Asking || it.Asks) && (len(w.States) == 0 || slices.Contains(w.States, it.State)) && (w.Asking || it.Group == w.Group) {
			hits = append(hits, it)
		}
	}
	from := min(w.Offset, len(hits))
	to := min(from+w.Limit, len(hits))
	return transfer.Window{Items: hits[from:to], Offset: from, Total: len(hits)}, nil
}

func (q *fakeQueue) FirstOpen(context.Context) (int, error) { return 0, nil }

func (q *fakeQueue) Item(_ context.Context, id int64) (transfer.Item, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, it := range q.items {
		if it.ID == id {
			return it, nil
		}
	}
	return transfer.Item{}, transfer.ErrNoItem
}

func (q *fakeQueue) Sides(context.Context, int64) (source, target transfer.Side, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.sides[0], q.sides[1], nil
}

func (q *fakeQueue) Census(context.Context) (transfer.Census, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.census == (transfer.Census{}) {
		q.census.Mine = transfer.Load{Running: q.snapshot.Totals.Running, Queued: q.snapshot.Totals.Queued}
	}
	return q.census, nil
}

func (q *fakeQueue) LargeFiles(context.Context) (map[string]transfer.State, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.large, nil
}

func (q *fakeQueue) Pause(context.Context, ...int64) error  { return q.note("pause") }
func (q *fakeQueue) Resume(context.Context, ...int64) error { return q.note("resume") }
func (q *fakeQueue) Cancel(context.Context, ...int64) error { return q.note("cancel") }
func (q *fakeQueue) Retry(context.Context, ...int64) error  { return q.note("retry") }
func (q *fakeQueue) PauseAll(context.Context) error         { return q.note("pause all") }
func (q *fakeQueue) ResumeAll(context.Context) error        { return q.note("resume all") }
func (q *fakeQueue) DismissNotice()                         {}

// Resolve takes the answer; what is in its way is asked no more.
func (q *fakeQueue) Resolve(_ context.Context, c transfer.Conflict, ids ...int64) error {
	q.mu.Lock()
	for i := range q.items {
		if slices.Contains(ids, q.items[i].ID) || slices.Contains(ids, q.items[i].Group) {
			q.items[i].Asks = false
		}
	}
	q.mu.Unlock()
	return q.note(fmt.Sprint("resolve ", c, " ", ids))
}

func (q *fakeQueue) Arrange(_ context.Context, before int64, ids ...int64) error {
	return q.note(fmt.Sprint("arrange ", before, ids))
}

func (q *fakeQueue) Shift(_ context.Context, by int, ids ...int64) error {
	return q.note(fmt.Sprint("shift ", by, ids))
}

func (q *fakeQueue) ClearFinished(context.Context) (int, error) { return 3, q.note("clear") }

func (q *fakeQueue) SetLimits(l transfer.Limits) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.limits = l
}

func (q *fakeQueue) Limits() transfer.Limits {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.limits
}

func (q *fakeQueue) Close(context.Context) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	return nil
}

func (q *fakeQueue) asked() []transfer.Job {
	q.mu.Lock()
	defer q.mu.Unlock()
	return append([]transfer.Job(nil), q.jobs...)
}
