package transfer

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"b2tui/b2core/safego"
)

// request asks the writer to run a change. The change may be run twice when
// its first transaction could not be committed, so it must not depend on what
// it did before; what the process itself remembers is changed in after.
type request struct {
	change func(*tx) error
	done   chan error
	// claimed is set by the writer, which then runs the change, or by who asked
	// and gives up, and then nobody runs it.
	claimed atomic.Bool
}

func (r *request) claim() bool { return r.claimed.CompareAndSwap(false, true) }

// noteDelay is how long a note may wait for company. Notes are what a restart
// finds out again by itself: that a file runs, how far it is, that a small one
// is done.
const (
	noteDelay   = 20 * time.Millisecond
	retryDelay  = time.Second // after a commit that failed
	batchAtMost = 256
)

// start runs the writer. committed is called on its goroutine after each
// commit, failed when notes could not be written.
func (j *journal) start(committed func(*tx), failed func(error)) {
	safego.Go(func() {
		defer close(j.stopped)
		j.write(committed, failed)
	})
}

// stop writes what is pending and ends the writer.
func (j *journal) stop() {
	close(j.quit)
	<-j.stopped
	j.disconnect()
}

// do runs a change and returns when it is durable. When ctx ends before the
// writer has come to it, it is not run. One that runs is waited for: it writes
// to what its caller reads next.
func (j *journal) do(ctx context.Context, change func(*tx) error) error {
	r := &request{change: change, done: make(chan error, 1)}
	select {
	case j.requests <- r:
	case <-j.stopped:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-r.done:
		return err
	case <-j.stopped:
	case <-ctx.Done():
		if r.claim() {
			return ctx.Err()
		}
		return <-r.done
	}
	if r.claim() {
		return ErrClosed
	}
	return <-r.done
}

// peek tells whether another connection may have written since the last look of
// a transaction. It takes no lock that others wait for.
func (j *journal) peek(ctx context.Context) (bool, error) {
	answer := make(chan bool, 1)
	select {
	case j.peeks <- answer:
		return <-answer, nil
	case <-j.stopped:
		return false, ErrClosed
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

// changedElsewhere is peek on the writer's goroutine. What cannot be read a
// transaction shall find out.
func (j *journal) changedElsewhere() bool {
	v, err := j.dataVersion()
	return err != nil || v != j.version
}

// dataVersion changes when another connection writes.
func (j *journal) dataVersion() (v int64, err error) {
	err = j.stmts.version.QueryRow().Scan(&v)
	return v, err
}

// note puts a change into the book, to be written soon and together with others.
func (j *journal) note(r *run, n note) {
	j.book.add(r, n)
	select {
	case j.notes <- struct{}{}:
	default:
	}
}

func (j *journal) write(committed func(*tx), failed func(error)) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	<-timer.C
	waiting := false
	for {
		var batch []*request
		select {
		case r := <-j.requests:
			batch = j.gather(r)
		case <-j.notes:
			if !waiting {
				waiting = true
				timer.Reset(noteDelay)
			}
			continue
		case answer := <-j.peeks:
			answer <- j.changedElsewhere()
			continue
		case <-timer.C:
			waiting = false
		case <-j.quit:
			_ = j.settle(j.gather(nil), committed, failed)
			return
		}
		if err := j.settle(batch, committed, failed); err != nil {
			failed(err)
			waiting = true
			timer.Reset(retryDelay)
		}
	}
}

// gather takes what else is waiting.
func (j *journal) gather(first *request) []*request {
	var batch []*request
	if first != nil {
		batch = append(batch, first)
	}
	for len(batch) < batchAtMost {
		select {
		case r := <-j.requests:
			batch = append(batch, r)
		default:
			return batch
		}
	}
	return batch
}

// settle commits the notes and the batch at once, or, if something in it
// fails, each request by itself. The error is that of the notes, which stay in
// the book then. Nobody's request is claimed before it is this process's turn.
func (j *journal) settle(batch []*request, committed func(*tx), failed func(error)) error {
	if len(batch) == 0 && j.book.empty() {
		return nil
	}
	if err := j.begin(failed); err != nil {
		answer(claimed(batch), err)
		return err
	}
	batch = claimed(batch)
	notes := j.book.take()
	if err := j.attempt(notes, batch, committed); err == nil || len(batch) == 0 {
		if err != nil {
			j.book.putBack(notes)
		}
		answer(batch, err)
		return err
	}
	var failure error
	if len(notes) > 0 {
		if failure = j.again(notes, nil, committed, failed); failure != nil {
			j.book.putBack(notes)
		}
	}
	for _, r := range batch {
		r.done <- j.again(nil, []*request{r}, committed, failed)
	}
	return failure
}

// claimed are the requests that nobody has given up.
func claimed(batch []*request) []*request {
	return slices.DeleteFunc(batch, func(r *request) bool { return !r.claim() })
}

// begin starts a transaction. While another process writes it waits for its
// turn, as long as that takes: what this process wants to write is not lost, and
// who asked for it may give up. It says that it waits, and the end of the
// journal ends it.
func (j *journal) begin(failed func(error)) error {
	for {
		_, err := j.stmts.begin.Exec()
		if !isBusy(err) {
			return err
		}
		failed(err)
		select {
		case <-j.quit:
			return err
		default:
		}
	}
}

// again is attempt in a transaction of its own.
func (j *journal) again(notes []bookEntry, batch []*request, committed func(*tx), failed func(error)) error {
	if err := j.begin(failed); err != nil {
		return err
	}
	return j.attempt(notes, batch, committed)
}

func answer(batch []*request, err error) {
	for _, r := range batch {
		r.done <- err
	}
}

// attempt runs notes and requests in the transaction that has begun, and ends it.
func (j *journal) attempt(notes []bookEntry, batch []*request, committed func(*tx)) error {
	t := &tx{j: j, ctx: context.Background()}
	err := t.run(notes, batch)
	if err == nil {
		_, err = j.stmts.commit.Exec()
	}
	if err != nil {
		// SQLite has rolled back by itself after some failures, such as a full
		// disk, and this then fails: the first error is the one that counts.
		_, _ = j.stmts.rollback.Exec()
		for _, f := range t.failed {
			f()
		}
		return err
	}
	for _, f := range t.after {
		f()
	}
	committed(t)
	return nil
}
