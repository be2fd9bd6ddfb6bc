//go:build linux

package crash

import (
	"fmt"
	"os/exec"
	"testing"
)

// TestFewOpenFiles uploads and downloads more files at once than the system
// lets the program open.
func TestFewOpenFiles(t *testing.T) {
	t.Attr("fault", "L12")
	const limit, small = 64, 300
	s := newService(t)
	w := newWorld(t, s, "round", largeUp, small)
	limited := func(args ...string) *exec.Cmd {
		cmd := w.command(args...)
		cmd.Args = append([]string{"sh", "-c", fmt.Sprintf(`ulimit -n %d; exec "$0" "$@"`, limit), cmd.Path}, args...)
		cmd.Path = "/bin/sh"
		return cmd
	}
	w.must(limited("put", "--quiet", "--parts-at-once", "32", "--files-at-once", "32", w.source, "b2://"+bucket+"/"))
	w.must(limited("get", "--quiet", "--parts-at-once", "32", "--files-at-once", "32", "b2://"+bucket+"/"+w.prefix, w.target))
	up, down := w.stored(), w.arrived()
	if up != (result{}) || down != (result{}) {
		t.Errorf("%+v, %+v", up, down)
	}
	figure := fmt.Sprintf("%d files with %d open at most: failed %d", small+1, limit, up.lost+down.lost)
	t.Attr("figure", figure)
	t.Log(figure)
}
