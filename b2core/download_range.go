package b2core

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"b2tui/b2core/internal/api"
	"b2tui/b2core/internal/retry"
)

// copyBuffer is what one stream holds: large enough to make the system calls
// cheap, small enough for the processor's cache.
const copyBuffer = 256 << 10

// putFunc takes the next bytes of range n, which belong at off in the file.
type putFunc func(ctx context.Context, n int, off int64, p []byte) error

// fetch brings range n from its byte got on, going on at the byte that was
// reached after every failure. The budget of time starts anew whenever bytes came.
func (d *download) fetch(ctx context.Context, n int, got int64, put putFunc) error {
	off, size := d.plan.Part(n)
	op := d.op
	if d.plan.Count() > 1 {
		op = fmt.Sprintf("%s, range %d of %d", d.op, n, d.plan.Count())
	}
	return d.persist(ctx, op, n, off+got, size-got, put)
}

// persist brings a stretch of range n, with as many requests as it takes.
func (d *download) persist(ctx context.Context, op string, n int, off, size int64, put putFunc) error {
	var got int64
	var (
		wait    retry.Backoff
		stale   uint64
		renewed bool
		until   time.Time
		keyID   string
		last    *Error
	)
	for try := 1; ; try++ {
		s, err := d.c.session(ctx, stale)
		if last != nil && errors.Is(err, ErrExpiredToken) {
			return last
		}
		if err != nil {
			return relabel(op, err)
		}
		if last != nil && s.account.KeyID != keyID {
			return last // the client has changed to another account
		}
		keyID = s.account.KeyID
		moved, err := d.stream(ctx, s, n, off+got, size-got, put)
		if moved > 0 {
			d.c.login.worked.Store(s.generation)
		}
		if got += moved; err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return asError(op, ctx.Err())
		}
		e := d.c.judge(op, err)
		last = e
		if moved > 0 {
			try, renewed, until = 1, false, time.Time{}
			wait.Reset()
		}
		e.Tries = try
		if until.IsZero() {
			until = time.Now().Add(transferBudget)
		}
		action := retry.Decide(retry.Download, e.Status, e.Code)
		if action == retry.Reauthorize && !renewed {
			stale, renewed = s.generation, true
			continue
		}
		lost := try >= callTries && (errors.Is(err, ErrBrokenReply) || time.Now().After(until))
		if lost || permanent(err) || action != retry.Again {
			return e
		}
		pause := wait.Next(e.RetryAfter)
		d.c.log.Debug("will fetch on", "op", op, "at", off+got, "try", try, "in", pause, "status", e.Status)
		d.r.Steering.Progress.waits(pause)
		if err := retry.Sleep(ctx, pause); err != nil {
			return asError(op, err)
		}
	}
}

// stream is one request for a stretch of range n. It returns how many bytes
// were written, which are right even if it fails.
func (d *download) stream(ctx context.Context, s *session, n int, off, size int64, put putFunc) (int64, error) {
	address := s.account.DownloadURL + api.Path(api.CallDownloadFileByID) + "?fileId=" + url.QueryEscape(d.r.File.ID)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", s.token)
	// A file stored as gzip must not be unpacked on the way, as net/http's own
	// transport does unless it is told what to ask for.
	req.Header.Set("Accept-Encoding", "identity")
	d.r.Key.header(req.Header)
	ranged := size < d.plan.Size
	if ranged {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", off, off+size-1))
	}
	d.c.meter.count(api.CallDownloadFileByID, 1)
	resp, err := d.c.send(req, fastReply)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 400 {
		return 0, explainKey(replyError(resp), d.r.File.Encryption == SSEC || !d.r.Key.IsZero())
	}
	if err := d.expect(resp, ranged, off, size); err != nil {
		return 0, err
	}
	d.learn(resp)
	return d.copy(ctx, resp.Body, n, off, size, put)
}

// expect refuses every answer that is not exactly the stretch that was asked
// for: a proxy that ignores ranges would otherwise fill each with the file's start.
func (d *download) expect(resp *http.Response, ranged bool, off, size int64) error {
	status, contentRange := http.StatusOK, ""
	if ranged {
		status = http.StatusPartialContent
		contentRange = fmt.Sprintf("bytes %d-%d/%d", off, off+size-1, d.plan.Size)
	}
	h := resp.Header
	switch {
	case resp.StatusCode != status:
		return brokenReply("status %d came where %d belongs", resp.StatusCode, status)
	case ranged && h.Get("Content-Range") != contentRange:
		return brokenReply("range %q came where %q belongs", remoteText(h.Get("Content-Range")), contentRange)
	case resp.ContentLength >= 0 && resp.ContentLength != size:
		return brokenReply("%d bytes were announced where %d belong", resp.ContentLength, size)
	case h.Get(api.HeaderFileID) != d.r.File.ID:
		return brokenReply("another file came than was asked for")
	}
	return nil
}

// learn takes the hash from the first reply when the caller's version has none.
func (d *download) learn(resp *http.Response) {
	d.learned.Do(func() {
		if d.want == "" {
			d.want = FileVersion{
				SHA1: resp.Header.Get(api.HeaderContentSHA1),
				Info: map[string]string{InfoSHA1: resp.Header.Get(api.HeaderInfoPrefix + InfoSHA1)},
			}.Hash().SHA1
		}
	})
}

// copy hands the reply on, never past the stretch's end.
func (d *download) copy(ctx context.Context, body io.Reader, n int, off, size int64, put putFunc) (int64, error) {
	pooled := d.c.buffers.get(size)
	defer d.c.buffers.put(pooled)
	buf := *pooled
	count := d.r.Steering.Progress.part(n)
	var moved int64
	for moved < size {
		chunk := buf[:min(int64(len(buf)), size-moved)]
		filled, readErr := d.fill(ctx, body, chunk, count)
		if filled > 0 {
			if err := put(ctx, n, off+moved, chunk[:filled]); err != nil {
				return moved, d.local(err)
			}
			moved += int64(filled)
		}
		if readErr != nil && moved < size {
			return moved, &Error{Err: fmt.Errorf("%w: %w", ErrUnreachable, readErr), Message: networkText(readErr)}
		}
	}
	// The connection can be used again only once its end is seen. What may come
	// there is no part of the stretch, which the hash decides about.
	_, _ = body.Read(buf[:1])
	return moved, nil
}

// fill reads until the chunk is full or the reply ends, counting each piece.
func (d *download) fill(ctx context.Context, body io.Reader, chunk []byte, count partProgress) (int, error) {
	filled := 0
	for filled < len(chunk) {
		n, err := body.Read(chunk[filled:])
		filled += n
		count.add(int64(n))
		if pace := d.r.Steering.Pace; pace != nil && n > 0 {
			if err := pace.Wait(ctx, n); err != nil {
				return filled, err
			}
		}
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return filled, err
		}
	}
	return filled, nil
}
