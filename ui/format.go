package ui

import (
	"math"
	"strconv"
	"time"
)

// The widths of the columns. A value that changes never moves its neighbours.
const (
	SizeWidth    = 8  // "999.9 MB"
	TimeWidth    = 6  // "Nov 22", " 14:05", "  2024"
	RateWidth    = 10 // "999.9 MB/s"
	ETAWidth     = 7  // "59:59", "23h 59m"
	PercentWidth = 4  // "100%"

	PositionRoom = 14 // a position such as 12,345/100,000
)

var sizeUnits = [...]string{" B", " kB", " MB", " GB", " TB", " PB", " EB"}

// Size writes bytes in decimal units, at most SizeWidth cells: 0 B, 999 B,
// 1.0 kB, 38.1 MB.
func Size(bytes int64) string {
	if bytes < 0 {
		return ""
	}
	if bytes < 1000 {
		return strconv.FormatInt(bytes, 10) + sizeUnits[0]
	}
	v, unit := float64(bytes), 0
	for v >= 999.95 && unit < len(sizeUnits)-1 {
		v /= 1000
		unit++
	}
	return strconv.FormatFloat(v, 'f', 1, 64) + sizeUnits[unit]
}

// Rate writes bytes per second, at most RateWidth cells.
func Rate(perSecond float64) string {
	if math.IsNaN(perSecond) || math.IsInf(perSecond, 0) || perSecond < 0 {
		perSecond = 0
	}
	return Size(int64(min(perSecond, math.MaxInt64/2))) + "/s"
}

// Count writes a number with thousands separators: 1,204.
func Count(n int) string {
	s := strconv.Itoa(n)
	neg := n < 0
	if neg {
		s = s[1:]
	}
	out := make([]byte, 0, len(s)+len(s)/3+1)
	if neg {
		out = append(out, '-')
	}
	for i := range len(s) {
		if i > 0 && (len(s)-i)%3 == 0 {
			out = append(out, ',')
		}
		out = append(out, s[i])
	}
	return string(out)
}

// Plural writes a number with its noun: 1 file, 1,204 files.
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

// ShortTime writes a time for a column of TimeWidth: the clock today, month and
// day in the last half year, else the year. Zero is empty.
func ShortTime(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(now.Location())
	ty, tm, td := t.Date()
	ny, nm, nd := now.Date()
	switch {
	case ty == ny && tm == nm && td == nd:
		return t.Format("15:04")
	case t.After(now.AddDate(0, -6, 0)) && t.Before(now.AddDate(0, 0, 2)):
		return t.Format("Jan _2")
	}
	return t.Format("2006")
}

// LongTime writes a time in full, local: 2026-11-22 14:05:09.
func LongTime(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(now.Location()).Format("2006-01-02 15:04:05")
}

// ETA writes a remaining time, at most ETAWidth cells: 0:02, 12:40, 3h 07m,
// 2d 4h. Negative is unknown and empty.
func ETA(d time.Duration) string {
	if d < 0 {
		return ""
	}
	s := int64(d.Round(time.Second) / time.Second)
	switch {
	case s < 3600:
		return strconv.FormatInt(s/60, 10) + ":" + two(s%60)
	case s < 24*3600:
		return strconv.FormatInt(s/3600, 10) + "h " + two(s%3600/60) + "m"
	case s < 100*24*3600:
		return strconv.FormatInt(s/86400, 10) + "d " + strconv.FormatInt(s%86400/3600, 10) + "h"
	}
	return ">99d"
}

func two(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

// Span writes a length of time in words, as what is left of a key's life or a
// retention: 45 minutes, 3 days.
func Span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return Plural(int(d/time.Minute), "minute", "minutes")
	case d < 48*time.Hour:
		return Plural(int(d/time.Hour), "hour", "hours")
	}
	return Plural(int(d/(24*time.Hour)), "day", "days")
}

// Percent tells done of size in whole percent, 100 only when all is done. An
// unknown or empty size is 0 until done.
func Percent(done, size int64) int {
	switch {
	case size <= 0:
		return 0
	case done >= size:
		return 100
	case done <= 0:
		return 0
	}
	return min(int(float64(done)*100/float64(size)), 99)
}
