//go:build crash && linux && amd64

package crash

import (
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// Parts of the scripted run: fewer than in the stages, since every system call
// of it is one run.
const (
	scriptedSmall = 3
	scriptedLarge = 2*partSize + 500
)

// TestKilledAtEverySystemCall kills a put and a get before the first call that
// changes a file, before the second, and so on, until they end by themselves.
func TestKilledAtEverySystemCall(t *testing.T) {
	s := newService(t)
	for _, script := range []struct {
		name    string
		prepare func(*world)
		run     func(*world) *exec.Cmd
		result  func(*world) result
		passed  func(in, out int64) int64
		way     string // of its items in the queue
		unit    int64  // what is in flight: parts up, whole small files down
	}{
		{"put", func(*world) {}, (*world).put, (*world).stored, func(in, _ int64) int64 { return in }, "up", partSize},
		{"get", func(w *world) { w.must(w.put()) }, (*world).get, (*world).arrived, func(_, out int64) int64 { return out }, "down", rangeSize},
	} {
		t.Run(script.name, func(t *testing.T) {
			sum, passed, calls := result{}, 0, map[string]int{}
			n := 1
			for ; ; n++ {
				w := newWorld(t, s, fmt.Sprintf("%s-%d", script.name, n), scriptedLarge, scriptedSmall)
				script.prepare(w)
				s.gate.passed()
				seen, last := 0, change{}
				if !w.traced(script.run(w), func(c change) bool {
					seen++
					last = c
					return seen == n
				}) {
					break
				}
				calls[last.name]++
				err := w.goOn()
				if err == nil && w.ask(`SELECT count(*) FROM items WHERE direction = '`+script.way+`'`) == 0 {
					w.must(script.run(w)) // killed before anything was queued
				}
				r := script.result(w)
				again := script.passed(s.gate.passed()) - w.size()
				if err != nil || r != (result{}) || again > atOnce*script.unit {
					t.Errorf("killed before %s %s, call %d: %+v, %d bytes again, %v", last.name, last.path, n, r, again, err)
				} else {
					passed++
				}
				sum.add(r, again)
			}
			figure := fmt.Sprintf("%s: %d of %d crash points passed; lost %d, doubled %d, corrupt %d, left behind %d, at most %.2f parts again (%d in flight)",
				script.name, passed, n-1, sum.lost, sum.doubled, sum.corrupt, sum.left, float64(sum.again)/float64(script.unit), atOnce)
			t.Attr("fault", "P2")
			t.Attr("figure", figure)
			t.Log(figure)
			var kinds []string
			for _, k := range slices.Sorted(maps.Keys(calls)) {
				kinds = append(kinds, fmt.Sprintf("%s %d", k, calls[k]))
			}
			t.Log(strings.Join(kinds, ", "))
		})
	}
}
