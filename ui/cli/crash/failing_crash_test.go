//go:build crash && linux && amd64

package crash

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// failed is how runs ended in which a call failed.
type failed struct {
	runs, refused int // refused: the program said so and failed
	calls         map[string]int
	result
}

// A disk that fails once: the first call that changes a file, then the second,
// and so on, in a put and in a get. Who is told that all went well has it all;
// who is told that something failed has it all after the next run.
func TestEverySystemCallFails(t *testing.T) {
	s := newService(t)
	for _, c := range []struct {
		row  string
		why  syscall.Errno
		name string
	}{
		{"L1", syscall.ENOSPC, "put"},
		{"L1", syscall.ENOSPC, "get"},
		{"L2", syscall.EDQUOT, "get"},
		{"L3", syscall.EIO, "put"},
		{"L3", syscall.EIO, "get"},
	} {
		t.Run(fmt.Sprintf("%s %v", c.name, c.why), func(t *testing.T) {
			sum := failed{calls: map[string]int{}}
			for n := 1; ; n++ {
				w := newWorld(t, s, fmt.Sprintf("%s-%d-%d", c.name, c.why, n), scriptedLarge, scriptedSmall)
				seen, last := 0, change{}
				r, err := w.failing(c.name, func(ch change) syscall.Errno {
					if seen++; seen != n {
						return 0
					}
					last = ch
					return c.why
				})
				if seen < n {
					break
				}
				sum.runs++
				sum.calls[last.name]++
				if err != nil {
					sum.refused++
				} else if last.name == "fsync" && strings.HasPrefix(last.path, w.target) {
					t.Errorf("done after the flush of %s failed", last.path)
				}
				if r != (result{}) {
					t.Errorf("%s %s, call %d, failed: %+v, %v", last.name, last.path, n, r, err)
					sum.result.add(r, 0)
				}
			}
			sum.report(t, c.row, fmt.Sprintf("%s, %v at every call that changes a file", c.name, c.why))
		})
	}
}

func (f failed) report(t *testing.T, row, what string) {
	t.Helper()
	figure := fmt.Sprintf("%s: %d runs, %d said that they failed; then lost %d, doubled %d, corrupt %d, left behind %d",
		what, f.runs, f.refused, f.lost, f.doubled, f.corrupt, f.left)
	t.Attr("fault", row)
	t.Attr("figure", figure)
	t.Log(figure)
	var kinds []string
	for _, k := range slices.Sorted(maps.Keys(f.calls)) {
		kinds = append(kinds, fmt.Sprintf("%s %d", k, f.calls[k]))
	}
	t.Log(strings.Join(kinds, ", "))
}
