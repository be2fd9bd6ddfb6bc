package b2core

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

// How a stream is cut: its end is not known, and no more than maxParts may be
// needed. So that short streams need little memory and long ones fit, the parts
// double in size every streamStep of them; with the first size that is enough
// for the largest file there can be.
const (
	// StreamPart is the size of a stream's first parts, bytes.
	StreamPart = 16 << 20
	streamStep = 1000
	// streamAhead is how many parts are held in memory at once.
	streamAhead = 4
)

// UploadStream stores what comes from r until it ends, without knowing how long
// that is, and holds up to four parts of 16 MiB in memory for it, more beyond
// 16 GB. Each part is compared with what was read; the version has a hash of its
// whole content only if all of it fits one part. A stream that fails leaves
// nothing behind. Source, SHA1, Resume and the checkpoint of the request are not
// used.
func (c *Client) UploadStream(ctx context.Context, r UploadRequest, content io.Reader) (FileVersion, error) {
	r.Source, r.SHA1, r.Resume, r.Steering.Checkpoint = nil, "", nil, nil
	u := &upload{c: c, r: r, op: "upload " + remoteText(r.Name)}
	if err := u.check(ctx); err != nil {
		return FileVersion{}, err
	}
	s := &stream{largeUpload: largeUpload{upload: u}, first: max(c.streamPart, u.account.MinimumPartSize), content: content}
	return s.run(ctx)
}

// stream is a large upload whose parts come one after the other.
type stream struct {
	largeUpload
	content io.Reader
	first   int64       // size of the first part
	room    chan []byte // what holds a part, free to be read into
}

func (s *stream) run(ctx context.Context) (FileVersion, error) {
	s.room = make(chan []byte, streamAhead)
	for range streamAhead {
		s.room <- nil
	}
	head, err := s.read(s.size(1))
	if err != nil {
		return FileVersion{}, err
	}
	next, err := s.read(s.size(2))
	if err != nil {
		return FileVersion{}, err
	}
	if next.Size() == 0 {
		s.plan = Plan{Size: head.Size(), PartSize: max(head.Size(), 1)}
		s.cuts = planned(head, s.plan)
		return s.upload.run(ctx)
	}
	if err := CheckFileInfo(s.r.Name, s.info(""), s.r.guarded()); err != nil {
		return FileVersion{}, err
	}
	s.file = s.largeFile("")
	if err := s.file.start(ctx); err != nil {
		return FileVersion{}, err
	}
	v, err := s.parts(ctx, head, next)
	if err != nil && s.file.id != "" {
		s.file.cancel(ctx)
	}
	return v, err
}

// size is that of part n.
func (s *stream) size(n int) int64 {
	return min(s.first<<((n-1)/streamStep), maxPart)
}

// parts reads ahead of what is sent, as far as memory is given for that.
func (s *stream) parts(ctx context.Context, ready ...*piece) (FileVersion, error) {
	// Room for all parts there can be: what runs writes into it.
	s.file.sums = make([]string, maxParts)
	s.cuts = make([]stretch, maxParts)
	s.vault.closed = true // what was sent cannot be sent again to another file
	progress := s.r.Steering.Progress
	progress.lay(0, nil)
	g := newPartGroup(ctx, s.r.Steering.Slots)
	var sent int
	var failed error
	for failed == nil && ready[0].Size() > 0 {
		sent++
		n, size := sent, ready[0].Size()
		s.cuts[n-1] = stretch{src: ready[0], size: size}
		s.plan.Size += size
		progress.grow(size)
		buf := ready[0].buf
		if !g.part(func(ctx context.Context) error {
			defer func() { s.room <- buf }()
			err := s.send(ctx, n, fmt.Sprintf("%s, part %d", s.op, n), progress.loose())
			s.cuts[n-1].src = nil // the next one in there is another part
			return err
		}) {
			break
		}
		if ready = ready[1:]; len(ready) > 0 {
			continue
		}
		var next *piece
		if next, failed = s.read(s.size(n + 1)); n == maxParts && failed == nil && next.Size() > 0 {
			failed = fault(s.op, ErrBadRequest, "files of more than 10 TB cannot be stored")
		}
		if ready = append(ready, next); failed != nil {
			g.fail(failed)
		}
	}
	if err := g.wait(); err != nil {
		return FileVersion{}, asError(s.op, err)
	}
	s.file.sums, s.cuts = s.file.sums[:sent], nil
	return s.finish(ctx)
}

// read waits for room and takes the next part off the stream; it is empty when
// nothing is left.
func (s *stream) read(size int64) (*piece, error) {
	buf := <-s.room
	if int64(cap(buf)) < size {
		buf = make([]byte, size)
	}
	n, err := io.ReadFull(s.content, buf[:size])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, &Error{Op: s.op, Err: err, Message: "reading failed: " + err.Error(), local: true}
	}
	return &piece{*bytes.NewReader(buf[:n]), buf}, nil
}

// piece is content in memory.
type piece struct {
	bytes.Reader
	buf []byte
}

// Check is nothing to do: nobody else has the memory.
func (*piece) Check() error { return nil }
