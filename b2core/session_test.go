package b2core_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

func TestManyWorkersLogInOnce(t *testing.T) {
	for _, workers := range []int{32, 64} {
		t.Run(strconv.Itoa(workers), func(t *testing.T) { logInTogether(t, workers) })
	}
}

func logInTogether(t *testing.T, workers int) {
	t.Attr("fault", "S2")
	t.Attr("figure", "authorise calls: 1")
	a := newAccount(t)
	v := a.put(t, "f", content(10))
	together := func(what string, want int64) {
		t.Helper()
		a.ResetCounters()
		var wg sync.WaitGroup
		for range workers {
			wg.Go(func() {
				if _, err := a.c.FileInfo(t.Context(), v.ID); err != nil {
					t.Errorf("%s: %v", what, err)
				}
			})
		}
		wg.Wait()
		if n := a.Counters().Calls[api.CallAuthorizeAccount]; n != want {
			t.Errorf("%s: %d logins, want %d", what, n, want)
		}
	}
	together("with a good token", 0)
	a.Inject(emulator.Fault{Call: api.CallGetFileInfo, ExpireTokens: true})
	together("after the token expired", 1)
	a.c = a.Client(t)
	t.Cleanup(a.c.Close)
	together("with no token yet", 1)
	a.c.AgeToken(24 * time.Hour)
	together("with a token of a day", 1)
}

func TestExpiredTokenIsRenewedOnlyOncePerCall(t *testing.T) {
	a := newAccount(t)
	a.Inject(emulator.Fault{Call: api.CallListBuckets, Status: 401, Code: api.CodeExpiredAuthToken, Count: -1})
	a.ResetCounters()
	_, err := a.c.ListBuckets(t.Context())
	if !errors.Is(err, b2core.ErrExpiredToken) {
		t.Errorf("got %v", err)
	}
	if n := a.Counters().Calls[api.CallAuthorizeAccount]; n != 1 {
		t.Errorf("%d logins", n)
	}
}

// A service that takes every token for expired is not asked for one with every call.
func TestRenewalsAreSpaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := inMemory(t)
		defer a.c.Close()
		v := a.put(t, "f", content(10))
		for _, call := range []string{api.CallListBuckets, api.CallDownloadFileByID} {
			a.Inject(emulator.Fault{Call: call, Status: 401, Code: api.CodeExpiredAuthToken, Count: -1})
		}
		a.ResetCounters()
		logins := func(want int64) {
			t.Helper()
			for range 10 {
				if _, err := a.c.ListBuckets(t.Context()); !errors.Is(err, b2core.ErrExpiredToken) || strings.Contains(err.Error(), "log in") {
					t.Errorf("list: %v", err)
				}
				if _, _, err := a.get(t.Context(), v); !errors.Is(err, b2core.ErrExpiredToken) {
					t.Errorf("download: %v", err)
				}
			}
			if n := a.Counters().Calls[api.CallAuthorizeAccount]; n != want {
				t.Errorf("%d logins, want %d", n, want)
			}
		}
		logins(1)
		time.Sleep(time.Minute)
		logins(2)
		if _, err := a.c.Authorize(t.Context()); err != nil || a.Counters().Calls[api.CallAuthorizeAccount] != 3 {
			t.Errorf("who asks for it logs in: %v", err)
		}
	})
}

func TestRevokedKeyIsNotHammered(t *testing.T) {
	s := b2test.NewServer(t)
	creds := s.Credentials()
	creds.Key = b2core.NewSecret("K000wrong")
	c := b2core.New(creds, b2core.Options{})
	defer c.Close()
	for range 20 {
		if _, err := c.ListBuckets(t.Context()); !errors.Is(err, b2core.ErrUnauthorized) {
			t.Fatalf("got %v", err)
		}
	}
	if n := s.Counters().Calls[api.CallAuthorizeAccount]; n != 1 {
		t.Errorf("%d logins with a wrong key", n)
	}
	if _, err := c.Authorize(t.Context()); !errors.Is(err, b2core.ErrUnauthorized) || s.Counters().Calls[api.CallAuthorizeAccount] != 2 {
		t.Errorf("an explicit login must ask again: %v", err)
	}
}

func TestLoginSurvivesTheCallerThatStartedIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := b2test.NewMemoryServer(t)
		release := make(chan struct{})
		slow := tripper{s.Transport, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			select {
			case <-release:
				return next.RoundTrip(r)
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
		}}
		c := b2core.New(s.Credentials(), b2core.Options{Transport: slow})
		defer c.Close()
		ctx, cancel := context.WithCancel(t.Context())
		first, second := make(chan error, 1), make(chan error, 1)
		go func() { _, err := c.FileURL(ctx, "b", "n"); first <- err }()
		synctest.Wait()
		go func() { _, err := c.FileURL(t.Context(), "b", "n"); second <- err }()
		synctest.Wait()
		cancel()
		if err := <-first; !errors.Is(err, context.Canceled) {
			t.Errorf("the first got %v", err)
		}
		close(release)
		if err := <-second; err != nil {
			t.Errorf("the second got %v", err)
		}
		if n := s.Counters().Calls[api.CallAuthorizeAccount]; n != 1 {
			t.Errorf("%d logins", n)
		}
	})
}

