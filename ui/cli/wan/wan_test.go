//go:build wan && linux

package wan

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"b2tui/b2core/b2test/foreign"
	"b2tui/ui/cli/clitest"
)

const bucket = "far-away"

// job is bytes in files that go over the link.
type job struct {
	what  string
	files int
	size  int64 // of each file
	// most is the longest time that meets the goal, from what plain TCP took and
	// what the rate allows.
	most   func(raw, limit time.Duration) time.Duration
	rclone []string // its settings
}

func (j job) bytes() int64 { return int64(j.files) * j.size }

// TestBesideRclone prints how long both take on the line of the design's
// figures: 100 Mbit/s, 80 ms there and back, one packet in a hundred lost.
func TestBesideRclone(t *testing.T) {
	k := newLink(t, line{delay: 40 * time.Millisecond, loss: 0.01, rate: 100e6})
	h := newHosts(t, k)
	large := func(raw, _ time.Duration) time.Duration { return raw * 100 / 95 }
	small := func(_, limit time.Duration) time.Duration { return limit * 3 / 2 }
	lines := []string{fmt.Sprintf(rowFormat, "job", "rate alone", "plain TCP", "b2tui", "rclone", "goal")}
	for _, j := range []job{
		{what: "60 MB in one file", files: 1, size: 60e6, most: large, rclone: []string{"--b2-upload-cutoff=10M", "--b2-chunk-size=5M", "--b2-upload-concurrency=8", "--multi-thread-streams=8", "--multi-thread-cutoff=10M"}},
		{what: "500 x 16 KiB", files: 500, size: 16 << 10, most: small, rclone: []string{"--transfers=32", "--checkers=32"}},
		{what: "2,000 x 16 KiB", files: 2000, size: 16 << 10, most: small, rclone: []string{"--transfers=32", "--checkers=32"}},
	} {
		lines = append(lines, h.measure(t, j)...)
	}
	t.Logf("100 Mbit/s, 80 ms there and back, 1 %% loss; medians of %d runs, seconds\n%s", runs, strings.Join(lines, "\n"))
}

// TestSlowLine is a satellite: 20 Mbit/s, 300 ms there and back, 2 % loss.
func TestSlowLine(t *testing.T) {
	t.Attr("fault", "N10")
	k := newLink(t, line{delay: 150 * time.Millisecond, loss: 0.02, rate: 20e6})
	h := newHosts(t, k)
	rows := h.measure(t, job{
		what: "20 MB in one file", files: 1, size: 20e6,
		most:   func(raw, _ time.Duration) time.Duration { return raw * 100 / 80 },
		rclone: []string{"--b2-upload-cutoff=10M", "--b2-chunk-size=5M", "--b2-upload-concurrency=8", "--multi-thread-streams=8", "--multi-thread-cutoff=10M"},
	})
	t.Logf("20 Mbit/s, 300 ms there and back, 2 %% loss; medians of %d runs, seconds\n%s", runs, strings.Join(rows, "\n"))
	t.Attr("figure", strings.Join(strings.Fields(rows[0]), " "))
}

// TestLossTakenForCongestion is a line with a TCP that slows down at each packet
// that is lost, as most do: one stream alone carries little.
func TestLossTakenForCongestion(t *testing.T) {
	k := newLink(t, line{delay: 40 * time.Millisecond, loss: 0.001, rate: 100e6, tcp: "reno"})
	h := newHosts(t, k)
	rows := h.measure(t, job{
		what: "60 MB in one file", files: 1, size: 60e6,
		most:   func(raw, _ time.Duration) time.Duration { return raw * 100 / 80 },
		rclone: []string{"--b2-upload-cutoff=10M", "--b2-chunk-size=5M", "--b2-upload-concurrency=8", "--multi-thread-streams=8", "--multi-thread-cutoff=10M"},
	})
	t.Logf("100 Mbit/s, 80 ms there and back, 0.1 %% loss, reno; medians of %d runs, seconds\n%s", runs, strings.Join(rows, "\n"))
}

// TestFlappingLine cuts the line ten times in one transfer, a second each, and
// for half a minute in another.
func TestFlappingLine(t *testing.T) {
	t.Attr("fault", "N11")
	k := newLink(t, line{delay: 20 * time.Millisecond, rate: 50e6})
	h := newHosts(t, k)
	const size = 60e6
	source := files(t, job{files: 1, size: size})
	plain := h.timed(t, h.program.Command("put", "--quiet", source, "b2://"+bucket+"/plain/"))
	flaps := make([]time.Duration, 10)
	for i := range flaps {
		flaps[i] = time.Second
	}
	for what, cuts := range map[string][]time.Duration{"ten cuts of a second": flaps, "one of 30 s": {30 * time.Second}} {
		stop := k.interrupt(t, cuts)
		took := h.timed(t, h.program.Command("put", "--quiet", source, "b2://"+bucket+"/"+what+"/"))
		stop()
		back := t.TempDir()
		h.timed(t, h.program.Command("get", "--quiet", "b2://"+bucket+"/"+what+"/", back))
		foreign.Same(t, source, filepath.Join(back, what, filepath.Base(source)))
		t.Attr("figure", fmt.Sprintf("%s: %.1f s, without %.1f s", what, took.Seconds(), plain.Seconds()))
	}
}

