package b2core_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// When the service asks one worker to wait, none of the others sends anything
// until the pause is over, and nobody waits longer than five minutes.
func TestOnePauseForAllCalls(t *testing.T) {
	const workers, files = 16, 20
	for _, c := range []struct {
		asked, pause time.Duration
	}{
		{0, time.Second}, {40 * time.Second, 40 * time.Second}, {24 * time.Hour, 5 * time.Minute},
	} {
		t.Run(c.asked.String(), func(t *testing.T) {
			t.Attr("fault", "S7")
			var within int
			synctest.Test(t, func(t *testing.T) {
				a := inMemory(t)
				defer a.c.Close()
				var mu sync.Mutex
				var refused time.Time
				line := tripper{a.Transport, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
					mu.Lock()
					if !refused.IsZero() && time.Since(refused) > 0 && time.Since(refused) < c.pause {
						within++
					}
					mu.Unlock()
					time.Sleep(10 * time.Millisecond) // the way
					resp, err := next.RoundTrip(r)
					if err == nil && resp.StatusCode == http.StatusTooManyRequests {
						mu.Lock()
						refused = time.Now()
						mu.Unlock()
					}
					return resp, err
				}}
				client := b2core.New(a.Credentials(), b2core.Options{Transport: line})
				defer client.Close()
				a.Inject(emulator.Fault{Call: api.CallUploadFile, Skip: 50, Status: 429, Code: api.CodeTooManyRequests, RetryAfter: c.asked})
				start := time.Now()
				var g sync.WaitGroup
				for w := range workers {
					g.Go(func() {
						for i := range files {
							r := a.request(fmt.Sprint(w, "/", i), content(10))
							if _, err := client.Upload(t.Context(), r); err != nil {
								t.Error(err)
							}
						}
					})
				}
				time.Sleep(500 * time.Millisecond)
				synctest.Wait()
				if until := client.Strain().Until; until.IsZero() || time.Until(until) > c.pause {
					t.Errorf("told to wait until %v", until)
				}
				g.Wait()
				if d := time.Since(start); d < c.pause || d > c.pause+10*time.Second {
					t.Errorf("all took %v", d)
				}
				if n := a.versions(t); n != workers*files {
					t.Errorf("%d files", n)
				}
				if s := client.Strain(); !s.Until.IsZero() || s.Refused != 1 || within != 0 {
					t.Errorf("%+v, %d requests were sent in the pause", s, within)
				}
			})
			t.Attr("figure", fmt.Sprintf("asked for %v: paused %v, requests in the pause: %d", c.asked, c.pause, within))
		})
	}
}
