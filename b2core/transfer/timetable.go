package transfer

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Rule is a line of the timetable: other limits at certain times. The first
// rule whose time it is counts.
type Rule struct {
	Days     []time.Weekday // on which it begins; empty: every day
	From, To time.Duration  // since midnight by the local clock; To not after From: over midnight
	// What it changes; nil rates and zero counts stay as they are without it.
	UpRate, DownRate         *int64 // bytes per second; 0: unlimited
	PartsAtOnce, FilesAtOnce int
}

// RuleInForce is what the timetable does at the moment.
type RuleInForce struct {
	Name       string    // the rule's times: "08:00-18:00 Mon Tue"; empty: no rule's time
	Until      time.Time // when the timetable changes the limits next; zero: never
	Overridden bool      // SetLimits was called since the last change
}

// timetable is what the Manager knows of the time; Manager.mu guards it.
type timetable struct {
	rules   []Rule
	base    Limits // without any rule
	current int    // index of the rule in force; -1: none
	force   RuleInForce
}

const minutesPerDay = 24 * 60

func (r *Rule) on(day time.Weekday) bool { return len(r.Days) == 0 || slices.Contains(r.Days, day) }

// at tells whether it is the rule's time.
func (r *Rule) at(t time.Time) bool {
	now := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	today, yesterday := r.on(t.Weekday()), r.on((t.Weekday()+6)%7)
	if r.From < r.To {
		return today && now >= r.From && now < r.To
	}
	return today && now >= r.From || yesterday && now < r.To
}

// String is the rule's times, "22:00-06:00 Sat Sun".
func (r *Rule) String() string {
	clock := func(d time.Duration) string { return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60) }
	var s strings.Builder
	to := r.To
	if to == 0 {
		to = 24 * time.Hour
	}
	s.WriteString(clock(r.From) + "-" + clock(to))
	for _, d := range r.Days {
		s.WriteString(" " + d.String()[:3])
	}
	return s.String()
}

// apply returns limits with what the rule changes.
func (r *Rule) apply(l Limits) Limits {
	if r.UpRate != nil {
		l.UpRate = *r.UpRate
	}
	if r.DownRate != nil {
		l.DownRate = *r.DownRate
	}
	if r.PartsAtOnce > 0 {
		l.PartsAtOnce = r.PartsAtOnce
	}
	if r.FilesAtOnce > 0 {
		l.FilesAtOnce = r.FilesAtOnce
	}
	return l
}

// at is the index of the rule whose time it is, or -1.
func (tt *timetable) at(t time.Time) int {
	return slices.IndexFunc(tt.rules, func(r Rule) bool { return r.at(t) })
}

// change is the minute at which another rule comes into force; zero if there is
// none within the next eight days.
func (tt *timetable) change(from time.Time) time.Time {
	t := from.Truncate(time.Minute)
	now := tt.at(t)
	for range 8 * minutesPerDay {
		if t = t.Add(time.Minute); tt.at(t) != now {
			return t
		}
	}
	return time.Time{}
}

// turn brings the rule of a moment into force and tells whether it is another
// one than before.
func (tt *timetable) turn(now time.Time) (limits Limits, turned bool) {
	i := tt.at(now)
	if i == tt.current {
		return Limits{}, false
	}
	tt.current = i
	tt.force = RuleInForce{Until: tt.change(now)}
	if i >= 0 {
		tt.force.Name = tt.rules[i].String()
	}
	return tt.limits(), true
}

// limits are those of the rule in force.
func (tt *timetable) limits() Limits {
	if tt.current < 0 {
		return tt.base
	}
	return tt.rules[tt.current].apply(tt.base).orDefaults()
}

// openTimetable takes the rules over and the limits that hold at once.
func (m *Manager) openTimetable(rules []Rule) {
	m.times = timetable{rules: rules, base: m.limits, current: -1}
	now := m.now()
	if limits, turned := m.times.turn(now); turned {
		m.limits = limits
	} else if len(rules) > 0 {
		m.times.force.Until = m.times.change(now)
	}
}

// keepTime brings the rules into force, each at its minute, until the Manager
// closes. It looks every minute, since a computer may sleep or its clock be set.
func (m *Manager) keepTime() {
	for {
		now := m.now()
		if m.pause(m.ctx, now.Truncate(time.Minute).Add(time.Minute).Sub(now), nil) != nil {
			return
		}
		m.mu.Lock()
		limits, turned := m.times.turn(m.now())
		m.mu.Unlock()
		if turned {
			m.enforce(limits)
		}
	}
}
