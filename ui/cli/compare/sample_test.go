//go:build compare && linux

package compare

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"b2tui/b2core/b2test/foreign"
	"b2tui/ui/cli/clitest"
)

// sample is what one run cost, on both ends.
type sample struct {
	clitest.Cost
	emulator time.Duration // CPU
}

func (s sample) String() string {
	return fmt.Sprintf("%6.2f %6.2f %6.1f  %6.2f", s.Wall.Seconds(), s.CPU.Seconds(), mebibytes(s.RSS), s.emulator.Seconds())
}

func mebibytes(n int64) float64 { return float64(n) / (1 << 20) }

// ours does the job with the program.
func (b *bench) ours(j job) sample {
	b.t.Helper()
	place := b.place()
	if j.down {
		defer os.RemoveAll(place)
		s := b.measure(b.Command("get", "--quiet", "b2://"+bucket+"/stored/source/", place))
		foreign.Same(b.t, j.source, filepath.Join(place, "source"))
		return s
	}
	defer b.forget(place)
	return b.measure(b.Command("put", "--quiet", j.source, "b2://"+bucket+place+"/"))
}

// theirs does the job with rclone.
func (b *bench) theirs(j job, settings []string) sample {
	b.t.Helper()
	place := b.place()
	args := append([]string{"copy"}, settings...)
	if j.down {
		defer os.RemoveAll(place)
		s := b.measure(b.rclone.Command(append(args, "X:"+bucket+"/stored/source", place)...))
		foreign.Same(b.t, j.source, place)
		return s
	}
	defer b.forget(place)
	return b.measure(b.rclone.Command(append(args, j.source, "X:"+bucket+place)...))
}

// place is a path that no other run uses, for a local folder as well as for a
// folder in the bucket.
func (b *bench) place() string {
	b.turn++
	return filepath.Join(b.t.TempDir(), fmt.Sprint("turn", b.turn))
}

// forget deletes what a run stored, so that the disk does not fill up.
func (b *bench) forget(place string) {
	b.rclone.Run("delete", "--b2-hard-delete", "--transfers=16", "X:"+bucket+place)
}

// measure runs a command that must succeed. What earlier runs have written is
// flushed before, so that nobody waits for the disk because of another.
func (b *bench) measure(cmd *exec.Cmd) sample {
	b.t.Helper()
	unix.Sync()
	before := b.EmulatorCPU()
	cost, out, err := clitest.Measure(cmd)
	if err != nil {
		b.t.Fatalf("%s: %v\n%.2000s", strings.Join(cmd.Args, " "), err, out)
	}
	return sample{cost, b.EmulatorCPU() - before}
}

// median takes the middle of each figure by itself.
func median(all []sample) sample {
	return sample{
		clitest.Cost{
			Wall: middle(all, func(s sample) time.Duration { return s.Wall }),
			CPU:  middle(all, func(s sample) time.Duration { return s.CPU }),
			RSS:  middle(all, func(s sample) int64 { return s.RSS }),
		},
		middle(all, func(s sample) time.Duration { return s.emulator }),
	}
}

func middle[T cmp.Ordered](all []sample, figure func(sample) T) T {
	values := make([]T, len(all))
	for i, s := range all {
		values[i] = figure(s)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

const rowFormat = "%-20s  %-22s  %-22s  %-24s  %-14s  %s"

func header() string {
	return fmt.Sprintf(rowFormat, "job", "wall s", "cpu s", "peak rss MiB", "emulator cpu s", "rclone's settings")
}

// row is a line of the table. A missed goal is marked.
func row(j job, settings []string, ours, theirs sample) string {
	return fmt.Sprintf(rowFormat, j.what,
		figure(ours.Wall.Seconds(), theirs.Wall.Seconds(), "%.2f", j.goal.wall*theirs.Wall.Seconds()),
		figure(ours.CPU.Seconds(), theirs.CPU.Seconds(), "%.2f", j.goal.cpu*theirs.CPU.Seconds()),
		figure(mebibytes(ours.RSS), mebibytes(theirs.RSS), "%.1f", mebibytes(j.goal.rss)),
		fmt.Sprintf("%.2f / %.2f", ours.emulator.Seconds(), theirs.emulator.Seconds()),
		words(settings))
}

// figure is a ratio, what it comes from, and a mark when it is over the goal.
func figure(ours, theirs float64, format string, most float64) string {
	mark := ""
	if ours > most {
		mark = fmt.Sprintf(" > "+format, most)
	}
	return fmt.Sprintf("%.2f ("+format+" / "+format+")%s", ours/theirs, ours, theirs, mark)
}
