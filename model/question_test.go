package model

import (
	"slices"
	"strings"
	"testing"
	"time"

	"b2tui/b2core/transfer"
)

func asking(id, group int64, name string) transfer.Item {
	return transfer.Item{
		ID: id, Group: group, Direction: transfer.Down, State: transfer.Paused, Asks: true,
		Local: "/x/" + name, Bucket: "photos", Name: name, Size: 10, Reason: "target exists: /x/" + name,
	}
}

// A file that comes to a target that exists is asked about, once, and the
// answer goes to it or to all of its job.
func TestConflictQuestion(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.queue.items = []transfer.Item{asking(7, 0, "seven.bin")}
		s.queue.sides = [2]transfer.Side{
			{Where: "photos/seven.bin", Size: 2000, Time: startOfTest.Add(-time.Hour)},
			{Where: "/x/seven.bin", Size: 1000, Time: startOfTest.Add(-time.Minute)},
		}
		s.queue.set(func(q *transfer.Snapshot) { q.Asked++ })
		s.wait(time.Second)
		s.must("The target exists", "seven.bin", "skip it")
		s.must("photos/seven.bin", "2.0 kB (larger), ", "/x/seven.bin", "1.0 kB, ")
		if n := strings.Count(s.content(), "(newer)"); n != 1 {
			t.Errorf("%d sides are newer:\n%s", n, s.content())
		}
		s.press("enter") // in the grace time of a dialog that nobody asked for
		s.wait(time.Second)
		s.must("skip it", "overwrite what", "keep both", "newer:", "differs:")
		s.press("o", "enter")
		s.mustNot("The target exists")
		if want := "resolve overwrite [7]"; !slices.Contains(s.queue.calls, want) {
			t.Errorf("calls %v, want %s", s.queue.calls, want)
		}
	})
}

func TestConflictQuestionForAllOfTheJob(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.queue.items = []transfer.Item{asking(8, 0, "eight.bin")}
		s.press("4", "a")
		s.must("The target exists", "eight.bin")
		s.press("esc")
		s.must("a in Transfers asks again")
		s.queue.items[0].Group = 5
		s.press("a")
		s.must("All of this job")
		s.press("tab", "space", "n", "enter")
		if want := "resolve newer [5]"; !slices.Contains(s.queue.calls, want) {
			t.Errorf("calls %v, want %s", s.queue.calls, want)
		}
	})
}

// All answers are in sight at once, also in the smallest form that has room.
func TestConflictQuestionOnASmallScreen(t *testing.T) {
	onScreen(t, screenOptions{width: 40, height: 12}, func(s *screen) {
		s.queue.items = []transfer.Item{asking(8, 5, "eight.bin")}
		s.press("4", "a")
		s.must("▸(•) skip it", "( ) overwrite what is there", "( ) keep both", "( ) newer: overwrite", "( ) differs: overwrite")
		s.press("up", "up") // over the end to the buttons, and to the box before them
		s.must("All of this job")
		s.press("space", "k")
		s.must("▸(•) keep both")
		s.press("down", "down", "enter")
		if want := "resolve differs [5]"; !slices.Contains(s.queue.calls, want) {
			t.Errorf("calls %v, want %s", s.queue.calls, want)
		}
	})
}

// What waits since an earlier run is told, and does not come between.
func TestOldQuestionsAreTold(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.queue.items = []transfer.Item{asking(7, 0, "seven.bin")}
		s.app.asked = -1
		s.queue.set(func(q *transfer.Snapshot) { q.Revision++ })
		s.wait(time.Second)
		s.must("1 target exists; a in Transfers answers")
	})
}

// What reading a folder found is told once, when it is found.
func TestRemarkIsTold(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		remark := transfer.Remark{Number: 1, Text: `photos/in/: 1 name differs from another in case or accents only`}
		s.queue.set(func(q *transfer.Snapshot) { q.Remark = remark })
		s.wait(time.Second)
		s.must("photos/in/: 1 name differs")
		s.wait(toastTimeBad)
		s.queue.set(func(q *transfer.Snapshot) { q.Revision++ })
		s.wait(time.Second)
		s.mustNot("1 name differs")
	})
}

// The form of the limits sets all of them at once.
func TestLimitsForm(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		s.press("4", "L")
		s.must("Limits of this screen's transfers", "none")
		s.press("backspace", "backspace", "6", "tab", "tab")
		s.press("backspace", "backspace", "backspace", "backspace", "5", "x")
		s.press("enter")
		s.must("write 500k, 10M or none")
		s.press("backspace", "backspace", "0", "enter")
		s.must("write none for no limit")
		s.press("backspace", "5", "M", "enter")
		want := transfer.Limits{PartsAtOnce: 6, FilesAtOnce: s.queue.limits.FilesAtOnce, UpRate: 5_000_000}
		if got := s.queue.limits; got != want {
			t.Errorf("limits %+v, want %+v", got, want)
		}
	})
}

// A countdown is drawn every second, and nothing ticks when it is over.
func TestRetryCountdown(t *testing.T) {
	onScreen(t, screenOptions{}, func(s *screen) {
		it := transfer.Item{ID: 1, Direction: transfer.Up, State: transfer.Running, Local: "/x/a", Name: "a", Bucket: "photos", Size: 10}
		it.RetryAt = s.app.deps.Now().Add(12 * time.Second)
		s.queue.set(func(q *transfer.Snapshot) { q.Active = []transfer.Item{it} })
		s.wait(2100 * time.Millisecond)
		s.must("again in 0:09")
		s.wait(3 * time.Second)
		s.must("again in 0:06")
		s.wait(8 * time.Second)
		if s.app.counting {
			t.Error("it still ticks")
		}
	})
}

// Sizes that look the same when they are rounded are told in full.
func TestSidesThatDifferALittle(t *testing.T) {
	a, b := transfer.Side{Size: 1_000_000}, transfer.Side{Size: 1_000_001}
	if got := sideText(a, b, startOfTest); got != "1,000,000 bytes" {
		t.Error(got)
	}
	if got := sideText(b, a, startOfTest); got != "1,000,001 bytes (larger)" {
		t.Error(got)
	}
	if got := sideText(a, a, startOfTest); got != "1.0 MB (same size)" {
		t.Error(got)
	}
}
