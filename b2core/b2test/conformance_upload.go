package b2test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"b2tui/b2core"
)

func uploadChecks() []check {
	return []check{
		{"upload and download", []string{"Bucket.upload_bytes", "Bucket.upload", "download_file_by_id", "Bucket.download_file_by_name"}, files(), checkUpload},
		{"local files", []string{"Bucket.upload_local_file", "DownloadedFile.save_to"}, files(), checkLocalFiles},
		{"upload options", []string{"upload options"}, files(b2core.ShareFiles), checkUploadOptions},
		{"custom upload timestamp", []string{"custom upload timestamp"}, files(), checkUploadTime},
		{"busy upload URL", []string{"uploads are retried at a busy URL"}, files(), checkBusyURL},
		{"a version as a source", []string{"DownloadedFile"}, files(), checkOpenVersion},
		{"parts at once", []string{"max_upload_workers, max_copy_workers", "max_download_streams_per_file"}, files(), checkWorkers},
		{"bytes per second", []string{"a limit of bytes per second"}, files(), checkPace},
		{"a range of a file", []string{"download_file_by_id(range_)"}, files(), checkRange},
		{"a file that grew", []string{"Bucket.upload_local_file(INCREMENTAL)"}, files(), checkIncremental},
		{"a stream of unknown length", []string{"Bucket.upload_unbound_stream"}, files(), checkStream},
		{"a file made of pieces", []string{"Bucket.concatenate, create_file(_stream)"}, files(), checkCompose},
		{"upload URLs are used again", []string{"tokens and upload URLs are cached"}, files(), checkURLCache},
	}
}

func checkUpload(t *testing.T, s *site) {
	b := s.bucket(t)
	smallest := s.account.MinimumPartSize
	for _, size := range []int64{0, 1, smallest, smallest + 1} {
		name := fmt.Sprintf("upload/%d", size)
		v := s.put(t, b.ID, name, content(size))
		if v.Size != size || v.Name != name || v.Hash().SHA1 == "" || v.UploadedAt.IsZero() {
			t.Errorf("%d bytes: %+v", size, v)
		}
		found, err := s.c.Stat(t.Context(), b.ID, name)
		if err != nil {
			t.Fatal(err)
		}
		s.get(t, found, b2core.CustomerKey{}, content(size))
	}
}

// The time of the local file comes back with the content.
func checkLocalFiles(t *testing.T, s *site) {
	dir := t.TempDir()
	from, mtime := filepath.Join(dir, "from.bin"), time.Date(2020, 2, 3, 4, 5, 6, 789e6, time.UTC)
	if err := os.WriteFile(from, content(100), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(from, mtime, mtime); err != nil {
		t.Fatal(err)
	}
	source, err := b2core.OpenLocalSource(from)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	v, err := s.c.Upload(t.Context(), b2core.UploadRequest{
		BucketID: s.bucket(t).ID, Name: "local/file.bin", Source: source, ModTime: source.Info().ModTime(),
	})
	if err != nil || !v.ModTime().Equal(mtime) {
		t.Fatalf("%+v, %v", v, err)
	}
	folder, err := b2core.OpenLocalFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	target, err := folder.Create("to/file.bin", b2core.TargetOptions{ModTime: v.ModTime()})
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	if _, err := s.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: target}); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "to", "file.bin"))
	info, statErr := os.Stat(filepath.Join(dir, "to", "file.bin"))
	if err != nil || statErr != nil || !bytes.Equal(got, content(100)) || !info.ModTime().Equal(mtime) {
		t.Errorf("%d bytes, %v, %v", len(got), info, err)
	}
}

