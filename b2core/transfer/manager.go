package transfer

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/safego"
)

// ErrNoItem is returned for an ID that the queue does not hold (any more).
var ErrNoItem = errors.New("no such transfer in the queue")

// ErrOntoItself is returned for a copy or move whose target is its source.
var ErrOntoItself = errors.New("it would be copied or moved onto itself")

// ErrClosed is returned by every method after Close.
var ErrClosed = errors.New("queue is closed")

// How long a queue that another process holds is waited for: to open it, and to
// sign off when it is closed.
const (
	openTime  = time.Minute
	closeTime = 2 * time.Second
)

var errHeld = errors.New("another instance holds the queue and does not let go; end it or try again")

// Manager is the queue of one process. It is safe for concurrent use.
type Manager struct {
	cfg      Config
	log      *slog.Logger
	now      func() time.Time
	journal  *journal
	owner    *owner
	accounts accounts
	folders  folders
	slots    *slots
	altering chan struct{} // a place for each file that is changed without moving bytes
	walking  chan struct{} // a place for each directory that is read
	mostRuns int

	sourceRest time.Duration // see upload
	up, down   *b2core.RatePace

	ctx      context.Context // ends with Close
	end      context.CancelCauseFunc
	workers  sync.WaitGroup
	cleaners sync.WaitGroup // those of workers that clean up
	wake     chan struct{}  // the scheduler has something to look at
	changed  chan struct{}  // Next has something to tell
	closing  sync.Once
	next     nextState

	adopting    atomic.Bool // what others left is not all ours yet
	watchesRoom atomic.Bool // watchRoom runs
	heeded      int64       // revision of the ceilings in force; the writer's goroutine alone reads and sets it

	mu       sync.Mutex // guards all below
	limits   Limits
	times    timetable
	adapter  adapter
	adapting bool // watchLine runs
	ahead    ahead
	busy     map[string]time.Time // profiles whose service asked to wait, and until when
	letGoFor []error              // see letGo
	away     away
	answered chan struct{} // closed when an account is not away any more
	revision int64
	asked    int // files that have begun to wait for an answer
	counts   tally
	levels   map[int64]int // rows of a group, or of the top level (0), as far as asked for
	levelsAt int64         // grows whenever levels is emptied
	runs     map[int64]*run
	order    []*run            // in the order in which they started
	settling map[*run]struct{} // ended, and not stored as that yet
	targets  map[string]bool
	ready    readyList
	walks    map[int64]context.CancelFunc
	cleaning map[int64]int // what cancelled items left is being removed, by item
	waiters  map[*waiter]struct{}
	notices  notices
	remarked Remark
	upLine   lineRate
	downLine lineRate
	anyLine  lineRate // all that is brought on, for the ETA
	doneAt   int64    // bytes of what was done already when the queue was last at rest; negative: not known yet
	foreign  foreign
	watched  time.Time // when somebody looked last
}

// Open opens or creates the queue and starts to run what this process owns.
// What kept the queue from being used as it is - it is damaged, was written by
// a newer program, lies where files cannot be locked - is told in
// Snapshot.Notice, and the queue is kept elsewhere or in memory. It fails when
// ctx ends or memory cannot hold a queue either.
func Open(ctx context.Context, cfg Config) (*Manager, error) {
	return open(ctx, cfg, nil)
}

// open is Open with the engine's calls in other hands, for tests; nil takes
// cfg.Clients.
func open(ctx context.Context, cfg Config, engine func(ctx context.Context, profile string) (mover, error)) (*Manager, error) {
	m := &Manager{
		cfg:      cfg,
		log:      cfg.Logger,
		now:      time.Now,
		wake:     make(chan struct{}, 1),
		changed:  make(chan struct{}, 1),
		answered: make(chan struct{}),
		runs:     make(map[int64]*run),
		settling: make(map[*run]struct{}),
		targets:  make(map[string]bool),
		walks:    make(map[int64]context.CancelFunc),
		cleaning: make(map[int64]int),
		waiters:  make(map[*waiter]struct{}),
		doneAt:   -1,
		away:     make(away),
		levels:   make(map[int64]int),
		limits:   cfg.Limits.orDefaults(),

		mostRuns:   runsAtMost(),
		sourceRest: sourceRest,
	}
	if m.log == nil {
		m.log = slog.New(slog.DiscardHandler)
	}
	m.accounts.connect = engine
	if engine == nil {
		m.accounts.connect = clientsOf(cfg)
	}
	m.openTimetable(cfg.Timetable)
	m.slots = newSlots(m.limits.PartsAtOnce)
	m.walking = make(chan struct{}, walksAtOnce)
	m.altering = make(chan struct{}, alterAtOnce)
	m.adapter = newAdapter(m.limits.PartsAtOnce)
	m.slots.adapt(m.adapter.target)
	m.up, m.down = b2core.NewPace(m.limits.UpRate), b2core.NewPace(m.limits.DownRate)
	m.ctx, m.end = context.WithCancelCause(context.WithoutCancel(ctx))
	if err := m.openQueue(ctx); err != nil {
		return nil, err
	}
	if cfg.Adopt && !cfg.Headless {
		m.watchRoom()
	}
	if !m.journal.checked && cfg.Adopt {
		m.spawn(m.checkLater)
	}
	if !cfg.Observe {
		m.spawn(m.schedule)
	}
	m.spawn(m.look)
	if len(cfg.Timetable) > 0 {
		m.spawn(m.keepTime)
	}
	m.poke()
	return m, nil
}

// clientsOf adapts the caller's clients to what the workers use of them.
func clientsOf(cfg Config) func(ctx context.Context, profile string) (mover, error) {
	return func(ctx context.Context, profile string) (mover, error) {
		if cfg.Clients == nil {
			return nil, errors.New("no account to transfer with: log in first")
		}
		c, err := cfg.Clients(ctx, profile)
		if err != nil {
			return nil, err
		}
		return c, nil
	}
}

