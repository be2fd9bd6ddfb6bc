package b2core_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// retryAfter is one form of the header and the wait that it must lead to.
type retryAfter struct {
	name, value string
	least, most time.Duration
}

// Six statuses, once and for ever, with seven forms of Retry-After.
func TestEveryRetryAfter(t *testing.T) {
	statuses := map[int]string{
		408: api.CodeRequestTimeout, 429: api.CodeTooManyRequests, 500: api.CodeInternalError,
		502: "", 503: api.CodeServiceUnavailable, 504: "",
	}
	forms := []retryAfter{
		{"none", "", 0, time.Second},
		{"0", "0", 0, time.Second},
		{"3", "3", 3 * time.Second, 4 * time.Second},
		{"date", "date", 29 * time.Second, 31 * time.Second},
		{"a billion", "1000000000", 5 * time.Minute, 5*time.Minute + time.Second},
		{"negative", "-7", 0, time.Second},
		{"garbage", "tomorrow, maybe", 0, time.Second},
	}
	var recoveries []time.Duration
	var longest time.Duration
	cases := 0
	for status, code := range statuses {
		for _, count := range []int{1, -1} {
			for _, form := range forms {
				cases++
				t.Run(fmt.Sprintf("%d %s %d", status, form.name, count), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						took := form.meet(t, status, code, count)
						if longest = max(longest, took); count == 1 {
							recoveries = append(recoveries, took)
						}
					})
				})
			}
		}
	}
	slices.Sort(recoveries)
	p95 := recoveries[len(recoveries)*95/100]
	t.Attr("fault", "S7")
	t.Attr("figure", fmt.Sprintf("%d cases; longest call that failed %v; p95 recovery %v", cases, longest.Round(time.Second), p95.Round(time.Second)))
	if cases != 84 {
		t.Errorf("%d cases, want 84", cases)
	}
}

func (r retryAfter) meet(t *testing.T, status int, code string, count int) time.Duration {
	const tries = 5
	a := inMemory(t)
	defer a.c.Close()
	f := emulator.Fault{Call: api.CallListBuckets, Status: status, Code: code, Count: count}
	if f.Code == "" {
		f.Body = "<html>bad gateway</html>"
	}
	start := time.Now()
	switch r.value {
	case "":
	case "date": // as far ahead of the reply that carries it, whatever the clock here says
		a.Transport = tripper{a.Transport, func(req *http.Request, next http.RoundTripper) (*http.Response, error) {
			resp, err := next.RoundTrip(req)
			if err == nil && resp.StatusCode == status {
				at := time.Date(1999, 12, 31, 23, 59, 30, 0, time.UTC)
				resp.Header.Set("Date", at.Format(http.TimeFormat))
				resp.Header.Set("Retry-After", at.Add(30*time.Second).Format(http.TimeFormat))
			}
			return resp, err
		}}
		a.c = a.Client(t)
	default:
		f.Header = map[string]string{"Retry-After": r.value}
	}
	a.Inject(f)
	a.ResetCounters()
	_, err := a.c.ListBuckets(t.Context())
	took, asked := time.Since(start), a.Counters().Calls[api.CallListBuckets]
	waits := time.Duration(1)
	if count < 0 {
		waits = tries - 1
		if e, ok := errors.AsType[*b2core.Error](err); !ok || e.Status != status || e.Tries != tries || (e.RetryAfter > 0) != (r.least > 0) {
			t.Errorf("got %+v", err)
		}
	} else if err != nil {
		t.Errorf("it did not come through: %v", err)
	}
	if asked != int64(waits)+1 {
		t.Errorf("%d attempts, want %d", asked, waits+1)
	}
	most := waits * r.most
	if r.least == 0 {
		most = waits * 4 * time.Second // the ceilings grow: 1, 1.5, 2.25, 3.4 seconds
	}
	if took < waits*r.least || took > most {
		t.Errorf("took %v, not %v to %v", took, waits*r.least, most)
	}
	return took
}

// A key that is withdrawn while it is at work is not hammered with.
func TestWithdrawnKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := inMemory(t)
		defer a.c.Close()
		creds := a.bound(t, b2core.ListFiles, b2core.WriteFiles)
		c := a.ClientWith(t, creds)
		if _, err := c.ListNames(t.Context(), a.bucket.ID, b2core.ListOptions{}); err != nil {
			t.Fatal(err)
		}
		if err := a.c.DeleteKey(t.Context(), creds.KeyID); err != nil {
			t.Fatal(err)
		}
		a.ResetCounters()
		for range 100 {
			_, err := c.ListNames(t.Context(), a.bucket.ID, b2core.ListOptions{})
			_, lost := c.Upload(t.Context(), b2core.UploadRequest{BucketID: a.bucket.ID, Name: "n", Source: &memory{data: content(1)}})
			if !errors.Is(err, b2core.ErrKeyRefused) || !errors.Is(lost, b2core.ErrKeyRefused) || b2core.Hint(err) == "" {
				t.Fatalf("got %v and %v", err, lost)
			}
			time.Sleep(5 * time.Second)
		}
		n := a.Counters().Requests
		if n > 3 {
			t.Errorf("%d requests after the key was withdrawn", n)
		}
		t.Attr("fault", "S4")
		t.Attr("figure", fmt.Sprintf("calls after revoke: %d", n))
	})
}

