package transfer

import (
	"math"
	"time"
)

// meter turns a counter that is looked at now and then into a rate that does
// not jump: an exponential mean over the last few seconds, and for the time
// that is left another one with a longer memory. It is not safe for concurrent
// use.
type meter struct {
	at    time.Time
	total int64
	now   mean
	slow  mean
	still time.Time
	since time.Time // shown and pace were taken then, and hold for meterShown
	shown float64
	pace  float64
}

const (
	meterMemory = 3 * time.Second        // time constant of the rate
	paceMemory  = 20 * time.Second       // of what the ETA is made of
	meterTick   = 200 * time.Millisecond // samples closer than this are put together
	meterShown  = time.Second            // a figure that changes faster cannot be read
	meterStill  = 5 * time.Second        // nothing moved for so long: the rate is 0
	noETA       = time.Duration(-1)
	longestETA  = 1000 * time.Hour
)

// mean is an exponential mean that is right from its first sample on.
type mean struct {
	sum  float64
	seen float64 // weight gathered so far: less than 1 while it is young
}

func (m *mean) add(rate float64, dt, memory time.Duration) {
	keep := math.Exp(-dt.Seconds() / memory.Seconds())
	m.sum = m.sum*keep + rate*(1-keep)
	m.seen = m.seen*keep + (1 - keep)
}

func (m *mean) value() float64 {
	if m.seen == 0 {
		return 0
	}
	return m.sum / m.seen
}

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
	rate := float64(moved) / dt.Seconds()
	if dt >= meterStill {
		// Nobody looked, as in a pause: the rate over all that time is what can
		// be told now, but it says nothing about what comes.
		*m = meter{at: now, total: total, still: now, shown: rate, pace: rate}
		return
	}
	if moved > 0 {
		m.still = now
	}
	m.now.add(rate, dt, meterMemory)
	m.slow.add(rate, dt, paceMemory)
	m.at, m.total = now, total
	if now.Sub(m.still) >= meterStill {
		m.now, m.slow, m.shown, m.pace = mean{}, mean{}, 0, 0
	} else if now.Sub(m.since) >= meterShown {
		m.shown, m.pace, m.since = m.now.value(), m.slow.value(), now
	}
}

// rate is the bytes per second, a new one once a second.
func (m *meter) rate() float64 { return m.shown }

// stalled tells whether nothing has moved for a while.
func (m *meter) stalled() bool { return !m.at.IsZero() && m.at.Sub(m.still) >= meterStill }

// eta is how long left bytes take; negative when nobody knows.
func (m *meter) eta(left int64) time.Duration { return eta(left, m.pace) }

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
