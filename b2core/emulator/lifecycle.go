package emulator

import (
	"fmt"
	"math"
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

// runRules runs the lifecycle rules once for every day that has begun since the
// last time, as the service does once a day.
func (e *Emulator) runRules(now time.Time) error {
	// More days at once make no difference that anybody would wait for.
	const mostDays = 400
	if now.UnixMilli() < e.store.nextRun.Load() {
		return nil
	}
	e.store.mu.Lock()
	defer e.store.mu.Unlock()
	at := time.UnixMilli(e.store.nextRun.Load())
	if late := now.Sub(at); late > mostDays*day {
		at = at.Add((late - mostDays*day).Truncate(day))
	}
	for ; !at.After(now); at = at.Add(day) {
		for _, b := range e.store.buckets {
			if err := e.runBucketRules(b, at); err != nil {
				return err
			}
		}
	}
	return e.store.putTimes(e.store.ahead.Load(), at.UnixMilli())
}

func (e *Emulator) runBucketRules(b *bucket, now time.Time) error {
	for _, rule := range b.settings.Lifecycle {
		var newest []*version
		b.names.Ascend(rule.FileNamePrefix, func(name string, v *version) bool {
			if !strings.HasPrefix(name, rule.FileNamePrefix) {
				return false
			}
			newest = append(newest, v)
			return true
		})
		for _, v := range newest {
			if err := e.deleteOld(rule, v, now); err != nil {
				return err
			}
			if err := e.settleCurrent(rule, b, v.name, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// due tells whether so many days have passed; no number: never.
func due(days *int, since int64, now time.Time) bool {
	return days != nil && now.UnixMilli()-since >= int64(*days)*day.Milliseconds()
}

// deleteOld deletes versions that were hidden long enough ago, by a marker or
// by a newer version, and gives up unfinished files. What a lock protects stays.
func (e *Emulator) deleteOld(rule api.LifecycleRule, newest *version, now time.Time) error {
	var newer *version
	for v := newest; v != nil; v = v.older {
		old := false
		if v.action == actionStart {
			old = due(rule.StartingToCancelling, int64(v.created)*1000, now)
		} else {
			old = newer != nil && due(rule.HidingToDeleting, newer.uploaded, now) && v.mayDelete(now, false) == nil
			newer = v
		}
		if !old {
			continue
		}
		if err := e.store.dropVersion(v); err != nil {
			return err
		}
	}
	return nil
}

// settleCurrent hides what is old enough, and removes a marker that hides
// nothing any more.
func (e *Emulator) settleCurrent(rule api.LifecycleRule, b *bucket, name string, now time.Time) error {
	newest, _ := b.names.Get(name)
	v := newest.current()
	switch {
	case v == nil:
		return nil
	case v.action == actionHide:
		if v.older.current() == nil && due(rule.HidingToDeleting, v.uploaded, now) {
			return e.store.dropVersion(v)
		}
	case due(rule.UploadingToHiding, v.uploaded, now):
		marker := e.store.newVersion(b, name, now, 0)
		marker.action = actionHide
		return e.store.putVersion(marker)
	}
	return nil
}
