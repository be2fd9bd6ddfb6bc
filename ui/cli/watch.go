package cli

import (
	"context"
	"os"
	"slices"
	"sync"
	"time"

	"b2tui/b2core/safego"
	"b2tui/b2core/transfer"
)

// watch sums up how the jobs of this run get on.
type watch struct {
	queue   *transfer.Manager
	all     bool // the whole queue instead of some jobs
	groups  []int64
	singles map[int64]bool
	size    int64 // of the single files
	started time.Time

	mu    sync.Mutex
	files int   // finished; guarded by mu, as below
	bytes int64 // of those that were moved
	spare int64 // of those that were there already
	left  int64 // of those that were left alone
	fails int
	moved int64     // what state was told of last
	still time.Time // since when it has not changed
}

func newWatch(m *transfer.Manager, jobs []transfer.Job, ids []int64) *watch {
	w := &watch{queue: m, singles: map[int64]bool{}, started: time.Now()}
	for i, j := range jobs {
		switch {
		case j.Dir:
			w.groups = append(w.groups, ids[i])
		default:
			w.singles[ids[i]] = true
			w.size += sizeOf(j)
		}
	}
	return w
}

// one tells whether this run is about a single file.
func (w *watch) one() bool { return !w.all && len(w.groups) == 0 && len(w.singles) == 1 }

// watchAll sums up how the whole queue gets on.
func watchAll(m *transfer.Manager) *watch {
	return &watch{queue: m, all: true, singles: map[int64]bool{}, started: time.Now()}
}

// sizeOf is the size of a single file in bytes.
func sizeOf(j transfer.Job) int64 {
	if j.Direction != transfer.Up {
		return j.File.Size
	}
	info, err := os.Stat(j.Local)
	if err != nil {
		return 0
	}
	return info.Size()
}

// state is how far the run is.
type state struct {
	files, filesDone int
	bytes, bytesDone int64
	running, failed  int
	stalled          bool          // something runs, and no byte has moved for a while
	walking          bool          // more files may come
	rate             float64       // bytes per second
	left             time.Duration // negative: unknown
	notice           string
	remarks          []string // what reading directories found worth telling
	elapsed          time.Duration
}

// now reads the queue. The journal is asked for directories only; the rest is
// in memory.
func (w *watch) now(ctx context.Context) state {
	snapshot := w.queue.Current()
	if w.all {
		return w.whole(&snapshot)
	}
	s := state{files: len(w.singles), bytes: w.size, notice: snapshot.Notice, elapsed: time.Since(w.started)}
	ours := map[int64]bool{}
	for _, id := range w.groups {
		ours[id] = true
		g, err := w.queue.Item(ctx, id)
		if err != nil {
			continue
		}
		s.files += g.Files
		s.bytes += g.Size
		s.walking = s.walking || g.Walking
		if g.Reason != "" && (g.Walking || g.State != transfer.Paused) {
			s.remarks = append(s.remarks, subject(g)+": "+g.Reason)
		}
	}
	w.mu.Lock()
	s.filesDone, s.bytesDone, s.failed = w.files, w.bytes, w.fails
	s.bytes = max(s.bytes-w.spare-w.left, s.bytesDone)
	w.mu.Unlock()
	for _, i := range snapshot.Active {
		if i.IsGroup || i.Owner != "" || !w.singles[i.ID] && !ours[i.Group] {
			continue
		}
		s.running++
		s.bytesDone += i.Done
		s.rate += i.Rate
	}
	s.stalled = w.stands(&s, snapshot.Active)
	s.left = -1
	if rest := s.bytes - s.bytesDone; s.rate >= 1 && !s.walking && rest >= 0 {
		s.left = time.Duration(float64(rest) / s.rate * float64(time.Second))
	}
	return s
}

// stalledAfter is how long no byte moves before that is told.
const stalledAfter = 5 * time.Second

// stands tells whether nothing has moved for a while though something runs.
// Content that is hashed moves nothing and is no stall.
func (w *watch) stands(s *state, active []transfer.Item) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	idle := s.running == 0 || slices.ContainsFunc(active, func(i transfer.Item) bool { return i.State == transfer.Verifying })
	if idle || s.bytesDone != w.moved || w.still.IsZero() {
		w.moved, w.still = s.bytesDone, time.Now()
	}
	return time.Since(w.still) >= stalledAfter
}

// whole is the state of the whole queue: what ended in this run, and what is
// left of it, paused or not.
func (w *watch) whole(snapshot *transfer.Snapshot) state {
	t := &snapshot.Totals
	s := state{
		running: t.Running, rate: t.UpRate + t.DownRate, left: t.ETA, notice: snapshot.Notice, elapsed: time.Since(w.started),
	}
	if r := snapshot.Remark; r.Number > 0 {
		s.remarks = []string{r.Text}
	}
	w.mu.Lock()
	s.filesDone, s.failed = w.files, w.fails
	s.files = w.files + t.Running + t.Queued + t.Paused
	s.bytes, s.bytesDone = w.bytes, w.bytes
	if t.Bytes > 0 { // what ended is among them
		s.bytes, s.bytesDone = max(0, t.Bytes-w.spare), max(0, t.BytesDone-w.spare)
	}
	w.mu.Unlock()
	s.stalled = w.stands(&s, snapshot.Active)
	return s
}

// finished counts a file and tells it.
func (w *watch) finished(i transfer.Item, r reporter) {
	if i.IsGroup {
		return
	}
	w.mu.Lock()
	w.files++
	switch {
	case !i.Unchanged:
		w.bytes += i.Size
	case i.State == transfer.Done:
		w.spare += i.Size
	default:
		w.left += i.Size
	}
	if i.State == transfer.Failed {
		w.fails++
	}
	w.mu.Unlock()
	r.file(i)
}

// every tells the state again and again until stop is called.
func (w *watch) every(ctx context.Context, r reporter) (stop func()) {
	pause := r.pause()
	if pause <= 0 {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	over := make(chan struct{})
	safego.Go(func() {
		defer close(over)
		tick := time.NewTicker(pause)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				r.tell(w.now(ctx))
			case <-ctx.Done():
				return
			}
		}
	})
	return func() {
		cancel()
		<-over
	}
}