// What is said of a file at its upload is what a listing shows and a download sends.
func checkUploadOptions(t *testing.T, s *site) {
	b := s.bucket(t)
	expires := time.Now().Add(day).Truncate(time.Second).UTC()
	want := b2core.Headers{
		CacheControl: "max-age=77", ContentDisposition: `attachment; filename="x.bin"`, ContentLanguage: "de", ContentEncoding: "x-own", Expires: expires,
	}
	for _, size := range []int64{5, s.severalParts()} {
		name := fmt.Sprintf("options/%d", size)
		v, err := s.c.Upload(t.Context(), b2core.UploadRequest{
			BucketID: b.ID, Name: name, Source: b2core.BytesSource(content(size)), ContentType: "text/x-test",
			Info: map[string]string{"color": "blau & grün"}, Headers: want, ModTime: expires,
		})
		if err != nil {
			t.Fatal(err)
		}
		listed, err := s.c.Stat(t.Context(), b.ID, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range []b2core.FileVersion{v, listed} {
			if v.ContentType != "text/x-test" || v.Info["color"] != "blau & grün" || v.Headers() != want || !v.ModTime().Equal(expires) {
				t.Errorf("%d bytes: %+v", size, v)
			}
		}
		token, err := s.c.GetDownloadAuthorization(t.Context(), b2core.DownloadGrant{BucketID: b.ID, Prefix: name, ValidFor: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		resp, _ := s.fetch(t, s.fileURL(t, b.Name, name), token)
		for header, value := range map[string]string{
			"Content-Type": "text/x-test", "Cache-Control": want.CacheControl, "Content-Disposition": want.ContentDisposition,
			"Content-Language": want.ContentLanguage, "Content-Encoding": want.ContentEncoding, "Expires": expires.Format(http.TimeFormat),
		} {
			if got := resp.Header.Get(header); got != value {
				t.Errorf("%d bytes: %s is %q, want %q", size, header, got, value)
			}
		}
	}
}

func checkUploadTime(t *testing.T, s *site) {
	b, at := s.bucket(t), time.Date(2001, 2, 3, 4, 5, 6, 789e6, time.UTC)
	for _, size := range []int64{5, s.severalParts()} {
		v, err := s.c.Upload(t.Context(), b2core.UploadRequest{
			BucketID: b.ID, Name: fmt.Sprintf("time/%d", size), Source: b2core.BytesSource(content(size)), UploadedAt: at,
		})
		s.offered(t, err)
		if err != nil || !v.UploadedAt.Equal(at) {
			t.Errorf("%d bytes: %v, %v", size, v.UploadedAt, err)
		}
	}
}

// The next URL is asked for, and there is one version.
func checkBusyURL(t *testing.T, s *site) {
	b := s.bucket(t)
	var refused sync.Once
	s.wire.interfere(func(call string, r *http.Request) (resp *http.Response, _ *http.Request) {
		if r.Header.Get("X-Bz-File-Name") != "" {
			refused.Do(func() {
				resp = refusal(r, http.StatusServiceUnavailable, "service_unavailable", "no tomes available")
			})
		}
		return resp, nil
	})
	s.put(t, b.ID, "busy/file", content(9))
	if n := s.wire.count(callGetUploadURL); n != 2 {
		t.Errorf("%d upload URLs", n)
	}
	if n := len(collect(t, s.c.Versions(t.Context(), b.ID, b2core.ListOptions{Prefix: "busy/"}))); n != 1 {
		t.Errorf("%d versions", n)
	}
}

func checkURLCache(t *testing.T, s *site) {
	b := s.bucket(t)
	for range 3 {
		s.put(t, b.ID, "cached/file", content(1))
	}
	if n := s.wire.count(callGetUploadURL); n != 1 {
		t.Errorf("%d upload URLs for three files in a row", n)
	}
	if n := s.wire.count(callAuthorizeAccount); n != 1 {
		t.Errorf("%d logins", n)
	}
}

// No more parts are under way than the workers' number, nor than PerFile says.
func checkWorkers(t *testing.T, s *site) {
	b, p := s.bucket(t), content(s.severalParts())
	for _, w := range []b2core.Workers{{MaxUpload: 1}, {MaxUpload: 9, PerFile: 1}} {
		s.c.SetWorkers(w)
		var now, most atomic.Int64
		s.wire.around(func(call string) func() {
			if call != callUploadPart {
				return func() {}
			}
			if n := now.Add(1); n > most.Load() {
				most.Store(n)
			}
			return func() { now.Add(-1) }
		})
		s.put(t, b.ID, "workers", p)
		if n := most.Load(); n != 1 {
			t.Errorf("%+v: %d parts at once", w, n)
		}
	}
}

// What is held to a rate cannot be quicker; it may be as slow as it likes.
func checkPace(t *testing.T, s *site) {
	const rate, size = 40_000, 12_000
	start := time.Now()
	v, err := s.c.Upload(t.Context(), b2core.UploadRequest{
		BucketID: s.bucket(t).ID, Name: "paced", Source: b2core.BytesSource(content(size)), Steering: b2core.Steering{Pace: b2core.NewPace(rate)},
	})
	if took := time.Since(start); err != nil || v.Size != size || took < 150*time.Millisecond {
		t.Errorf("%d bytes at %d a second in %v, %v", v.Size, rate, took, err)
	}
}
