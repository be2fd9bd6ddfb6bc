package transfer

import (
	"context"
	"errors"
	"time"
)

// ErrNoItem is returned for an ID that the queue does not hold (any more).
var ErrNoItem = errors.New("no such transfer in the queue")

// ErrClosed is returned by every method after Close.
var ErrClosed = errors.New("queue is closed")

// Manager is the queue of one process. It is safe for concurrent use.
type Manager struct{ changed chan struct{} }

var errStub = errors.New("not built yet")

// Open opens or creates the queue and starts to run what this process owns.
// What kept the queue from being used as it is (damaged, a file system without
// locks) is told in Snapshot.Notice and the queue works all the same. It fails
// if the database was written by a newer version of the program.
func Open(ctx context.Context, cfg Config) (*Manager, error) {
	return &Manager{changed: make(chan struct{}, 1)}, nil
}

// Enqueue stores the jobs, all or none, and returns one ID for each: of a
// directory its group's. When it returns they survive a kill. Directories are
// read afterwards, while their first files already run.
func (m *Manager) Enqueue(ctx context.Context, jobs ...Job) ([]int64, error) { return nil, errStub }

// Next waits until something changed since the snapshot that it returned last,
// but at least minInterval, and returns the state then. It is meant for one
// reader; it fails only when ctx ends or the queue is closed.
func (m *Manager) Next(ctx context.Context, minInterval time.Duration) (Snapshot, error) {
	select {
	case <-ctx.Done():
		return Snapshot{}, ctx.Err()
	case <-m.changed:
		return m.Current(), nil
	}
}

// Current returns the state now. It reads memory only.
func (m *Manager) Current() Snapshot { return Snapshot{} }

// Window reads one page of the queue: groups and single files in queue order,
// or with Query.Group the files of one group.
func (m *Manager) Window(ctx context.Context, q Query) (Window, error) { return Window{}, nil }

// Item reads one item or group, or fails with ErrNoItem. Parts, rate and ETA
// are set while this process runs it.
func (m *Manager) Item(ctx context.Context, id int64) (Item, error) { return Item{}, ErrNoItem }

// Pause stops items where they stand; what was accepted is kept. A group's ID
// means all its files that are not finished. Items of other processes are
// paused within a second. IDs that are finished already are left alone.
func (m *Manager) Pause(ctx context.Context, ids ...int64) error { return errStub }

// Resume lets paused items run again.
func (m *Manager) Resume(ctx context.Context, ids ...int64) error { return errStub }

// Cancel ends items for good: an unfinished large file is given up at the
// service, a partial download is removed.
func (m *Manager) Cancel(ctx context.Context, ids ...int64) error { return errStub }

// Retry queues failed and cancelled items again; of a group the failed ones.
func (m *Manager) Retry(ctx context.Context, ids ...int64) error { return errStub }

// Resolve answers items that wait because their target exists ("ask"): the
// policy is stored and they run. A group's ID answers for all its files, also
// for those that have not come to the question yet.
func (m *Manager) Resolve(ctx context.Context, answer Conflict, ids ...int64) error { return errStub }

// PauseAll pauses everything that is not finished, of every process.
func (m *Manager) PauseAll(ctx context.Context) error { return errStub }

// ResumeAll resumes everything that is paused, but for items that wait for an
// answer (Resolve).
func (m *Manager) ResumeAll(ctx context.Context) error { return errStub }

// Move puts an item or group before another one of the same level; before 0
// means last.
func (m *Manager) Move(ctx context.Context, id, before int64) error { return errStub }

// ClearFinished forgets all items that are done, failed or cancelled, and
// groups that are finished as a whole. It returns how many files were forgotten.
func (m *Manager) ClearFinished(ctx context.Context) (int, error) { return 0, errStub }

// SetLimits changes the ceilings at once; zero counts take the defaults, zero
// rates mean unlimited.
func (m *Manager) SetLimits(l Limits) {}

// Limits returns the ceilings in force.
func (m *Manager) Limits() Limits { return Limits{} }

// Wait waits until the items and groups are finished and sums them up. each,
// if not nil, is called for every file that finishes (done, failed or
// cancelled), from one goroutine, in the order in which they finished; it may
// call the Manager. When ctx ends Wait returns what is known with ctx's error
// and the items go on. Items paused by a user are waited for.
func (m *Manager) Wait(ctx context.Context, each func(Item), ids ...int64) (Summary, error) {
	return Summary{}, errStub
}

// Drain waits, as Wait does, until nothing that this process owns is left to
// run: for "queue run".
func (m *Manager) Drain(ctx context.Context, each func(Item)) (Summary, error) {
	return Summary{}, errStub
}

// Adopt takes over what dead processes left and returns how many files that were.
func (m *Manager) Adopt(ctx context.Context) (int, error) { return 0, nil }

// DismissNotice clears Snapshot.Notice.
func (m *Manager) DismissNotice() {}

// Close stops the workers, puts what ran back to queued, and closes the
// database. It waits for the workers until ctx ends; the journal is closed in
// any case.
func (m *Manager) Close(ctx context.Context) error { return nil }
