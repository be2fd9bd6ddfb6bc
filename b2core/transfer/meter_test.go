package transfer

import (
	"testing"
	"time"
)

func TestMeter(t *testing.T) {
	now := time.Unix(1000, 0)
	var m meter
	var total int64
	step := func(n int, bytes int64) {
		for range n {
			now = now.Add(250 * time.Millisecond)
			total += bytes
			m.sample(now, total)
		}
	}
	m.sample(now, 0)
	step(1, 250_000)
	if r := m.rate(); r < 999_000 || r > 1_001_000 {
		t.Errorf("after one sample %.0f, want 1 MB/s", r)
	}
	step(40, 250_000)
	before := m.rate()
	step(1, 0) // one hiccup
	if r := m.rate(); r < before*0.85 {
		t.Errorf("a hiccup takes the rate from %.0f to %.0f", before, r)
	}
	step(40, 500_000)
	if r := m.rate(); r < 1_900_000 {
		t.Errorf("ten seconds at 2 MB/s give %.0f", r)
	}
	step(25, 0)
	if r := m.rate(); r != 0 {
		t.Errorf("six seconds of nothing give %.0f", r)
	}
	total = 0
	step(1, 0) // a part is sent again: no negative rate
	if r := m.rate(); r < 0 {
		t.Errorf("rate %.0f", r)
	}
}

func TestETA(t *testing.T) {
	for _, c := range []struct {
		left int64
		rate float64
		want time.Duration
	}{
		{0, 0, 0}, {100, 0, noETA}, {100, 10, 10 * time.Second}, {1 << 62, 1, noETA}, {-5, 10, 0},
	} {
		if got := eta(c.left, c.rate); got != c.want {
			t.Errorf("%d at %g: %v, want %v", c.left, c.rate, got, c.want)
		}
	}
}

// line is a counter that is looked at four times a second, as the screen does.
type line struct {
	meter
	now   time.Time
	total int64
}

func (l *line) look(times int, bytes func(i int) int64) {
	for i := range times {
		l.now = l.now.Add(250 * time.Millisecond)
		l.total += bytes(i)
		l.sample(l.now, l.total)
	}
}

// A line that delivers in bursts of two seconds, between half and one and a
// half of its mean: once a minute has passed the ETA goes down by a second a
// second, give or take a twelfth of itself.
func TestETAIsSteady(t *testing.T) {
	l := line{now: time.Unix(1000, 0)}
	l.sample(l.now, 0)
	burst := func(i int) int64 {
		if i%8 != 0 {
			return 0
		}
		return []int64{1_000_000, 3_000_000, 2_500_000, 1_500_000}[i/8%4]
	}
	l.look(240, burst)
	const all = 1_000_000_000
	before := l.eta(all - l.total)
	for range 30 {
		l.look(4, burst)
		eta := l.eta(all - l.total)
		if d := (eta - before + time.Second).Abs(); d > before/12 {
			t.Errorf("within a second the ETA went from %v to %v", before, eta)
		}
		before = eta
	}
	if want := time.Duration(all-l.total) * time.Second / 1_000_000; before < want*7/8 || before > want*9/8 {
		t.Errorf("ETA %v, want about %v", before, want)
	}
}

// After a pause, looked at or not, there is no rate that never was.
func TestNoSpikeAfterAPause(t *testing.T) {
	for name, looked := range map[string]bool{"looked at": true, "nobody looked": false} {
		t.Run(name, func(t *testing.T) {
			l := line{now: time.Unix(1000, 0)}
			l.sample(l.now, 0)
			steady := func(int) int64 { return 250_000 }
			l.look(80, steady)
			if looked {
				l.look(120, func(int) int64 { return 0 })
			} else {
				l.now = l.now.Add(30 * time.Second)
			}
			for i := range 40 {
				l.look(1, steady)
				if r := l.rate(); r > 1_010_000 || i > 8 && r < 900_000 {
					t.Errorf("%d ms after the pause the rate is %.0f", 250*(i+1), r)
				}
			}
		})
	}
}

// A counter that stands still for five seconds has stalled, and moves again
// with its next byte; what another process has stored of that is told, too.
func TestStalled(t *testing.T) {
	var m meter
	at := time.Unix(0, 0)
	for i, c := range []struct {
		total int64
		want  bool
	}{{0, false}, {7, false}, {7, false}, {7, false}, {7, true}, {7, true}, {8, false}} {
		m.sample(at, c.total)
		if m.stalled() != c.want {
			t.Errorf("sample %d: stalled %v", i, m.stalled())
		}
		at = at.Add(2 * time.Second)
	}
	r := row{state: Running, rate: stalledRate}
	if it := r.item(); !it.Stalled || it.Rate != 0 {
		t.Errorf("%+v", it)
	}
}
