package b2test

import (
	"bytes"
	"net/http"
	"testing"

	"b2tui/b2core"
)

func copyChecks() []check {
	return []check{
		{"copy", []string{"Bucket.copy", "Bucket.copy(content_type, file_info)"}, files(), checkCopy},
		{"copy a range", []string{"Bucket.copy(offset, length)"}, files(), checkCopyRange},
		{
			"copy in parts",
			[]string{"Bucket.copy(over the limit)"},
			files(b2core.WriteFileRetentions, b2core.WriteFileLegalHolds, b2core.ReadFileRetentions, b2core.ReadFileLegalHolds, b2core.BypassGovernance),
			checkCopyParts,
		},
	}
}

// original is a file with all that a copy has to keep.
func (s *site) original(t *testing.T, b b2core.Bucket, name string, p []byte) b2core.FileVersion {
	t.Helper()
	v, err := s.c.Upload(t.Context(), b2core.UploadRequest{
		BucketID: b.ID, Name: name, Source: b2core.BytesSource(p), ContentType: "text/x-test", Info: map[string]string{"note": "kept"},
		Headers: b2core.Headers{CacheControl: "max-age=9"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func checkCopy(t *testing.T, s *site) {
	b, other := s.bucket(t), s.newBucket(t, b2core.BucketSpec{})
	for _, size := range []int64{9, s.severalParts()} {
		p := content(size)
		source := s.original(t, b, "copy/from", p)
		v, err := s.c.CopyFile(t.Context(), source, other.ID, "copy/to")
		if err != nil {
			t.Fatal(err)
		}
		if v.BucketID != other.ID || v.ContentType != source.ContentType || v.Info["note"] != "kept" ||
			v.Headers() != source.Headers() || v.Hash().SHA1 != source.Hash().SHA1 {
			t.Errorf("%d bytes: %+v\nof %+v", size, v, source)
		}
		s.get(t, v, b2core.CustomerKey{}, p)
		v, err = s.c.Copy(t.Context(), b2core.CopyRequest{
			Source: source, Name: "copy/replaced", Metadata: &b2core.Metadata{ContentType: "text/x-other", Info: map[string]string{"other": "1"}},
		})
		if err != nil || v.BucketID != b.ID || v.ContentType != "text/x-other" || v.Info["other"] != "1" || v.Info["note"] != "" {
			t.Errorf("%d bytes, replaced: %+v, %v", size, v, err)
		}
	}
}

func checkCopyRange(t *testing.T, s *site) {
	b, p := s.bucket(t), content(90)
	source := s.original(t, b, "range/from", p)
	for _, c := range []struct{ off, length, end int64 }{{0, 10, 10}, {89, 1, 90}, {30, 0, 90}} {
		v, err := s.c.Copy(t.Context(), b2core.CopyRequest{Source: source, Name: "range/to", Offset: c.off, Length: c.length})
		if err != nil || v.ContentType != source.ContentType || v.Info["note"] != "kept" {
			t.Errorf("%+v: %+v, %v", c, v, err)
			continue
		}
		var m b2core.Buffer
		if _, err := s.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: &m}); err != nil || !bytes.Equal(m.Bytes(), p[c.off:c.end]) {
			t.Errorf("%+v: %d bytes, %v", c, len(m.Bytes()), err)
		}
	}
}

// inParts makes the service say of every source that it is too large for one call.
func (s *site) inParts() {
	s.wire.interfere(func(call string, r *http.Request) (*http.Response, *http.Request) {
		if call != callCopyFile {
			return nil, nil
		}
		return refusal(r, http.StatusBadRequest, "source_too_large", "Copy source too big"), nil
	})
}

// Content type, file info, retention and hold come along, which the service
// would drop.
func checkCopyParts(t *testing.T, s *site) {
	b, p := s.lockedBucket(t), content(s.severalParts())
	kept := s.retention()
	source, err := s.c.Upload(t.Context(), b2core.UploadRequest{
		BucketID: b.ID, Name: "parts/from", Source: b2core.BytesSource(p), ContentType: "text/x-test", Info: map[string]string{"note": "kept"},
		Retention: kept, LegalHold: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.inParts()
	v, err := s.c.CopyFile(t.Context(), source, b.ID, "parts/to")
	if err != nil {
		t.Fatal(err)
	}
	if n := s.wire.count(callCopyPart); n < 2 {
		t.Errorf("%d parts", n)
	}
	v, err = s.c.FileInfo(t.Context(), v.ID)
	if err != nil || v.ContentType != "text/x-test" || v.Info["note"] != "kept" || v.Hash().SHA1 != source.Hash().SHA1 ||
		v.Retention.Value.Mode != kept.Mode || !v.Retention.Value.Until.Equal(kept.Until) || !v.LegalHold.Value {
		t.Errorf("%+v, %v\nof %+v", v, err, source)
	}
	s.get(t, v, b2core.CustomerKey{}, p)
}
