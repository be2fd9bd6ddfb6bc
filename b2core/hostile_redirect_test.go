package b2core_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// stranger listens on a port of its own, where nobody has any business, and
// counts who comes and what they bring.
type stranger struct {
	port         string
	visits, read atomic.Int64
	met          func() // when bytes came; may be nil
}

func newStranger(t *testing.T) *stranger {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	s := &stranger{port: fmt.Sprint(l.Addr().(*net.TCPAddr).Port)}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.visits.Add(1)
			go func() {
				defer conn.Close()
				n, _ := conn.Read(make([]byte, 64<<10))
				if s.read.Add(int64(n)); s.met != nil {
					s.met()
				}
			}()
		}
	}()
	return s
}

// front serves an emulator and counts the requests for the place on the same
// host that redirects point to.
type front struct {
	*httptest.Server
	elsewhere atomic.Int64
}

const elsewhere = "/elsewhere"

func newFront(t *testing.T, e http.Handler, secure bool) *front {
	f := &front{}
	f.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, elsewhere) {
			f.elsewhere.Add(1)
			return
		}
		e.ServeHTTP(w, r)
	}))
	if secure {
		f.StartTLS()
	} else {
		f.Start()
	}
	t.Cleanup(f.Close)
	return f
}

// everyCallOf makes each call that the protocol has, first or after calls that
// are answered as ever.
func (a *account) everyCallOf(c, reader *b2core.Client, stored b2core.FileVersion) map[string]func(context.Context) error {
	b := a.bucket.ID
	small, large := content(50), content(2500)
	first := func(v b2core.FileVersion, err error) error { return err }
	drain := func(seq func(func(b2core.FileVersion, error) bool)) error {
		for _, err := range seq {
			return err
		}
		return nil
	}
	calls := map[string]func(context.Context) error{
		api.CallAuthorizeAccount: func(ctx context.Context) error { _, err := c.Authorize(ctx); return err },
		api.CallCancelLargeFile:  func(ctx context.Context) error { return c.CancelLargeFile(ctx, stored.ID) },
		api.CallCopyFile:         func(ctx context.Context) error { return first(c.CopyFile(ctx, stored, b, "copy")) },
		api.CallCreateBucket: func(ctx context.Context) error {
			_, err := c.CreateBucket(ctx, b2core.BucketSpec{Name: "fresh-bucket"})
			return err
		},
		api.CallDeleteBucket:             func(ctx context.Context) error { return c.DeleteBucket(ctx, b) },
		api.CallDeleteFileVersion:        func(ctx context.Context) error { return c.DeleteFileVersion(ctx, stored.Name, stored.ID) },
		api.CallDeleteKey:                func(ctx context.Context) error { return c.DeleteKey(ctx, "key") },
		api.CallGetFileInfo:              func(ctx context.Context) error { return first(c.FileInfo(ctx, stored.ID)) },
		api.CallHideFile:                 func(ctx context.Context) error { return c.HideFile(ctx, b, stored.Name) },
		api.CallListBuckets:              func(ctx context.Context) error { _, err := c.ListBuckets(ctx); return err },
		api.CallListFileNames:            func(ctx context.Context) error { return drain(c.Names(ctx, b, b2core.ListOptions{})) },
		api.CallListFileVersions:         func(ctx context.Context) error { return drain(c.Versions(ctx, b, b2core.ListOptions{})) },
		api.CallListUnfinishedLargeFiles: func(ctx context.Context) error { return drain(c.UnfinishedLargeFiles(ctx, b, "")) },
		api.CallListKeys:                 func(ctx context.Context) error { _, err := c.KeyByID(ctx, "key"); return err },
		api.CallUpdateFileLegalHold:      func(ctx context.Context) error { return c.UpdateLegalHold(ctx, stored.Name, stored.ID, true) },
		api.CallGetUploadURL: func(ctx context.Context) error { // by a client that has no upload URL yet
			return first(b2core.New(a.Credentials(), b2core.Options{Transport: a.Transport}).Upload(ctx, a.request("n", small)))
		},
		api.CallUploadFile:         func(ctx context.Context) error { return first(c.Upload(ctx, a.request("n", small))) },
		api.CallStartLargeFile:     func(ctx context.Context) error { return first(c.Upload(ctx, a.request("n", large))) },
		api.CallGetUploadPartURL:   func(ctx context.Context) error { return first(c.Upload(ctx, a.request("n", large))) },
		api.CallUploadPart:         func(ctx context.Context) error { return first(c.Upload(ctx, a.request("n", large))) },
		api.CallFinishLargeFile:    func(ctx context.Context) error { return first(c.Upload(ctx, a.request("n", large))) },
		api.CallDownloadFileByName: func(ctx context.Context) error { return first(reader.Stat(ctx, b, stored.Name)) },
	}
	a.furtherCalls(c, stored, calls)
	return calls
}

