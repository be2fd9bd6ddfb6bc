package transfer

import (
	"context"
	"errors"
	"strings"
	"time"

	"b2tui/b2core"
)

// outcome is how moving one file ended.
type outcome struct {
	state    State // Done, Failed, Paused or, when skipped, Cancelled
	verdict  string
	reason   string
	waitsFor string // of Paused
	size     int64
	done     int64
	err      error
	made     string // of Done: ID of the version or path of the file that holds the content now
	name     string // of Done: what made is called, where that is a version
	sha1     string // of Done, of the content as far as it is known
	print    string // of Done, uploads: the source's fingerprint
}

// work moves one file and notes how that ended.
func (m *Manager) work(r *run) {
	defer m.dropRun(r)
	stop := m.publish(r)
	o := m.move(r)
	stop()
	done, _ := r.progress()
	if o.err != nil && r.stopping() {
		m.journal.note(r, note{end: &ending{stopped: true, done: done}})
		if errors.Is(context.Cause(r.ctx), errClosing) {
			return
		}
		if r.storedAs().state == Cancelled {
			m.cleanRun(r)
		}
		return
	}
	if o.err != nil {
		o = m.failed(r, o.err, done)
		if o.state == "" {
			return // held with others, or queued again; the state is stored
		}
	}
	end := &ending{
		state: o.state, verdict: o.verdict, reason: o.reason, waitsFor: o.waitsFor, size: o.size, done: o.done,
		finished: m.now().UnixMilli(), err: o.err, made: made{o.made, o.name, o.sha1},
	}
	switch o.state {
	case Failed, Cancelled: // a retry goes on with the parts, or they are cleaned up
		end.keepFile = r.planned().LargeFileID
	case Paused:
		end.finished, end.keepFile = 0, r.planned().LargeFileID
	}
	m.mu.Lock()
	m.settling[r] = struct{}{}
	m.mu.Unlock()
	m.journal.note(r, note{end: end})
	if o.state == Cancelled && r.hasParts() {
		m.cleanRun(r)
	}
}

// move does what the item is for.
func (m *Manager) move(r *run) outcome {
	client, err := m.accounts.client(r.ctx, r.row.profile)
	if err != nil {
		return outcome{err: &accountError{err}}
	}
	if strings.HasPrefix(r.row.expectSource, seenFolder) {
		return m.readFolder(r)
	}
	if !r.row.direction.bytes() {
		return m.alter(r, client)
	}
	source := client
	if r.row.relayed() {
		if source, err = m.accounts.client(r.ctx, r.row.sourceProfile); err != nil {
			return outcome{err: &accountError{err}}
		}
	}
	o := r.carried()
	if r.row.made == "" {
		o = m.carry(r, client, source)
	}
	if o.err != nil || o.state != Done || r.row.disposal == KeepSource {
		return o
	}
	return m.finishMove(r, client, source, o)
}

// carry brings the bytes to the target.
func (m *Manager) carry(r *run, client, source mover) outcome {
	if err := r.expectTarget(client); errors.Is(err, ErrChanged) && r.row.tried {
		r.unexpected = err // unless it is what an earlier run of this item made
	} else if err != nil {
		return outcome{err: err}
	}
	var o outcome
	switch r.row.direction {
	case Up:
		o = m.upload(r, client)
	case Down:
		return m.download(r, client)
	default:
		o = m.copyFile(r, client, source)
	}
	if o.state == Done || o.state == Cancelled {
		m.dropEarlier(r.ctx, r, r.planned().LargeFileID, o.made)
	}
	return o
}

// steering bounds, watches and remembers a run of a size. A small file is one
// request and needs no checkpoint.
func (m *Manager) steering(r *run, size int64, print string) b2core.Steering {
	r.share.resize(size)
	s := b2core.Steering{Progress: &r.prog, Slots: r.share}
	switch r.row.direction {
	case Up:
		s.Pace = pace{m.up, r.share, &r.moved, nil}
	default:
		s.Pace = pace{m.down, r.share, &r.moved, nil}
	}
	if size <= smallFile {
		return s
	}
	s.Checkpoint = &checkpoint{m: m, run: r, print: print}
	return s
}

// stalledRate stands in the journal for a file that has stalled.
const stalledRate = -1

// publish stores now and then how far a run is, for other processes to see. The
// result ends it.
func (m *Manager) publish(r *run) (stop func()) {
	if r.row.small() {
		return func() {}
	}
	quit := make(chan struct{})
	m.spawn(func() {
		tick := time.NewTicker(publishEvery)
		defer tick.Stop()
		told := 0.0
		for {
			select {
			case <-tick.C:
			case <-quit:
				return
			}
			m.mu.Lock()
			m.sample(m.now()) // nobody else may be looking
			rate := r.meter.rate()
			if r.stalled() {
				rate = stalledRate
			}
			m.mu.Unlock()
			done, _ := r.progress()
			if done != r.storedAs().done || rate != told { // one that stands still says so
				told = rate
				m.journal.note(r, note{progress: &progressNote{done: done, rate: rate}})
			}
		}
	})
	return func() { close(quit) }
}

// failed turns an error into an outcome. What would stop every other file of
// the account, too, holds them all, and when nobody answers they wait; the
// outcome has no state then.
func (m *Manager) failed(r *run, err error, done int64) outcome {
	text := reason(err)
	m.log.Warn("transfer failed", "id", r.row.id, "direction", r.row.direction, "name", r.row.name, "error", err)
	if b2core.Unanswered(err) {
		m.unanswered(&r.row, err)
		m.journal.note(r, note{end: &ending{stopped: true, done: done}})
		r.cancel(errUnanswered) // it is queued again
		return outcome{}
	}
	if m.lacksAccount(err) && m.letGo(&r.row, err) == nil {
		return outcome{}
	}
	if scope, ok := holdScope(err, &r.row); ok {
		m.accounts.forget(r.row.profile)
		if m.hold(scope, text, err) == nil {
			return outcome{}
		}
	}
	if o := m.full(r, err, done); o != nil {
		return *o
	}
	return outcome{state: Failed, reason: text, size: r.row.size, done: done, err: err}
}
