package model

import (
	"bytes"
	"io"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// A terminal answers the status query once it has read everything before it,
// which tells how much of what was sent has arrived.
const (
	statusQuery  = "\x1b[5n"
	statusAnswer = "\x1b[0n"
	// Some emulators answer the plain query with the private form.
	statusAnswerDEC = "\x1b[?0n"
)

// How long an answer may take: at first, and at most after late ones.
const (
	firstPatience = time.Second
	mostPatience  = 8 * time.Second
)

// pacer counts status queries and their answers. With pacing on it appends a
// query to what is written, so that the next frame can wait until the terminal
// has taken this one: an ssh server buffers a mebibyte, seconds of frames on a
// slow line, before anything else pushes back.
//
// Write is called by the renderer's goroutine, the rest on the event loop.
type pacer struct {
	on   bool   // pacing; queries of leaving are counted in any case
	wake func() // the wait for an answer is over; called from a timer

	mu         sync.Mutex // guards what follows
	quiet      bool       // append no more queries: the program is leaving
	unanswered int
	overdue    bool // the last answer did not come in time
	answered   bool // this terminal answers at all
	patience   time.Duration
	timer      *time.Timer
}

func newPacer(on bool) *pacer {
	return &pacer{on: on, patience: firstPatience, wake: func() {}}
}

// write sends p, if that is wanted with a query behind it, in one write.
func (c *pacer) write(w io.Writer, p []byte) (int, error) {
	out := c.withQuery(p)
	n, err := w.Write(out)
	return min(n, len(p)), err
}

func (c *pacer) withQuery(p []byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unanswered += bytes.Count(p, []byte(statusQuery))
	// What gives the terminal back must not ask anything: nobody reads the
	// answer.
	givesBack := bytes.Contains(p, []byte(ansi.ResetModeAltScreenSaveCursor))
	if !c.on || c.quiet || c.unanswered > 0 || givesBack {
		return p
	}
	c.unanswered++
	c.timer = time.AfterFunc(c.patience, c.expire)
	out := make([]byte, 0, len(p)+len(statusQuery))
	return append(append(out, p...), statusQuery...)
}

func (c *pacer) expire() {
	c.mu.Lock()
	late := c.unanswered > 0
	c.overdue = c.overdue || late
	c.mu.Unlock()
	if late {
		c.wake()
	}
}

// answer counts one answer. A late one lets the next be as late.
func (c *pacer) answer() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answered = true
	c.unanswered = max(0, c.unanswered-1)
	if c.overdue {
		c.patience = min(2*c.patience, mostPatience)
	}
	if c.unanswered == 0 {
		c.overdue = false
		if c.timer != nil {
			c.timer.Stop()
		}
	}
}

// held tells that the next frame should wait.
func (c *pacer) held() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.on && !c.quiet && c.unanswered > 0 && !c.overdue
}

// hush stops the appending of queries.
func (c *pacer) hush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.quiet = true
}

// speak allows them again; what was asked before will not be answered here.
func (c *pacer) speak() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.quiet, c.overdue, c.unanswered = false, false, 0
}

// settled tells that every query was answered; answers whether this terminal
// has ever answered one.
func (c *pacer) settled() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.unanswered == 0
}

func (c *pacer) answers() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.answered
}
