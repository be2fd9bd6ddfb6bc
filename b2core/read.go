package b2core

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"hash"
	"io"
)

// ReadRequest asks for the content of one version, or for a range of it.
type ReadRequest struct {
	File FileVersion // as a listing or FileInfo gave it
	// Offset and Length choose a range, bytes. Length 0: to the end.
	Offset, Length int64
	Key            CustomerKey // for a file under SSE-C
	Steering       Steering
}

// ReadFile writes content to w, in order and as it comes; a broken line is gone
// on with at the byte that was reached. A whole file is compared with the
// service's hash: ErrCorrupt then says that what w got is not the file. Of a
// range no hash is known, so it is NotVerifiable. To store a file, Download is
// quicker and lets nothing be seen that is not proved.
func (c *Client) ReadFile(ctx context.Context, r ReadRequest, w io.Writer) (Verdict, error) {
	d := &download{c: c, op: "read " + remoteText(r.File.Name), want: r.File.Hash().SHA1, r: DownloadRequest{
		File: r.File, Key: r.Key, Steering: r.Steering,
	}}
	size := r.Length
	if size == 0 {
		size = r.File.Size - r.Offset
	}
	if r.Offset < 0 || r.Length < 0 || r.Offset > r.File.Size || size > r.File.Size-r.Offset || size == 0 && r.File.Size > 0 {
		return 0, fault(d.op, ErrRange, "the file has %d bytes and not the range that was asked for", r.File.Size)
	}
	if err := d.check(ctx); err != nil {
		return 0, err
	}
	if d.r.Steering.Slots == nil {
		d.r.Steering.Slots = &c.download
	}
	release, err := d.r.Steering.Slots.Acquire(ctx)
	if err != nil {
		return 0, asError(d.op, err)
	}
	defer release()
	d.plan = Plan{Size: r.File.Size, PartSize: max(r.File.Size, 1)}
	d.r.Steering.Progress.start(d.plan)
	sink := &sink{w: w, sum: sha1.New()}
	if err := d.persist(ctx, d.op, 1, r.Offset, size, sink.put); err != nil {
		return 0, err
	}
	if size < r.File.Size || d.want == "" {
		return NotVerifiable, nil
	}
	if got := hex.EncodeToString(sink.sum.Sum(nil)); got != d.want {
		return 0, fault(d.op, ErrCorrupt, "what arrived has SHA-1 %s, the service says %s", got, d.want)
	}
	return Verified, nil
}

// sink hashes what it hands on.
type sink struct {
	w   io.Writer
	sum hash.Hash
}

func (s *sink) put(_ context.Context, _ int, _ int64, p []byte) error {
	s.sum.Write(p)
	_, err := s.w.Write(p)
	return err
}
