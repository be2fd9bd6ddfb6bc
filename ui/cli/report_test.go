package cli

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core/transfer"
)

// Five seconds without a byte are told, but not while content is hashed or
// nothing runs.
func TestStalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watch{}
		s := state{running: 1, bytes: 10, bytesDone: 5, left: time.Hour, rate: 1}
		for _, c := range []struct {
			after  time.Duration
			done   int64
			active transfer.State
			want   bool
		}{
			{0, 5, transfer.Running, false},
			{4 * time.Second, 5, transfer.Running, false},
			{time.Second, 5, transfer.Running, true},
			{time.Second, 6, transfer.Running, false},
			{6 * time.Second, 6, transfer.Verifying, false},
			{time.Second, 6, transfer.Running, false},
			{5 * time.Second, 6, transfer.Running, true},
		} {
			time.Sleep(c.after)
			s.bytesDone = c.done
			if got := w.stands(&s, []transfer.Item{{State: c.active}}); got != c.want {
				t.Errorf("%v later at %d, %s: stalled %v", c.after, c.done, c.active, got)
			}
		}
		s.stalled = true
		if line := statusLine(s); !strings.Contains(line, "stalled") || strings.Contains(line, "left") {
			t.Errorf("line %q", line)
		}
	})
}

// A bar fits the terminal, also one that does not know its own size.
func TestFitBar(t *testing.T) {
	line := strings.Repeat("#", 100)
	for _, c := range []struct {
		width int
		err   error
		want  int
	}{{0, nil, 79}, {40, nil, 39}, {1, nil, 0}, {300, nil, 100}, {0, errors.New("no terminal"), 79}} {
		if got := len(fitBar(line, c.width, c.err)); got != c.want {
			t.Errorf("%d columns: %d, want %d", c.width, got, c.want)
		}
	}
}