func (a *account) furtherCalls(c *b2core.Client, stored b2core.FileVersion, calls map[string]func(context.Context) error) {
	b := a.bucket.ID
	calls[api.CallCreateKey] = func(ctx context.Context) error {
		_, err := c.CreateKey(ctx, b2core.KeySpec{Name: "k", Capabilities: []b2core.Capability{b2core.ListFiles}})
		return err
	}
	calls[api.CallUpdateBucket] = func(ctx context.Context) error {
		_, err := c.UpdateBucket(ctx, b, b2core.BucketChange{Type: new(b2core.AllPublic)})
		return err
	}
	calls[api.CallCopyPart] = func(ctx context.Context) error {
		whole := stored
		whole.Size = 5000
		_, err := c.Copy(ctx, b2core.CopyRequest{Source: whole, Name: "copy"})
		return err
	}
	calls[api.CallDownloadFileByID] = func(ctx context.Context) error {
		_, err := c.Download(ctx, b2core.DownloadRequest{File: stored, Target: &memory{}})
		return err
	}
	calls[api.CallGetDownloadAuthorization] = func(ctx context.Context) error {
		_, err := c.GetDownloadAuthorization(ctx, b2core.DownloadGrant{BucketID: b, ValidFor: time.Hour})
		return err
	}
	calls[api.CallListParts] = func(ctx context.Context) error {
		for _, err := range c.Parts(ctx, stored.ID, b2core.PartsOptions{}) {
			return err
		}
		return nil
	}
	calls[api.CallUpdateFileRetention] = func(ctx context.Context) error {
		_, err := c.UpdateFileRetention(ctx, stored.Name, stored.ID, b2core.Retention{}, b2core.LockOptions{})
		return err
	}
	calls[api.CallGetBucketNotificationRule] = func(ctx context.Context) error {
		_, err := c.NotificationRules(ctx, b)
		return err
	}
	calls[api.CallSetBucketNotificationRule] = func(ctx context.Context) error {
		_, err := c.SetNotificationRules(ctx, b, nil)
		return err
	}
}

