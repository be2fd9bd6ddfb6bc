package ui

import (
	"math"
	"testing"
	"time"
)

func TestSize(t *testing.T) {
	for in, want := range map[int64]string{
		-1: "", 0: "0 B", 999: "999 B", 1000: "1.0 kB", 1049: "1.0 kB", 999_949: "999.9 kB", 999_950: "1.0 MB",
		38_100_000: "38.1 MB", 1e9: "1.0 GB", math.MaxInt64: "9.2 EB",
	} {
		if got := Size(in); got != want || len(got) > SizeWidth {
			t.Errorf("Size(%d) = %q, want %q", in, got, want)
		}
	}
}

func TestTimes(t *testing.T) {
	now := time.Date(2026, 11, 23, 15, 4, 0, 0, time.FixedZone("east", 3600))
	for in, want := range map[string]string{
		"2026-11-23T13:05:00Z": "14:05", "2026-11-22T23:30:00Z": "00:30", "2026-11-22T13:00:00Z": "Nov 22",
		"2026-11-02T13:00:00Z": "Nov  2", "2026-01-02T13:00:00Z": "2026", "2024-11-22T13:00:00Z": "2024", "2030-01-01T00:00:00Z": "2030",
	} {
		at, _ := time.Parse(time.RFC3339, in)
		if got := ShortTime(at, now); got != want {
			t.Errorf("ShortTime(%s) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[time.Duration]string{
		-1: "", 0: "0:00", 2 * time.Second: "0:02", 59*time.Minute + 59*time.Second: "59:59", time.Hour: "1h 00m",
		23*time.Hour + 59*time.Minute: "23h 59m", 52 * time.Hour: "2d 4h", 9999 * time.Hour: ">99d",
	} {
		if got := ETA(in); got != want || len(got) > ETAWidth {
			t.Errorf("ETA(%s) = %q, want %q", in, got, want)
		}
	}
}

func TestPercentIsHundredOnlyAtTheEnd(t *testing.T) {
	for _, c := range []struct {
		done, size int64
		want       int
	}{{0, 0, 0}, {1, 3, 33}, {999_999, 1_000_000, 99}, {5, 5, 100}, {-1, 5, 0}, {math.MaxInt64 - 1, math.MaxInt64, 99}} {
		if got := Percent(c.done, c.size); got != c.want {
			t.Errorf("Percent(%d, %d) = %d, want %d", c.done, c.size, got, c.want)
		}
	}
}

func TestRateAndCount(t *testing.T) {
	for in, want := range map[float64]string{0: "0 B/s", 12_100_000: "12.1 MB/s", math.NaN(): "0 B/s", math.Inf(1): "0 B/s", -5: "0 B/s"} {
		if got := Rate(in); got != want {
			t.Errorf("Rate(%v) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[int]string{0: "0", 999: "999", 1204: "1,204", -1204567: "-1,204,567"} {
		if got := Count(in); got != want {
			t.Errorf("Count(%d) = %q, want %q", in, got, want)
		}
	}
}
