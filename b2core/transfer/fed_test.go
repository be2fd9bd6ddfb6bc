package transfer

import (
	"testing"
	"time"

	"b2tui/b2core/b2test"
)

// A limit of bytes has few parts share it, so that those in flight at a pause are
// few; without the limit there are as many as before at once.
func TestLimitOfBytesBoundsPartsInFlight(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 4<<20))
	const slowly = 256 << 10 // a part of 4 MiB takes 16 s
	m := w.open(func(c *Config) { c.Limits = Limits{PartsAtOnce: 10, UpRate: slowly} })
	inFlight := func() int {
		m.slots.mu.Lock()
		defer m.slots.mu.Unlock()
		return m.slots.used / partWeight
	}
	id := w.enqueue(m, w.up(w.write("big", 80<<20), "big"))[0]
	w.until(m, "it moves", moving(64<<10))
	if n := inFlight(); n != fedLeast {
		t.Errorf("%d parts share 256 KiB/s", n)
	}
	m.SetLimits(Limits{PartsAtOnce: 10, UpRate: 64 << 20}) // 320 parts could
	w.until(m, "all parts move", func(Snapshot) bool { return inFlight() == 10 })
	m.SetLimits(Limits{PartsAtOnce: 10, UpRate: slowly})
	if n := m.adapter.target; n != fedLeast {
		t.Errorf("%d parts under the limit again", n)
	}
	m.SetLimits(Limits{PartsAtOnce: 10})
	if n := m.adapter.target; n != 10 {
		t.Errorf("%d parts without a limit", n)
	}
	if s := w.wait(m, id); s.Done != 1 {
		t.Errorf("%+v", s)
	}
}

func TestFedPartsAdapt(t *testing.T) {
	const limit = 1_000_000
	for what, c := range map[string]struct {
		each        int64 // bytes that a part moves in a second
		least, most int   // parts in the end
	}{
		"two use it up": {each: 600_000, least: 2, most: 2},
		"a long line":   {each: 100_000, least: 8, most: 12},
	} {
		a, now := newAdapter(40), time.Unix(1000, 0)
		a.feed(2)
		for range 60 {
			now = now.Add(time.Second)
			a.tick(now, second{moved: min(limit, int64(a.target)*c.each), answered: 1, crowded: true, limit: limit, ceiling: 40})
		}
		if a.target < c.least || a.target > c.most {
			t.Errorf("%s: %d parts", what, a.target)
		}
		if a.feed(0); a.target < startParts {
			t.Errorf("%s: %d parts after the limit was lifted", what, a.target)
		}
	}
}
