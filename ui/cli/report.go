package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"b2tui/b2core/transfer"
	"b2tui/ui"
)

// reporter tells how a run gets on. Its methods may be called at the same time.
type reporter interface {
	pause() time.Duration // between two calls of tell; zero: not wanted
	tell(state)
	file(transfer.Item) // a file ended
	end(state, transfer.Summary)
}

// The pauses between two tellings.
const (
	barPause  = 250 * time.Millisecond
	linePause = 10 * time.Second
	jsonPause = time.Second
)

// reporter chooses by what is looked at: JSON lines go to standard output, all
// else to standard error.
func (a *app) reporter(w *watch, o transferOptions) reporter {
	one := w.one()
	switch {
	case o.json:
		return &jsonReporter{out: a.Out}
	case o.quiet:
		return &lineReporter{out: a.Err, quiet: true, one: one}
	case isTerminal(a.Err) && os.Getenv("TERM") != "dumb":
		f, _ := a.Err.(*os.File)
		return &barReporter{lineReporter: lineReporter{out: a.Err, one: one}, fd: int(f.Fd())}
	}
	return &lineReporter{out: a.Err, one: one}
}

// lineReporter writes a line now and then, and one for every failure.
type lineReporter struct {
	mu    sync.Mutex // guards out and what was said
	out   io.Writer
	said  string          // the last notice
	told  map[string]bool // remarks
	quiet bool
	one   bool // a single file: its failure is the run's error already
}

func (r *lineReporter) pause() time.Duration {
	if r.quiet {
		return 0
	}
	return linePause
}

func (r *lineReporter) tell(s state) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notice(s)
	fmt.Fprintln(r.out, statusLine(s))
}

// notice says once what the queue has to say, and what reading directories
// found; mu is held.
func (r *lineReporter) notice(s state) {
	if s.notice != "" && s.notice != r.said {
		fmt.Fprintln(r.out, "b2tui: "+oneLine(s.notice))
	}
	r.said = s.notice
	for _, remark := range s.remarks {
		if !r.quiet && !r.told[remark] {
			fmt.Fprintln(r.out, "b2tui: "+oneLine(remark))
			if r.told == nil {
				r.told = map[string]bool{}
			}
			r.told[remark] = true
		}
	}
}

// news tells whether notice has something to say; mu is held.
func (r *lineReporter) news(s state) bool {
	return s.notice != r.said || slices.ContainsFunc(s.remarks, func(remark string) bool { return !r.told[remark] })
}

func (r *lineReporter) file(i transfer.Item) {
	if i.State != transfer.Failed || r.one {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintln(r.out, "b2tui: "+oneLine(subject(i)+": "+i.Reason))
}

func (r *lineReporter) end(s state, sum transfer.Summary) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notice(s)
	switch {
	case r.quiet:
	case sum.Done+sum.Skipped > 0:
		fmt.Fprintln(r.out, sumLine(s, sum))
	case sum.Failed+sum.Cancelled == 0 && s.files == s.filesDone && !s.walking:
		fmt.Fprintln(r.out, "b2tui: nothing to do")
	}
}

// subject is what a transfer moves; of what moves no bytes it says what is done.
func subject(i transfer.Item) string {
	remote := Location{i.Bucket, i.Name}.String()
	switch i.Direction {
	case transfer.Up:
		return i.Local
	case transfer.Remove:
		return "remove " + i.Local
	case transfer.Hide, transfer.Unhide, transfer.Delete:
		return string(i.Direction) + " " + remote
	}
	return remote
}

// statusLine is the state in words.
func statusLine(s state) string {
	total := ui.Size(s.bytes)
	if s.walking {
		total += "+"
	}
	rate := ui.Rate(s.rate)
	if s.stalled {
		rate = "stalled"
	}
	line := fmt.Sprintf("%3d%%  %s of %s  %s", ui.Percent(s.bytesDone, s.bytes), ui.Size(s.bytesDone), total, rate)
	if s.left >= 0 && !s.stalled {
		line += "  " + ui.ETA(s.left) + " left"
	}
	if s.files != 1 {
		line += fmt.Sprintf("  %s of %s", ui.Count(s.filesDone), ui.Plural(s.files, "file", "files"))
	}
	if s.failed > 0 {
		line += fmt.Sprintf("  %s failed", ui.Count(s.failed))
	}
	return line
}

// sumLine is how the run ended.
func sumLine(s state, sum transfer.Summary) string {
	parts := []string{fmt.Sprintf("%s, %s in %s", ui.Plural(sum.Done, "file", "files"), ui.Size(sum.Bytes), ui.ETA(s.elapsed))}
	if sum.Unchanged > 0 {
		parts = append(parts, ui.Count(sum.Unchanged)+" unchanged")
	}
	if sum.NotVerifiable > 0 {
		parts = append(parts, ui.Count(sum.NotVerifiable)+" not verifiable")
	}
	if sum.Skipped > 0 {
		parts = append(parts, ui.Count(sum.Skipped)+" skipped")
	}
	if sum.Failed > 0 {
		parts = append(parts, ui.Count(sum.Failed)+" failed")
	}
	if sum.Cancelled > 0 {
		parts = append(parts, ui.Count(sum.Cancelled)+" cancelled")
	}
	return strings.Join(parts, ", ")
}

// barReporter keeps one line up to date.
type barReporter struct {
	lineReporter
	fd int
}

const (
	barWidth  = 20
	clearLine = "\r\x1b[K"
)

func (r *barReporter) pause() time.Duration { return barPause }

func (r *barReporter) tell(s state) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.news(s) {
		fmt.Fprint(r.out, clearLine)
		r.notice(s)
	}
	filled := ui.Percent(s.bytesDone, s.bytes) * barWidth / 100
	line := "[" + strings.Repeat("#", filled) + strings.Repeat("-", barWidth-filled) + "] " + statusLine(s)
	width, _, err := term.GetSize(r.fd)
	fmt.Fprint(r.out, clearLine+fitBar(line, width, err))
}

// fitBar cuts a line, ASCII throughout, for a terminal of so many columns. One
// that does not know, as under a program that gives it no size, has 80.
func fitBar(line string, width int, err error) string {
	if err != nil || width <= 0 {
		width = 80
	}
	return line[:min(len(line), width-1)]
}

func (r *barReporter) file(i transfer.Item) {
	if i.State == transfer.Failed && !r.one {
		r.clear()
		r.lineReporter.file(i)
	}
}

func (r *barReporter) end(s state, sum transfer.Summary) {
	r.clear()
	r.lineReporter.end(s, sum)
}

func (r *barReporter) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprint(r.out, clearLine)
}
