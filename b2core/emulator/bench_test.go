package emulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"

	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// BenchmarkMillionNames prints what a page of a bucket of a million names costs
// at its beginning, in its middle and folded into folders, and what the bucket
// weighs.
func BenchmarkMillionNames(b *testing.B) {
	const names = 1_000_000
	e, err := emulator.New(emulator.Options{Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	s := &direct{b: b, e: e}
	s.login()
	var bucket api.Bucket
	s.call("b2_create_bucket", map[string]any{"accountId": e.AccountID(), "bucketName": "million", "bucketType": "allPrivate"}, &bucket)
	err = e.AddNames("million", func(yield func(string) bool) {
		for i := range names {
			if !yield(fmt.Sprintf("folder-%03d/file-%07d.bin", i/10_000*3, i)) {
				return
			}
		}
	}, 1000)
	if err != nil {
		b.Fatal(err)
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	for name, request := range map[string]map[string]any{
		"first":   {},
		"middle":  {"startFileName": "folder-150/file-0505000.bin"},
		"folders": {"delimiter": "/"},
	} {
		request["bucketId"], request["maxFileCount"] = bucket.BucketID, 1000
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s.call("b2_list_file_names", request, nil)
			}
			b.ReportMetric(float64(m.HeapAlloc>>20), "MiB-heap")
		})
	}
}

// direct calls the handler without a connection.
type direct struct {
	b     *testing.B
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
		d.b.Fatal(err)
	}
	d.token = a.Token
}

func (d *direct) call(name string, request map[string]any, reply any) {
	body, err := json.Marshal(request)
	if err != nil {
		d.b.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/b2api/v4/"+name, bytes.NewReader(body))
	r.Header.Set("Authorization", d.token)
	w := httptest.NewRecorder()
	d.e.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		d.b.Fatalf("%s: %d %s", name, w.Code, w.Body)
	}
	if reply != nil {
		if err := json.Unmarshal(w.Body.Bytes(), reply); err != nil {
			d.b.Fatal(err)
		}
	}
}
