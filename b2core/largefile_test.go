package b2core_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// started is a large file with all that can be said of one.
func (a *account) started(t *testing.T, r b2core.UploadRequest) b2core.FileVersion {
	t.Helper()
	v, err := a.c.StartLargeFile(t.Context(), r)
	if err != nil || v.ID == "" || v.Action != b2core.ActionStart || v.Name != r.Name {
		t.Fatalf("%+v, %v", v, err)
	}
	return v
}

func (a *account) part(ctx context.Context, fileID string, n int, src b2core.Source, off, length int64) (b2core.Part, error) {
	return a.c.UploadPart(ctx, b2core.PartRequest{FileID: fileID, Number: n, Source: src, Offset: off, Length: length})
}

// A file is made by hand of ranges of a source, sent at once and in any order,
// one of them twice, and of a range that the service has.
func TestLargeFileByHand(t *testing.T) {
	a := newAccount(t)
	stored, p := a.put(t, "stored", content(500)), content(450)
	whole := append(slices.Clone(p), content(500)[100:400]...)
	at := time.UnixMilli(1e12)
	f := a.started(t, b2core.UploadRequest{
		BucketID: a.bucket.ID, Name: "by-hand", ContentType: "text/x-test", ModTime: at, SHA1: sha(whole),
		Info: map[string]string{"note": "ä b"}, Headers: b2core.Headers{CacheControl: "max-age=5"},
	})
	source := &memory{data: p}
	if _, err := a.part(t.Context(), f.ID, 2, source, 0, 450); err != nil { // not what it will be
		t.Fatal(err)
	}
	sums := make([]string, 4)
	var all sync.WaitGroup
	for n := 3; n >= 1; n-- {
		all.Go(func() {
			off, length := int64(n-1)*150, int64(150)
			if n == 3 {
				length = 0 // to the end
			}
			var progress b2core.Progress
			part, err := a.c.UploadPart(t.Context(), b2core.PartRequest{
				FileID: f.ID, Number: n, Source: source, Offset: off, Length: length, Steering: b2core.Steering{Progress: &progress},
			})
			if err != nil || part.Number != n || part.Size != 150 || part.SHA1 != sha(p[off:off+150]) || part.UploadedAt.IsZero() || progress.Done() != 150 {
				t.Errorf("part %d: %+v, %d done, %v", n, part, progress.Done(), err)
			}
			sums[n-1] = part.SHA1
		})
	}
	all.Wait()
	copied, err := a.c.CopyPart(t.Context(), b2core.CopyPartRequest{FileID: f.ID, Number: 4, Source: stored, Offset: 100, Length: 300})
	if err != nil || copied.Number != 4 || copied.Size != 300 || copied.SHA1 != sha(whole[450:]) {
		t.Fatalf("copied %+v, %v", copied, err)
	}
	sums[3] = copied.SHA1
	if n := a.unfinished(t); n != 1 {
		t.Errorf("%d unfinished large files", n)
	}
	v, err := a.c.FinishLargeFile(t.Context(), f.ID, sums)
	if err != nil {
		t.Fatal(err)
	}
	if v.ID != f.ID || v.Action != b2core.ActionUpload || v.ContentType != "text/x-test" || v.Info["note"] != "ä b" ||
		v.Headers().CacheControl != "max-age=5" || !v.ModTime().Equal(at) || v.Hash().SHA1 != sha(whole) {
		t.Errorf("finished as %+v", v)
	}
	got, verdict, err := a.get(t.Context(), v)
	if err != nil || verdict != b2core.Verified || !bytes.Equal(got.data, whole) {
		t.Errorf("%d of %d bytes, verdict %d, %v", len(got.data), len(whole), verdict, err)
	}
}

// One upload URL serves parts that come one after the other, and none of a file
// that was given up is kept.
func TestPartsUseAnUploadURLAgain(t *testing.T) {
	a := newAccount(t)
	f := a.started(t, b2core.UploadRequest{BucketID: a.bucket.ID, Name: "urls"})
	for n := range 3 {
		if _, err := a.part(t.Context(), f.ID, n+1, &memory{data: content(minPart)}, 0, 0); err != nil {
			t.Fatal(err)
		}
	}
	if n := a.Counters().Calls[api.CallGetUploadPartURL]; n != 1 {
		t.Errorf("%d upload URLs for three parts", n)
	}
	if n := a.c.FreeUploadURLs(f.ID); n != 1 {
		t.Errorf("%d upload URLs wait", n)
	}
	if err := a.c.CancelLargeFile(t.Context(), f.ID); err != nil {
		t.Fatal(err)
	}
	if n := a.c.FreeUploadURLs(f.ID); n != 0 {
		t.Errorf("%d upload URLs wait for a file that was given up", n)
	}
	if _, err := a.part(t.Context(), f.ID, 1, &memory{data: content(minPart)}, 0, 0); !errors.Is(err, b2core.ErrBadRequest) {
		t.Errorf("a part of a file that was given up: %v", err)
	}
}

