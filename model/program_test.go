package model

import (
	"bytes"
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/teatest/v2"
	"go.uber.org/goleak"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/transfer"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// A tick of Bubble Tea cannot be stopped: it ends seconds after its program.
		goleak.IgnoreTopFunction("charm.land/bubbletea/v2.Tick.func1"),
		goleak.IgnoreAnyFunction("github.com/charmbracelet/x/exp/teatest/v2.NewTestModel.func2"))
}

// startProgram runs the screen in a program, with its filter, and ends it with
// the test.
func startProgram(t testing.TB, app *App) *teatest.TestModel {
	t.Helper()
	var tm *teatest.TestModel
	ready := make(chan struct{})
	f := newFilter(app.pace, func(msg tea.Msg) { <-ready; tm.Send(msg) })
	tm = teatest.NewTestModel(t, app, teatest.WithInitialTermSize(120, 40), teatest.WithProgramOptions(tea.WithFilter(f.pass)))
	close(ready)
	return tm
}

// A drag with the mouse, from the local pane to the remote one, ends with the
// file in the bucket.
func TestDragUploadsTheFile(t *testing.T) {
	a := newAccount(t)
	queue, err := transfer.Open(t.Context(), transfer.Config{
		Clients: func(context.Context, string) (*b2core.Client, error) { return a.client, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	app := newApp(ctx, Deps{
		Browser: a.client, Transfers: queue, Profile: "work", LocalDir: sampleFiles(t),
		Start: "b2://" + emulator.DemoBucket + "/" + emulator.DemoFolder, Options: Options{Theme: ThemeDark},
	}.withDefaults(), newPacer(false))
	tm := startProgram(t, app)
	var seen bytes.Buffer
	waitFor := func(texts ...string) {
		t.Helper()
		teatest.WaitFor(t, tm.Output(), func(out []byte) bool {
			seen.Write(out)
			return !slices.ContainsFunc(texts, func(s string) bool { return !bytes.Contains(seen.Bytes(), []byte(s)) })
		}, teatest.WithDuration(10*time.Second))
	}
	waitFor("notes.txt", "IMG_0411.dng")
	// The fifth row of the left pane is notes.txt: "..", raw/, two pictures.
	tm.Send(tea.MouseClickMsg{X: 6, Y: 7, Button: tea.MouseLeft})
	for x := 8; x <= 90; x += 2 {
		tm.Send(tea.MouseMotionMsg{X: x, Y: 9, Button: tea.MouseLeft})
	}
	waitFor("copy 1 item to photos/2026/11/")
	tm.Send(tea.MouseReleaseMsg{X: 90, Y: 9})
	deadline, stop := context.WithTimeout(ctx, 20*time.Second)
	defer stop()
	for {
		w, err := queue.Window(deadline, transfer.Query{Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		if len(w.Items) == 1 && w.Items[0].State == transfer.Done {
			break
		}
		if len(w.Items) == 1 && w.Items[0].State == transfer.Failed {
			t.Fatalf("failed: %s", w.Items[0].Reason)
		}
		<-time.After(10 * time.Millisecond)
	}
	waitFor("queued 1 item")
	bucket, err := a.client.BucketByName(ctx, emulator.DemoBucket)
	if err != nil {
		t.Fatal(err)
	}
	got, err := a.client.Stat(ctx, bucket.ID, emulator.DemoFolder+"notes.txt")
	if err != nil || got.Size != 12 || got.SHA1 != "2c513f149e737ec4063fc1d37aee9beabc4b4bbf" {
		t.Errorf("in the bucket: %+v, %v", got, err)
	}
	tm.Send(keyPress(t, "q"))
	tm.WaitFinished(t, teatest.WithFinalTimeout(5*time.Second))
	if err := queue.Close(context.WithoutCancel(ctx)); err != nil {
		t.Error(err)
	}
}

// timed notes when a key that was sent has been drawn.
type timed struct {
	*App
	drawn chan time.Time
	due   bool
}

func (m *timed) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.KeyPressMsg); ok {
		m.due = true
	}
	_, cmd := m.App.Update(msg)
	return m, cmd
}

func (m *timed) View() tea.View {
	v := m.App.View()
	if m.due {
		m.due = false
		m.drawn <- time.Now()
	}
	return v
}

const eventsPerSecond = 10_000

// BenchmarkKeyLatency prints how long a key takes to its frame while ten
// thousand progress events a second come in.
func BenchmarkKeyLatency(b *testing.B) {
	a := newAccount(b)
	queue := newFakeQueue()
	queue.items = sampleQueue()
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	app := newApp(ctx, Deps{
		Browser: a.client, Transfers: throttled{queue}, LocalDir: sampleFiles(b),
		Start: "b2://" + emulator.DemoManyNames + "/2026/", Options: Options{Theme: ThemeDark},
	}.withDefaults(), newPacer(false))
	m := &timed{App: app, drawn: make(chan time.Time, 1)}
	p := tea.NewProgram(m, tea.WithInput(nil), tea.WithOutput(new(countingWriter)), tea.WithWindowSize(120, 40), tea.WithFPS(framesPerSecond))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = p.Run()
	}()
	var events atomic.Int64
	began := time.Now()
	go func() {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for ctx.Err() == nil {
			<-tick.C
			for due := int64(time.Since(began).Seconds() * eventsPerSecond); events.Load() < due; {
				events.Add(1)
				queue.set(func(s *transfer.Snapshot) {
					s.Active = sampleQueue()[:2]
					s.Active[0].Done += events.Load()
					s.Totals.Running = 2
				})
			}
		}
	}()
	var took []time.Duration
	key := keyPress(b, "down")
	for b.Loop() {
		at := time.Now()
		p.Send(key)
		took = append(took, (<-m.drawn).Sub(at))
		time.Sleep(3 * time.Millisecond)
	}
	rate := float64(events.Load()) / time.Since(began).Seconds()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(rate, "events/s")
	app.leave.over = true
	p.Quit()
	<-ended
}

// throttled waits between snapshots as the real queue does.
type throttled struct{ *fakeQueue }

func (q throttled) Next(ctx context.Context, minInterval time.Duration) (transfer.Snapshot, error) {
	select {
	case <-ctx.Done():
	case <-time.After(minInterval):
	}
	return q.fakeQueue.Next(ctx, minInterval)
}
