package b2core

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

// BytesSource is content in memory as the content of an upload. It is not copied
// and must stay as it is until the upload has returned.
func BytesSource(p []byte) Source { return bytesSource{bytes.NewReader(p)} }

type bytesSource struct{ *bytes.Reader }

// Check is nothing to do: the caller keeps its word.
func (bytesSource) Check() error { return nil }

// Buffer is a Target in memory, and afterwards what was fetched. The zero value
// is ready, and is ready again for another download.
type Buffer struct {
	// Limit is the size in bytes of the largest file that is taken; others fail
	// with ErrTooLarge before anything is fetched. 0: 1 GiB.
	Limit int64

	mu        sync.RWMutex // guards what follows
	data      []byte
	committed bool
}

const defaultBufferLimit = 1 << 30

// Bytes returns the content, or nil before a download has ended well: what is
// not proved is not shown.
func (b *Buffer) Bytes() []byte {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if !b.committed {
		return nil
	}
	return b.data
}

// Truncate implements Target. A download calls it first, with the file's size.
func (b *Buffer) Truncate(size int64) error {
	limit := b.Limit
	if limit == 0 {
		limit = defaultBufferLimit
	}
	if size < 0 || size > limit {
		return fault(fmt.Sprintf("hold %d bytes in memory", size), ErrTooLarge, "the buffer takes %d", limit)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.data, b.committed = make([]byte, size), false
	return nil
}

// WriteAt implements Target.
func (b *Buffer) WriteAt(p []byte, off int64) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if off < 0 || off+int64(len(p)) > int64(len(b.data)) {
		return 0, io.ErrShortWrite // it never is: downloads keep to the size
	}
	return copy(b.data[off:], p), nil
}

// ReadAt implements Target.
func (b *Buffer) ReadAt(p []byte, off int64) (int, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return bytes.NewReader(b.data).ReadAt(p, off)
}

// Commit implements Target.
func (b *Buffer) Commit() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.committed = true
	return nil
}