// Answers that are lost after the work was done, and work that fails in passing,
// make neither a second large file nor a finish that fails.
func TestLargeFileByHandSurvivesFaults(t *testing.T) {
	for _, c := range []struct {
		fault emulator.Fault
		sent  int64 // parts
	}{
		{emulator.Fault{Call: api.CallStartLargeFile, DropReply: true}, 2},
		{emulator.Fault{Call: api.CallUploadPart, DropReply: true}, 2},
		{emulator.Fault{Call: api.CallUploadPart, Status: 503, Code: "service_unavailable", Count: 3}, 5},
		{emulator.Fault{Call: api.CallUploadPart, ExpireTokens: true}, 3},
		{emulator.Fault{Call: api.CallCopyPart, DropReply: true}, 2},
		{emulator.Fault{Call: api.CallCopyPart, Status: 500, Code: "internal_error"}, 2},
		{emulator.Fault{Call: api.CallFinishLargeFile, DropReply: true}, 2},
		{emulator.Fault{Call: api.CallFinishLargeFile, Status: 503, Code: "service_unavailable"}, 2},
	} {
		t.Run(fmt.Sprint(c.fault.Call, c.fault.Status, c.fault.ExpireTokens), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := inMemory(t)
				stored, p := a.put(t, "stored", content(200)), content(2*minPart)
				a.ResetCounters()
				hits := a.Inject(c.fault)
				f := a.started(t, b2core.UploadRequest{BucketID: a.bucket.ID, Name: "by-hand"})
				var sums []string
				for n := range 2 {
					part, err := a.part(t.Context(), f.ID, n+1, &memory{data: p}, int64(n)*minPart, minPart)
					if err != nil {
						t.Fatal(err)
					}
					sums = append(sums, part.SHA1)
				}
				part, err := a.c.CopyPart(t.Context(), b2core.CopyPartRequest{FileID: f.ID, Number: 3, Source: stored})
				if err != nil {
					t.Fatal(err)
				}
				v, err := a.c.FinishLargeFile(t.Context(), f.ID, append(sums, part.SHA1))
				if err != nil || v.ID != f.ID {
					t.Fatalf("%+v, %v", v, err)
				}
				if !bytes.Equal(a.stored(t, v), append(p, content(200)...)) {
					t.Error("other content came back")
				}
				if n := a.unfinished(t); n != 0 {
					t.Errorf("%d large files are left", n)
				}
				if n := a.Counters().Calls[api.CallUploadPart]; n != c.sent || hits() == 0 {
					t.Errorf("%d parts were sent, want %d; the fault hit %d times", n, c.sent, hits())
				}
			})
		})
	}
}

// A key that may not look what became of a finish says that it does not know,
// and asks once.
func TestFinishLargeFileByAKeyThatMayNotRead(t *testing.T) {
	a := newAccount(t)
	f := a.started(t, b2core.UploadRequest{BucketID: a.bucket.ID, Name: "by-hand"})
	var sums []string
	for n := range 2 {
		part, err := a.part(t.Context(), f.ID, n+1, &memory{data: content(minPart)}, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		sums = append(sums, part.SHA1)
	}
	writer := a.keyWithout(t, b2core.ReadFiles)
	a.ResetCounters()
	a.Inject(emulator.Fault{Call: api.CallFinishLargeFile, DropReply: true})
	if _, err := writer.FinishLargeFile(t.Context(), f.ID, sums); !errors.Is(err, b2core.ErrUnreachable) {
		t.Errorf("got %v", err)
	}
	if n := a.Counters().Calls[api.CallFinishLargeFile]; n != 1 || a.unfinished(t) != 0 {
		t.Errorf("%d calls, %d unfinished", n, a.unfinished(t))
	}
}

// A file under a customer's key takes parts that bring the key, and copies from
// another.
func TestLargeFileByHandUnderSSEC(t *testing.T) {
	a := newAccount(t)
	from, key := customerKey(t, 'f', "from"), customerKey(t, 'k', "label")
	r := a.request("stored", content(200))
	r.Encryption = b2core.Encryption{Mode: b2core.SSEC, Key: from}
	stored, err := a.c.Upload(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	f := a.started(t, b2core.UploadRequest{
		BucketID: a.bucket.ID, Name: "sealed", Encryption: b2core.Encryption{Mode: b2core.SSEC, Key: key},
	})
	upload := b2core.PartRequest{FileID: f.ID, Number: 1, Source: &memory{data: content(minPart)}}
	if _, err := a.c.UploadPart(t.Context(), upload); !errors.Is(err, b2core.ErrEncryptionKey) {
		t.Errorf("a part without the key: %v", err)
	}
	upload.Key = key
	one, err := a.c.UploadPart(t.Context(), upload)
	if err != nil {
		t.Fatal(err)
	}
	copies := b2core.CopyPartRequest{FileID: f.ID, Number: 2, Source: stored, Key: key}
	if _, err := a.c.CopyPart(t.Context(), copies); !errors.Is(err, b2core.ErrEncryptionKey) {
		t.Errorf("a copy without the source's key: %v", err)
	}
	copies.SourceKey = from
	two, err := a.c.CopyPart(t.Context(), copies)
	if err != nil {
		t.Fatal(err)
	}
	v, err := a.c.FinishLargeFile(t.Context(), f.ID, []string{one.SHA1, two.SHA1})
	if err != nil || v.Encryption != b2core.SSEC || v.Info[b2core.InfoKeyID] != "label" {
		t.Fatalf("%+v, %v", v, err)
	}
	got := &memory{}
	if _, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Key: key, Target: got}); err != nil ||
		!bytes.Equal(got.data, append(content(minPart), content(200)...)) {
		t.Errorf("%d bytes, %v", len(got.data), err)
	}
}

