package b2core

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"io"
	"strings"
)

// Compose stores one file that is put together, in order, from stretches of
// sources and of versions that the service has. What is stored already is
// copied by the service where it is long enough for a part, and is fetched and
// sent where it is not. r.Source must be nil. r.SHA1 is that of the whole file;
// if it is not given and something is copied, the version has no hash of its
// whole content. A composed file is not taken up by a later run: Resume and the
// checkpoint are left alone.
func (c *Client) Compose(ctx context.Context, r UploadRequest, pieces ...Piece) (FileVersion, error) {
	u := &upload{c: c, r: r, op: "compose " + remoteText(r.Name)}
	u.r.Resume, u.r.Steering.Checkpoint = nil, nil
	if err := u.check(ctx); err != nil {
		return FileVersion{}, err
	}
	pieces, err := u.measure(ctx, pieces)
	if err != nil {
		return FileVersion{}, err
	}
	if len(pieces) == 1 && pieces[0].Source == nil && u.plan.Size <= c.copyLimit && r.UploadedAt.IsZero() {
		return u.copyOne(ctx, pieces[0])
	}
	whole := planUpload(u.plan.Size, u.account)
	if u.plan.PartSize = whole.PartSize; whole.Count() == 1 {
		u.cuts = []stretch{{pieces: pieces, size: u.plan.Size}}
	} else {
		u.cuts = cutter{pieces, u.account.MinimumPartSize, whole.PartSize, c.copyLimit}.cut()
	}
	if len(u.cuts) > maxParts {
		return FileVersion{}, fault(u.op, ErrBadRequest, "the pieces make %d parts, a file can have %d", len(u.cuts), maxParts)
	}
	return u.run(ctx)
}

// copyOne makes a file of one stored stretch, which the service does in one call.
func (u *upload) copyOne(ctx context.Context, p Piece) (FileVersion, error) {
	v, err := u.c.Copy(ctx, CopyRequest{
		Source: p.Stored, SourceKey: p.Key, Offset: p.Offset, Length: p.Length,
		BucketID: u.r.BucketID, Name: u.r.Name, Metadata: &Metadata{u.contentType(), u.info(u.r.SHA1)},
		Retention: &u.r.Retention, LegalHold: &u.r.LegalHold, Encryption: u.r.Encryption, Steering: u.r.Steering,
	})
	if h := v.Hash().SHA1; err == nil && u.r.SHA1 != "" && h != "" && !strings.EqualFold(h, u.r.SHA1) {
		u.discard(ctx, v)
		return FileVersion{}, fault(u.op, ErrCorrupt, "the service copied other content than was asked for")
	}
	return v, err
}

// measure fills in the pieces' lengths, leaves out empty ones and adds up.
func (u *upload) measure(ctx context.Context, pieces []Piece) ([]Piece, error) {
	var out []Piece
	for i, p := range pieces {
		size := p.Stored.Size
		if p.Source != nil {
			size = p.Source.Size()
			u.sources = append(u.sources, p.Source)
		} else if err := (&download{c: u.c, op: u.op, r: DownloadRequest{File: p.Stored, Key: p.Key}}).check(ctx); err != nil {
			return nil, err
		}
		if p.Length == 0 {
			p.Length = size - p.Offset
		}
		if p.Offset < 0 || p.Length < 0 || p.Offset > size || p.Length > size-p.Offset {
			return nil, fault(u.op, ErrRange, "piece %d has %d bytes and not the range that was asked for", i+1, size)
		}
		if p.Length > 0 {
			out = append(out, p)
			u.plan.Size += p.Length
		}
	}
	if u.plan.Size > maxFile {
		return nil, fault(u.op, ErrBadRequest, "files of more than 10 TB cannot be stored")
	}
	return out, nil
}

