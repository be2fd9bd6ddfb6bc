package b2core_test

import (
	"bytes"
	"errors"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// Content in memory goes up and comes back, in one request, in parts and empty.
func TestBytesGoUpAndComeBack(t *testing.T) {
	a := newAccount(t)
	a.c.SetRanges(100, 200)
	var b b2core.Buffer // one serves them all
	for _, size := range []int{0, 1, 99, 5000} {
		v, err := a.c.Upload(t.Context(), b2core.UploadRequest{
			BucketID: a.bucket.ID, Name: "bytes", Source: b2core.BytesSource(content(size)),
		})
		if err != nil {
			t.Fatal(err)
		}
		verdict, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: &b})
		if err != nil || verdict != b2core.Verified || b.Bytes() == nil || !bytes.Equal(b.Bytes(), content(size)) {
			t.Errorf("%d bytes: %d, verdict %d, %v", size, len(b.Bytes()), verdict, err)
		}
	}
}

// Nothing that was not proved is seen, nor what an earlier download left.
func TestBufferShowsNothingUnproved(t *testing.T) {
	a := newAccount(t)
	var b b2core.Buffer
	v := a.put(t, "file", content(500))
	if _, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: &b}); err != nil || len(b.Bytes()) != 500 {
		t.Fatalf("%d bytes, %v", len(b.Bytes()), err)
	}
	flip := int64(7)
	a.Inject(emulator.Fault{Call: api.CallDownloadFileByID, FlipAt: &flip, Count: -1})
	if _, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: &b}); !errors.Is(err, b2core.ErrCorrupt) || b.Bytes() != nil {
		t.Errorf("damaged: %d bytes, %v", len(b.Bytes()), err)
	}
}

// A size that nobody has the memory for is refused before anything is fetched.
func TestBufferRefusesWhatIsTooLarge(t *testing.T) {
	a := newAccount(t)
	v := a.put(t, "file", content(500))
	a.ResetCounters()
	endless := v
	endless.Size = 10_000_000_000_000
	for _, c := range []struct {
		b *b2core.Buffer
		v b2core.FileVersion
	}{{&b2core.Buffer{Limit: 499}, v}, {&b2core.Buffer{}, endless}} {
		_, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: c.v, Target: c.b})
		if !errors.Is(err, b2core.ErrTooLarge) {
			t.Errorf("%d bytes: %v", c.v.Size, err)
		}
	}
	if n := a.Counters().Requests; n != 0 {
		t.Errorf("%d requests", n)
	}
}
