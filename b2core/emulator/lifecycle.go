package emulator

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"b2tui/b2core/internal/api"
)

const day = 24 * time.Hour

// shiftedClock is a clock that can be put forward.
type shiftedClock struct {
	Clock
	ahead *atomic.Int64 // nanoseconds
}

// Now is the inner clock's time and what it was put forward.
func (c *shiftedClock) Now() time.Time { return c.Clock.Now().Add(time.Duration(c.ahead.Load())) }

// AdvanceClock puts the emulator's clock forward: tokens and keys expire,
// retention ends, lifecycle rules run. Delays that are under way go on as they
// were. It fails when d leads back, or beyond the time that a version can have,
// or when the new time cannot be kept.
func (e *Emulator) AdvanceClock(d time.Duration) error {
	e.store.mu.Lock()
	defer e.store.mu.Unlock()
	latest := time.Unix(math.MaxUint32, 0)
	if left := latest.Sub(e.clock.Now()); d < 0 || d > left {
		return fmt.Errorf("put the clock forward by %v: only 0 to %v is possible", d, left)
	}
	return e.store.putTimes(e.store.ahead.Load()+int64(d), e.store.nextRun.Load())
}

// runRules runs the lifecycle rules for the days that have begun since the last
// time, as the service does once a day. Days on which nothing is due are jumped
// over. Whoever comes while they run goes on beside them, as with the service.
func (e *Emulator) runRules(now time.Time) error {
	if now.UnixMilli() < e.store.nextRun.Load() || !e.rules.TryLock() {
		return nil
	}
	defer e.rules.Unlock()
	at := e.store.nextRun.Load()
	for at <= now.UnixMilli() {
		next, err := e.runDay(at)
		if err != nil {
			return err
		}
		at += days(at, min(next, now.UnixMilli()+1))
	}
	e.store.mu.Lock()
	defer e.store.mu.Unlock()
	return e.store.putTimes(e.store.ahead.Load(), at)
}

const (
	never     = math.MaxInt64 // milliseconds
	dayMillis = int64(day / time.Millisecond)
)

// days is the time from one run to the first that is not before next.
func days(from, next int64) int64 {
	return max((next-from+dayMillis-1)/dayMillis, 1) * dayMillis
}

// runDay makes all rules do what is due at a time, and tells when the next of it is.
func (e *Emulator) runDay(at int64) (next int64, err error) {
	next = never
	for _, w := range e.ruled() {
		for more := true; more; {
			if more, err = w.run(e, at); err != nil {
				return 0, err
			}
		}
		next = min(next, w.next)
	}
	return next, nil
}

// ruleWalk is one rule's way through its bucket.
type ruleWalk struct {
	bucket *bucket
	rule   api.LifecycleRule
	from   string // the name to go on with
	next   int64  // when something of what was passed is due
}

// ruled lists the rules, bucket by bucket in a fixed order.
func (e *Emulator) ruled() []*ruleWalk {
	e.store.mu.RLock()
	defer e.store.mu.RUnlock()
	var walks []*ruleWalk
	for _, b := range e.store.buckets {
		for _, rule := range b.settings.Lifecycle {
			walks = append(walks, &ruleWalk{b, rule, rule.FileNamePrefix, never})
		}
	}
	slices.SortFunc(walks, func(a, b *ruleWalk) int {
		return cmp.Or(strings.Compare(a.bucket.id, b.bucket.id), strings.Compare(a.from, b.from))
	})
	return walks
}

// rulesChunk is how many names a rule looks at before others get the lock.
const rulesChunk = 1000

// run looks at the next names and tells whether there are more.
func (w *ruleWalk) run(e *Emulator, at int64) (more bool, err error) {
	e.store.mu.Lock()
	defer e.store.mu.Unlock()
	if e.store.buckets[w.bucket.id] != w.bucket {
		return false, nil
	}
	chunk := make([]*version, 0, rulesChunk)
	w.bucket.names.Ascend(w.from, func(name string, newest *version) bool {
		if !strings.HasPrefix(name, w.rule.FileNamePrefix) {
			return false
		}
		if len(chunk) == rulesChunk {
			w.from, more = name, true
			return false
		}
		chunk = append(chunk, newest)
		return true
	})
	for _, newest := range chunk {
		deleting, err := e.deleteOld(w.rule, newest, at)
		if err != nil {
			return false, err
		}
		settling, err := e.settleCurrent(w.rule, w.bucket, newest.name, at)
		if err != nil {
			return false, err
		}
		w.next = min(w.next, deleting, settling)
	}
	return more, nil
}

// due is when so many days have passed; no number: never.
func due(days *int, since int64) int64 {
	const most = 1_000_000 // beyond the end of every clock
	if days == nil {
		return never
	}
	return since + min(int64(*days), most)*dayMillis
}

// deleteOld deletes versions that were hidden long enough ago, by a marker or
// by a newer version, and gives up unfinished files. What a lock protects stays.
// It tells when the next of the rest is due.
func (e *Emulator) deleteOld(rule api.LifecycleRule, newest *version, at int64) (next int64, err error) {
	next = never
	var newer *version
	for v := newest; v != nil; v = v.older {
		deleted := int64(never)
		switch {
		case v.action == actionStart:
			deleted = due(rule.StartingToCancelling, int64(v.created)*1000)
		case newer != nil:
			deleted = max(due(rule.HidingToDeleting, newer.uploaded), v.lockedUntil())
			newer = v
		default:
			newer = v
		}
		if deleted > at {
			next = min(next, deleted)
			continue
		}
		if err := e.store.dropVersion(v); err != nil {
			return 0, err
		}
	}
	return next, nil
}

// settleCurrent hides what is old enough, and removes a marker that hides
// nothing any more. It tells when it has to look again.
func (e *Emulator) settleCurrent(rule api.LifecycleRule, b *bucket, name string, at int64) (next int64, err error) {
	newest, _ := b.names.Get(name)
	v := newest.current()
	if v == nil || v.action == actionHide && v.older.current() != nil {
		return never, nil
	}
	if v.action == actionHide {
		if next = due(rule.HidingToDeleting, v.uploaded); next > at {
			return next, nil
		}
		return never, e.store.dropVersion(v)
	}
	if next = due(rule.UploadingToHiding, v.uploaded); next > at {
		return next, nil
	}
	marker := e.store.newVersion(b, name, time.UnixMilli(at), 0)
	marker.action = actionHide
	return due(rule.HidingToDeleting, marker.uploaded), e.store.putVersion(marker)
}