// A cap is told by its own error and never asked about twice.
func TestCapsAreNotRetried(t *testing.T) {
	for _, cap := range []struct {
		code string
		is   error
	}{
		{api.CodeCapExceeded, b2core.ErrCapExceeded},
		{api.CodeStorageCapExceeded, b2core.ErrStorageCap},
		{api.CodeDownloadCapExceeded, b2core.ErrDownloadCap},
		{api.CodeTransactionCap, b2core.ErrCallCap},
	} {
		a := newAccount(t)
		v := a.put(t, "f", content(10))
		works := map[string]func() error{
			api.CallListFileNames:    func() error { _, err := a.c.ListNames(t.Context(), a.bucket.ID, b2core.ListOptions{}); return err },
			api.CallDownloadFileByID: func() error { _, _, err := a.get(t.Context(), v); return err },
			api.CallUploadFile: func() error {
				_, err := a.c.Upload(t.Context(), b2core.UploadRequest{BucketID: a.bucket.ID, Name: "n", Source: &memory{data: content(1)}})
				return err
			},
		}
		for call, work := range works {
			hits := a.Inject(emulator.Fault{Call: call, Status: 403, Code: cap.code, Count: 2})
			if err := work(); !errors.Is(err, cap.is) || !errors.Is(err, b2core.ErrCapExceeded) || hits() != 1 {
				t.Errorf("%s at %s: %d attempts, %v", cap.code, call, hits(), err)
			}
			a.ClearFaults()
		}
	}
	t.Attr("fault", "S5")
	t.Attr("figure", "calls repeated after a cap: 0")
}

// Nobody answers, or there is no such host: a person is told soon, and where.
func TestNobodyAnswers(t *testing.T) {
	const host = "b2.example.net"
	for _, c := range []struct {
		row, name, says string
		err             error
	}{
		{"N1", "refused", "refused", &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}},
		{"N2", "no such host", host, &net.OpError{Op: "dial", Err: &net.DNSError{Name: host, Err: "no such host", IsNotFound: true}}},
		{"N2", "resolver is silent", host, &net.OpError{Op: "dial", Err: &net.DNSError{Name: host, Err: "i/o timeout", IsTimeout: true}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				fails := tripper{b2core.NewTransport(), func(*http.Request, http.RoundTripper) (*http.Response, error) { return nil, c.err }}
				client := b2core.New(b2core.Credentials{KeyID: "id", Realm: "https://" + host}, b2core.Options{Transport: fails})
				start := time.Now()
				_, err := client.ListBuckets(t.Context())
				took := time.Since(start)
				if !errors.Is(err, b2core.ErrUnreachable) || !strings.Contains(err.Error(), c.says) || b2core.Hint(err) == "" {
					t.Errorf("got %v", err)
				}
				if took > time.Second {
					t.Errorf("told after %v", took)
				}
				t.Attr("fault", c.row)
				t.Attr("figure", "time to first message <= 1 s")
			})
		})
	}
}

// A clock that is wrong makes one line in the log, and no call fails.
func TestWrongClocks(t *testing.T) {
	const year = 365 * day
	for _, off := range []time.Duration{11 * time.Minute, -11 * time.Minute, day, -day, 20 * year, -20 * year} {
		for _, quiet := range []bool{false, true} {
			a := newAccount(t)
			var log bytes.Buffer
			c := b2core.New(a.Credentials(), b2core.Options{
				Now: func() time.Time { return time.Now().Add(off) }, NoClockSkewWarning: quiet, Logger: slog.New(slog.NewTextHandler(&log, nil)),
			})
			a.c = c
			v := a.put(t, "f", content(2500))
			if _, _, err := a.get(t.Context(), v); err != nil {
				t.Errorf("%v: %v", off, err)
			}
			if got := c.ClockSkew() + off; got.Abs() > 2*time.Second {
				t.Errorf("%v: skew %v", off, c.ClockSkew())
			}
			if n := strings.Count(log.String(), "level=WARN"); n != map[bool]int{false: 1, true: 0}[quiet] {
				t.Errorf("%v, quiet %v: %d warnings in %s", off, quiet, n, log.String())
			}
			c.Close()
		}
	}
	t.Attr("fault", "T1")
	t.Attr("figure", "warnings: 1")
}

