package b2test

import (
	"bytes"
	"math/rand/v2"
	"sync"
	"testing"

	"b2tui/b2core"
)

// memory is content to upload, and the target of a download.
type memory struct {
	mu   sync.Mutex // guards data
	data []byte
}

func (m *memory) ReadAt(p []byte, off int64) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return bytes.NewReader(m.data).ReadAt(p, off)
}

func (m *memory) WriteAt(p []byte, off int64) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return copy(m.data[off:], p), nil
}

// Truncate is called before anything is written.
func (m *memory) Truncate(size int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.data = make([]byte, size)
	return nil
}

func (m *memory) Size() int64   { return int64(len(m.data)) }
func (m *memory) Check() error  { return nil }
func (m *memory) Commit() error { return nil }

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
	v, err := s.c.Upload(t.Context(), b2core.UploadRequest{BucketID: bucketID, Name: name, Source: &memory{data: p}})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// get fetches a version and compares it.
func (s *site) get(t *testing.T, v b2core.FileVersion, key b2core.CustomerKey, want []byte) {
	t.Helper()
	m := &memory{}
	verdict, err := s.c.Download(t.Context(), b2core.DownloadRequest{File: v, Key: key, Target: m})
	if err != nil || verdict != b2core.Verified || !bytes.Equal(m.data, want) {
		t.Errorf("download %s: %d of %d bytes, verdict %d, %v", v.Name, len(m.data), len(want), verdict, err)
	}
}

func names(files []b2core.FileVersion) (out []string) {
	for _, f := range files {
		out = append(out, f.Name)
	}
	return out
}
