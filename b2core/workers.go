package b2core

import (
	"container/list"
	"context"
	"sync"
)

// Workers are how many parts go at once, over all calls of a client that bring
// no Slots of their own. Zero means 10.
type Workers struct {
	MaxUpload, MaxCopy, MaxDownload int
	// PerFile bounds the parts of one file among them, so that a large file leaves
	// room for others. Zero: no bound of its own.
	PerFile int
}

const defaultWorkers = 10

// SetWorkers changes them while calls run. More take effect at once, fewer as
// parts end, PerFile with the next file.
func (c *Client) SetWorkers(w Workers) {
	c.perFile.Store(int64(w.PerFile))
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

// ofFile is what one file may have of the workers.
func (c *Client) ofFile(all *workers) Slots {
	most := int(c.perFile.Load())
	if most <= 0 {
		return all
	}
	return fileSlots{&workers{limit: most}, all}
}

// fileSlots are the places of one file among those of all.
type fileSlots struct{ own, all *workers }

// Acquire implements Slots. The file's own place comes first: who waits for one
// keeps nobody else from working.
func (s fileSlots) Acquire(ctx context.Context) (func(), error) {
	leave, err := s.own.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	release, err := s.all.Acquire(ctx)
	if err != nil {
		leave()
		return nil, err
	}
	return func() { release(); leave() }, nil
}
