package emulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"testing"
	"time"

	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// BenchmarkMillionNames prints what a page of a bucket of a million names costs
// at its beginning, in its middle and folded into folders, and what the bucket
// weighs.
func BenchmarkMillionNames(b *testing.B) {
	s, bucket := million(b)
	heap := heapInUse()
	for name, request := range map[string]map[string]any{
		"first":   {},
		"middle":  {"startFileName": millionMiddle},
		"folders": {"delimiter": "/"},
	} {
		request["bucketId"], request["maxFileCount"] = bucket, 1000
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s.call("b2_list_file_names", request, nil)
			}
			b.ReportMetric(float64(heap>>20), "MiB-heap")
		})
	}
}

// TestMillionNames holds a bucket of a million names to what design and issue
// promise: a page in under 20 ms, the whole in under 1 GB.
func TestMillionNames(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("its figures count without -short and without the race detector")
	}
	const maxPage, maxHeap = 20 * time.Millisecond, 1_000_000_000
	s, bucket := million(t)
	heap := heapInUse()
	t.Logf("%d names: %d MB of heap", millionNames, heap/1e6)
	if heap > maxHeap {
		t.Errorf("%d bytes of heap, want under %d", heap, maxHeap)
	}
	for _, c := range []struct {
		name, call string
		request    map[string]any
	}{
		{"first names", api.CallListFileNames, map[string]any{}},
		{"names from the middle", api.CallListFileNames, map[string]any{"startFileName": millionMiddle}},
		{"last names", api.CallListFileNames, map[string]any{"startFileName": "folder-297/file-0999000.bin"}},
		{"a folder", api.CallListFileNames, map[string]any{"prefix": "folder-150/", "delimiter": "/"}},
		{"folders", api.CallListFileNames, map[string]any{"delimiter": "/"}},
		{"versions from the middle", api.CallListFileVersions, map[string]any{"startFileName": millionMiddle}},
	} {
		c.request["bucketId"], c.request["maxFileCount"] = bucket, 1000
		times := make([]time.Duration, 21)
		for i := range times {
			begin := time.Now()
			s.call(c.call, c.request, nil)
			times[i] = time.Since(begin)
		}
		slices.Sort(times)
		t.Logf("%-26s %v a page (median), %v to %v", c.name, times[len(times)/2], times[0], times[len(times)-1])
		// The quickest, since the others also tell what else the machine does.
		if times[0] > maxPage {
			t.Errorf("%s: %v a page at best, want under %v", c.name, times[0], maxPage)
		}
	}
}

const (
	millionNames  = 1_000_000
	millionMiddle = "folder-150/file-0505000.bin"
)

// million fills a bucket with a million names in a hundred folders.
func million(tb testing.TB) (*direct, string) {
	tb.Helper()
	e, err := emulator.New(emulator.Options{Seed: 1})
	if err != nil {
		tb.Fatal(err)
	}
	s := &direct{tb: tb, e: e}
	s.login()
	var bucket api.Bucket
	s.call("b2_create_bucket", map[string]any{"accountId": e.AccountID(), "bucketName": "million", "bucketType": "allPrivate"}, &bucket)
	err = e.AddNames("million", func(yield func(string) bool) {
		for i := range millionNames {
			if !yield(fmt.Sprintf("folder-%03d/file-%07d.bin", i/10_000*3, i)) {
				return
			}
		}
	}, 1000)
	if err != nil {
		tb.Fatal(err)
	}
	return s, bucket.BucketID
}

func heapInUse() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// direct calls the handler without a connection.
type direct struct {
	tb    testing.TB
	e     *emulator.Emulator
	token string
}

func (d *direct) login() {
	r := httptest.NewRequest(http.MethodGet, "/b2api/v4/b2_authorize_account", nil)
	r.SetBasicAuth(d.e.KeyID(), d.e.Key())
	w := httptest.NewRecorder()
	d.e.ServeHTTP(w, r)
	a, err := api.DecodeAuthorize(w.Body.Bytes())
	if err != nil {
		d.tb.Fatal(err)
	}
	d.token = a.Token
}

func (d *direct) call(name string, request map[string]any, reply any) {
	body, err := json.Marshal(request)
	if err != nil {
		d.tb.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/b2api/v4/"+name, bytes.NewReader(body))
	r.Header.Set("Authorization", d.token)
	w := httptest.NewRecorder()
	d.e.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		d.tb.Fatalf("%s: %d %s", name, w.Code, w.Body)
	}
	if reply != nil {
		if err := json.Unmarshal(w.Body.Bytes(), reply); err != nil {
			d.tb.Fatal(err)
		}
	}
}
