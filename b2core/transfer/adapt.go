package transfer

import (
	"time"

	"b2tui/b2core"
)

// How many parts go at once adapts, once a second, below the user's ceiling.
const (
	adaptTick   = time.Second
	probeTime   = 2 * time.Second  // after which a larger number must have paid
	probeGain   = 1.05             // by so much
	saturated   = 30 * time.Second // until more is tried again where more did not help
	cutPause    = 10 * time.Second // between two cuts: the first has to show first
	refusedMuch = 0.2              // of the answers: more is no accident
	fedTime     = 20               // seconds that a part may take under a limit of bytes per second
	fedLeast    = 2                // parts: a large one keeps no small file waiting
	fedUp       = 0.9              // of the limit: the line is not what holds things up
)

// second is what a second brought.
type second struct {
	moved             int64 // bytes
	answered, refused int64 // by the services
	paused            bool  // a service asked to wait
	crowded           bool  // parts wait for a place
	limit             int64 // bytes that may move in it; 0: any number
	ceiling           int
}

// adapter finds how many parts go at once. It halves the number when a service
// refuses, once for all refusals that belong together. It adds to it while parts
// wait and each addition moves more bytes; where one does not the line is
// saturated, and it is taken back.
//
// Refusals that halving does not make rarer have another cause than this
// program, and halving again would only cost: the number grows again in spite
// of them.
type adapter struct {
	target int
	cutAt  time.Time
	before float64 // share of refusals that caused the last cut
	futile bool

	from   int     // the number before the last addition; 0: none is on trial
	rate   float64 // bytes per second then
	since  time.Time
	bytes  int64 // moved since
	freeze time.Time

	fed  int // parts that the user's limit of bytes feeds; 0: there is none
	free int // the number before there was one
}

func newAdapter(ceiling int) adapter {
	return adapter{target: min(ceiling, startParts)}
}

// tick returns how many parts may go in the next second.
func (a *adapter) tick(now time.Time, s second) int {
	if a.since.IsZero() {
		a.since = now
		return a.target
	}
	a.bytes += s.moved
	share := 0.0
	if s.answered > 0 {
		share = float64(s.refused) / float64(s.answered)
	}
	switch {
	case s.paused || share >= refusedMuch:
		a.refused(now, share, s.paused)
	case s.answered > 0 && now.Sub(a.cutAt) >= cutPause:
		a.futile = false
	}
	a.target = min(a.target, s.ceiling)
	if now.Sub(a.since) < probeTime {
		return a.target
	}
	a.judge(now)
	sated := s.limit > 0 && float64(s.moved) >= fedUp*float64(s.limit)
	if s.crowded && !sated && !s.paused && a.target < s.ceiling && !now.Before(a.freeze) && (share < refusedMuch || a.futile) {
		a.from = a.target
		a.target = min(a.target+max(1, a.target/4), s.ceiling)
	}
	return a.target
}

// refused cuts the number, unless the last cut is too fresh or did not help.
func (a *adapter) refused(now time.Time, share float64, paused bool) {
	if !a.cutAt.IsZero() && now.Sub(a.cutAt) < cutPause {
		return
	}
	if !paused && !a.cutAt.IsZero() && now.Sub(a.cutAt) < 3*cutPause && share > a.before*2/3 {
		a.futile = true
	}
	if a.futile {
		a.cutAt = now
		return
	}
	a.cutAt, a.before = now, share
	a.target = max(1, a.target/2)
	a.from, a.since, a.bytes = 0, now, 0
}

// judge ends a trial and begins to measure anew.
func (a *adapter) judge(now time.Time) {
	rate := float64(a.bytes) / max(now.Sub(a.since).Seconds(), 1e-3)
	if a.from > 0 && rate < a.rate*probeGain {
		a.target, a.freeze = a.from, now.Add(saturated)
	}
	a.from, a.rate, a.since, a.bytes = 0, rate, now, 0
}

// bound is the user's own number: a larger one than before is believed at once.
func (a *adapter) bound(before, ceiling int) {
	if ceiling > before {
		a.target, a.free = ceiling, ceiling
	}
	a.target, a.free = min(a.target, ceiling), min(a.free, ceiling)
	if a.fed > 0 {
		a.target = min(a.target, a.fed)
	}
	a.from, a.freeze = 0, time.Time{}
}