// What cannot be a large file is refused, mostly before any call.
func TestLargeFileByHandRefusals(t *testing.T) {
	a := newAccount(t)
	stored := a.put(t, "stored", content(200))
	f := a.started(t, b2core.UploadRequest{BucketID: a.bucket.ID, Name: "by-hand"})
	source := &memory{data: content(200)}
	part, err := a.part(t.Context(), f.ID, 1, source, 0, minPart)
	if err != nil {
		t.Fatal(err)
	}
	last, err := a.part(t.Context(), f.ID, 2, source, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	reader := a.keyWithout(t, b2core.WriteFiles)
	finish := func(sums ...string) error { return second(a.c.FinishLargeFile(t.Context(), f.ID, sums)) }
	for _, c := range []struct {
		what  string
		do    func() error
		want  error
		calls int64
	}{
		{"no name", func() error {
			return second(a.c.StartLargeFile(t.Context(), b2core.UploadRequest{BucketID: a.bucket.ID}))
		}, b2core.ErrBadName, 0},
		{"a hash that is none", func() error {
			return second(a.c.StartLargeFile(t.Context(), b2core.UploadRequest{BucketID: a.bucket.ID, Name: "n", SHA1: "0"}))
		}, b2core.ErrBadRequest, 0},
		{"start without writeFiles", func() error {
			return second(reader.StartLargeFile(t.Context(), b2core.UploadRequest{BucketID: a.bucket.ID, Name: "n"}))
		}, b2core.ErrUnauthorized, 1}, // its login
		{"part without writeFiles", func() error {
			return second(reader.UploadPart(t.Context(), b2core.PartRequest{FileID: f.ID, Number: 1, Source: source}))
		}, b2core.ErrUnauthorized, 0},
		{"finish without writeFiles", func() error {
			return second(reader.FinishLargeFile(t.Context(), f.ID, []string{part.SHA1}))
		}, b2core.ErrUnauthorized, 0},
		{"part 0", func() error { return second(a.part(t.Context(), f.ID, 0, source, 0, 0)) }, b2core.ErrBadRequest, 0},
		{"part 10,001", func() error { return second(a.part(t.Context(), f.ID, 10_001, source, 0, 0)) }, b2core.ErrBadRequest, 0},
		{"past the source", func() error { return second(a.part(t.Context(), f.ID, 1, source, 150, 51)) }, b2core.ErrRange, 0},
		{"empty part", func() error { return second(a.part(t.Context(), f.ID, 1, source, 200, 0)) }, b2core.ErrBadRequest, 0},
		{"source that changed", func() error {
			return second(a.part(t.Context(), f.ID, 1, &memory{data: content(200), changed: true}, 0, 0))
		}, b2core.ErrSourceChanged, 0},
		{"copy past the source", func() error {
			return second(a.c.CopyPart(t.Context(), b2core.CopyPartRequest{FileID: f.ID, Number: 1, Source: stored, Offset: 201}))
		}, b2core.ErrRange, 0},
		{"no parts", func() error { return finish() }, b2core.ErrBadRequest, 0},
		{"hash of a part that is none", func() error { return finish(part.SHA1, "none") }, b2core.ErrBadRequest, 0},
		{"one part", func() error { return finish(part.SHA1) }, b2core.ErrBadRequest, 1},
		{"a part too many", func() error { return finish(part.SHA1, last.SHA1, last.SHA1) }, b2core.ErrMissingPart, 1},
		{"another hash", func() error { return finish(last.SHA1, last.SHA1) }, b2core.ErrPartSHA1Mismatch, 1},
		{"a first part under the minimum", func() error {
			short, err := a.part(t.Context(), f.ID, 1, source, 0, minPart-1)
			return errors.Join(err, finish(short.SHA1, last.SHA1))
		}, b2core.ErrBadRequest, 2},
	} {
		a.ResetCounters()
		err := c.do()
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.what, err, c.want)
		}
		if n := a.Counters().Requests; n != c.calls {
			t.Errorf("%s: %d requests, want %d", c.what, n, c.calls)
		}
	}
	if n := a.unfinished(t); n != 1 {
		t.Errorf("%d unfinished large files", n)
	}
}

func second[T any](_ T, err error) error { return err }
