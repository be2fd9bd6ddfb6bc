package transfer

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"b2tui/b2core"
)

// What moves no bytes is told apart from transfers, and what another process
// has from what this one does.
func TestCensusTellsWhoseAndWhat(t *testing.T) {
	w := newWorld(t)
	stuck := func(c *Config) { // nothing that is begun comes to an end
		c.Clients = func(context.Context, string) (*b2core.Client, error) {
			<-t.Context().Done()
			return nil, t.Context().Err()
		}
	}
	m, other := w.open(stuck), w.open(stuck)
	change := func(d Direction, name string) Job {
		return Job{Direction: d, BucketID: w.bucket.ID, Bucket: w.bucket.Name, Name: name}
	}
	paused := change(Hide, "w")
	paused.Paused = true
	w.enqueue(m, w.up(w.write("a", 10), "a"), change(Hide, "x"), change(Delete, "y"), paused)
	w.enqueue(other, change(Unhide, "z"))
	w.until(m, "the totals tell changes apart", func(s Snapshot) bool {
		o := s.Totals
		return o.Running+o.Queued == 4 && o.RunningChanges+o.QueuedChanges == 3 && o.Paused == 1
	})
	c, err := m.Census(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if c.Mine.Running+c.Mine.Queued != 3 || c.Mine.Changes != 2 || c.Others.Running+c.Others.Queued != 1 || c.Others.Changes != 1 {
		t.Errorf("%+v", c)
	}
}

// The totals that are kept by adding and taking away stay those of a count.
func TestChangesAreCountedOut(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	w.wait(m, w.enqueue(m, Job{Direction: Hide, BucketID: w.bucket.ID, Bucket: w.bucket.Name, Name: "x"})...)
	if now := m.Current().Totals; now.Done != 1 || now.RunningChanges != 0 || now.QueuedChanges != 0 {
		t.Errorf("%+v after a change is done", now)
	}
}

// Both files of a conflict are told with size and time, and nothing is changed.
func TestSidesOfAConflict(t *testing.T) {
	w := newWorld(t)
	old := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	file := w.write("a.bin", 700)
	if err := os.Chtimes(file, old, old); err != nil {
		t.Fatal(err)
	}
	m := w.open()
	up := Job{Direction: Up, Local: file, BucketID: w.bucket.ID, Bucket: w.bucket.Name, Name: "a.bin"}
	w.wait(m, w.enqueue(m, up)...)
	if err := os.WriteFile(file, make([]byte, 900), 0o600); err != nil {
		t.Fatal(err)
	}
	v, err := w.client.Stat(t.Context(), w.bucket.ID, "a.bin")
	if err != nil {
		t.Fatal(err)
	}
	up.IfExists = Ask
	down := Job{Direction: Down, Local: file, BucketID: w.bucket.ID, Bucket: w.bucket.Name, File: v}
	ids := w.enqueue(m, up, down)
	for i, id := range ids {
		eventually(t, "it asks", func() bool { return w.item(m, id).Asks })
		source, target, err := m.Sides(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		disk, stored := source, target
		if i == 1 {
			disk, stored = target, source
		}
		if disk.Size != 900 || stored.Size != 700 || !stored.Time.Equal(old) || !disk.Time.After(old) {
			t.Errorf("disk %+v, stored %+v", disk, stored)
		}
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if _, _, err := m.Sides(t.Context(), ids[0]); err == nil {
		t.Error("a source that is gone is not told")
	}
	if _, _, err := m.Sides(t.Context(), 1<<40); !errors.Is(err, ErrNoItem) {
		t.Errorf("an item that is not there: %v", err)
	}
}

// What this queue has begun at the service is told from what others have.
func TestLargeFilesOfTheQueue(t *testing.T) {
	w := newWorld(t)
	m := w.open()
	ids := w.enqueue(m, Job{Direction: Up, Local: w.write("big", 10), BucketID: w.bucket.ID, Bucket: w.bucket.Name, Name: "big", Paused: true})
	if err := m.journal.do(t.Context(), func(t *tx) error {
		_, err := t.exec(`UPDATE items SET large_file = '4_z1' WHERE id = ?`, ids[0])
		return err
	}); err != nil {
		t.Fatal(err)
	}
	got, err := m.LargeFiles(t.Context())
	if err != nil || len(got) != 1 || got["4_z1"] != Paused {
		t.Errorf("%v, %v", got, err)
	}
}

// A name is hidden at once, whatever large files hold all the places for parts.
func TestChangesDoNotWaitForParts(t *testing.T) {
	w := newWorld(t)
	w.put("x", []byte("x"))
	m := w.open(func(c *Config) { c.Limits.PartsAtOnce = 1 })
	held := m.slots.share(smallFile + 1)
	release, err := held.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if s := w.wait(m, w.enqueue(m, Job{Direction: Hide, BucketID: w.bucket.ID, Bucket: w.bucket.Name, Name: "x"})...); s.Done != 1 {
		t.Errorf("%+v", s)
	}
}