// takeStock counts what is stored. What it may adopt it begins to.
func (m *Manager) takeStock(ctx context.Context) error {
	err := m.journal.do(ctx, func(t *tx) error {
		t.recount = true
		if m.cfg.Adopt {
			return nil
		}
		return m.bury(t)
	})
	if err == nil && m.cfg.Adopt {
		m.takeOver()
	}
	return err
}

// spawn runs a worker that Close waits for. Once Close has begun there are no
// new ones, and it reports false.
func (m *Manager) spawn(f func()) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ctx.Err() != nil {
		return false
	}
	m.workers.Add(1)
	safego.Go(func() {
		defer m.workers.Done()
		f()
	})
	return true
}

// poke wakes the scheduler.
func (m *Manager) poke() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// tell wakes Next.
func (m *Manager) tell() {
	select {
	case m.changed <- struct{}{}:
	default:
	}
}

// committed takes over what a transaction changed. It runs on the writer's
// goroutine, after every commit and in their order.
func (m *Manager) committed(t *tx) {
	m.mu.Lock()
	if t.counted != nil {
		m.counts = *t.counted
	} else {
		m.counts.addAll(&t.delta)
	}
	if t.wrote {
		m.revision++
		delete(m.notices, noticeUnwritable)
	}
	waited := m.notices[noticeLocked] != ""
	delete(m.notices, noticeLocked)
	for _, e := range t.noted {
		if e.end != nil {
			delete(m.settling, e.run)
		}
	}
	m.rest()
	m.asked += t.asked
	m.ready.stale = m.ready.stale || t.again
	if t.cameOrWent {
		clear(m.levels)
		m.levelsAt++
	}
	m.finished(t)
	m.mu.Unlock()
	if t.again {
		m.poke()
	}
	for _, r := range t.lost {
		r.cancel(errStopped)
	}
	for _, r := range t.leftovers {
		m.cleanRun(r)
	}
	if t.wrote || waited {
		m.tell()
	}
}

// unwritable says that the queue could not be written; it is tried again.
func (m *Manager) unwritable(err error) {
	if isBusy(err) {
		m.notify(noticeLocked, "another instance holds the queue; this one waits until it may write")
		return
	}
	if m.cfg.Path != "" && damaged(err) {
		m.suspect(err)
	}
	m.log.Error("write the queue", "error", err)
	m.notify(noticeUnwritable, "the queue cannot be written: "+reason(err))
}

// Close stops the workers, puts what ran back to queued, and closes the
// database. It waits for the workers until ctx ends; the queue is stored and
// closed in any case.
func (m *Manager) Close(ctx context.Context) error {
	var err error
	m.closing.Do(func() { err = m.close(ctx) })
	return err
}

func (m *Manager) close(ctx context.Context) error {
	m.settle(ctx)
	m.mu.Lock()
	m.end(errClosing) // under mu, as spawn: the group only shrinks from here on
	m.mu.Unlock()
	m.tell()
	err := await(ctx, &m.workers)
	// The owner's row goes: what is left is nobody's, for the next who adopts. Who
	// cannot write now leaves that to them, too.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
	defer cancel()
	stored := m.journal.do(last, func(t *tx) error {
		if err := t.release(m.owner.id); err != nil {
			return err
		}
		_, err := t.exec(`DELETE FROM owners WHERE id = ?`, m.owner.id)
		return err
	})
	m.journal.stop()
	m.owner.drop()
	m.mu.Lock()
	defer m.mu.Unlock()
	for w := range m.waiters {
		w.close()
	}
	return errors.Join(err, stored)
}

// settle waits until what was cancelled, here or by another process, is given up
// at the service and on the disk: the next who adopts may come late or never.
func (m *Manager) settle(ctx context.Context) {
	soon, cancel := context.WithTimeout(ctx, closeTime)
	defer cancel()
	_ = m.journal.do(soon, m.reconcile) // if it fails, others do it next time
	m.mu.Lock()
	runs := slices.DeleteFunc(slices.Clone(m.order), func(r *run) bool { return !r.stopping() })
	m.mu.Unlock()
	for _, r := range runs {
		select {
		case <-r.over:
		case <-ctx.Done():
			return
		}
	}
	_ = await(ctx, &m.cleaners)
}

// await waits for workers, but not longer than ctx.
func await(ctx context.Context, workers *sync.WaitGroup) error {
	done := make(chan struct{})
	safego.Go(func() {
		workers.Wait()
		close(done)
	})
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// mover is what the workers use of an account's client.
type mover interface {
	Upload(ctx context.Context, r b2core.UploadRequest) (b2core.FileVersion, error)
	Download(ctx context.Context, r b2core.DownloadRequest) (b2core.Verdict, error)
	Copy(ctx context.Context, r b2core.CopyRequest) (b2core.FileVersion, error)
	OpenVersion(ctx context.Context, v b2core.FileVersion) (*b2core.RemoteSource, error)
	HideFile(ctx context.Context, bucketID, name string) error
	UnhideFile(ctx context.Context, bucketID, name string) error
	DeleteFileVersion(ctx context.Context, name, fileID string) error
	FileInfo(ctx context.Context, fileID string) (b2core.FileVersion, error)
	Stat(ctx context.Context, bucketID, name string) (b2core.FileVersion, error)
	ListNames(ctx context.Context, bucketID string, o b2core.ListOptions) (b2core.Page, error)
	ListVersions(ctx context.Context, bucketID string, o b2core.ListOptions) (b2core.Page, error)
	CancelLargeFile(ctx context.Context, fileID string) error
}
