package emulator

import (
	"bytes"
	"io"
)

// rot exchanges one byte of stored content. The hash stays that of what came.
func (e *Emulator) rot(c *content, at int64) error {
	var was bytes.Buffer
	if err := c.copyTo(&was, at, 1); err != nil {
		return err
	}
	bad, err := e.store.keep.receive(bytes.NewReader([]byte{was.Bytes()[0] ^ 1}), 1, io.Discard)
	if err != nil {
		return err
	}
	whole := &content{size: c.size, extents: c.extents}
	c.extents = append(whole.slice(0, at), extent{bad, 0, 1})
	c.extents = append(c.extents, whole.slice(at+1, c.size-at-1)...)
	// Each stretch holds what it is of, once; both blobs came with one hold.
	c.retain()
	whole.release()
	(&content{extents: []extent{{bad, 0, 1}}}).release()
	return nil
}
