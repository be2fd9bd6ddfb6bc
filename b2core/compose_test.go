package b2core_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/iotest"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// stored reads a version back.
func (a *account) stored(t *testing.T, v b2core.FileVersion) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := a.c.ReadFile(t.Context(), b2core.ReadRequest{File: v}, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadFile(t *testing.T) {
	a := newAccount(t)
	whole := content(1000)
	v := a.put(t, "whole", whole)
	for _, r := range []struct {
		off, length, from, to int64
		want                  b2core.Verdict
	}{
		{0, 0, 0, 1000, b2core.Verified},
		{0, 1000, 0, 1000, b2core.Verified},
		{10, 5, 10, 15, b2core.NotVerifiable},
		{990, 0, 990, 1000, b2core.NotVerifiable},
	} {
		// The line breaks once in every reading.
		a.Inject(emulator.Fault{Call: api.CallDownloadFileByID, CutAt: new(int64(3))})
		var b bytes.Buffer
		verdict, err := a.c.ReadFile(t.Context(), b2core.ReadRequest{File: v, Offset: r.off, Length: r.length}, &b)
		if err != nil || verdict != r.want || !bytes.Equal(b.Bytes(), whole[r.from:r.to]) {
			t.Errorf("%d+%d: %d bytes, verdict %d, %v", r.off, r.length, b.Len(), verdict, err)
		}
	}
	for _, r := range [][2]int64{{-1, 1}, {0, -1}, {999, 2}, {1001, 0}, {1000, 0}} {
		if _, err := a.c.ReadFile(t.Context(), b2core.ReadRequest{File: v, Offset: r[0], Length: r[1]}, io.Discard); !errors.Is(err, b2core.ErrRange) {
			t.Errorf("%v: %v", r, err)
		}
	}
	v.SHA1 = sha([]byte("another file"))
	if _, err := a.c.ReadFile(t.Context(), b2core.ReadRequest{File: v}, io.Discard); !errors.Is(err, b2core.ErrCorrupt) {
		t.Errorf("content that does not match its hash: %v", err)
	}
}

// Pieces of every kind and length, in an order that makes the planner borrow,
// fetch and copy.
func TestCompose(t *testing.T) {
	for _, c := range []struct {
		name    string
		lengths []int // negative: of a stored version
		copies  int64 // parts that the service makes
		fetched int64 // requests for short stored pieces
	}{
		{"nothing", nil, 0, 0},
		{"one short stored", []int{-50}, 0, 0},
		{"one long stored", []int{-5000}, 0, 0},
		{"grown", []int{-5000, 700}, 1, 0},
		{"stored in the middle", []int{30, -5000, 30}, 1, 1},
		{"short ones", []int{-10, 20, -30, 3000, -40}, 1, 2},
		{"two stored", []int{-3000, -2000}, 2, 0},
		{"short between two", []int{-3000, 7, -2000}, 2, 1},
		{"borrowing leaves too little", []int{7, -150, 900}, 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newAccount(t)
			var want []byte
			var pieces []b2core.Piece
			for i, n := range c.lengths {
				// Each is the middle of something larger.
				p := content(max(n, -n) + 20 + i)
				want = append(want, p[10:10+max(n, -n)]...)
				piece := b2core.Piece{Offset: 10, Length: int64(max(n, -n))}
				if n < 0 {
					piece.Stored = a.put(t, fmt.Sprint("piece", i), p)
				} else {
					piece.Source = &memory{data: p}
				}
				pieces = append(pieces, piece)
			}
			a.ResetCounters()
			v, err := a.c.Compose(t.Context(), b2core.UploadRequest{BucketID: a.bucket.ID, Name: "composed", ContentType: "text/x-test", SHA1: sha(want)}, pieces...)
			if err != nil {
				t.Fatal(err)
			}
			copies := a.Counters().Calls[api.CallCopyPart]
			fetched := a.Counters().Calls[api.CallDownloadFileByID]
			if copies != c.copies || fetched != c.fetched {
				t.Errorf("%d parts were copied and %d pieces fetched, want %d and %d", copies, fetched, c.copies, c.fetched)
			}
			if got := a.stored(t, v); !bytes.Equal(got, want) || v.Hash().SHA1 != sha(want) || v.ContentType != "text/x-test" {
				t.Errorf("%d of %d bytes, %+v", len(got), len(want), v)
			}
		})
	}
}

func TestIncremental(t *testing.T) {
	old, grown := content(5000), append(content(5000), content(900)...)
	for _, c := range []struct {
		name   string
		before []byte
		now    []byte
		copies int64
	}{
		{"grown", old, grown, 1},
		{"the same", old, old, 0},
		{"changed at the start", append([]byte{^old[0]}, old[1:]...), grown, 0},
		{"shorter", grown, old, 0},
		{"new", nil, grown, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newAccount(t)
			if c.before != nil {
				a.put(t, "log", c.before)
			}
			a.ResetCounters()
			source := &memory{data: c.now}
			v, err := a.c.Incremental(t.Context(), b2core.UploadRequest{BucketID: a.bucket.ID, Name: "log", Source: source})
			if err != nil {
				t.Fatal(err)
			}
			if got := a.stored(t, v); !bytes.Equal(got, c.now) || v.Hash().SHA1 != sha(c.now) {
				t.Errorf("%d of %d bytes, %+v", len(got), len(c.now), v)
			}
			if n := a.Counters().Calls[api.CallCopyPart]; n != c.copies {
				t.Errorf("%d parts were copied, want %d", n, c.copies)
			}
		})
	}
}

func TestUploadStream(t *testing.T) {
	for _, size := range []int{0, 1, 999, 1000, 1001, 2000, 7500} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			a := newAccount(t)
			a.c.SetStreamPart(1000)
			p := content(size)
			// It comes in drips, and an upload URL is busy now and then.
			a.Inject(emulator.Fault{Call: api.CallUploadPart, Skip: 1, Count: 1, Status: 503, Code: "service_unavailable"})
			var progress b2core.Progress
			v, err := a.c.UploadStream(t.Context(), b2core.UploadRequest{
				BucketID: a.bucket.ID, Name: "stream", Steering: b2core.Steering{Progress: &progress},
			}, iotest.HalfReader(bytes.NewReader(p)))
			if err != nil {
				t.Fatal(err)
			}
			if got := a.stored(t, v); !bytes.Equal(got, p) || v.Size != int64(size) || progress.Done() != int64(size) || progress.Total() != int64(size) {
				t.Errorf("%d of %d bytes, progress %d of %d", len(got), size, progress.Done(), progress.Total())
			}
		})
	}
}

func TestUploadStreamThatBreaksLeavesNothing(t *testing.T) {
	a := newAccount(t)
	a.c.SetStreamPart(1000)
	broken := errors.New("the pipe broke")
	content := io.MultiReader(bytes.NewReader(content(3500)), iotest.ErrReader(broken))
	_, err := a.c.UploadStream(t.Context(), b2core.UploadRequest{BucketID: a.bucket.ID, Name: "stream"}, content)
	if !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	for v, err := range a.c.UnfinishedLargeFiles(t.Context(), a.bucket.ID, "") {
		t.Errorf("left: %+v %v", v, err)
	}
}
