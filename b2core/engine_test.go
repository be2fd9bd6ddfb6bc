package b2core_test

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// account is an emulator with one bucket and a client on it.
type account struct {
	*b2test.Server
	c      *b2core.Client
	bucket b2core.Bucket
}

const (
	minPart = 100  // of the tests' accounts, bytes
	recPart = 1000 // bytes
)

func newAccount(t *testing.T) *account {
	t.Helper()
	s := b2test.NewServer(t, b2test.SmallParts(minPart, recPart), func(o *emulator.Options) { o.Strict = true })
	return account{Server: s, c: s.Client(t)}.open(t)
}

// inMemory is the same for a synctest bubble.
func inMemory(t *testing.T) *account {
	t.Helper()
	s := b2test.NewMemoryServer(t, b2test.SmallParts(minPart, recPart), func(o *emulator.Options) { o.Strict = true })
	return account{Server: s, c: s.Client(t)}.open(t)
}

func (a account) open(t *testing.T) *account {
	t.Helper()
	t.Cleanup(a.c.Close)
	b, err := a.c.CreateBucket(t.Context(), b2core.BucketSpec{Name: "test-bucket"})
	if err != nil {
		t.Fatal(err)
	}
	a.bucket = b
	return &a
}

// content makes repeatable bytes.
func content(size int) []byte {
	p := make([]byte, size)
	r := rand.NewChaCha8([32]byte{byte(size), byte(size >> 8)})
	_, _ = r.Read(p)
	return p
}

func sha(p []byte) string {
	sum := sha1.Sum(p)
	return hex.EncodeToString(sum[:])
}

// memory is a source and a target in memory. A change makes Check fail.
type memory struct {
	mu        sync.Mutex
	data      []byte
	changed   bool
	onRead    func(off int64)
	committed bool
	written   int64
	truncated []int64
}

func (m *memory) ReadAt(p []byte, off int64) (int, error) {
	if m.onRead != nil {
		m.onRead(off)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return bytes.NewReader(m.data).ReadAt(p, off)
}

func (m *memory) WriteAt(p []byte, off int64) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if end := int(off) + len(p); end > len(m.data) {
		m.data = append(m.data, make([]byte, end-len(m.data))...)
	}
	m.written += int64(len(p))
	return copy(m.data[off:], p), nil
}

func (m *memory) Truncate(size int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.truncated = append(m.truncated, size)
	for int64(len(m.data)) < size {
		m.data = append(m.data, 0)
	}
	m.data = m.data[:size]
	return nil
}

func (m *memory) Commit() error { m.committed = true; return nil }
func (m *memory) Size() int64   { return int64(len(m.data)) }

func (m *memory) Check() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.changed {
		return b2core.ErrSourceChanged
	}
	return nil
}

func (a *account) put(t *testing.T, name string, p []byte) b2core.FileVersion {
	t.Helper()
	v, err := a.c.Upload(t.Context(), b2core.UploadRequest{BucketID: a.bucket.ID, Name: name, Source: &memory{data: p}})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (a *account) get(ctx context.Context, v b2core.FileVersion) (*memory, b2core.Verdict, error) {
	m := &memory{}
	verdict, err := a.c.Download(ctx, b2core.DownloadRequest{File: v, Target: m})
	return m, verdict, err
}

// versions counts what is stored under all names.
func (a *account) versions(t *testing.T) (n int) {
	t.Helper()
	for _, err := range a.c.Versions(t.Context(), a.bucket.ID, b2core.ListOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// tripper lets a test meddle with exchanges.
type tripper struct {
	http.RoundTripper
	trip func(*http.Request, http.RoundTripper) (*http.Response, error)
}

func (m tripper) RoundTrip(r *http.Request) (*http.Response, error) { return m.trip(r, m.RoundTripper) }

func (m tripper) CloseIdleConnections() {
	m.RoundTripper.(interface{ CloseIdleConnections() }).CloseIdleConnections()
}

// rewrite replaces text in a reply of the same length.
func rewrite(t *testing.T, resp *http.Response, from, to string) *http.Response {
	t.Helper()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(bytes.ReplaceAll(body, []byte(from), []byte(to))))
	return resp
}
