package b2core_test

import (
	"context"
	"errors"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// watchedSlots counts places that came back while the file still went on.
type watchedSlots struct {
	oneSlot
	early int
}

func (s *watchedSlots) Acquire(ctx context.Context) (func(), error) {
	release, err := s.oneSlot.Acquire(ctx)
	return func() {
		if ctx.Err() == nil {
			s.early++
		}
		release()
	}, err
}

// A part that failed has ended the file before its place is free: in between
// another part would still start.
func TestFailedPartEndsTheFileFirst(t *testing.T) {
	a := newAccount(t)
	a.c.SetRanges(500, 500)
	v := a.put(t, "n", content(2000))
	a.Inject(emulator.Fault{Call: api.CallDownloadFileByID, Status: 404, Code: api.CodeNotFound})
	s := &watchedSlots{oneSlot: make(oneSlot, 1)}
	_, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: &memory{}, Steering: b2core.Steering{Slots: s}})
	if !errors.Is(err, b2core.ErrNotFound) || s.early != 0 {
		t.Errorf("%d places came back early, %v", s.early, err)
	}
}
