//go:build compare && linux

package compare

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"b2tui/b2core/b2test/foreign"
	"b2tui/ui/cli/clitest"
)

// goal is what a job may cost: wall and CPU as ratios to rclone's, RSS in bytes.
type goal struct {
	wall, cpu float64
	rss       int64
}

const goalRSS = 48 << 20

// job is one thing that both do.
type job struct {
	what     string
	goal     goal
	source   string // local folder
	settings [][]string
	down     bool
}

func TestLargeFile(t *testing.T) {
	b := newBench(t)
	source := filepath.Join(t.TempDir(), "source")
	foreign.RandomFile(t, filepath.Join(source, "file.bin"), 1<<30)
	want := goal{wall: 1, cpu: 0.8, rss: goalRSS}
	b.compare(job{what: "1 GiB up", goal: want, source: source, settings: [][]string{
		{},
		{"--b2-upload-concurrency=8"},
		{"--b2-upload-concurrency=8", "--b2-chunk-size=16M"},
		{"--b2-upload-concurrency=2", "--b2-chunk-size=64M"},
		{"--b2-upload-concurrency=16", "--b2-chunk-size=10M", "--buffer-size=0"},
	}})
	b.compare(job{what: "1 GiB down", goal: want, source: source, down: true, settings: [][]string{
		{},
		{"--multi-thread-streams=0"},
		{"--multi-thread-streams=2"},
		{"--multi-thread-streams=8"},
		{"--multi-thread-streams=8", "--multi-thread-chunk-size=16M", "--buffer-size=0"},
	}})
	b.print()
}

func TestSmallFiles(t *testing.T) {
	b := newBench(t)
	source := filepath.Join(t.TempDir(), "source")
	const files, size = 2000, 16 << 10
	for i := range files {
		foreign.RandomFile(t, filepath.Join(source, fmt.Sprintf("d%02d/f%04d.bin", i%20, i)), size)
	}
	want := goal{wall: 0.2, cpu: 0.6, rss: goalRSS}
	settings := [][]string{
		{},
		{"--transfers=16", "--checkers=16"},
		{"--transfers=32", "--checkers=32", "--fast-list", "--buffer-size=0"},
	}
	b.compare(job{what: "2,000 x 16 KiB up", goal: want, source: source, settings: settings})
	b.compare(job{what: "2,000 x 16 KiB down", goal: want, source: source, settings: settings, down: true})
	b.print()
}

// runs is how often each side does each job.
func runs(t *testing.T) int {
	t.Helper()
	s := os.Getenv("B2TUI_TEST_COMPARE_RUNS")
	if s == "" {
		return 3
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		t.Fatalf("B2TUI_TEST_COMPARE_RUNS: %q is no number of runs", s)
	}
	return n
}

// bench is the program with its emulator, and rclone pointed at that.
type bench struct {
	*clitest.Program
	rclone *foreign.Client

	t     *testing.T
	turn  int // numbers the runs
	lines []string
}

const bucket = "side-by-side"

func newBench(t *testing.T) *bench {
	t.Helper()
	p := clitest.Start(t)
	b := &bench{Program: p, rclone: foreign.Rclone(t, p.Realm), t: t}
	version, _, _ := strings.Cut(b.rclone.Run("version"), "\n")
	t.Logf("%s; wall s, cpu s, peak rss MiB, and the emulator's cpu s during the run", version)
	p.Must("bucket", "create", bucket)
	return b
}

// compare finds rclone's best settings, lets both do the job in turns and adds
// the medians to the table.
func (b *bench) compare(j job) {
	b.t.Helper()
	if j.down {
		b.Must("put", "--quiet", j.source, "b2://"+bucket+"/stored/")
	}
	best := b.best(j)
	var ours, theirs []sample
	for range runs(b.t) {
		ours = append(ours, b.ours(j))
		theirs = append(theirs, b.theirs(j, best))
	}
	o, r := median(ours), median(theirs)
	b.t.Logf("%-20s b2tui  %v", j.what, o)
	b.t.Logf("%-20s rclone %v", j.what, r)
	b.lines = append(b.lines, row(j, best, o, r))
}

// best tries rclone's settings and returns those with the shortest wall time.
// The first run warms up what there is to be warmed up and does not count.
func (b *bench) best(j job) []string {
	b.t.Helper()
	b.theirs(j, j.settings[0])
	var best []string
	var least sample
	for i, s := range j.settings {
		took := b.theirs(j, s)
		b.t.Logf("%-20s rclone %v  %s", j.what, took, words(s))
		if i == 0 || took.Wall < least.Wall {
			best, least = s, took
		}
	}
	return best
}

func words(settings []string) string {
	if len(settings) == 0 {
		return "defaults"
	}
	return strings.Join(settings, " ")
}

// print writes the table.
func (b *bench) print() {
	b.t.Helper()
	b.t.Logf("medians of %d runs; ratio (b2tui / rclone)\n%s\n%s", runs(b.t), header(), strings.Join(b.lines, "\n"))
}
