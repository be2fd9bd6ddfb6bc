package transfer

import (
	"fmt"
	"testing"
	"time"
)

// fakeLine is a make-believe line and service: what a number of parts moves in a
// second, and how many of a second's answers are refusals.
type fakeLine struct {
	carries func(parts int) int64
	refuses func(parts int, second int) (answered, refused int64)
	paused  func(second int) bool
}

// drive runs an adapter for some seconds and returns its number in each.
func (l fakeLine) drive(a *adapter, ceiling, seconds int) (parts []int) {
	now := time.Unix(1000, 0)
	for i := range seconds {
		now = now.Add(time.Second)
		s := second{moved: l.carries(a.target), answered: 100, crowded: true, ceiling: ceiling}
		if l.refuses != nil {
			s.answered, s.refused = l.refuses(a.target, i)
		}
		if l.paused != nil {
			s.paused = l.paused(i)
		}
		parts = append(parts, a.tick(now, s))
	}
	return parts
}

func wide(parts int) int64 { return int64(parts) * 1e6 }

func narrow(most int) func(int) int64 {
	return func(parts int) int64 { return int64(min(parts, most)) * 1e6 }
}

func TestPartsAtOnceAdapt(t *testing.T) {
	for _, c := range []struct {
		name    string
		line    fakeLine
		ceiling int
		seconds int
		check   func(parts []int) string
	}{
		{"grows to the ceiling while it pays", fakeLine{carries: wide}, 40, 30, func(p []int) string {
			if last := p[len(p)-1]; last != 40 {
				return fmt.Sprintf("ends at %d", last)
			}
			return ""
		}},
		{"never over the ceiling", fakeLine{carries: wide}, 3, 30, func(p []int) string {
			for _, n := range p {
				if n > 3 {
					return fmt.Sprintf("%d parts", n)
				}
			}
			return ""
		}},
		{"a saturated line gets no more parts", fakeLine{carries: narrow(10)}, 100, 60, func(p []int) string {
			for i, n := range p {
				if n > 13 || i > 5 && i < 30 && n != 10 {
					return fmt.Sprintf("%d parts in second %d: %v", n, i, p)
				}
			}
			return ""
		}},
		{"one burst of refusals is one cut", fakeLine{carries: wide, refuses: func(_, second int) (int64, int64) {
			if second >= 5 && second < 9 {
				return 100, 90
			}
			return 100, 0
		}}, 16, 60, func(p []int) string {
			least := p[0]
			for _, n := range p {
				least = min(least, n)
			}
			if least < 5 || p[len(p)-1] != 16 {
				return fmt.Sprintf("down to %d, ends at %d: %v", least, p[len(p)-1], p)
			}
			return ""
		}},
		{"a service that takes only so many", fakeLine{carries: narrow(6), refuses: func(parts, _ int) (int64, int64) {
			return 100, int64(max(0, parts-6) * 100 / parts)
		}}, 32, 120, func(p []int) string {
			sum := 0
			for _, n := range p[60:] {
				sum += n
			}
			if mean := sum / 60; mean < 4 || mean > 9 {
				return fmt.Sprintf("%d parts in the mean: %v", mean, p)
			}
			return ""
		}},
		{"refusals whatever is sent cost little", fakeLine{carries: wide, refuses: func(_, _ int) (int64, int64) {
			return 100, 30
		}}, 10, 600, func(p []int) string {
			sum := 0
			for _, n := range p {
				sum += n
			}
			if share := float64(sum) / float64(10*len(p)); share < 0.95 {
				return fmt.Sprintf("%.2f of what goes: %v", share, p[:100])
			}
			return ""
		}},
		{"asked to wait", fakeLine{carries: wide, paused: func(second int) bool { return second >= 5 && second < 35 }}, 10, 60, func(p []int) string {
			if p[20] > 5 || p[59] != 10 {
				return fmt.Sprint(p)
			}
			return ""
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newAdapter(c.ceiling)
			if wrong := c.check(c.line.drive(&a, c.ceiling, c.seconds)); wrong != "" {
				t.Error(wrong)
			}
		})
	}
}

func TestUsersNumberIsBelieved(t *testing.T) {
	a := newAdapter(4)
	l := fakeLine{carries: narrow(4)}
	l.drive(&a, 4, 10)
	a.bound(4, 16)
	if p := l.drive(&a, 16, 10); p[0] != 16 || p[9] != 16 {
		t.Errorf("after 16 was asked for: %v", p)
	}
	if p := l.drive(&a, 2, 2); p[0] != 2 {
		t.Errorf("after 2 was asked for: %v", p)
	}
	a = newAdapter(20)
	if a.bound(20, 19); a.target != startParts {
		t.Errorf("%d parts after one less was asked for than never were", a.target)
	}
}
