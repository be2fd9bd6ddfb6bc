package transfer

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func at(clock string) time.Duration {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		panic(err)
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

func TestRuleTimes(t *testing.T) {
	week := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	day := Rule{From: at("08:00"), To: at("18:00"), Days: week}
	night := Rule{From: at("22:00"), To: at("06:30"), Days: []time.Weekday{time.Friday}}
	always := Rule{Days: []time.Weekday{time.Sunday}}
	for _, c := range []struct {
		rule Rule
		when string // 2026-11-23 is a Monday
		want bool
	}{
		{day, "2026-11-23 07:59", false},
		{day, "2026-11-23 08:00", true},
		{day, "2026-11-23 17:59", true},
		{day, "2026-11-23 18:00", false},
		{day, "2026-11-22 12:00", false},
		{night, "2026-11-27 21:59", false},
		{night, "2026-11-27 22:00", true},
		{night, "2026-11-28 06:29", true},
		{night, "2026-11-28 06:30", false},
		{night, "2026-11-28 22:00", false},
		{night, "2026-11-27 03:00", false},
		{always, "2026-11-22 00:00", true},
		{always, "2026-11-22 23:59", true},
		{always, "2026-11-23 00:00", false},
	} {
		when, err := time.Parse("2006-01-02 15:04", c.when)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.rule.at(when); got != c.want {
			t.Errorf("%s at %s: %v", &c.rule, c.when, got)
		}
	}
}

// The rules come into force at their minutes, and a change by hand holds until
// the next of them.
func TestTimetable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // begins at midnight UTC, 1 January 2000, a Saturday
		slow, none := int64(1_000_000), int64(0)
		local := time.Now().Hour() // of the zone that the tests run in
		hour := func(h int) time.Duration { return time.Duration((h+local)%24) * time.Hour }
		m, err := Open(t.Context(), Config{
			Limits: Limits{PartsAtOnce: 12, UpRate: 9_000_000},
			Timetable: []Rule{
				{From: hour(8), To: hour(18), UpRate: &slow, PartsAtOnce: 2},
				{From: hour(18), To: hour(20), UpRate: &none, DownRate: &slow},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = m.Close(context.WithoutCancel(t.Context())) }()
		base := Limits{FilesAtOnce: DefaultFilesAtOnce, PartsAtOnce: 12, UpRate: 9_000_000}
		day, evening, byHand := base, base, base
		day.PartsAtOnce, day.UpRate = 2, slow
		evening.UpRate, evening.DownRate = 0, slow
		byHand.PartsAtOnce = 5
		start := time.Now()
		passed := func(d time.Duration, want Limits, overridden bool, until time.Duration) {
			t.Helper()
			time.Sleep(time.Until(start.Add(d)))
			synctest.Wait()
			s := m.Current()
			if s.Limits != want || s.Rule.Overridden != overridden || !s.Rule.Until.Equal(start.Add(until)) {
				t.Errorf("after %v: %+v, rule %+v, want %+v until %v", d, s.Limits, s.Rule, want, start.Add(until))
			}
		}
		passed(0, base, false, 8*time.Hour)
		passed(8*time.Hour-time.Second, base, false, 8*time.Hour)
		passed(8*time.Hour, day, false, 18*time.Hour)
		if name := m.Current().Rule.Name; name != (&Rule{From: hour(8), To: hour(18)}).String() {
			t.Errorf("rule %q", name)
		}
		time.Sleep(time.Hour)
		m.SetLimits(byHand)
		passed(10*time.Hour, byHand, true, 18*time.Hour)
		passed(18*time.Hour-time.Second, byHand, true, 18*time.Hour)
		passed(18*time.Hour, evening, false, 20*time.Hour)
		passed(20*time.Hour, base, false, 32*time.Hour)
		m.SetLimits(byHand)
		passed(31*time.Hour, byHand, true, 32*time.Hour)
		passed(32*time.Hour, day, false, 42*time.Hour)
	})
}
