package b2core_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/internal/api"
	"b2tui/b2core/safego"
)

// No file has more parts under way than PerFile says, and all together no more
// than there are workers; what was set last counts for the next file.
func TestPartsOfOneFileAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := b2test.NewMemoryServer(t, b2test.SmallParts(minPart, recPart))
		var gate chan struct{}
		waiting := make(chan struct{}, 100)
		held := tripper{s.Transport, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			if strings.Contains(r.URL.Path, api.CallUploadPart) || strings.Contains(r.URL.Path, api.CallDownloadFileByID) {
				waiting <- struct{}{}
				<-gate
			}
			return next.RoundTrip(r)
		}}
		c := b2core.New(s.Credentials(), b2core.Options{Transport: held, Workers: b2core.Workers{PerFile: 2}})
		defer c.Close()
		b, err := c.CreateBucket(t.Context(), b2core.BucketSpec{Name: "test-bucket"})
		if err != nil {
			t.Fatal(err)
		}
		c.SetRanges(1000, 1000)
		names := []string{"a", "b", "c"}
		files := map[string]b2core.FileVersion{}
		// run has all files go through do, and compares how many parts wait at once.
		run := func(want int, do func(name string) error) {
			t.Helper()
			gate = make(chan struct{})
			ended := make(chan error, len(names))
			for _, name := range names {
				safego.Go(func() { ended <- do(name) })
			}
			synctest.Wait()
			if n := len(waiting); n != want {
				t.Errorf("%d parts at once, want %d", n, want)
			}
			close(gate)
			if err := errors.Join(<-ended, <-ended, <-ended); err != nil {
				t.Error(err)
			}
			for len(waiting) > 0 {
				<-waiting
			}
		}
		upload := func(name string) error {
			return second(c.Upload(t.Context(), b2core.UploadRequest{BucketID: b.ID, Name: name, Source: b2core.BytesSource(content(9500))}))
		}
		run(6, upload)
		c.SetWorkers(b2core.Workers{MaxUpload: 5, PerFile: 2})
		run(5, upload)
		c.SetWorkers(b2core.Workers{MaxUpload: 7})
		run(7, upload)
		for v, err := range c.Names(t.Context(), b.ID, b2core.ListOptions{}) {
			if err != nil {
				t.Fatal(err)
			}
			files[v.Name] = v
		}
		c.SetWorkers(b2core.Workers{MaxDownload: 20, PerFile: 3})
		run(9, func(name string) error {
			return second(c.Download(t.Context(), b2core.DownloadRequest{File: files[name], Target: new(b2core.Buffer)}))
		})
	})
}
