package transfer

import (
	"context"
	"sync"
	"time"
)

// nextState is what Next remembers between calls.
type nextState struct {
	turn sync.Mutex // one reader at a time
	at   time.Time
	last imprint
	any  bool
}

// imprint is what makes two snapshots differ for a reader.
type imprint struct {
	revision int64
	asked    int
	totals   Totals
	limits   Limits
	partsNow int
	rule     RuleInForce
	notice   string
	remark   int
	moved    int64
	rates    int64
	active   int
	waiting  int64
}

// maxActive bounds Snapshot.Active: nobody reads more running files at once.
const maxActive = 64

// Next waits until something changed since the snapshot that it returned last,
// but at least minInterval, and returns the state then; the first call returns
// at once. It is meant for one reader; it fails only when ctx ends or the
// queue is closed.
func (m *Manager) Next(ctx context.Context, minInterval time.Duration) (Snapshot, error) {
	n := &m.next
	n.turn.Lock()
	defer n.turn.Unlock()
	if err := m.pause(ctx, minInterval-time.Since(n.at), nil); err != nil {
		return Snapshot{}, err
	}
	for {
		s := m.Current()
		if mark := imprintOf(&s); !n.any || mark != n.last {
			n.any, n.last, n.at = true, mark, time.Now()
			return s, nil
		}
		// While files run their counters move without a word, so look again.
		wait := time.Duration(0)
		if len(s.Active) > 0 {
			wait = max(minInterval, meterTick)
		}
		if err := m.pause(ctx, wait, m.changed); err != nil {
			return Snapshot{}, err
		}
	}
}

// pause waits for d or until news; without d for news only.
func (m *Manager) pause(ctx context.Context, d time.Duration, news <-chan struct{}) error {
	var expired <-chan time.Time
	switch {
	case d > 0:
		timer := time.NewTimer(d)
		defer timer.Stop()
		expired = timer.C
	case news == nil:
		return m.alive(ctx)
	}
	select {
	case <-expired:
	case <-news:
	case <-ctx.Done():
	case <-m.ctx.Done():
	}
	return m.alive(ctx)
}

// alive fails when ctx has ended or the Manager is closed.
func (m *Manager) alive(ctx context.Context) error {
	if m.ctx.Err() != nil {
		return ErrClosed
	}
	return ctx.Err()
}

func imprintOf(s *Snapshot) imprint {
	i := imprint{revision: s.Revision, asked: s.Asked, totals: s.Totals, limits: s.Limits, partsNow: s.PartsNow, rule: s.Rule, notice: s.Notice, remark: s.Remark.Number, active: len(s.Active)}
	for k := range s.Active {
		it := &s.Active[k]
		i.moved += it.Done
		i.rates += int64(it.Rate)
		if !it.RetryAt.IsZero() {
			i.waiting += it.RetryAt.UnixMilli()
		}
		if it.State == Verifying {
			i.waiting++
		}
	}
	return i
}

