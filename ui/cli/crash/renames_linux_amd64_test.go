package crash

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestKilledAtTheRename kills a download at the two stages that only the
// system sees: verified and not renamed, renamed and not journaled.
func TestKilledAtTheRename(t *testing.T) {
	for name, past := range map[string]bool{"verified, not renamed": false, "renamed, not journaled": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newService(t)
			sum := result{}
			for n := range rounds {
				w := newWorld(t, s, fmt.Sprintf("round-%d", n), largeDown, 3)
				w.must(w.put())
				s.gate.passed()
				renames := 0
				killed := w.traced(w.get(), func(c change) bool {
					if strings.HasPrefix(c.name, "rename") {
						renames++
						return !past && renames > 3 // the large one is the last
					}
					return past && renames > 3 && strings.HasPrefix(filepath.Base(c.path), "queue.db")
				})
				if !killed {
					t.Fatal("the stage never came")
				}
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

// traced runs a command and kills it before the first change that fatal says
// so of. It tells whether that came.
func (w *world) traced(cmd *exec.Cmd, fatal func(change) bool) bool {
	w.Helper()
	out, err := os.Create(filepath.Join(w.home, "output"))
	if err != nil {
		w.Fatal(err)
	}
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	killed, err := trace(cmd, func(c change) fate { return fate{killed: fatal(c)} })
	if err != nil && !killed {
		said, _ := os.ReadFile(out.Name())
		w.Fatalf("%v\n%s", err, said)
	}
	return killed
}
