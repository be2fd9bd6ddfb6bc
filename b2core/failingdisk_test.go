package b2core_test

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"b2tui/b2core"
)

// failing is a disk on which one kind of operation fails at the nth time.
type failing struct {
	*memory
	op    string // "read", "write", "truncate" or "commit"
	after atomic.Int64
	cause error // nil: EIO
}

func (f *failing) fails(op string) error {
	if op == f.op && f.after.Add(-1) < 0 {
		if f.cause != nil {
			return f.cause
		}
		return syscall.EIO
	}
	return nil
}

func (f *failing) ReadAt(p []byte, off int64) (int, error) {
	if err := f.fails("read"); err != nil {
		return 0, err
	}
	return f.memory.ReadAt(p, off)
}

func (f *failing) WriteAt(p []byte, off int64) (int, error) {
	if err := f.fails("write"); err != nil {
		return 0, err
	}
	return f.memory.WriteAt(p, off)
}

func (f *failing) Truncate(size int64) error {
	if err := f.fails("truncate"); err != nil {
		return err
	}
	return f.memory.Truncate(size)
}

func (f *failing) Commit() error {
	if err := f.fails("commit"); err != nil {
		return err
	}
	return f.memory.Commit()
}

// A source that cannot be read, and a target that cannot be written or flushed,
// make the transfer fail with the cause: nothing is stored, nothing is done.
func TestDisksThatFail(t *testing.T) {
	t.Attr("fault", "L3")
	a := newAccount(t)
	a.c.SetRanges(500, 500)
	cases, done := 0, 0
	for _, size := range []int{400, 2500} {
		v := a.put(t, "stored", content(size))
		for _, op := range []string{"truncate", "write", "commit"} {
			for _, after := range []int64{0, 2} {
				if after > 0 && (op != "write" || size < 1500) {
					continue
				}
				cases++
				target := &failing{memory: &memory{}, op: op}
				target.after.Store(after)
				_, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: target, Steering: b2core.Steering{Slots: make(oneSlot, 1)}})
				if !errors.Is(err, syscall.EIO) || !strings.Contains(err.Error(), "stored") {
					t.Errorf("%d bytes, %s %d fails: %v", size, op, after+1, err)
				}
				if err == nil || target.committed {
					done++
				}
			}
		}
		for after := range int64(2) {
			if after > 0 && size < 1500 {
				continue
			}
			cases++
			source := &failing{memory: &memory{data: content(size)}, op: "read"}
			source.after.Store(after)
			_, err := a.c.Upload(t.Context(), b2core.UploadRequest{BucketID: a.bucket.ID, Name: "new", Source: source, SHA1: sha(content(size))})
			if !errors.Is(err, syscall.EIO) || !strings.Contains(err.Error(), "new") {
				t.Errorf("%d bytes, read %d fails: %v", size, after+1, err)
			}
			if _, lost := a.c.Stat(t.Context(), a.bucket.ID, "new"); err == nil || !errors.Is(lost, b2core.ErrNotFound) || a.unfinished(t) != 0 {
				done++
			}
		}
	}
	if done != 0 {
		t.Errorf("%d of %d were called done or left something", done, cases)
	}
	t.Attr("figure", fmt.Sprintf("%d failing reads, writes and flushes, called done: %d", cases, done))
}

// A disk that has no room says so at whatever step it does: when the space is
// asked for, in the middle, at the flush or at the rename. What is too large for
// it is told apart, since no room helps there.
func TestDisksWithoutRoom(t *testing.T) {
	a := newAccount(t)
	a.c.SetRanges(500, 500)
	v := a.put(t, "stored", content(2500))
	for _, c := range []struct {
		row   string
		cause error
		want  error
		words string
	}{
		{"L1", fullError(), b2core.ErrNoSpace, "the disk is full"},
		{"L2", quotaError(), b2core.ErrNoSpace, "the disk is full"},
		{"L2", tooLargeError(), b2core.ErrTooLarge, "larger than this disk"},
	} {
		cases := 0
		for _, op := range []string{"truncate", "write", "commit"} {
			cases++
			target := &failing{memory: &memory{}, op: op, cause: c.cause}
			target.after.Store(map[string]int64{"write": 2}[op])
			_, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: target, Steering: b2core.Steering{Slots: make(oneSlot, 1)}})
			if !errors.Is(err, c.want) || !errors.Is(err, c.cause) || !strings.Contains(err.Error(), c.words) || b2core.Hint(err) == "" {
				t.Errorf("%v at %s: %v", c.cause, op, err)
			}
			if target.committed {
				t.Errorf("%v at %s: done", c.cause, op)
			}
		}
		t.Attr("fault", c.row)
		t.Attr("figure", fmt.Sprintf("%v at %d steps: done 0", c.cause, cases))
	}
}
