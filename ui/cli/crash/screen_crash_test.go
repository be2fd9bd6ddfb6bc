//go:build crash && linux

package crash

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"testing"
	"time"

	"b2tui/b2core/emulator"
	"b2tui/model/ptytest"
)

// TestScreenOverAFullQueue opens the screen over 10,000 queued files, beside one
// over an empty queue, then lets it send all of them with 32 parts at once.
func TestScreenOverAFullQueue(t *testing.T) {
	const (
		small, parts = 10_000, 32
		bound        = 96 << 20
		starts       = 7
		later        = 100 * time.Millisecond
	)
	s := newService(t)
	empty := newWorld(t, s, "empty", 1, 0)
	full := newWorld(t, s, "round", 10*parts*partSize, small)
	full.queueAll(parts, small)

	// Both show the bucket. What the full queue would send waits, so that every
	// start meets the same queue.
	every := hold{call: "b2_get_upload_", match: nil, at: before}
	var took [2][]time.Duration
	for range starts {
		for i, w := range []*world{empty, full} {
			_, release := s.gate.set(every)
			tm := w.screen()
			took[i] = append(took[i], tm.WaitFor(`b2tui`))
			tm.Signal(os.Kill)
			tm.Exit()
			release()
		}
	}
	for i := range took {
		slices.Sort(took[i])
	}
	figure := fmt.Sprintf("first frame after %d ms over an empty queue, %d ms over %d items (medians of %d)",
		took[0][starts/2].Milliseconds(), took[1][starts/2].Milliseconds(), small+1, starts)
	t.Log(figure)
	if took[1][starts/2]-took[0][starts/2] > later {
		t.Error("a full queue keeps the first frame waiting")
	}

	// A part takes long enough that more of them at once are worth it.
	s.Inject(emulator.Fault{Call: "b2_upload_part", Delay: 300 * time.Millisecond, Count: -1})
	tm := full.screen()
	began := time.Now()
	tm.WaitFor(`running`)
	tm.Send("4L")
	tm.WaitFor(`Limits of this screen`)
	tm.Send(fmt.Sprintf("\x7f\x7f%d\r", parts))
	tm.WaitFor(fmt.Sprintf(`%d parts`, parts))
	for full.ask(`SELECT count(*) FROM items WHERE is_group = 0 AND state NOT IN ('done', 'failed')`) > 0 {
		if time.Since(began) > 5*time.Minute {
			t.Fatalf("not done:\n%s", tm.Screen())
		}
		time.Sleep(50 * time.Millisecond)
	}
	peak := tm.PeakRSS()
	t.Logf("sent on the screen, %d parts at once: peak RSS %.1f MiB (at most %d)", s.gate.parts.peak, float64(peak)/(1<<20), bound>>20)
	if s.gate.parts.peak < parts {
		t.Errorf("never %d parts at once", parts)
	}
	if peak > bound {
		t.Error("it takes more memory than is promised")
	}
	tm.Send("q")
	if code := tm.Exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if r := full.stored(); r != (result{}) {
		t.Errorf("%+v", r)
	}
}

// queueAll leaves the source in the queue, unsent: the process that put it there
// is killed in its first parts.
func (w *world) queueAll(parts, small int) {
	w.Helper()
	held := 0
	reached, release := w.service.gate.set(hold{call: "b2_upload_part", match: func(*http.Request) bool {
		held++
		return held == parts
	}, at: within, bytes: partSize / 2})
	defer release()
	cmd := w.command("put", "--quiet", "--parts-at-once", fmt.Sprint(parts), w.source, "b2://"+bucket+"/")
	if err := cmd.Start(); err != nil {
		w.Fatal(err)
	}
	<-reached
	for w.ask(`SELECT count(*) FROM items WHERE is_group = 0`) <= small {
		time.Sleep(20 * time.Millisecond)
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

func (w *world) screen() *ptytest.Terminal {
	w.Helper()
	return ptytest.Start(w.T, ptytest.Config{
		Program: os.Getenv(programVariable), Args: []string{"b2://" + bucket}, Dir: w.home,
		Env: w.command().Env, Cols: 120, Rows: 40,
	})
}
