package emulator

import (
	"os"
	"syscall"
	"testing"
)

// fullJournal is a journal on a full disk: of a write half arrives.
type fullJournal struct {
	*os.File
	full, stuck bool // stuck: it cannot be cut either
}

func (f *fullJournal) Write(p []byte) (int, error) {
	if !f.full {
		return f.File.Write(p)
	}
	n, _ := f.File.Write(p[:len(p)/2])
	return n, syscall.ENOSPC
}

func (f *fullJournal) Truncate(size int64) error {
	if f.stuck {
		return syscall.EIO
	}
	return f.File.Truncate(size)
}

// open makes an emulator whose journal can be made to fail.
func open(t *testing.T, dir string) (*Emulator, *fullJournal) {
	t.Helper()
	e, err := New(Options{Data: dir, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	k := e.store.keep.(*diskKeeper)
	full := &fullJournal{File: k.journal.(*os.File)}
	k.journal = full
	return e, full
}

func names(e *Emulator) int { return len(e.store.buckets) }

func put(e *Emulator, name string) error {
	e.store.mu.Lock()
	defer e.store.mu.Unlock()
	return e.store.putBucket(&bucket{id: e.ids.bucket(e.store.account.ID), name: name, kind: "allPrivate", revision: firstRevision})
}

// A full disk refuses the change and leaves no half line: what follows, once
// there is room again, is read at the next start.
func TestFullDiskLeavesTheJournalWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e, journal := open(t, dir)
	if err := put(e, "before"); err != nil {
		t.Fatal(err)
	}
	journal.full = true
	if err := put(e, "lost"); err == nil {
		t.Error("a change that was not written is acknowledged")
	}
	journal.full = false
	if err := put(e, "after"); err != nil {
		t.Error(err)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	again, _ := open(t, dir)
	if got := names(again); got != 2 {
		t.Errorf("%d buckets after a restart, want 2", got)
	}
}

// Behind a half line that cannot be cut off nothing may be written; the next
// start cuts it off.
func TestTornJournalTakesNoMore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e, journal := open(t, dir)
	if err := put(e, "before"); err != nil {
		t.Fatal(err)
	}
	journal.full, journal.stuck = true, true
	_ = put(e, "lost")
	journal.full = false
	if err := put(e, "after"); err == nil {
		t.Error("a change is acknowledged behind a half line")
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	again, _ := open(t, dir)
	if got := names(again); got != 1 {
		t.Errorf("%d buckets after a restart, want 1", got)
	}
}
