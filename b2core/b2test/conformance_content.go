package b2test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"b2tui/b2core"
)

// content makes bytes that depend on their number only.
func content(size int64) []byte {
	p := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{byte(size), byte(size >> 8), byte(size >> 16)}).Read(p)
	return p
}

// severalParts is the size of a file of three parts.
func (s *suite) severalParts() int64 {
	return 2*s.account.MinimumPartSize + s.account.MinimumPartSize/2
}

// put stores a file.
func (s *site) put(t *testing.T, bucketID, name string, p []byte) b2core.FileVersion {
	t.Helper()
	v, err := s.c.Upload(t.Context(), b2core.UploadRequest{BucketID: bucketID, Name: name, Source: b2core.BytesSource(p)})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// get fetches a version and compares it.
func (s *site) get(t *testing.T, v b2core.FileVersion, key b2core.CustomerKey, want []byte) {
	t.Helper()
	var m b2core.Buffer
	verdict, err := s.c.Download(t.Context(), b2core.DownloadRequest{File: v, Key: key, Target: &m})
	if err != nil || verdict != b2core.Verified || !bytes.Equal(m.Bytes(), want) {
		t.Errorf("download %s: %d of %d bytes, verdict %d, %v", v.Name, len(m.Bytes()), len(want), verdict, err)
	}
}

func names(files []b2core.FileVersion) (out []string) {
	for _, f := range files {
		out = append(out, f.Name)
	}
	return out
}
