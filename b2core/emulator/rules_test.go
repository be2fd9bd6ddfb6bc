package emulator

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"b2tui/b2core/internal/api"
	"b2tui/b2core/safego"
)

// firstSave tells when something is saved for the first time.
type firstSave struct {
	memoryKeeper
	once sync.Once
	told chan struct{}
}

func (k *firstSave) save(record) error {
	k.once.Do(func() { close(k.told) })
	return nil
}

// While the rules work on many names, others get the lock.
func TestRulesLetOthersIn(t *testing.T) {
	t.Parallel()
	const names = 100 * rulesChunk
	clock := NewManualClock(time.Unix(1_800_000_000, 0))
	e, err := New(Options{Clock: clock, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	b := &bucket{id: "b", name: "bucket", settings: bucketSettings{Lifecycle: []api.LifecycleRule{{UploadingToHiding: new(1)}}}}
	if err := e.store.putBucket(b); err != nil {
		t.Fatal(err)
	}
	err = e.AddNames("bucket", func(yield func(string) bool) {
		for i := range names {
			if !yield(fmt.Sprintf("%06d", i)) {
				return
			}
		}
	}, 1)
	if err != nil {
		t.Fatal(err)
	}
	k := &firstSave{told: make(chan struct{})}
	e.store.keep = k
	clock.Advance(3 * day)
	done := make(chan error)
	safego.Go(func() { done <- e.runRules(clock.Now()) })
	<-k.told
	e.store.mu.RLock()
	markers := e.store.last - names
	e.store.mu.RUnlock()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if markers < rulesChunk || markers >= names {
		t.Errorf("got the lock after %d of %d names", markers, names)
	}
	if got := e.store.last - names; got != names {
		t.Errorf("%d of %d names are hidden", got, names)
	}
}
