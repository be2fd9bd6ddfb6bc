package retry

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core/internal/api"
)

func TestDecide(t *testing.T) {
	for _, c := range []struct {
		kind   Kind
		status int
		code   string
		want   Action
	}{
		{Call, 0, "", Again},
		{Upload, 0, "", Again},
		{Call, 400, api.CodeBadRequest, GiveUp},
		{Upload, 400, api.CodeBadRequest, GiveUp},
		{Upload, 400, api.CodeAuthTokenLimit, AtOnce},
		{Call, 400, api.CodeAuthTokenLimit, GiveUp},
		{Call, 401, api.CodeExpiredAuthToken, Reauthorize},
		{Call, 401, api.CodeBadAuthToken, Reauthorize},
		{Download, 401, "", Reauthorize},
		{Download, 401, api.CodeExpiredAuthToken, Reauthorize},
		{Login, 401, api.CodeBadAuthToken, GiveUp},
		{Login, 401, "", GiveUp},
		{Call, 401, api.CodeUnauthorized, GiveUp},
		{Call, 401, api.CodeAccessDenied, GiveUp},
		{Call, 401, api.CodeEmailNotVerified, GiveUp},
		{Upload, 401, api.CodeUnauthorized, Once},
		{Upload, 401, api.CodeExpiredAuthToken, AtOnce},
		{Call, 403, api.CodeStorageCapExceeded, GiveUp},
		{Upload, 403, api.CodeCapExceeded, GiveUp},
		{Download, 404, api.CodeNotFound, GiveUp},
		{Call, 405, api.CodeMethodNotAllowed, GiveUp},
		{Call, 408, api.CodeRequestTimeout, Again},
		{Upload, 408, api.CodeRequestTimeout, AtOnce},
		{Call, 409, api.CodeConflict, GiveUp},
		{Download, 416, api.CodeRangeNotSatisfiable, GiveUp},
		{Call, 429, api.CodeTooManyRequests, Again},
		{Upload, 429, api.CodeTooManyRequests, Again},
		{Login, 429, api.CodeTooManyRequests, Again},
		{Call, 500, api.CodeInternalError, Again},
		{Upload, 500, api.CodeInternalError, Again},
		{Call, 502, "", Again},
		{Call, 503, api.CodeBadRequest, Again}, // a listing that timed out inside
		{Call, 503, api.CodeServiceUnavailable, Again},
		{Upload, 503, api.CodeServiceUnavailable, AtOnce},
		{Call, 302, "", GiveUp},
	} {
		if got := Decide(c.kind, c.status, c.code); got != c.want {
			t.Errorf("Decide(%d, %d, %q) = %d, want %d", c.kind, c.status, c.code, got, c.want)
		}
	}
}

func TestBackoffGrowsToItsCeiling(t *testing.T) {
	b := Backoff{Rand: func() float64 { return 1 }}
	want := []time.Duration{time.Second, 1500 * time.Millisecond, 2250 * time.Millisecond}
	for i, w := range want {
		if got := b.Next(0); got != w {
			t.Errorf("wait %d is %v, want %v", i, got, w)
		}
	}
	for range 20 {
		if got := b.Next(0); got > 64*time.Second {
			t.Fatalf("wait of %v", got)
		}
	}
	b.Reset()
	if got := b.Next(0); got != time.Second {
		t.Errorf("after Reset %v", got)
	}
}

func TestBackoffObeysTheServiceWithinReason(t *testing.T) {
	b := Backoff{Rand: func() float64 { return 0.5 }}
	if got := b.Next(3 * time.Second); got < 3*time.Second || got > 4*time.Second {
		t.Errorf("asked for 3 s, waits %v", got)
	}
	if got := b.Next(24 * time.Hour); got > 5*time.Minute+time.Second {
		t.Errorf("asked for a day, waits %v", got)
	}
}

func TestAfter(t *testing.T) {
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "0": 0, "3": 3 * time.Second, "-5": 0, "soon": 0, "1.5": 0,
		"1000000000":                    24 * time.Hour,
		"99999999999999999999":          0,
		"Sun, 01 Nov 2026 12:00:30 GMT": 30 * time.Second,
		"Sun, 01 Nov 2026 11:00:00 GMT": 0,
	} {
		h := http.Header{}
		if value != "" {
			h.Set("Retry-After", value)
		}
		if got := After(h, now); got != want {
			t.Errorf("Retry-After %q is %v, want %v", value, got, want)
		}
	}
}

func TestSleepEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if err := Sleep(ctx, time.Hour); err == nil || time.Since(start) != time.Second {
			t.Errorf("Sleep returned %v after %v", err, time.Since(start))
		}
		if err := Sleep(t.Context(), time.Minute); err != nil || time.Since(start) != 61*time.Second {
			t.Errorf("Sleep returned %v after %v", err, time.Since(start))
		}
	})
}
