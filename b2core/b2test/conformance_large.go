package b2test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"

	"b2tui/b2core"
)

func largeChecks() []check {
	return []check{
		{"large file", []string{"large files are broken into parts"}, files(), checkLarge},
		{"unfinished large file", []string{
			"list_parts", "cancel_large_file", "Bucket.list_unfinished_large_files", "Bucket.list_parts", "Bucket.cancel_large_file",
		}, files(), checkUnfinished},
		{"large file by hand", []string{
			"start_large_file", "upload_part", "copy_part", "finish_large_file",
		}, files(), checkByHand},
		{"resume", []string{"resume of a large upload"}, files(), checkResume},
	}
}

func checkLarge(t *testing.T, s *site) {
	b, p := s.bucket(t), content(s.severalParts())
	v := s.put(t, b.ID, "large/file", p)
	if v.Size != int64(len(p)) || v.Info[b2core.InfoSHA1] == "" || v.Hash().Source != b2core.HashUploader {
		t.Errorf("%+v", v)
	}
	if n := s.wire.count(callUploadPart); n != 3 {
		t.Errorf("%d parts", n)
	}
	s.get(t, v, b2core.CustomerKey{}, p)
}

// A file of a part that is sent and one that is copied; one that lacks a part is
// not made.
func checkByHand(t *testing.T, s *site) {
	b, smallest := s.bucket(t), s.account.MinimumPartSize
	p := content(smallest + 10)
	stored := s.put(t, b.ID, "by-hand/piece", content(50))
	f, err := s.c.StartLargeFile(t.Context(), b2core.UploadRequest{
		BucketID: b.ID, Name: "by-hand/file", ContentType: "text/x-test", Info: map[string]string{"note": "kept"},
	})
	if err != nil || f.Action != b2core.ActionStart || f.Name != "by-hand/file" {
		t.Fatalf("%+v, %v", f, err)
	}
	two, err := s.c.CopyPart(t.Context(), b2core.CopyPartRequest{FileID: f.ID, Number: 2, Source: stored, Offset: 10, Length: 30})
	if err != nil || two.Number != 2 || two.Size != 30 {
		t.Fatalf("%+v, %v", two, err)
	}
	if _, err := s.c.FinishLargeFile(t.Context(), f.ID, []string{two.SHA1, two.SHA1}); !errors.Is(err, b2core.ErrBadRequest) {
		t.Errorf("without its first part: %v", err)
	}
	one, err := s.c.UploadPart(t.Context(), b2core.PartRequest{FileID: f.ID, Number: 1, Source: b2core.BytesSource(p), Offset: 10})
	if err != nil || one.Number != 1 || one.Size != smallest {
		t.Fatalf("%+v, %v", one, err)
	}
	v, err := s.c.FinishLargeFile(t.Context(), f.ID, []string{one.SHA1, two.SHA1})
	if err != nil || v.ID != f.ID || v.Size != smallest+30 || v.ContentType != "text/x-test" || v.Info["note"] != "kept" {
		t.Fatalf("%+v, %v", v, err)
	}
	var m b2core.Buffer
	want := append(slices.Clone(p[10:]), content(50)[10:40]...)
	if _, err := s.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: &m}); err != nil || !bytes.Equal(m.Bytes(), want) {
		t.Errorf("%d of %d bytes, %v", len(m.Bytes()), len(want), err)
	}
}

// journal is a checkpoint that remembers.
type journal struct {
	mu     sync.Mutex // guards resume
	resume b2core.Resume
}

func (j *journal) Started(_ context.Context, p b2core.Plan) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.resume.Plan = p
	return nil
}

func (j *journal) PartDone(_ context.Context, p b2core.PartRecord) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.resume.Parts = append(j.resume.Parts, p)
	return nil
}

// unfinished leaves a large file with all of its parts, that is not finished.
func (s *site) unfinished(t *testing.T, bucketID, name string, p []byte) b2core.Resume {
	t.Helper()
	s.wire.interfere(func(call string, r *http.Request) (*http.Response, *http.Request) {
		if call != callFinishLargeFile {
			return nil, nil
		}
		return refusal(r, http.StatusForbidden, "storage_cap_exceeded", "storage cap exceeded"), nil
	})
	defer s.wire.interfere(nil)
	j := &journal{}
	_, err := s.c.Upload(t.Context(), b2core.UploadRequest{
		BucketID: bucketID, Name: name, Source: b2core.BytesSource(p), Steering: b2core.Steering{Checkpoint: j},
	})
	if !errors.Is(err, b2core.ErrStorageCap) {
		t.Fatalf("the upload ended with %v", err)
	}
	return j.resume
}

func checkUnfinished(t *testing.T, s *site) {
	b, p := s.bucket(t), content(s.severalParts())
	id := s.unfinished(t, b.ID, "unfinished/file", p).Plan.LargeFileID
	found := collect(t, s.c.UnfinishedLargeFiles(t.Context(), b.ID, "unfinished/"))
	if len(found) != 1 || found[0].ID != id || found[0].Action != b2core.ActionStart || found[0].Name != "unfinished/file" {
		t.Errorf("unfinished: %+v", found)
	}
	if other := collect(t, s.c.UnfinishedLargeFiles(t.Context(), b.ID, "unfinished/other")); len(other) != 0 {
		t.Errorf("below another prefix: %+v", other)
	}
	for _, c := range []struct {
		o    b2core.PartsOptions
		want []int
	}{{b2core.PartsOptions{}, []int{1, 2, 3}}, {b2core.PartsOptions{Batch: 1}, []int{1, 2, 3}}, {b2core.PartsOptions{Start: 2}, []int{2, 3}}} {
		var got []int
		for _, part := range collect(t, s.c.Parts(t.Context(), id, c.o)) {
			got = append(got, part.Number)
			if part.Size <= 0 || len(part.SHA1) != 40 || part.UploadedAt.IsZero() {
				t.Errorf("part %+v", part)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: parts %v, want %v", c.o, got, c.want)
		}
	}
	if err := s.c.CancelLargeFile(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if found := collect(t, s.c.UnfinishedLargeFiles(t.Context(), b.ID, "unfinished/")); len(found) != 0 {
		t.Errorf("after the cancel: %+v", found)
	}
}

// What the service has is not sent again.
func checkResume(t *testing.T, s *site) {
	b, p := s.bucket(t), content(s.severalParts())
	left := s.unfinished(t, b.ID, "resume/file", p)
	sent := s.wire.count(callUploadPart)
	v, err := s.c.Upload(t.Context(), b2core.UploadRequest{
		BucketID: b.ID, Name: "resume/file", Source: b2core.BytesSource(p), Resume: &left, Steering: b2core.Steering{Checkpoint: &journal{}},
	})
	if err != nil || v.ID != left.Plan.LargeFileID {
		t.Fatalf("%+v, %v", v, err)
	}
	if n := s.wire.count(callUploadPart) - sent; n != 0 {
		t.Errorf("%d parts were sent again", n)
	}
	s.get(t, v, b2core.CustomerKey{}, p)
}
