package transfer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

// slow lets transfers crawl until the test lifts the limit.
func slow(c *Config) { c.Limits.UpRate, c.Limits.DownRate = 256<<10, 256<<10 }

func moving(min int64) func(Snapshot) bool {
	return func(s Snapshot) bool { return len(s.Active) > 0 && s.Active[0].Done >= min }
}

func (w *world) unfinished() []string {
	w.Helper()
	var ids []string
	for v, err := range w.client.UnfinishedLargeFiles(w.Context(), w.bucket.ID, "") {
		if err != nil {
			w.Fatal(err)
		}
		ids = append(ids, v.ID)
	}
	return ids
}

func TestPauseAndResumeKeepWhatWasAccepted(t *testing.T) {
	t.Parallel() // it waits more than it works
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	m := w.open(slow, func(c *Config) { c.Limits.PartsAtOnce = 1 })
	const size = 40 << 20
	file := w.write("big", size)
	id := w.enqueue(m, w.up(file, "big"))[0]
	m.SetLimits(Limits{PartsAtOnce: 1, UpRate: 16 << 20})
	w.until(m, "parts are in", moving(12<<20))
	if err := m.Pause(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	w.until(m, "it stands", func(s Snapshot) bool { return len(s.Active) == 0 && s.Totals.Paused == 1 })
	it := w.item(m, id)
	if it.State != Paused || len(w.unfinished()) != 1 {
		t.Fatalf("paused: %+v, unfinished %v", it, w.unfinished())
	}
	before := w.server.Counters().Calls["b2_upload_part"]
	m.SetLimits(Limits{})
	if err := m.Resume(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if s := w.wait(m, id); s.Done != 1 {
		t.Fatalf("%+v", s)
	}
	w.stored("big", content("big", size))
	parts := w.server.Counters().Calls["b2_upload_part"] - before
	if parts > 40-12+1 {
		t.Errorf("%d of 40 parts were sent after the pause, at which 12 were in", parts)
	}
}

func TestCancelGivesUpWhatIsUnfinished(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	m := w.open(slow)
	id := w.enqueue(m, w.up(w.write("big", 20<<20), "big"))[0]
	w.until(m, "it moves", moving(1))
	if len(w.unfinished()) != 1 {
		t.Fatal("no large file was started")
	}
	if err := m.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if s := w.wait(m, id); s.Cancelled != 1 {
		t.Fatalf("%+v", s)
	}
	eventually(t, "the large file is given up", func() bool { return len(w.unfinished()) == 0 })
}

func TestCancelRemovesThePartialDownload(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 5<<20))
	m := w.open()
	w.wait(m, w.enqueue(m, w.up(w.write("big", 20<<20), "big"))...)
	m.SetLimits(Limits{DownRate: 256 << 10})
	back := filepath.Join(w.dir, "back")
	id := w.enqueue(m, w.down("big", filepath.Join(back, "big")))[0]
	w.until(m, "it moves", moving(1))
	if err := m.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the folder is empty", func() bool {
		left, err := os.ReadDir(back)
		return err == nil && len(left) == 0
	})
}

