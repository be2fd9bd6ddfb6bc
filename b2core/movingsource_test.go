//go:build unix

package b2core_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"b2tui/b2core"
)

// meddled is a source with which something happens after a number of readings.
type meddled struct {
	*b2core.LocalSource
	reads   atomic.Int64
	after   int64
	happens func()
	err     error // of the upload
}

func (m *meddled) ReadAt(p []byte, off int64) (int, error) {
	if m.after == 0 && m.reads.Load() == 0 {
		m.happens()
	}
	n, err := m.LocalSource.ReadAt(p, off)
	if m.reads.Add(1) == m.after {
		m.happens()
	}
	return n, err
}

// Whatever is done to a file while it goes up, and whenever: it is not stored.
func TestSourceThatMoves(t *testing.T) {
	t.Attr("fault", "L7")
	cases, corrupt, missed := 0, 0, 0
	for what, change := range map[string]func(file string) error{
		"cut short":              func(file string) error { return os.Truncate(file, 17) },
		"grown":                  func(file string) error { return overwrite(file, os.O_APPEND) },
		"rewritten, same length": func(file string) error { return overwrite(file, 0) },
		"replaced": func(file string) error {
			return errors.Join(os.WriteFile(file+".new", content(3501)[1:], 0o600), os.Rename(file+".new", file))
		},
		"deleted": os.Remove,
	} {
		for _, size := range []int{700, 3500} {
			reads := readings(t, size)
			for _, after := range []int64{0, 1, reads / 2, reads - 1, reads} {
				a := newAccount(t)
				file := filepath.Join(t.TempDir(), "n")
				if err := os.WriteFile(file, content(size), 0o600); err != nil {
					t.Fatal(err)
				}
				stamp(t) // the kernel stamps changes by its tick
				err := a.meddle(t, file, after, func() {
					if err := change(file); err != nil {
						t.Error(err)
					}
				}).err
				cases++
				if !errors.Is(err, b2core.ErrSourceChanged) {
					missed++
					t.Errorf("%d bytes, %s after %d of %d readings: %v", size, what, after, reads, err)
				}
				if n := a.versions(t); n != 0 {
					corrupt += n
				}
				if n := a.unfinished(t); n != 0 {
					t.Errorf("%d bytes, %s: %d unfinished large files stay", size, what, n)
				}
			}
		}
	}
	if corrupt != 0 {
		t.Errorf("%d were stored", corrupt)
	}
	t.Attr("figure", fmt.Sprintf("%d changes, not noticed %d, corrupt uploads %d", cases, missed, corrupt))
}

// readings is how many of them an upload takes.
func readings(t *testing.T, size int) int64 {
	t.Helper()
	a := newAccount(t)
	file := filepath.Join(t.TempDir(), "n")
	if err := os.WriteFile(file, content(size), 0o600); err != nil {
		t.Fatal(err)
	}
	source := a.meddle(t, file, -1, nil)
	if source.err != nil {
		t.Fatal(source.err)
	}
	return source.reads.Load()
}

// meddle uploads a file with which something happens meanwhile, part by part.
func (a *account) meddle(t *testing.T, file string, after int64, happens func()) *meddled {
	t.Helper()
	s, err := b2core.OpenLocalSource(file)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	m := &meddled{LocalSource: s, after: after, happens: happens}
	_, m.err = a.c.Upload(t.Context(), b2core.UploadRequest{
		BucketID: a.bucket.ID, Name: "n", Source: m,
		Steering: b2core.Steering{Slots: make(oneSlot, 1), Checkpoint: &journal{}},
	})
	return m
}

// overwrite writes into a file as it is.
func overwrite(file string, flag int) error {
	f, err := os.OpenFile(file, os.O_WRONLY|flag, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString("another beginning")
	return errors.Join(err, f.Close())
}
