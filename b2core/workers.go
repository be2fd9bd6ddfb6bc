package b2core

import (
	"container/list"
	"context"
	"sync"
)

// Workers are how many parts go at once, over all calls of a client that bring
// no Slots of their own. Zero means 10.
type Workers struct{ MaxUpload, MaxCopy, MaxDownload int }

const defaultWorkers = 10

// SetWorkers changes them while calls run. More take effect at once, fewer as
// parts end.
func (c *Client) SetWorkers(w Workers) {
	c.upload.resize(w.MaxUpload)
	c.copy.resize(w.MaxCopy)
	c.download.resize(w.MaxDownload)
}

// workers are Slots whose number changes live. Who waits longest comes first.
type workers struct {
	mu      sync.Mutex // guards what follows
	limit   int
	used    int
	waiting list.List // of chan struct{}
}

func (w *workers) resize(limit int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.limit = limit; limit <= 0 {
		w.limit = defaultWorkers
	}
	w.grant()
}

// grant lets in who fits. The mutex is held.
func (w *workers) grant() {
	for w.used < w.limit && w.waiting.Len() > 0 {
		w.used++
		close(w.waiting.Remove(w.waiting.Front()).(chan struct{}))
	}
}

// Acquire implements Slots.
func (w *workers) Acquire(ctx context.Context) (func(), error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	in := make(chan struct{})
	w.mu.Lock()
	place := w.waiting.PushBack(in)
	w.grant()
	w.mu.Unlock()
	select {
	case <-in:
		return sync.OnceFunc(w.release), nil
	case <-ctx.Done():
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-in: // at the same moment: hand it on
		w.used--
	default:
		w.waiting.Remove(place)
	}
	w.grant()
	return nil, ctx.Err()
}

func (w *workers) release() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.used--
	w.grant()
}
