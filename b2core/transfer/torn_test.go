package transfer

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// stride leaves out most of what a loop could try, unless all is asked for.
func stride(every int) int {
	if thorough {
		return 1
	}
	if raceDetector {
		return 16 * every
	}
	return every
}

// sample is a queue as a kill leaves it: the database, its log of so many
// commits of one item each, and how long the log was after each of them.
type sample struct {
	db, wal []byte
	ends    []int
}

func newSample(t *testing.T, commits int) sample {
	t.Helper()
	w := newWorld(t)
	m := w.open()
	var s sample
	for i := range commits {
		j := w.up(filepath.Join(w.dir, fmt.Sprint(i)), fmt.Sprintf("name-%d", i))
		j.Paused = true
		w.enqueue(m, j)
		info, err := os.Stat(w.path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		s.ends = append(s.ends, int(info.Size()))
	}
	var err error
	if s.db, err = os.ReadFile(w.path); err != nil {
		t.Fatal(err)
	}
	if s.wal, err = os.ReadFile(w.path + "-wal"); err != nil {
		t.Fatal(err)
	}
	return s
}

// opened is what became of a queue of these bytes: how many items it holds, what
// is told, and where it was set aside.
type opened struct {
	items  int
	notice string
	aside  []string
}

// tryOpen opens a queue made of these bytes and uses it.
func tryOpen(t *testing.T, path string, db, wal []byte) opened {
	t.Helper()
	for file, b := range map[string][]byte{path: db, path + "-wal": wal} {
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_ = os.Remove(path + "-shm")
	m, err := open(t.Context(), Config{Path: path, Adopt: true, Headless: true}, func(context.Context, string) (mover, error) {
		return nil, errors.New("no account")
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := m.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("close: %v", err)
		}
	}()
	win, err := m.Window(t.Context(), Query{Limit: 100})
	if err != nil {
		t.Errorf("read the queue: %v", err)
	}
	aside, err := filepath.Glob(path + ".damaged-*")
	if err != nil {
		t.Fatal(err)
	}
	return opened{items: win.Total, notice: m.Current().Notice, aside: aside}
}

// closedQueue is the database of a queue that was closed, and where it lies.
func closedQueue(t *testing.T, commits int) (path string, db []byte) {
	t.Helper()
	s := newSample(t, commits)
	path = filepath.Join(t.TempDir(), "queue.db")
	tryOpen(t, path, s.db, s.wal) // its end moves the log into the database
	db, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, db
}

// TestTornLog cuts the log at every offset, and fills blocks of it with zeros,
// as a power cut may: the queue holds what was committed before.
func TestTornLog(t *testing.T) {
	t.Parallel() // it waits for the disk more than it works
	const commits = 5
	s := newSample(t, commits)
	path := filepath.Join(t.TempDir(), "queue.db")
	passed, all := 0, 0
	check := func(what string, at int, wal []byte) {
		all++
		got := tryOpen(t, path, s.db, wal)
		want := 0
		for _, end := range s.ends {
			if at >= end {
				want++
			}
		}
		if got.notice == "" && len(got.aside) == 0 && got.items == want {
			passed++
			return
		}
		t.Errorf("%s %d: %d items, want %d; %q %v", what, at, got.items, want, got.notice, got.aside)
	}
	frame := s.ends[commits-1] - s.ends[commits-2]
	for at := 0; at <= len(s.wal); at += stride(frame / 7) {
		check("cut at", at, s.wal[:at])
	}
	for _, end := range s.ends {
		for _, at := range []int{end - 1, end, end + 1} {
			check("cut at", min(at, len(s.wal)), s.wal[:min(at, len(s.wal))])
		}
	}
	const block = 512
	for at := s.ends[0]; at < len(s.wal); at += block * stride(8) {
		holed := append([]byte(nil), s.wal...)
		clear(holed[at:min(at+block, len(holed))])
		check("zeros at", at, holed)
	}
	t.Attr("fault", "P3")
	t.Attr("figure", fmt.Sprintf("offsets passed: %d of %d", passed, all))
	t.Logf("offsets passed: %d of %d", passed, all)
}

// TestWrongVersion opens a queue whose version number is not its own: it is set
// aside and said so, and one that may be a newer program's is left alone.
func TestWrongVersion(t *testing.T) {
	t.Attr("fault", "Q4")
	path, whole := closedQueue(t, 3)
	for version := -1; version <= schemaVersion+1; version++ {
		if version == schemaVersion {
			continue
		}
		const at = 60 // https://sqlite.org/fileformat2.html#the_database_header
		db := append([]byte(nil), whole...)
		binary.BigEndian.PutUint32(db[at:], uint32(int32(version)))
		got := tryOpen(t, path, db, nil)
		if newer := version > schemaVersion; (len(got.aside) == 0) != newer || got.notice == "" {
			t.Errorf("version %d: %+v", version, got)
		}
		for _, f := range got.aside {
			_ = os.Remove(f)
		}
	}
}

// TestWrongColumn opens queues in which a column is called otherwise: each is set
// aside and said so.
func TestWrongColumn(t *testing.T) {
	t.Attr("fault", "Q4")
	path, whole := closedQueue(t, 3)
	columns := regexp.MustCompile(`(?m)^  [a-z_0-9]+ +(TEXT|INTEGER|REAL)`).FindAllString(schema, -1)
	if len(columns) < 60 {
		t.Fatalf("%d columns found", len(columns))
	}
	for _, c := range columns {
		db := bytes.ReplaceAll(whole, []byte("\n"+c), []byte("\n  Ω"+c[4:]))
		if bytes.Equal(db, whole) {
			t.Fatalf("%q is not in the database", c)
		}
		if got := tryOpen(t, path, db, nil); len(got.aside) == 0 || !strings.Contains(got.notice, "damaged") {
			t.Errorf("%q: %+v", strings.Fields(c)[0], got)
		} else if err := os.Remove(got.aside[0]); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFlippedBytes turns bits of every byte of a queue: it opens with what it
// held, or it is set aside and said so.
func TestFlippedBytes(t *testing.T) {
	t.Parallel() // it waits for the disk more than it works
	const commits = 40
	path, db := closedQueue(t, commits)
	whole, aside, fewer, all := 0, 0, 0, 0
	for at := 0; at < len(db); at += stride(601) {
		all++
		flipped := append([]byte(nil), db...)
		flipped[at] ^= 0xff
		got := tryOpen(t, path, flipped, nil)
		switch {
		case len(got.aside) > 0:
			aside++
			if !strings.Contains(got.notice, "damaged") {
				t.Errorf("byte %d: set aside without a word: %q", at, got.notice)
			}
			if info, err := os.Stat(got.aside[0]); err != nil || info.Size() < int64(len(db)) {
				t.Errorf("byte %d: what was set aside is not what was there: %v, %v", at, info, err)
			}
			for _, f := range got.aside {
				_ = os.Remove(f)
			}
		case got.items == commits || strings.Contains(got.notice, "memory"):
			whole++
		default:
			fewer++
			t.Errorf("byte %d: %d items of %d, and nothing is said: %q", at, got.items, commits, got.notice)
		}
	}
	figure := fmt.Sprintf("%d bytes flipped: read as it was %d, set aside and said %d, less without a word %d", all, whole, aside, fewer)
	t.Attr("fault", "Q4")
	t.Attr("fault", "B12")
	t.Attr("figure", figure)
	t.Log(figure)
}