// Every call that there is is answered by every kind of redirect, to the same
// host, another port, another name and down from https. The call fails with
// ErrRedirect and nobody hears of it: not a byte reaches the place it points to.
func TestNoRedirectIsFollowed(t *testing.T) {
	t.Attr("fault", "S16")
	s := b2test.NewServer(t, b2test.SmallParts(minPart, recPart))
	there := newStranger(t)
	answered := map[string]bool{}
	redirects := 0
	for _, secure := range []bool{false, true} {
		f := newFront(t, s.Emulator, secure)
		a := account{Server: s}
		s.URL = f.URL
		transport := b2core.NewTransport()
		transport.TLSClientConfig = f.Client().Transport.(*http.Transport).TLSClientConfig
		s.Transport = transport
		a.c = b2core.New(s.Credentials(), b2core.Options{Transport: transport, Workers: b2core.Workers{MaxUpload: 1, MaxCopy: 1}})
		defer a.c.Close()
		a.c.SetCopyLimit(1000)
		a.bucket = a.freshBucket(t, fmt.Sprint("redirects-", secure))
		stored := a.put(t, "stored", content(50))
		reader := a.key(t, b2core.KeySpec{Capabilities: []b2core.Capability{b2core.ReadFiles, b2core.ListBuckets}})
		targets := map[string]string{
			"same host": f.URL + elsewhere, "other port": "http://127.0.0.1:" + there.port, "other name": "http://localhost:" + there.port,
			"same host without scheme": elsewhere, "no target": "",
		}
		if secure {
			targets = map[string]string{"down from https": "http://127.0.0.1:" + there.port, "same host": f.URL + elsewhere}
		}
		for call, ask := range a.everyCallOf(a.c, reader, stored) {
			for _, status := range []int{301, 302, 303, 307, 308} {
				for target, location := range targets {
					s.ClearFaults()
					hits := s.Inject(emulator.Fault{
						Call: call, Status: status, Body: "moved", Header: map[string]string{"Location": location}, Count: -1,
					})
					err := ask(t.Context())
					if hits() != 1 || !errors.Is(err, b2core.ErrRedirect) {
						t.Fatalf("%s answered %d to %s: %d times, %v", call, status, target, hits(), err)
					}
					answered[call] = true
					redirects++
				}
			}
		}
		s.ClearFaults()
		if n := f.elsewhere.Load(); n != 0 {
			t.Errorf("%d requests went elsewhere on the same host", n)
		}
	}
	if want := s.Counters().Calls; len(answered) < 31 {
		t.Errorf("only %d calls were answered with redirects: %q of %v", len(answered), slices.Sorted(maps.Keys(answered)), want)
	}
	if there.visits.Load() != 0 || there.read.Load() != 0 {
		t.Errorf("the stranger had %d visits and %d bytes", there.visits.Load(), there.read.Load())
	}
	t.Attr("figure", fmt.Sprintf("%d calls, %d redirects, connections to the stranger: %d, bytes: %d",
		len(answered), redirects, there.visits.Load(), there.read.Load()))
}

func (a *account) freshBucket(t *testing.T, name string) b2core.Bucket {
	t.Helper()
	b, err := a.c.CreateBucket(t.Context(), b2core.BucketSpec{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The trap of the test above does catch: an ordinary client falls into it.
func TestStrangerWouldHaveBeenMet(t *testing.T) {
	there := newStranger(t)
	ctx, cancel := context.WithCancel(t.Context())
	there.met = cancel
	f := newFront(t, http.RedirectHandler("http://127.0.0.1:"+there.port, http.StatusTemporaryRedirect), false)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.URL, strings.NewReader("content"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err == nil {
		resp.Body.Close()
	}
	if there.visits.Load() == 0 || there.read.Load() == 0 {
		t.Errorf("nobody came: %v", err)
	}
}

// A body that waits for the service's word whether it is wanted is not sent to
// where a redirect points, nor to who answered with one.
func TestRedirectBeforeTheBody(t *testing.T) {
	t.Attr("fault", "S16")
	const size, headers = 6 << 20, 16 << 10
	s := b2test.NewServer(t)
	there := newStranger(t)
	var written atomic.Int64
	transport := b2core.NewTransport()
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		return &countedConn{conn, &written}, err
	}
	s.Transport = transport
	a := account{Server: s, c: s.Client(t)}.open(t)
	hits := s.Inject(emulator.Fault{
		Call: api.CallUploadFile, Status: 307, Body: "moved", Header: map[string]string{"Location": "http://127.0.0.1:" + there.port}, Count: -1,
	})
	_, err := a.c.Upload(t.Context(), a.request("n", make([]byte, size)))
	if hits() != 1 || !errors.Is(err, b2core.ErrRedirect) || there.visits.Load() != 0 {
		t.Errorf("%d answers, %d visits: %v", hits(), there.visits.Load(), err)
	}
	if n := written.Load(); n > headers {
		t.Errorf("%d bytes were sent", n)
	}
	t.Attr("figure", fmt.Sprintf("of a body of %d bytes sent: 0, to the stranger: %d", size, there.read.Load()))
}

// countedConn counts what goes out.
type countedConn struct {
	net.Conn
	written *atomic.Int64
}

func (c *countedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.written.Add(int64(n))
	return n, err
}
