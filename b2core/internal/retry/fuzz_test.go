package retry

import (
	"net/http"
	"testing"
	"time"
)

// Whatever Retry-After says, the wait is bounded.
func FuzzAfter(f *testing.F) {
	for _, v := range []string{"", "0", "3", "-5", "1000000000", "99999999999999999999", "soon", "Fri, 01 Jan 2106 00:00:00 GMT", "1.5"} {
		f.Add(v)
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, v string) {
		asked := After(http.Header{"Retry-After": {v}}, now)
		if asked < 0 {
			t.Errorf("asked for %v", asked)
		}
		var b Backoff
		if wait := b.Next(asked); wait < 0 || wait > askedMax+time.Second {
			t.Errorf("waits %v", wait)
		}
	})
}