// Every status is answered once and then always; the call must come through or
// fail after as many attempts as the policy allows, and wait no longer than asked.
func TestReactions(t *testing.T) {
	for _, c := range []struct {
		name     string
		fault    emulator.Fault
		attempts int64
		atLeast  time.Duration
		fails    error // nil: comes through
	}{
		{"500 once", emulator.Fault{Status: 500, Code: api.CodeInternalError}, 2, 0, nil},
		{"502 page once", emulator.Fault{Status: 502, Body: "<html>bad gateway</html>"}, 2, 0, nil},
		{"503 listing timed out", emulator.Fault{Status: 503, Code: api.CodeBadRequest}, 2, 0, nil},
		{"408 once", emulator.Fault{Status: 408, Code: api.CodeRequestTimeout}, 2, 0, nil},
		{"429 with Retry-After", emulator.Fault{Status: 429, Code: api.CodeTooManyRequests, RetryAfter: 30 * time.Second}, 2, 30 * time.Second, nil},
		{"503 with Retry-After", emulator.Fault{Status: 503, Code: api.CodeServiceUnavailable, RetryAfter: 7 * time.Second}, 2, 7 * time.Second, nil},
		{"200 with a page", emulator.Fault{Status: 200, Body: "<html>log in to the hotel</html>"}, 2, 0, nil},
		{"200 with nothing", emulator.Fault{Status: 200, Body: " "}, 2, 0, nil},
		{"200 with another shape", emulator.Fault{Status: 200, Body: `{"files":[]}`}, 2, 0, nil},
		{"200 with half", emulator.Fault{Status: 200, Body: `{"buckets":[`}, 2, 0, nil},
		{"200 with an error", emulator.Fault{Status: 200, Body: `{"status":500,"code":"internal_error","message":"x"}`}, 2, 0, nil},
		{"reset", emulator.Fault{Reset: true}, 2, 0, nil},
		{"500 always", emulator.Fault{Status: 500, Code: api.CodeInternalError, Count: -1}, 5, 0, b2core.ErrUnreachable},
		{"429 always", emulator.Fault{Status: 429, Count: -1}, 5, 0, b2core.ErrTooMany},
		{"page always", emulator.Fault{Status: 200, Body: "<html>", Count: -1}, 5, 0, b2core.ErrBrokenReply},
		{"400", emulator.Fault{Status: 400, Code: api.CodeBadRequest, Message: "no"}, 1, 0, b2core.ErrBadRequest},
		{"401 capability", emulator.Fault{Status: 401, Code: api.CodeUnauthorized}, 1, 0, b2core.ErrUnauthorized},
		{"403 cap", emulator.Fault{Status: 403, Code: api.CodeTransactionCap}, 1, 0, b2core.ErrCapExceeded},
		{"404", emulator.Fault{Status: 404, Code: api.CodeNotFound}, 1, 0, b2core.ErrNotFound},
		{"409", emulator.Fault{Status: 409, Code: api.CodeConflict}, 1, 0, b2core.ErrConflict},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := inMemory(t)
				defer a.c.Close()
				c.fault.Call = api.CallListBuckets
				a.Inject(c.fault)
				a.ResetCounters()
				start := time.Now()
				_, err := a.c.ListBuckets(t.Context())
				if c.fails == nil && err != nil || c.fails != nil && !errors.Is(err, c.fails) {
					t.Errorf("got %v, want %v", err, c.fails)
				}
				if n := a.Counters().Requests; n != c.attempts {
					t.Errorf("%d attempts, want %d", n, c.attempts)
				}
				if d := time.Since(start); d < c.atLeast || d > 6*time.Minute {
					t.Errorf("took %v", d)
				}
			})
		})
	}
}

func TestWrongRealms(t *testing.T) {
	for realm, want := range map[string]error{
		"ftp://example.com":            b2core.ErrBadRealm,
		"nowhere":                      b2core.ErrBadRealm,
		"https://user:pw@example.com":  b2core.ErrBadRealm,
		"http://api.backblazeb2.com":   b2core.ErrBadRealm,
		"http://127.0.0.1:1":           b2core.ErrUnreachable,
		"https://no-such-host.invalid": b2core.ErrUnreachable,
	} {
		synctest.Test(t, func(t *testing.T) { // dialling fails at once, the pauses between are skipped
			wrongRealm(t, realm, want)
		})
	}
}

func wrongRealm(t *testing.T, realm string, want error) {
	fails := tripper{b2core.NewTransport(), func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Hostname(), ".invalid") {
			return nil, &net.DNSError{Name: r.URL.Hostname(), IsNotFound: true}
		}
		return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	}}
	c := b2core.New(b2core.Credentials{KeyID: "id", Key: b2core.NewSecret("secret"), Realm: realm}, b2core.Options{Transport: fails})
	_, err := c.Authorize(t.Context())
	if !errors.Is(err, want) {
		t.Errorf("%s: %v", realm, err)
	}
	if err != nil && (strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "pw")) {
		t.Errorf("%s: a secret in %q", realm, err)
	}
	c.Close()
}

func TestS3EndpointAsRealmIsExplained(t *testing.T) {
	fake := tripper{b2core.NewTransport(), func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
		rec := httptest.NewRecorder()
		rec.WriteHeader(http.StatusForbidden)
		_, _ = rec.WriteString(`<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>`)
		return rec.Result(), nil
	}}
	c := b2core.New(b2core.Credentials{Realm: "https://s3.us-west-002.example.com"}, b2core.Options{Transport: fake})
	defer c.Close()
	_, err := c.Authorize(t.Context())
	if !errors.Is(err, b2core.ErrBadRealm) || !strings.Contains(err.Error(), "S3 endpoint") {
		t.Errorf("got %v", err)
	}
}
