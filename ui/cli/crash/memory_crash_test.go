//go:build crash && linux

package crash

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestMemoryOfAFullQueue uploads with 10,000 files queued and 32 parts in flight.
func TestMemoryOfAFullQueue(t *testing.T) {
	t.Attr("fault", "P14")
	const small, parts, bound = 10_000, 32, 96 << 20
	s := newService(t)
	w := newWorld(t, s, "round", 3*parts*partSize, small)
	// The first file of the directory is the large one, which stands still with
	// all its parts in flight until the whole directory is queued.
	held := 0
	reached, release := s.gate.set(hold{call: "b2_upload_part", match: func(*http.Request) bool {
		held++
		return held == parts
	}, at: within, bytes: partSize / 2})
	cmd := w.command("put", "--quiet", "--parts-at-once", fmt.Sprint(parts), w.source, "b2://"+bucket+"/")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-reached
	for w.ask(`SELECT count(*) FROM items WHERE is_group = 0`) <= small {
		time.Sleep(20 * time.Millisecond)
	}
	ended := make(chan error, 1)
	peak := int64(0)
	release()
	go func() { ended <- cmd.Wait() }()
	for over := false; !over; {
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
			over = true
		case <-time.After(10 * time.Millisecond):
			peak = max(peak, peakOf(cmd.Process.Pid))
		}
	}
	figure := fmt.Sprintf("%d items, %d parts at once: peak RSS %.1f MiB (at most 96)", small+1, parts, float64(peak)/(1<<20))
	t.Attr("figure", figure)
	t.Log(figure)
	if peak == 0 || peak > bound {
		t.Error("that is not what is promised")
	}
}

// peakOf is a process's highest resident size so far, bytes; 0 once it is over.
func peakOf(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	number, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	kib, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0
	}
	return kib << 10
}