// What the service says of the time is no reason to fail either.
func TestDateOfRepliesDoesNotMatter(t *testing.T) {
	for _, date := range []string{"", "yesterday", "Mon, 01 Jan 1900 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"} {
		a := newAccount(t)
		wrong := tripper{b2core.NewTransport(), func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			resp, err := next.RoundTrip(r)
			if err == nil {
				resp.Header.Del("Date")
				if date != "" {
					resp.Header.Set("Date", date)
				}
			}
			return resp, err
		}}
		a.c = b2core.New(a.Credentials(), b2core.Options{Transport: wrong})
		for _, size := range []int{10, 2500} {
			v := a.put(t, "f", content(size))
			if m, _, err := a.get(t.Context(), v); err != nil || len(m.data) != size {
				t.Errorf("Date %q: %v", date, err)
			}
		}
		a.c.Close()
	}
	t.Attr("fault", "T3")
}

// Tokens that end in the middle of a large file cost one login and no part.
func TestTokenShorterThanAPart(t *testing.T) {
	a := newAccount(t)
	p := content(9500)
	if _, err := a.c.Authorize(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.Inject(emulator.Fault{Call: api.CallUploadPart, Skip: 3, ExpireTokens: true})
	a.ResetCounters()
	v := a.put(t, "large", p)
	if n := a.Counters().Calls[api.CallAuthorizeAccount]; n != 1 {
		t.Errorf("%d logins", n)
	}
	if m, verdict, err := a.get(t.Context(), v); err != nil || verdict != b2core.Verified || !bytes.Equal(m.data, p) {
		t.Errorf("read back: %v, %v", verdict, err)
	}
	t.Attr("fault", "T4")
	t.Attr("figure", "authorise calls: 1")
}

// The number of workers holds over all calls and changes while they run.
func TestWorkersChangeLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := b2test.NewMemoryServer(t, b2test.SmallParts(minPart, recPart))
		gate := make(chan struct{})
		waiting := make(chan struct{}, 100)
		slow := tripper{s.Transport, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			if strings.Contains(r.URL.Path, api.CallUploadPart) {
				waiting <- struct{}{}
				<-gate
			}
			return next.RoundTrip(r)
		}}
		c := b2core.New(s.Credentials(), b2core.Options{Transport: slow, Workers: b2core.Workers{MaxUpload: 3}})
		defer c.Close()
		b, err := c.CreateBucket(t.Context(), b2core.BucketSpec{Name: "test-bucket"})
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 2)
		for _, name := range []string{"a", "b"} {
			go func() {
				_, err := c.Upload(context.Background(), b2core.UploadRequest{BucketID: b.ID, Name: name, Source: &memory{data: content(9500)}})
				done <- err
			}()
		}
		for _, n := range []int{3, 7} {
			c.SetWorkers(b2core.Workers{MaxUpload: n})
			synctest.Wait()
			if got := len(waiting); got != n {
				t.Errorf("%d parts at once, want %d", got, n)
			}
		}
		close(gate)
		if err := errors.Join(<-done, <-done); err != nil {
			t.Error(err)
		}
	})
}

// A download token answers the headers that it was made with, all six.
func TestDownloadAuthorizationReplacesHeaders(t *testing.T) {
	a := newAccount(t)
	a.put(t, "f", []byte("content"))
	grant := b2core.DownloadGrant{BucketID: a.bucket.ID, Prefix: "f", ValidFor: time.Hour, ContentType: "text/x-own", Headers: b2core.Headers{
		CacheControl: "max-age=60", ContentDisposition: `attachment; filename="g"`, ContentEncoding: "own", ContentLanguage: "de",
		Expires: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC),
	}}
	token, err := a.c.GetDownloadAuthorization(t.Context(), grant)
	if err != nil {
		t.Fatal(err)
	}
	address, err := a.c.FileURL(t.Context(), a.bucket.Name, "f")
	if err != nil {
		t.Fatal(err)
	}
	transport := b2core.NewTransport()
	defer transport.CloseIdleConnections()
	open := func(query string) *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"?"+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", token.Reveal())
		resp, err := transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		return resp
	}
	resp := open(grant.Query().Encode())
	for header, want := range map[string]string{
		"Content-Type": "text/x-own", "Cache-Control": "max-age=60", "Content-Disposition": `attachment; filename="g"`,
		"Content-Encoding": "own", "Content-Language": "de", "Expires": "Tue, 01 Jan 2030 00:00:00 GMT",
	} {
		if got := resp.Header.Get(header); got != want {
			t.Errorf("%s is %q, want %q (%s)", header, got, want, resp.Status)
		}
	}
	if resp := open(""); resp.StatusCode == http.StatusOK {
		t.Error("the token opens the file with other headers than it was made for")
	}
}
