package transfer

import (
	"math"
	"time"
)

// meter turns a counter that is looked at now and then into a rate that does
// not jump: an exponential mean over the last few seconds. It is not safe for
// concurrent use.
type meter struct {
	at    time.Time
	total int64
	mean  float64
	seen  float64 // weight gathered so far: less than 1 while it is young
	still time.Time
	shown float64 // the rate as it is told, which holds for meterShown
	since time.Time
}

const (
	meterMemory = 3 * time.Second        // time constant of the mean
	meterTick   = 200 * time.Millisecond // samples closer than this are put together
	meterShown  = time.Second            // a figure that changes faster cannot be read
	meterStill  = 5 * time.Second        // nothing moved for so long: the rate is 0
	noETA       = time.Duration(-1)
	longestETA  = 1000 * time.Hour
)

// sample tells that the counter stood at total then.
func (m *meter) sample(now time.Time, total int64) {
	if m.at.IsZero() {
		m.at, m.total, m.still = now, total, now
		return
	}
	dt := now.Sub(m.at)
	if dt < meterTick {
		return
	}
	moved := max(0, total-m.total)
	if moved > 0 {
		m.still = now
	}
	keep := math.Exp(-dt.Seconds() / meterMemory.Seconds())
	m.mean = m.mean*keep + float64(moved)/dt.Seconds()*(1-keep)
	m.seen = m.seen*keep + (1 - keep)
	m.at, m.total = now, total
	if now.Sub(m.still) >= meterStill {
		m.mean, m.seen, m.shown = 0, 0, 0
	} else if now.Sub(m.since) >= meterShown {
		m.shown, m.since = m.mean/m.seen, now
	}
}

// rate is the bytes per second, a new one once a second.
func (m *meter) rate() float64 { return m.shown }

// eta is how long left bytes take at a rate; negative when nobody knows.
func eta(left int64, rate float64) time.Duration {
	if left <= 0 {
		return 0
	}
	if rate < 1 {
		return noETA
	}
	seconds := float64(left) / rate
	if seconds > longestETA.Seconds() {
		return noETA
	}
	return time.Duration(seconds * float64(time.Second))
}
