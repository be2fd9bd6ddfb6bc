package b2core_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

// A part on a connection that is much slower than the others' is sent once more
// when all hangs on it; one that is a little slower, that its limit holds up, or
// whose line is cut for a while, is not.
func TestSlowPartIsSentOnceMore(t *testing.T) {
	const parts, part = 10, 1_000_000
	slow := func(drip time.Duration) emulator.Fault { // 10,000 bytes each
		return emulator.Fault{Call: "b2_upload_part", Part: 3, Drip: drip, DripSize: 10_000}
	}
	for name, c := range map[string]struct {
		fault emulator.Fault
		pace  b2core.Pace
		calls int64
		most  time.Duration
	}{
		"as quick as others":    {slow(10 * time.Millisecond), nil, parts, 2 * time.Second},
		"ten times as slow":     {slow(100 * time.Millisecond), nil, parts + 1, 5 * time.Second},
		"slow again":            {func() emulator.Fault { f := slow(100 * time.Millisecond); f.Count = 2; return f }(), nil, parts + 1, 15 * time.Second},
		"a little slower":       {slow(18 * time.Millisecond), nil, parts, 3 * time.Second},
		"held up by a limit":    {slow(10 * time.Millisecond), &thirdWaits{}, parts, 30 * time.Second},
		"nothing moves a while": {emulator.Fault{Call: "b2_upload_part", Part: 3, Delay: 20 * time.Second}, nil, parts, 30 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := b2test.NewMemoryServer(t, b2test.SmallParts(minPart, part))
				a := account{Server: s, c: s.Client(t)}.open(t)
				a.Inject(c.fault)
				a.Inject(emulator.Fault{Call: "b2_upload_part", Count: -1, Drip: 10 * time.Millisecond, DripSize: 10_000})
				r := a.request("n", content(parts*part))
				r.Steering.Pace = c.pace
				a.ResetCounters()
				start := time.Now()
				v, err := a.c.Upload(t.Context(), r)
				if err != nil || v.Hash().SHA1 != sha(content(parts*part)) {
					t.Fatalf("%+v, %v", v, err)
				}
				if took := time.Since(start); took > c.most {
					t.Errorf("took %v", took)
				}
				if n := a.Counters().Calls["b2_upload_part"]; n != c.calls {
					t.Errorf("%d calls, want %d", n, c.calls)
				}
				if done := r.Steering.Progress.Done(); done != parts*part {
					t.Errorf("%d bytes are counted", done)
				}
				a.ClearFaults()
				if got, _, err := a.get(t.Context(), v); err != nil || sha(got.data) != v.Hash().SHA1 {
					t.Errorf("came back: %v", err)
				}
			})
		})
	}
}

// thirdWaits has the third part that comes wait for each of its pieces.
type thirdWaits struct {
	mu   sync.Mutex
	seen []any
}

func (w *thirdWaits) Wait(ctx context.Context, _ int) error {
	w.mu.Lock()
	part := b2core.PartOf(ctx)
	if !slices.Contains(w.seen, part) {
		w.seen = append(w.seen, part)
	}
	third := len(w.seen) > 2 && w.seen[2] == part
	w.mu.Unlock()
	if third {
		time.Sleep(700 * time.Millisecond)
	}
	return nil
}
