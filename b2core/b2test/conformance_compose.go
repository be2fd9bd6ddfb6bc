package b2test

import (
	"bytes"
	"testing"

	"b2tui/b2core"
)

func checkRange(t *testing.T, s *site) {
	p := content(1000)
	v := s.put(t, s.bucket(t).ID, "range", p)
	var got bytes.Buffer
	verdict, err := s.c.ReadFile(t.Context(), b2core.ReadRequest{File: v, Offset: 10, Length: 90}, &got)
	if err != nil || verdict != b2core.NotVerifiable || !bytes.Equal(got.Bytes(), p[10:100]) {
		t.Errorf("%d bytes, verdict %d, %v", got.Len(), verdict, err)
	}
}

// A version is read at any place, as the source of another upload is.
func checkOpenVersion(t *testing.T, s *site) {
	p := content(1000)
	v := s.put(t, s.bucket(t).ID, "open", p)
	source, err := s.c.OpenVersion(t.Context(), v)
	if err != nil || source.Size() != v.Size {
		t.Fatal(err)
	}
	for _, off := range []int64{900, 0, 499} {
		got := make([]byte, 100)
		if _, err := source.ReadAt(got, off); err != nil || !bytes.Equal(got, p[off:off+100]) {
			t.Errorf("at %d: %v", off, err)
		}
	}
}

func checkIncremental(t *testing.T, s *site) {
	b := s.bucket(t)
	p := content(s.severalParts() + 10)
	s.put(t, b.ID, "grown", p[:len(p)-10])
	v, err := s.c.Incremental(t.Context(), b2core.UploadRequest{BucketID: b.ID, Name: "grown", Source: b2core.BytesSource(p)})
	if err != nil {
		t.Fatal(err)
	}
	s.get(t, v, b2core.CustomerKey{}, p)
}

// The first part of a stream is larger than those of other uploads, so a real
// account gets as much as it takes for two.
func checkStream(t *testing.T, s *site) {
	b := s.bucket(t)
	p := content(max(s.account.MinimumPartSize, b2core.StreamPart) + 10)
	v, err := s.c.UploadStream(t.Context(), b2core.UploadRequest{BucketID: b.ID, Name: "stream"}, bytes.NewReader(p))
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if _, err := s.c.ReadFile(t.Context(), b2core.ReadRequest{File: v}, &got); err != nil || !bytes.Equal(got.Bytes(), p) {
		t.Errorf("%d of %d bytes, %v", got.Len(), len(p), err)
	}
}

func checkCompose(t *testing.T, s *site) {
	b := s.bucket(t)
	p := content(s.severalParts())
	v := s.put(t, b.ID, "piece", p)
	head := []byte("in front")
	composed, err := s.c.Compose(t.Context(), b2core.UploadRequest{BucketID: b.ID, Name: "composed"},
		b2core.Piece{Source: b2core.BytesSource(head)}, b2core.Piece{Stored: v})
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if _, err := s.c.ReadFile(t.Context(), b2core.ReadRequest{File: composed}, &got); err != nil || !bytes.Equal(got.Bytes(), append(head, p...)) {
		t.Errorf("%d of %d bytes, %v", got.Len(), len(head)+len(p), err)
	}
}