// Incremental is Upload for a file that only grew: if the newest version of the
// name is how the source begins, which its hash tells, the service copies that
// and only the rest is sent. Else it is Upload.
func (c *Client) Incremental(ctx context.Context, r UploadRequest) (FileVersion, error) {
	op := "upload " + remoteText(r.Name)
	s, err := c.session(ctx, 0)
	if err != nil {
		return FileVersion{}, relabel(op, err)
	}
	if planUpload(r.Source.Size(), s.account).Count() == 1 {
		return c.Upload(ctx, r)
	}
	old, err := c.Stat(ctx, r.BucketID, r.Name)
	switch hash := old.Hash(); {
	case errors.Is(err, ErrNotFound), errors.Is(err, ErrUnauthorized):
		return c.Upload(ctx, r)
	case err != nil:
		return FileVersion{}, err
	case hash.SHA1 == "" || old.Size < s.account.MinimumPartSize || old.Size > r.Source.Size() || old.Encryption == SSEC:
		return c.Upload(ctx, r)
	default:
		sum := sha1.New()
		head := io.NewSectionReader(r.Source, 0, old.Size)
		if err := copyContext(ctx, sum, head); err != nil {
			return FileVersion{}, asError(op, err)
		}
		if hex.EncodeToString(sum.Sum(nil)) != hash.SHA1 {
			return c.Upload(ctx, r)
		}
		rest := io.NewSectionReader(r.Source, old.Size, r.Source.Size()-old.Size)
		if err := copyContext(ctx, sum, rest); err != nil {
			return FileVersion{}, asError(op, err)
		}
		source := r.Source
		r.Source, r.SHA1 = nil, hex.EncodeToString(sum.Sum(nil))
		if rest.Size() == 0 {
			return c.Compose(ctx, r, Piece{Stored: old})
		}
		return c.Compose(ctx, r, Piece{Stored: old}, Piece{Source: source, Offset: old.Size})
	}
}

// copyContext is io.Copy that a context ends.
func copyContext(ctx context.Context, w io.Writer, r io.Reader) error {
	buf := make([]byte, hashBuffer)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := r.Read(buf)
		_, _ = w.Write(buf[:n]) // a hash does not fail
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// cutter turns pieces into parts: none but the last shorter than least, those
// that are sent of about want bytes, those that are copied of most at most.
type cutter struct {
	pieces            []Piece
	least, want, most int64
}

func (c cutter) cut() []stretch {
	var out []stretch
	var sent []Piece // waits for what follows
	for i, p := range c.pieces {
		if p.Source != nil {
			sent = append(sent, p)
			continue
		}
		last := i == len(c.pieces)-1
		// What is sent before must not become too short a part; it borrows.
		borrow := int64(0)
		if n := length(sent); n > 0 && n < c.least {
			borrow = min(c.least-n, p.Length)
		}
		head, rest := split(p, borrow)
		if rest.Length == 0 || rest.Length < c.least && !last {
			sent = append(sent, p)
			continue
		}
		if borrow > 0 {
			sent = append(sent, head)
		}
		out = append(out, c.sent(sent)...)
		sent = nil
		for n := parts(rest.Length, c.most, c.least); n > 0; n-- {
			var one Piece
			one, rest = split(rest, ceilDiv(rest.Length, n))
			out = append(out, stretch{pieces: []Piece{one}, size: one.Length, stored: true})
		}
	}
	if out = append(out, c.sent(sent)...); len(out) == 1 {
		return c.two(out[0])
	}
	return out
}

// two makes two parts of one that is too large for an upload in one request,
// since a large file has two at least.
func (c cutter) two(s stretch) []stretch {
	first := max(c.least, ceilDiv(s.size, 2))
	if s.stored {
		head, rest := split(s.pieces[0], first)
		return []stretch{
			{pieces: []Piece{head}, size: head.Length, stored: true},
			{pieces: []Piece{rest}, size: rest.Length, stored: true},
		}
	}
	head := c.take(&s.pieces, first)
	return []stretch{head, {pieces: s.pieces, size: s.size - first}}
}

// sent cuts what goes out over the line in near-equal parts.
func (c cutter) sent(pieces []Piece) []stretch {
	left := length(pieces)
	if left == 0 {
		return nil
	}
	var out []stretch
	for n := parts(left, c.want, c.least); n > 0; n-- {
		s := c.take(&pieces, ceilDiv(left, n))
		left -= s.size
		out = append(out, s)
	}
	return out
}

// take cuts the first bytes off.
func (cutter) take(pieces *[]Piece, size int64) stretch {
	s := stretch{size: size}
	for size > 0 {
		first := &(*pieces)[0]
		var head Piece
		head, *first = split(*first, min(size, first.Length))
		s.pieces = append(s.pieces, head)
		if size -= head.Length; first.Length == 0 {
			*pieces = (*pieces)[1:]
		}
	}
	return s
}

// parts is into how many a length is cut so that none is over most, nor under
// least if that can be.
func parts(length, most, least int64) int64 {
	return max(1, min(ceilDiv(length, most), length/least))
}

func length(pieces []Piece) (n int64) {
	for _, p := range pieces {
		n += p.Length
	}
	return n
}

// split cuts a piece after its first n bytes.
func split(p Piece, n int64) (head, rest Piece) {
	head, rest = p, p
	head.Length = n
	rest.Offset += n
	rest.Length -= n
	return head, rest
}