// Current returns the state now. It reads memory only.
func (m *Manager) Current() Snapshot {
	now := m.now()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.watched = now
	m.sample(now)
	s := Snapshot{Revision: m.revision, Asked: m.asked, Limits: m.limits, PartsNow: m.adapter.target, Rule: m.times.force, Notice: m.notices.text(), Remark: m.remarked}
	counts := m.counts
	groups := make(map[int64]*Item)
	var order []int64
	var longest time.Duration
	for _, r := range m.order {
		st := r.storedAs()
		if st.state != Queued && st.state != Running || r.stopping() {
			continue
		}
		it := r.row.item()
		r.overlay(&it, len(s.Active) < maxActive)
		counts.add(st.state, -1, -st.size, -st.done)
		counts.add(Running, 1, it.Size, it.Done)
		if !it.Direction.bytes() {
			counts.addChanges(st.state, -1)
			counts.addChanges(Running, 1)
		}
		if until := m.busy[r.row.profile]; until.After(it.RetryAt) && until.After(now) {
			it.RetryAt = until
		}
		it.Rate, it.Stalled = r.meter.rate(), r.stalled()
		it.ETA = r.meter.eta(it.Size - it.Done)
		longest = max(longest, it.ETA)
		if it.Group != 0 {
			if groups[it.Group] == nil {
				groups[it.Group] = &Item{ID: it.Group, IsGroup: true, State: Running}
				order = append(order, it.Group)
			}
			addLive(groups[it.Group], &it, st)
		}
		if len(s.Active) < maxActive {
			s.Active = append(s.Active, it)
		}
	}
	for r := range m.settling {
		if m.runs[r.row.id] == r {
			continue // counted above
		}
		if st := r.storedAs(); st.state == Queued || st.state == Running {
			done, size := r.progress()
			counts.add(st.state, 0, size-st.size, done-st.done)
		}
	}
	for _, id := range order {
		s.Groups = append(s.Groups, *groups[id])
	}
	s.Totals = m.totals(&counts, longest)
	return s
}

// addLive adds what a running file has beyond its group's stored totals.
func addLive(g, it *Item, st stored) {
	g.Done += it.Done - st.done
	g.Size += it.Size - st.size
	g.Rate += it.Rate
}

// totals are made of the counts; longest is the greatest ETA of a running file.
func (m *Manager) totals(counts *tally, longest time.Duration) Totals {
	t := Totals{
		Running: counts.files(Running) + counts.files(Verifying), Queued: counts.files(Queued), Paused: counts.files(Paused),
		Failed: counts.files(Failed), Done: counts.files(Done), Cancelled: counts.files(Cancelled),
		RunningChanges: counts.changes(Running) + counts.changes(Verifying), QueuedChanges: counts.changes(Queued),
	}
	pace := m.foreign.all
	t.UpRate, t.DownRate = m.foreign.up, m.foreign.down
	if len(m.order) > 0 { // a mean over seconds outlives what it measured
		t.UpRate += m.upLine.meter.rate()
		t.DownRate += m.downLine.meter.rate()
		pace += m.anyLine.meter.pace
	}
	size, done := counts.unfinished()
	t.ETA = eta(size-done, pace)
	if t.ETA >= 0 {
		t.ETA = max(t.ETA, longest)
	}
	if size > 0 {
		ended := max(0, counts.size(Done)-m.doneAt)
		t.Bytes, t.BytesDone = size+ended, done+ended
	}
	return t
}

// rest remembers what is done when nothing is left to do: the bytes that are
// told of a queue are those since then. m.mu is held.
func (m *Manager) rest() {
	c := &m.counts
	idle := c.files(Queued)+c.files(Running)+c.files(Verifying) == 0
	if done := c.size(Done); idle || m.doneAt < 0 || done < m.doneAt {
		m.doneAt = done
	}
}

// lineRate measures one direction over all files.
type lineRate struct {
	ended int64 // bytes of runs that are over
	meter meter
}

// sample looks at all counters; m.mu is held.
func (m *Manager) sample(now time.Time) {
	up, down, all := m.upLine.ended, m.downLine.ended, m.anyLine.ended
	for _, r := range m.order {
		passed := r.passed()
		r.meter.sample(now, passed)
		all += passed
		if r.row.direction == Up || r.row.relayed() {
			up += passed
		}
		if r.row.direction == Down || r.row.relayed() {
			down += passed
		}
	}
	m.anyLine.meter.sample(now, all)
	m.upLine.meter.sample(now, up)
	m.downLine.meter.sample(now, down)
}

// tallyLine keeps a run's bytes when it ends; m.mu is held.
func (m *Manager) tallyLine(r *run) {
	passed := r.passed()
	m.anyLine.ended += passed
	if r.row.direction == Up || r.row.relayed() {
		m.upLine.ended += passed
	}
	if r.row.direction == Down || r.row.relayed() {
		m.downLine.ended += passed
	}
}