// interrupt cuts the line again and again until there are no more cuts or the
// returned function is called.
func (k *link) interrupt(t *testing.T, cuts []time.Duration) (stop func()) {
	t.Helper()
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		defer k.cut.Store(false)
		for _, c := range cuts {
			for _, state := range []struct {
				cut bool
				d   time.Duration
			}{{false, time.Second}, {true, c}} {
				k.cut.Store(state.cut)
				select {
				case <-time.After(state.d):
				case <-quit:
					return
				}
			}
		}
	}()
	return func() { close(quit); <-done }
}

const runs = 3

// hosts are the program and rclone on the near end and the emulator on the far.
type hosts struct {
	link    *link
	program *clitest.Program
	rclone  *foreign.Client
	turn    int
}

func newHosts(t *testing.T, k *link) *hosts {
	t.Helper()
	p := clitest.Start(t, clitest.Emulator(k.far.address+":0", k.far.run()...), clitest.Within(k.near.run()...))
	h := &hosts{link: k, program: p, rclone: foreign.Rclone(t, p.Realm)}
	p.Must("bucket", "create", bucket)
	return h
}

// files makes the job's files in a folder of their own.
func files(t *testing.T, j job) string {
	t.Helper()
	source := filepath.Join(t.TempDir(), "source")
	for i := range j.files {
		foreign.RandomFile(t, filepath.Join(source, fmt.Sprintf("d%02d/f%04d.bin", i%20, i)), j.size)
	}
	return source
}

const rowFormat = "%-22s  %10s  %10s  %10s  %10s  %s"

// measure lets both do the job up and down in turns and returns a line for each.
func (h *hosts) measure(t *testing.T, j job) []string {
	t.Helper()
	source := files(t, j)
	const connections = 8
	var raw, up, down, theirUp, theirDown []time.Duration
	for range runs {
		h.turn++
		place := fmt.Sprint("turn", h.turn)
		raw = append(raw, h.link.raw(t, j.bytes(), connections))
		up = append(up, h.timed(t, h.program.Command("put", "--quiet", source, "b2://"+bucket+"/"+place+"/")))
		theirUp = append(theirUp, h.timed(t, h.theirs(j, source, "X:"+bucket+"/rclone-"+place)))
		back := t.TempDir()
		down = append(down, h.timed(t, h.program.Command("get", "--quiet", "b2://"+bucket+"/"+place+"/source/", back)))
		foreign.Same(t, source, filepath.Join(back, "source"))
		back = t.TempDir()
		theirDown = append(theirDown, h.timed(t, h.theirs(j, "X:"+bucket+"/"+place+"/source", back)))
		foreign.Same(t, source, back)
	}
	limit := h.link.sending(int(j.bytes()))
	most := j.most(median(raw), limit)
	row := func(way string, ours, theirs time.Duration) string {
		verdict := fmt.Sprintf("%.2f", most.Seconds())
		if ours > most {
			verdict += " missed"
		}
		return fmt.Sprintf(rowFormat, j.what+" "+way, seconds(limit), seconds(median(raw)), seconds(ours), seconds(theirs), verdict)
	}
	return []string{row("up", median(up), median(theirUp)), row("down", median(down), median(theirDown))}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()) }

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

// theirs is a run of rclone on the near end.
func (h *hosts) theirs(j job, from, to string) *exec.Cmd {
	cmd := h.rclone.Command(append([]string{"copy", from, to}, j.rclone...)...)
	words := append(h.link.near.run(), cmd.Args...)
	within := exec.Command(words[0], words[1:]...)
	within.Env = cmd.Env
	return within
}

// timed runs a command that must succeed.
func (h *hosts) timed(t *testing.T, cmd *exec.Cmd) time.Duration {
	t.Helper()
	cost, out, err := clitest.Measure(cmd)
	if err != nil {
		t.Fatalf("%s: %v\n%.2000s", strings.Join(cmd.Args, " "), err, out)
	}
	return cost.Wall
}

func TestMain(m *testing.M) {
	if os.Geteuid() != 0 {
		fmt.Println("skipped: network namespaces need root")
		return
	}
	m.Run()
}