// Of a group that is paused, what is resumed or retried runs, and nothing else.
func TestOneOfAPausedGroupRuns(t *testing.T) {
	w := newWorld(t)
	for i := range 4 {
		w.write(fmt.Sprintf("d/%d", i), 100)
	}
	m := w.open()
	w.server.Inject(emulator.Fault{Call: "b2_upload_file", Count: 1, Status: 400, Code: "bad_request"})
	j := w.upDir(filepath.Join(w.dir, "d"), "d/")
	j.Paused = true
	id := w.enqueue(m, j)[0]
	w.until(m, "it is read", func(s Snapshot) bool { return s.Totals.Paused == 4 })
	win, err := m.Window(t.Context(), Query{Group: id, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	one, other := win.Items[1].ID, win.Items[2].ID
	for _, order := range []func(context.Context, ...int64) error{m.Resume, m.Retry} {
		if err := order(t.Context(), one); err != nil {
			t.Fatal(err)
		}
		w.wait(m, one)
	}
	if err := m.PauseAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := m.Resume(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	w.wait(m, other)
	eventually(t, "the group waits again", func() bool { return w.item(m, id).State == Paused })
	if s := m.Current().Totals; s.Done != 2 || s.Paused != 2 {
		t.Errorf("%+v", s)
	}
}

// Orders for all, while a batch is stored, let none of it run.
func TestOrdersForAllWhileABatchIsStored(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	file := w.write("f", 10)
	const files = 2 * lastLot
	id, err := m.EnqueueBatch(t.Context(), Batch{Title: "b", Direction: Up, BucketID: w.bucket.ID, Jobs: func(yield func(Job) bool) {
		for i := range files + 1 {
			if i == files {
				if err := errors.Join(m.PauseAll(t.Context()), m.ResumeAll(t.Context())); err != nil {
					t.Error(err)
				}
				if err := m.readReady(); err != nil {
					t.Error(err)
				}
				m.mu.Lock()
				if n := len(m.ready.rows) + len(m.order); n != 0 {
					t.Errorf("%d files are about to run", n)
				}
				m.mu.Unlock()
			}
			if !yield(w.up(file, fmt.Sprint(i))) {
				return
			}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if s := w.wait(m, id); s.Done != files+1 {
		t.Errorf("%+v", s)
	}
}

func TestCancelBeforeItRan(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	j := w.up(w.write("a", 10), "a")
	j.Paused = true
	id := w.enqueue(m, j)[0]
	if it := w.item(m, id); it.State != Paused {
		t.Fatalf("%+v", it)
	}
	if err := m.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if it := w.item(m, id); it.State != Cancelled {
		t.Fatalf("%+v", it)
	}
	if err := m.Retry(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if s := w.wait(m, id); s.Done != 1 {
		t.Fatalf("%+v", s)
	}
}

func TestGroupIsOne(t *testing.T) {
	w := newWorld(t)
	m := w.open(func(c *Config) { c.Limits = Limits{FilesAtOnce: 1, PartsAtOnce: 1, UpRate: 64 << 10} })
	for _, n := range []string{"d/1", "d/2", "d/3", "d/4", "d/5"} {
		w.write(n, 2<<20)
	}
	id := w.enqueue(m, w.upDir(filepath.Join(w.dir, "d"), ""))[0]
	w.until(m, "one moves", moving(1))
	if err := m.Pause(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	s := w.until(m, "all stand", func(s Snapshot) bool { return s.Totals.Paused == 5 && len(s.Active) == 0 })
	if g := w.item(m, id); g.State != Paused || s.Totals.Queued != 0 {
		t.Errorf("group %+v, totals %+v", g, s.Totals)
	}
	m.SetLimits(Limits{})
	if err := m.ResumeAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := w.wait(m, id); s.Done != 5 {
		t.Fatalf("%+v", s)
	}
}

func TestQueueOrderAndMove(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	if err := m.PauseAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	var jobs []Job
	for _, n := range []string{"a", "b", "c", "d"} {
		j := w.up(w.write(n, 2<<20), n)
		j.Paused = true
		jobs = append(jobs, j)
	}
	ids := w.enqueue(m, jobs...)
	order := func() string {
		win, err := m.Window(t.Context(), Query{Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		s := ""
		for _, it := range win.Items {
			s += it.Name
		}
		return s
	}
	for _, c := range []struct {
		id, before int64
		want       string
	}{
		{ids[3], ids[0], "dabc"}, {ids[0], 0, "dbca"}, {ids[2], ids[1], "dcba"}, {ids[1], ids[1], "dcba"},
	} {
		if err := m.Move(t.Context(), c.id, c.before); err != nil {
			t.Fatal(err)
		}
		if got := order(); got != c.want {
			t.Fatalf("order %s, want %s", got, c.want)
		}
	}
	for range 40 { // uses up the gaps
		if err := m.Move(t.Context(), ids[0], ids[1]); err != nil {
			t.Fatal(err)
		}
		if err := m.Move(t.Context(), ids[1], ids[0]); err != nil {
			t.Fatal(err)
		}
	}
	if got := order(); got != "dcba" {
		t.Fatalf("order %s after many moves", got)
	}
	if err := m.Move(t.Context(), 4711, 0); !errors.Is(err, ErrNoItem) {
		t.Errorf("move of nothing: %v", err)
	}
	m.SetLimits(Limits{FilesAtOnce: 1})
	var names []string
	done := make(chan error, 1)
	go func() {
		_, err := m.Wait(context.Background(), func(it Item) { names = append(names, it.Name) }, ids...)
		done <- err
	}()
	if err := m.ResumeAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if got := names; len(got) != 4 || got[0]+got[1]+got[2]+got[3] != "dcba" {
		t.Errorf("they ran as %v", got)
	}
	n, err := m.ClearFinished(t.Context())
	if err != nil || n != 4 || order() != "" || m.Current().Totals.Done != 0 {
		t.Errorf("clear: %d, %v, left %q, %+v", n, err, order(), m.Current().Totals)
	}
}

func TestLimitsChangeLive(t *testing.T) {
	w := newWorld(t)
	m := w.open(func(c *Config) { c.Limits.UpRate = 1 << 10 })
	id := w.enqueue(m, w.up(w.write("a", 4<<20), "a"))[0] // more than an hour
	w.until(m, "it runs", func(s Snapshot) bool { return len(s.Active) == 1 })
	start := time.Now()
	m.SetLimits(Limits{})
	if s := w.wait(m, id); s.Done != 1 {
		t.Fatalf("%+v", s)
	}
	if d := time.Since(start); d > 10*time.Second {
		t.Errorf("it took %v after the limit was lifted", d)
	}
}

func TestCapHoldsTheAccount(t *testing.T) {
	for _, headless := range []bool{false, true} {
		w := newWorld(t)
		w.server.Inject(emulator.Fault{Call: "b2_upload_file", Count: -1, Status: 403, Code: "storage_cap_exceeded", Message: "Cannot upload files, storage cap exceeded."})
		m := w.open(func(c *Config) { c.Headless = headless })
		for _, n := range []string{"d/1", "d/2", "d/3"} {
			w.write(n, 10)
		}
		id := w.enqueue(m, w.upDir(filepath.Join(w.dir, "d"), ""))[0]
		if headless {
			s := w.wait(m, id)
			if s.Failed != 3 || !errors.Is(s.Err, b2core.ErrCapExceeded) || len(s.Failures) != 3 {
				t.Errorf("%+v", s)
			}
			continue
		}
		s := w.until(m, "all are held", func(s Snapshot) bool { return s.Totals.Paused == 3 && s.Notice != "" })
		if s.Totals.Failed != 0 {
			t.Errorf("%+v", s.Totals)
		}
		w.server.ClearFaults()
		if err := m.ResumeAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s := w.wait(m, id); s.Done != 3 || m.Current().Notice != "" {
			t.Errorf("%+v, notice %q", s, m.Current().Notice)
		}
	}
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("not in time: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// TestGroupIsReadInTheTransactionThatResumesIt has the scheduler read the queue
// right behind an order, before that is committed.
func TestGroupIsReadInTheTransactionThatResumesIt(t *testing.T) {
	w := newWorld(t)
	m := w.open(func(c *Config) { c.Path = "" }) // nothing to look for what others changed
	for i := range 3 {
		w.put(fmt.Sprintf("in/%d", i), []byte("remote"))
		w.write(fmt.Sprintf("back/%d", i), 3)
	}
	back := filepath.Join(w.dir, "back")
	id := w.enqueue(m, w.downDir("in/", back))[0]
	w.until(m, "all ask", func(s Snapshot) bool { return s.Totals.Paused == 3 })
	if err := os.RemoveAll(back); err != nil {
		t.Fatal(err)
	}

	// The writer puts the two together when they come at the same time.
	err := m.journal.do(t.Context(), func(t *tx) error {
		if _, err := m.one(t, id, func(bool) order { return answerOrder(Ask) }); err != nil {
			return err
		}
		t.spoil(m)
		return m.readIn(t)
	})
	if err != nil {
		t.Fatal(err)
	}
	if s := w.wait(m, id); s.Done != 3 {
		t.Errorf("%+v", s)
	}
}

// An upload that was broken off and is found to be there already leaves no large
// file behind.
func TestThereAlreadyGivesUpWhatIsUnfinished(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	m := w.open(slow)
	id := w.enqueue(m, w.up(w.write("big", 20<<20), "big"))[0]
	w.until(m, "it moves", moving(1))
	w.close(m)
	if len(w.unfinished()) != 1 {
		t.Fatal("no large file was started")
	}
	w.version("big", 20<<20) // as somebody who could not wait
	m = w.open(func(c *Config) { c.Adopt = true })
	w.wait(m, id)
	if it := w.item(m, id); it.State != Done || len(w.unfinished()) != 0 {
		t.Errorf("%s %q, unfinished %v", it.State, it.Reason, w.unfinished())
	}
}