// feed tells how many parts the user's limit of bytes feeds. More would each go so
// slowly that a pause, which ends the parts in flight, costs minutes of it.
func (a *adapter) feed(parts int) {
	if parts == a.fed {
		return
	}
	if a.fed == 0 {
		a.free = a.target
	}
	a.fed, a.target, a.from, a.freeze = parts, a.free, 0, time.Time{}
	if parts > 0 {
		a.target = min(a.free, parts)
	}
}

// feed takes the limits of bytes into the number of parts; m.mu is held.
func (m *Manager) feed() {
	parts, _ := m.fed()
	m.adapter.feed(parts)
	m.slots.adapt(m.adapter.target)
}

// fed is how many parts the limits of bytes per second feed, and how many bytes
// those are; 0: no limit holds up what runs, or too little is known of it yet.
// m.mu is held.
func (m *Manager) fed() (parts int, bytes int64) {
	rates := map[Direction]int64{}
	var part int64
	for _, r := range m.order {
		way, limit := r.row.direction, m.limits.UpRate
		if way == Down {
			limit = m.limits.DownRate
		}
		if limit == 0 || way != Up && way != Down {
			return 0, 0
		}
		rates[way] = limit
		part = max(part, r.planned().PartSize)
	}
	for _, limit := range rates {
		bytes += limit
	}
	if part == 0 {
		return 0, 0
	}
	return max(fedLeast, int(min(bytes*fedTime/part, 1<<20))), bytes
}

// strained is what an account's client tells of the service.
type strained interface{ Strain() b2core.Strain }

// watchLine adapts the number of parts as long as files run.
func (m *Manager) watchLine() {
	var last second
	last, _ = m.lineNow()
	for {
		if m.pause(m.ctx, adaptTick, nil) != nil {
			return
		}
		total, busy := m.lineNow()
		m.busyUntil(busy)
		now := time.Now() // of durations only: not the queue's clock
		m.mu.Lock()
		if len(m.order) == 0 {
			m.adapting = false
			m.ahead.drop(m.ahead.id)
			m.mu.Unlock()
			m.busyUntil(nil)
			return
		}
		m.feed()
		_, limit := m.fed()
		before := m.adapter.target
		parts := m.adapter.tick(now, second{
			moved: max(0, total.moved-last.moved), answered: max(0, total.answered-last.answered), refused: max(0, total.refused-last.refused),
			paused: len(busy) > 0, crowded: m.slots.crowded(), limit: limit, ceiling: m.limits.PartsAtOnce,
		})
		m.slots.adapt(parts)
		ahead := m.lookAhead()
		m.mu.Unlock()
		if parts > before { // more small files may start
			m.poke()
		}
		if ahead {
			m.spawn(m.hashAhead)
		}
		last = total
	}
}

// lineNow sums up what moved and what the services answered so far, and until
// when which account has to wait.
func (m *Manager) lineNow() (total second, busy map[string]time.Time) {
	for profile, c := range m.accounts.all() {
		client, ok := c.(strained)
		if !ok {
			continue
		}
		s := client.Strain()
		total.answered += s.Answered
		total.refused += s.Refused
		if !s.Until.IsZero() {
			if busy == nil {
				busy = make(map[string]time.Time)
			}
			busy[profile] = s.Until
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	total.moved = m.anyLine.ended
	for _, r := range m.order {
		total.moved += r.passed()
	}
	return total, busy
}

// busyUntil keeps which accounts have to wait, and says so.
func (m *Manager) busyUntil(busy map[string]time.Time) {
	m.mu.Lock()
	had := len(m.busy) > 0
	m.busy = busy
	m.mu.Unlock()
	var until time.Time
	for _, t := range busy {
		if t.After(until) {
			until = t
		}
	}
	switch {
	case !until.IsZero():
		m.notify(noticeBusy, "the service asked to wait until "+until.Local().Format(time.TimeOnly)+" (too many requests)")
	case had:
		m.withdraw(noticeBusy)
	}
}
