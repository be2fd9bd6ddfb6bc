package crash

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A disk that fails whatever is tried at one step of a download, from its first
// file to its last.
func TestDiskFailsAtOneStep(t *testing.T) {
	target := func(w *world, c change) bool { return strings.HasPrefix(c.path, w.target) }
	for _, c := range []struct {
		row, step string
		why       syscall.Errno
		call      string
		ours      func(*world, change) bool // nil: all of that name
		goesOn    bool                      // it is no failure
		says      string
		fetched   bool // at all
	}{
		{"L1", "asking for the space", syscall.ENOSPC, "fallocate", target, false, "the disk is full", false},
		{"L1", "flush", syscall.ENOSPC, "fsync", target, false, "the disk is full", true},
		{"L1", "rename", syscall.ENOSPC, "renameat2", nil, false, "the disk is full", true},
		{"L2", "write", syscall.EDQUOT, "pwrite64", target, false, "the disk is full", true},
		{"L2", "length", syscall.EFBIG, "ftruncate", target, false, "larger than this disk", false},
		{"L3", "flush", syscall.EIO, "fsync", target, false, "input/output error", true},
		{"L4", "making the file", syscall.EACCES, "openat", nil, false, "permission denied", false},
		{"L10", "rename", syscall.EXDEV, "renameat2", nil, false, "cross-device", true},
		{"L13", "setting the time", syscall.EPERM, "utimensat", nil, true, "its time could not be set: operation not permitted", true},
	} {
		t.Run(fmt.Sprintf("%v at %s", c.why, c.step), func(t *testing.T) {
			t.Parallel()
			s, small := newService(t), 3
			if c.call == "fallocate" {
				small = 0 // space is taken ahead for what is large
			}
			w := newWorld(t, s, fmt.Sprintf("%s-%d", strings.ReplaceAll(c.step, " ", "-"), c.why), largeDown, small)
			hits, fetched := 0, int64(0)
			w.must(w.put())
			s.gate.passed()
			said, err := w.faulty(w.command("get", "--parts-at-once", fmt.Sprint(atOnce), "b2://"+bucket+"/"+w.prefix, w.target), func(ch change) syscall.Errno {
				if ch.name != c.call || c.ours != nil && !c.ours(w, ch) {
					return 0
				}
				hits++
				return c.why
			})
			_, fetched = s.gate.passed()
			if hits == 0 || !strings.Contains(said, c.says) || (err == nil) != c.goesOn || (fetched > 0) != c.fetched {
				t.Errorf("%d calls failed, %d bytes fetched, ended with %v and said:\n%s", hits, fetched, err, said)
			}
			if !c.goesOn {
				if r := w.arrived(); r.lost != len(w.files) || r.corrupt != 0 {
					t.Errorf("afterwards %+v", r)
				}
				if c.call == "openat" { // the queue could not be made either, and was in memory
					w.must(w.get())
				}
				w.must(w.command("queue", "retry"))
				if err := w.goOn(); err != nil {
					t.Error(err)
				}
			}
			_, again := s.gate.passed()
			if c.call == "fsync" && again < w.size() {
				t.Errorf("only %d bytes were fetched again: the rest may never have reached the disk", again)
			}
			r := w.arrived()
			if r != (result{}) {
				t.Errorf("the next run left %+v", r)
			}
			t.Attr("fault", c.row)
			t.Attr("figure", fmt.Sprintf("%v at %s: %d calls failed, %d bytes fetched, called done 0; then %d bytes, lost %d, corrupt %d", c.why, c.step, hits, fetched, again, r.lost, r.corrupt))
		})
	}
}

// failing runs a put or a get in which calls fail, lets the next run put right
// what failed, and returns what is wrong then.
func (w *world) failing(name string, why func(change) syscall.Errno) (result, error) {
	w.Helper()
	r, _, err := w.failingSays(name, why)
	return r, err
}

// failingSays is failing, with what the program wrote.
func (w *world) failingSays(name string, why func(change) syscall.Errno) (r result, said string, err error) {
	w.Helper()
	script, look := w.put, w.stored
	if name == "get" {
		w.must(w.put())
		script, look = w.get, w.arrived
	}
	said, err = w.faulty(script(), why)
	if strings.Contains(said, "goroutine ") || err != nil && !strings.Contains(said, "b2tui: ") {
		w.Errorf("said: %s", said)
	}
	if err == nil { // all is well, they say
		return look(), said, nil
	}
	again := script()
	again.Args = append(again.Args, "--if-exists", "differs")
	w.must(again)
	return look(), said, err
}

// faulty runs a command in which calls fail as why says, and returns what it
// wrote.
func (w *world) faulty(cmd *exec.Cmd, why func(change) syscall.Errno) (said string, err error) {
	w.Helper()
	out, err := os.Create(filepath.Join(w.home, "output"))
	if err != nil {
		w.Fatal(err)
	}
	defer out.Close()
	ctx, stop := context.WithTimeout(w.Context(), time.Minute)
	defer stop()
	cmd.Stdout, cmd.Stderr = out, out
	killed, err := trace(cmd, func(c change) fate { return fate{fails: why(c), killed: ctx.Err() != nil} })
	if killed {
		err = errors.New("not over in a minute")
		w.Error(err)
	}
	b, _ := os.ReadFile(out.Name())
	return string(b), err
}
