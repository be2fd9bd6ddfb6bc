package transfer

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
)

// restless is an engine whose first uploads have their source written to when
// they have read all but the end of it.
type restless struct {
	mover
	file   string
	mu     sync.Mutex
	writes int // to come
	tries  int
}

func (e *restless) Upload(ctx context.Context, r b2core.UploadRequest) (b2core.FileVersion, error) {
	e.mu.Lock()
	e.tries++
	if e.writes > 0 {
		e.writes--
		r.Source = &written{Source: r.Source, file: e.file}
	}
	e.mu.Unlock()
	return e.mover.Upload(ctx, r)
}

type written struct {
	b2core.Source
	file string
	once sync.Once
	err  error
}

func (s *written) ReadAt(p []byte, off int64) (int, error) {
	n, err := s.Source.ReadAt(p, off)
	s.once.Do(func() {
		var f *os.File
		if f, s.err = os.OpenFile(s.file, os.O_WRONLY|os.O_APPEND, 0); s.err == nil {
			_, s.err = f.WriteString("one more line")
			_ = f.Close()
		}
	})
	if s.err != nil {
		return 0, s.err
	}
	return n, err
}

// A source that changes while it goes up is begun again from zero, up to three
// times, and never stored as a mixture.
func TestSourceThatDoesNotRest(t *testing.T) {
	t.Attr("fault", "L7")
	cases, corrupt := 0, 0
	for _, size := range []int{1000, 500_000} {
		for _, c := range []struct{ writes, tries, done int }{{0, 1, 1}, {1, 2, 1}, {2, 3, 1}, {3, 3, 0}, {9, 3, 0}} {
			cases++
			w := newWorld(t, b2test.SmallParts(100_000, 100_000))
			file := w.write("log", size)
			before := time.Now().Add(-time.Hour) // so that each write shows, however coarse the clock
			if err := os.Chtimes(file, before, before); err != nil {
				t.Fatal(err)
			}
			engine := &restless{mover: w.client, file: file, writes: c.writes}
			m, err := open(t.Context(), Config{Path: w.path, Logger: w.log}, func(context.Context, string) (mover, error) { return engine, nil })
			if err != nil {
				t.Fatal(err)
			}
			m.sourceRest = time.Millisecond
			s := w.wait(m, w.enqueue(m, w.up(file, "log"))...)
			w.close(m)
			if s.Done != c.done || engine.tries != c.tries {
				t.Errorf("%d bytes, %d writes: %d tries, %+v", size, c.writes, engine.tries, s)
			}
			versions := w.versions("")
			if len(versions) != c.done {
				t.Errorf("%d bytes, %d writes: %d versions, unfinished ones included", size, c.writes, len(versions))
			}
			if c.done == 0 {
				if why := s.Failures[0].Reason; !strings.Contains(why, "3 times in a row") {
					t.Error(why)
				}
				continue
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if versions[0].Size != int64(len(want)) {
				corrupt++
			}
			w.stored("log", want)
		}
	}
	t.Attr("figure", fmt.Sprintf("%d sources that are written to 0 to 9 times: corrupt uploads %d, 3 tries at most", cases, corrupt))
}
