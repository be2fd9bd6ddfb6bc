package b2core

import "sync"

// bufferPool keeps copy buffers between streams.
type bufferPool struct{ pool sync.Pool }

func (b *bufferPool) get() []byte {
	if p, ok := b.pool.Get().(*[]byte); ok {
		return *p
	}
	return make([]byte, copyBuffer)
}

func (b *bufferPool) put(p []byte) { b.pool.Put(&p) }
