package transfer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
)

// slowCancel holds the first call that gives up a large file.
type slowCancel struct {
	*b2core.Client
	begun, goOn chan struct{}
}

func (c slowCancel) CancelLargeFile(ctx context.Context, id string) error {
	c.begun <- struct{}{}
	<-c.goOn
	return c.Client.CancelLargeFile(ctx, id)
}

// Who cancels and thinks better of it at once gets a whole file: the new run does
// not go on with the large file that is just being given up.
func TestRetryWhileCancelStillCleansUp(t *testing.T) {
	w := newWorld(t, b2test.SmallParts(1<<20, 1<<20))
	client := slowCancel{w.client, make(chan struct{}, 9), make(chan struct{})}
	m, err := open(t.Context(), Config{Path: w.path, Limits: Limits{PartsAtOnce: 1, UpRate: 4 << 20}},
		func(context.Context, string) (mover, error) { return client, nil })
	if err != nil {
		t.Fatal(err)
	}
	defer w.close(m)
	id := w.enqueue(m, w.up(w.write("big", 8<<20), "big"))[0]
	w.until(m, "parts are in", moving(2<<20))
	if err := m.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	<-client.begun
	m.SetLimits(Limits{PartsAtOnce: 1, UpRate: 1}) // a run that begins would not end before it is seen
	if err := m.Retry(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	m.fill()
	if s := m.Current(); len(s.Active) != 0 || s.Totals.Queued != 1 {
		t.Errorf("runs while its large file is given up: %+v", s)
	}
	close(client.goOn)
	m.SetLimits(Limits{})
	if s := w.wait(m, id); s.Done != 1 {
		t.Errorf("%+v", s)
	}
	w.stored("big", content("big", 8<<20))
	if left := w.unfinished(); len(left) != 0 {
		t.Errorf("unfinished: %v", left)
	}
}

// What is left of a download that was to be renamed lies under the new name.
func TestCancelOfARenamedDownload(t *testing.T) {
	w := newWorld(t)
	m := w.open(slow)
	w.version("big", 20<<20)
	there := w.write("back", 10)
	j := w.down("big", there)
	j.IfExists = Rename
	id := w.enqueue(m, j)[0]
	w.until(m, "it moves", moving(1))
	if err := m.Pause(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	w.until(m, "it stands", func(s Snapshot) bool { return len(s.Active) == 0 && s.Totals.Paused == 1 })
	partial := filepath.Join(w.dir, ".back (1).b2tui-part")
	if _, err := os.Stat(partial); err != nil {
		t.Fatal(err)
	}
	if err := m.Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	m.cleaners.Wait()
	if _, err := os.Stat(partial); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the partial file is left: %v", err)
	}
	w.sameFile(there, content("back", 10))
}

// However fast files fail again, a retry of all that failed comes to its end.
func TestRetryOfAllEnds(t *testing.T) {
	const files = 3 * retryLot
	w := newWorld(t)
	w.log = nil
	m := w.open()
	jobs := make([]Job, files)
	for i := range jobs {
		jobs[i] = w.up(filepath.Join(w.dir, "missing", fmt.Sprint(i)), fmt.Sprint(i))
	}
	ids := w.enqueue(m, jobs...)
	w.wait(m, ids...)
	if n, err := m.GiveAll(t.Context(), RetryOrder); err != nil || n != files {
		t.Errorf("%d files were tried again, %v", n, err)
	}
	if s := w.wait(m, ids...); s.Failed != files {
		t.Errorf("%+v", s)
	}
}
