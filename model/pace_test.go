package model

import (
	"bytes"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestAFrameAsksOnceUntilItIsAnswered(t *testing.T) {
	c := newPacer(true)
	var out countingWriter
	n, err := c.write(&out, []byte("frame 1"))
	if n != len("frame 1") || err != nil {
		t.Fatalf("write told %d, %v", n, err)
	}
	if out.writes != 1 || out.String() != "frame 1\x1b[5n" {
		t.Fatalf("%d writes of %q", out.writes, out.String())
	}
	out.Reset()
	_, _ = c.write(&out, []byte("clipboard"))
	if out.String() != "clipboard" {
		t.Errorf("asked twice: %q", out.String())
	}
	c.answer()
	out.Reset()
	_, _ = c.write(&out, []byte("frame 2"))
	if out.String() != "frame 2\x1b[5n" {
		t.Errorf("after the answer: %q", out.String())
	}
}

func TestAMuteTerminalIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newPacer(true)
		var woken atomic.Int32
		c.wake = func() { woken.Add(1) }
		c.withQuery([]byte("frame"))
		time.Sleep(firstPatience / 2)
		if !c.held() {
			t.Fatal("did not wait")
		}
		time.Sleep(firstPatience)
		if c.held() || woken.Load() != 1 {
			t.Fatalf("still waits %v, woken %d times", c.held(), woken.Load())
		}
		if got := c.withQuery([]byte("next")); string(got) != "next" {
			t.Errorf("asks a terminal that does not answer: %q", got)
		}
		c.answer() // late: it is paced again, with more patience
		c.withQuery([]byte("later"))
		time.Sleep(firstPatience + firstPatience/2)
		if !c.held() {
			t.Error("has no more patience than before")
		}
		c.answer()
	})
}

func TestGivingTheTerminalBackAsksNothing(t *testing.T) {
	c := newPacer(true)
	bye := "\x1b[?1049l\x1b[?25h"
	if got := c.withQuery([]byte(bye)); string(got) != bye {
		t.Errorf("wrote %q", got)
	}
	c.hush()
	if got := c.withQuery([]byte("x")); string(got) != "x" {
		t.Errorf("asked while leaving: %q", got)
	}
	c.withQuery([]byte(statusQuery))
	if c.settled() {
		t.Error("the last query is not counted")
	}
	c.answer()
	if !c.settled() || !c.answers() {
		t.Error("its answer is not counted")
	}
}

func TestWithoutSSHNothingIsAsked(t *testing.T) {
	c := newPacer(overSSH([]string{"TERM=xterm", "SSH_AUTH_SOCK=/x"}))
	if got := c.withQuery([]byte("frame")); string(got) != "frame" || c.held() {
		t.Errorf("wrote %q, held %v", got, c.held())
	}
	if !overSSH(strings.Fields("TERM=xterm SSH_CONNECTION=1.2.3.4")) {
		t.Error("SSH is not noticed")
	}
}

type countingWriter struct {
	bytes.Buffer
	writes int
}

func (w *countingWriter) Write(p []byte) (int, error) {
	w.writes++
	return w.Buffer.Write(p)
}
