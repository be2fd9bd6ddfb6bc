package b2core_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/internal/api"
)

// storm is a service at which three of ten uploads meet a busy vault. It counts
// by minute.
type storm struct {
	http.RoundTripper
	begun    time.Time
	requests atomic.Int64
	useful   atomic.Int64 // that were stored before it was over
	tried    [60]atomic.Int64
	stored   [60]atomic.Int64
}

// What things take in it.
const (
	stormUpload = 4 * time.Second
	stormRefuse = 100 * time.Millisecond
	stormCall   = 50 * time.Millisecond
	stormLasts  = 10 * time.Minute
)

func (s *storm) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.Contains(r.URL.Path, api.CallUploadFile) {
		time.Sleep(stormCall)
		return s.RoundTripper.RoundTrip(r)
	}
	minute := int(time.Since(s.begun) / time.Minute)
	s.tried[minute].Add(1)
	switch s.requests.Add(1) % 10 {
	case 0, 3, 7:
		time.Sleep(stormRefuse)
		_ = r.Body.Close()
		body := `{"status":503,"code":"service_unavailable","message":"no tomes available"}`
		return &http.Response{
			StatusCode: http.StatusServiceUnavailable, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
			Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), ProtoMajor: 1, ProtoMinor: 1,
		}, nil
	}
	time.Sleep(stormUpload)
	s.stored[minute].Add(1)
	if time.Since(s.begun) <= stormLasts {
		s.useful.Add(1)
	}
	return s.RoundTripper.RoundTrip(r)
}

func (s *storm) CloseIdleConnections() {
	s.RoundTripper.(interface{ CloseIdleConnections() }).CloseIdleConnections()
}

// Ten minutes in which three of ten uploads are refused: the rest goes on as
// fast as it can, and the service gets hardly more requests than that takes.
func TestStormOfBusyVaults(t *testing.T) {
	const workers, refused = 8, 0.3
	t.Attr("fault", "S8")
	var requests, stored, useful int64
	var load, rate float64
	synctest.Test(t, func(t *testing.T) {
		a := inMemory(t)
		defer a.c.Close()
		s := &storm{RoundTripper: a.Transport, begun: time.Now()}
		client := b2core.New(a.Credentials(), b2core.Options{Transport: s, Workers: b2core.Workers{MaxUpload: workers}})
		defer client.Close()
		var g sync.WaitGroup
		for w := range workers {
			g.Go(func() {
				for i := 0; time.Since(s.begun) < stormLasts; i++ {
					if _, err := client.Upload(t.Context(), a.request(fmt.Sprint(w, "/", i), content(10))); err != nil {
						t.Error(err)
					}
				}
			})
		}
		g.Wait()
		for m := range int(stormLasts / time.Minute) {
			requests += s.tried[m].Load()
			stored += s.stored[m].Load()
			// Against what it takes to get that many through.
			load = max(load, float64(s.tried[m].Load())/(float64(s.stored[m].Load())/(1-refused)))
		}
		// A worker that wastes nothing: each refusal costs itself and another URL.
		each := stormUpload + (stormRefuse+stormCall)*3/7
		useful = s.useful.Load()
		rate = float64(useful) / (workers * float64(stormLasts) / float64(each))
		if n := a.versions(t); int64(n) < useful {
			t.Errorf("%d files of %d", n, useful)
		}
	})
	if load > 1.2 {
		t.Errorf("%.2f times the requests that were needed in the worst minute", load)
	}
	if rate < 0.95 {
		t.Errorf("%.3f of what the survivors allow", rate)
	}
	t.Attr("figure", fmt.Sprintf("%.2f requests per useful part, %.2f times what it takes in the worst minute; %.1f %% of the rate the survivors allow",
		float64(requests)/float64(stored), load, 100*rate))
}
