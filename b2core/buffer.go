package b2core

import "sync"

// smallBuffer is enough for most small files. Many of those are under way at
// once, and a large buffer for each would be most of the program's memory.
const smallBuffer = 32 << 10

// bufferPool keeps copy buffers between streams, in two sizes.
type bufferPool struct{ small, large sync.Pool }

// get returns a buffer for a stream of size bytes.
func (b *bufferPool) get(size int64) *[]byte {
	pool, length := &b.large, copyBuffer
	if size <= smallBuffer {
		pool, length = &b.small, smallBuffer
	}
	if p, ok := pool.Get().(*[]byte); ok {
		return p
	}
	p := make([]byte, length)
	return &p
}

func (b *bufferPool) put(p *[]byte) {
	if len(*p) == smallBuffer {
		b.small.Put(p)
		return
	}
	b.large.Put(p)
}
