package b2test

import (
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
		BucketID: bucketID, Name: name, Source: &memory{data: p}, Steering: b2core.Steering{Checkpoint: j},
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
		BucketID: b.ID, Name: "resume/file", Source: &memory{data: p}, Resume: &left, Steering: b2core.Steering{Checkpoint: &journal{}},
	})
	if err != nil || v.ID != left.Plan.LargeFileID {
		t.Fatalf("%+v, %v", v, err)
	}
	if n := s.wire.count(callUploadPart) - sent; n != 0 {
		t.Errorf("%d parts were sent again", n)
	}
	s.get(t, v, b2core.CustomerKey{}, p)
}
