package b2core

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"net/http"
	"strings"

	"b2tui/b2core/internal/api"
)

// expectFrom is the body size from which the service is asked first whether it
// wants the body: a refusal then costs no megabytes, at the price of a round trip.
const expectFrom = 4 << 20

// contentBody is one stretch of a source on the wire: the bytes, then the 40 hex
// digits of their SHA-1, which is computed as they go out. It reads straight
// into the transport's buffer and holds no content of its own.
type contentBody struct {
	ctx   context.Context
	src   Source
	off   int64
	left  int64
	sum   hash.Hash
	tail  string // of the digits, what is still to send
	pace  Pace
	count partProgress
	watch *sending // of a part that is watched; nil: it is not

	digest string // set when all content was read
	err    error  // why reading failed
}

func newContentBody(ctx context.Context, s Steering, src Source, off, size int64, count partProgress) *contentBody {
	return &contentBody{ctx: ctx, src: src, off: off, left: size, sum: sha1.New(), pace: s.Pace, count: count}
}

// wireSize is the body's length for a stretch of content.
func wireSize(size int64) int64 { return size + 2*sha1.Size }

func (b *contentBody) Read(p []byte) (int, error) {
	n := 0
	if b.left > 0 {
		var err error
		if n, err = b.content(p[:min(int64(len(p)), b.left)]); err != nil || b.left > 0 {
			return n, err
		}
	}
	if b.digest == "" {
		b.digest = hex.EncodeToString(b.sum.Sum(nil))
		b.tail = b.digest
	}
	m := copy(p[n:], b.tail)
	b.tail = b.tail[m:]
	if b.tail == "" {
		return n + m, io.EOF
	}
	return n + m, nil
}

// content reads, hashes and counts the next piece. A source that is shorter than
// it said has changed.
func (b *contentBody) content(p []byte) (int, error) {
	n, err := b.src.ReadAt(p, b.off)
	if n < len(p) {
		if err == nil || errors.Is(err, io.EOF) {
			err = ErrSourceChanged
		}
		b.err = err
		return 0, err
	}
	b.sum.Write(p)
	b.off += int64(n)
	b.left -= int64(n)
	b.count.add(int64(n))
	b.watch.moved(n)
	if b.pace != nil {
		b.watch.hold()
		err = b.pace.Wait(b.ctx, n)
		b.watch.release()
	}
	return n, err
}

func (b *contentBody) Close() error { return nil }

// sendContent posts a body to an upload URL and decodes the answer. sent tells
// whether all of it was handed to the transport, so that the service may have
// stored it even if no answer came.
func (c *Client) sendContent(ctx context.Context, u uploadURL, call string, h http.Header, body *contentBody, out any, check func() bool) (sent bool, err error) {
	size := wireSize(body.left)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.address, body)
	if err != nil {
		return false, err
	}
	req.ContentLength = size
	req.Header = h
	h.Set("Authorization", u.token)
	h.Set(api.HeaderContentSHA1, api.SHA1AtEnd)
	if size >= expectFrom {
		h.Set("Expect", "100-continue")
	}
	c.meter.count(call, 1)
	err = c.exchange(req, sentReply, func(reply io.Reader) error { return decode(reply, out, check) })
	if body.err != nil {
		return false, &Error{Err: body.err, Message: sourceText(body.err), local: true}
	}
	return body.digest != "", err
}

func sourceText(err error) string {
	if errors.Is(err, ErrSourceChanged) {
		return "the file became shorter while it was read"
	}
	return "reading failed: " + err.Error()
}

func mentionsHash(message string) bool {
	m := strings.ToLower(message)
	return strings.Contains(m, "sha1") || strings.Contains(m, "checksum")
}

// SourceSHA1 hashes a whole source, 40 hex digits, reading it once in order. A
// queue can call it ahead for a large file, while the network is busy with
// others, and hand the result to Upload.
func SourceSHA1(ctx context.Context, src Source) (string, error) {
	return hashRange(ctx, src, 0, src.Size())
}

// hashBuffer is large enough to make a system call's cost vanish and small
// enough to stay in the processor's cache between reading and hashing.
const hashBuffer = 256 << 10

func hashRange(ctx context.Context, src io.ReaderAt, off, size int64) (string, error) {
	sum := sha1.New()
	buf := make([]byte, min(size, hashBuffer))
	for size > 0 {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		p := buf[:min(size, int64(len(buf)))]
		n, err := src.ReadAt(p, off)
		if n < len(p) {
			if err == nil || errors.Is(err, io.EOF) {
				err = ErrSourceChanged
			}
			return "", err
		}
		sum.Write(p)
		off += int64(n)
		size -= int64(n)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
