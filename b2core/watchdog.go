package b2core

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"
)

// How long things may take. A stall is judged by the time spent waiting for
// the network alone: a bandwidth limit or a slow disk is not a stall.
const (
	stallTime  = 60 * time.Second
	stallBytes = 60 << 10         // in stallTime; less is a dead or dying line
	fastReply  = 60 * time.Second // until the header of an ordinary reply
	sentReply  = 2 * time.Minute  // after an upload's last byte, part of which may still sit in socket buffers
	slowReply  = 20 * time.Minute // of finish and copy, which work before they answer
)

var errStalled = errors.New("no data for a minute")

// watchdog ends a request whose peer has gone quiet. One goroutine at a time
// uses it: first the transport's writer, then whoever reads the reply.
type watchdog struct {
	timer *time.Timer
	since time.Time     // of the current wait
	left  time.Duration // of the stall time
	bytes int64         // moved since left was filled up
}

// watch starts a watchdog that cancels by the given function.
func watch(cancel context.CancelCauseFunc, first time.Duration) *watchdog {
	return &watchdog{timer: time.AfterFunc(first, func() { cancel(errStalled) }), left: stallTime}
}

// wait begins a wait for the network.
func (w *watchdog) wait() {
	w.since = time.Now()
	w.timer.Reset(w.left)
}

// moved ends a wait in which n bytes went through.
func (w *watchdog) moved(n int) {
	w.timer.Stop()
	w.bytes += int64(n)
	if w.bytes >= stallBytes {
		w.bytes, w.left = 0, stallTime
		return
	}
	w.left -= time.Since(w.since)
}

// watchedBody times the gaps between the transport's reads: in them the last
// piece is on its way into the socket. Close may come while a Read runs, and
// after it no Read reaches the source any more.
type watchedBody struct {
	dog     *watchdog
	body    io.ReadCloser
	reply   time.Duration // how long the reply may take after the last byte
	mu      sync.Mutex    // serialises Read and Close
	rest    int64         // of the declared length; negative: none was declared
	last    int
	started bool
	ended   bool
	closed  bool
}

func (b *watchedBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended || b.closed && b.rest == 0 {
		// All is sent. The transport still looks whether the body is longer than
		// declared; the reply, and with it Close, may be quicker than that look,
		// and an error here would end the connection in the middle of the reply.
		return 0, io.EOF
	}
	if b.closed {
		return 0, http.ErrBodyReadAfterClose
	}
	if b.started {
		b.dog.moved(b.last)
	} else {
		b.dog.timer.Stop()
		b.started = true
	}
	n, err := b.body.Read(p)
	b.last = n
	b.rest -= int64(n)
	if err == nil {
		b.dog.wait()
	} else {
		b.ended = true
		b.dog.timer.Reset(b.reply)
	}
	return n, err
}

func (b *watchedBody) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil
	}
	b.closed = true
	return b.body.Close()
}

// watchedReply times the reads of a reply and ends the watchdog with it.
type watchedReply struct {
	dog    *watchdog
	ctx    context.Context
	cancel context.CancelCauseFunc
	body   io.ReadCloser
}

func (r *watchedReply) Read(p []byte) (int, error) {
	r.dog.wait()
	n, err := r.body.Read(p)
	r.dog.moved(n)
	if err != nil && !errors.Is(err, io.EOF) {
		err = causeOf(r.ctx, err)
	}
	return n, err
}

func (r *watchedReply) Close() error {
	r.dog.timer.Stop()
	err := r.body.Close()
	r.cancel(nil)
	return err
}

// causeOf prefers the reason for which a request was ended to the symptom.
func causeOf(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errStalled) {
		return errStalled
	}
	return err
}
