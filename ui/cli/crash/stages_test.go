//go:build linux

package crash

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// stage is a moment of a transfer at which the process is killed.
type stage struct {
	name   string
	hold   hold
	locked bool // from the request on the program cannot write its queue
	queued bool // only once the queue holds something
}

func part(n int) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Header.Get("X-Bz-Part-Number") == fmt.Sprint(n) }
}

func stretch(n int) func(*http.Request) bool {
	prefix := fmt.Sprintf("bytes=%d-", (n-1)*rangeSize)
	return func(r *http.Request) bool { return strings.HasPrefix(r.Header.Get("Range"), prefix) }
}

func upStages() []stage {
	return []stage{
		{name: "queued", hold: hold{call: "b2_start_large_file", at: before}},
		{name: "start done, answer lost", hold: hold{call: "b2_start_large_file", at: unsaid}},
		{name: "started", hold: hold{call: "b2_get_upload_part_url", at: before}},
		{name: "in a part", hold: hold{call: "b2_upload_part", match: part(3), at: within, bytes: partSize / 2}},
		{name: "part accepted, not journaled", hold: hold{call: "b2_upload_part", match: part(3), at: answered}, locked: true},
		{name: "all parts in", hold: hold{call: "b2_finish_large_file", at: before}},
		{name: "finish sent", hold: hold{call: "b2_finish_large_file", at: unsaid}},
		{name: "finish answered, not journaled", hold: hold{call: "b2_finish_large_file", at: answered}, locked: true},
	}
}

func downStages() []stage {
	return []stage{
		{name: "queued", hold: hold{call: "b2_list_file_names", at: before}, queued: true},
		{name: "temp made", hold: hold{call: "b2_download_file_by_id", match: stretch(1), at: before}},
		{name: "in a part", hold: hold{call: "b2_download_file_by_id", match: stretch(2), at: sending, bytes: rangeSize / 2}},
		{name: "part written, not journaled", hold: hold{call: "b2_download_file_by_id", match: stretch(2), at: answered}, locked: true},
		{name: "all bytes in", hold: hold{call: "b2_download_file_by_id", match: stretch(ranges), at: answered}, locked: true},
	}
}

// TestKilledUploads kills an upload at every stage of it.
func TestKilledUploads(t *testing.T) {
	for _, st := range upStages() {
		t.Run(st.name, func(t *testing.T) {
			t.Parallel()
			s := newService(t)
			sum := result{}
			for n := range rounds {
				w := newWorld(t, s, fmt.Sprintf("round-%d", n), largeUp, 6)
				w.killAt(st, w.put().Args[1:])
				if err := w.goOn(); err != nil {
					t.Error(err)
				}
				sent, _ := s.gate.passed()
				sum.add(w.stored(), sent-w.size())
			}
			sum.report(t, "sent", partSize)
		})
	}
}

// TestKilledDownloads kills a download at the stages that requests tell.
func TestKilledDownloads(t *testing.T) {
	for _, st := range downStages() {
		t.Run(st.name, func(t *testing.T) {
			t.Parallel()
			s := newService(t)
			sum := result{}
			for n := range rounds {
				w := newWorld(t, s, fmt.Sprintf("round-%d", n), largeDown, 6)
				w.must(w.put())
				s.gate.passed()
				w.killAt(st, w.get().Args[1:])
				if err := w.goOn(); err != nil {
					t.Error(err)
				}
				_, fetched := s.gate.passed()
				sum.add(w.arrived(), fetched-w.size())
			}
			sum.report(t, "fetched", rangeSize)
		})
	}
}

// killAt runs the program until the stage and kills it there.
func (w *world) killAt(st stage, args []string) {
	w.Helper()
	h := st.hold
	unlock := func() {}
	if st.locked {
		h.first = func() {
			// With nothing journaled at all everything would be in flight.
			for w.ask(allParts) == 0 && w.Context().Err() == nil {
				time.Sleep(time.Millisecond)
			}
			unlock = w.lock()
		}
	}
	if st.queued {
		h.match = func(*http.Request) bool { return w.ask(openItems) > 0 }
	}
	reached, release := w.service.gate.set(h)
	cmd := w.command(args...)
	out, err := os.Create(filepath.Join(w.home, "output"))
	if err != nil {
		w.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		w.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-reached:
	case err := <-ended:
		said, _ := os.ReadFile(out.Name())
		w.Fatalf("it ended before the stage: %v\n%s", err, said)
	case <-time.After(time.Minute):
		w.Fatal("the stage never came")
	}
	if st.hold.at == answered {
		// The answer is on its way, and what it leads to cannot be stored: any
		// moment from now on is the right one.
		time.Sleep(time.Duration(len(w.prefix)) * time.Millisecond)
	}
	if err := cmd.Process.Kill(); err != nil {
		w.Fatal(err)
	}
	<-ended
	_ = out.Close()
	unlock()
	release()
}

func (r *result) add(o result, again int64) {
	r.lost += o.lost
	r.doubled += o.doubled
	r.corrupt += o.corrupt
	r.left += o.left
	r.again = max(r.again, again)
}

// beside is more than the small files hold. One that has arrived and is not renamed
// yet has no place any more, and is fetched again.
const beside = 6 * 1100

// report prints a stage's figures and holds them to what is promised.
func (r *result) report(t *testing.T, verb string, part int64) {
	t.Helper()
	figure := fmt.Sprintf("%d kills: lost %d, doubled %d, corrupt %d, left behind %d, at most %.2f parts %s again (%d in flight)",
		rounds, r.lost, r.doubled, r.corrupt, r.left, float64(r.again)/float64(part), verb, atOnce)
	t.Attr("fault", "P1")
	t.Attr("figure", figure)
	t.Log(figure)
	if r.lost+r.doubled+r.corrupt+r.left != 0 || r.again > atOnce*part+beside {
		t.Error("that is not what is promised")
	}
}
