package b2test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"b2tui/b2core"
)

func shareChecks() []check {
	return []check{
		{
			"download authorisation",
			[]string{"Bucket.get_download_authorization", "Bucket.get_download_url", "get_download_url_for_file_name"},
			files(b2core.ShareFiles), checkShare,
		},
		{
			"addresses of a public bucket",
			[]string{"get_download_url_for_fileid", "get_download_url_for_file_name", "Bucket.get_download_url"},
			files(), checkPublic,
		},
		{"other addresses of a file", []string{"get_download_url_for_file_name(own domain, S3)"}, files(), checkOtherURLs},
	}
}

// fetch opens an address as somebody who has nothing but a token, if that.
func (s *site) fetch(t *testing.T, address string, token b2core.Secret) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !token.IsZero() {
		req.Header.Set("Authorization", token.Reveal())
	}
	resp, err := s.wire.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	return resp, string(body)
}

func (s *site) fileURL(t *testing.T, bucket, name string) string {
	t.Helper()
	address, err := s.c.FileURL(t.Context(), bucket, name)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// Whoever has the token opens what it was made for, and nothing else.
func checkShare(t *testing.T, s *site) {
	b, none := s.bucket(t), b2core.Secret{}
	s.put(t, b.ID, "share/ä b+c", []byte("shared"))
	s.put(t, b.ID, "share-not", []byte("private"))
	grant := b2core.DownloadGrant{BucketID: b.ID, Prefix: "share/", ValidFor: time.Hour}
	token, err := s.c.GetDownloadAuthorization(t.Context(), grant)
	if err != nil {
		t.Fatal(err)
	}
	shared := s.fileURL(t, b.Name, "share/ä b+c")
	if resp, body := s.fetch(t, shared, token); resp.StatusCode != http.StatusOK || body != "shared" {
		t.Errorf("in the header: %s %s", resp.Status, body)
	}
	if resp, body := s.fetch(t, shared+"?"+url.Values{"Authorization": {token.Reveal()}}.Encode(), none); resp.StatusCode != http.StatusOK || body != "shared" {
		t.Errorf("in the address: %s %s", resp.Status, body)
	}
	if resp, _ := s.fetch(t, shared, none); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("without it: %s", resp.Status)
	}
	if resp, _ := s.fetch(t, s.fileURL(t, b.Name, "share-not"), token); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("another name: %s", resp.Status)
	}
	grant.ContentDisposition = "attachment"
	if token, err = s.c.GetDownloadAuthorization(t.Context(), grant); err != nil {
		t.Fatal(err)
	}
	resp, body := s.fetch(t, shared+"?b2ContentDisposition=attachment", token)
	if resp.StatusCode != http.StatusOK || body != "shared" || resp.Header.Get("Content-Disposition") != "attachment" {
		t.Errorf("with a disposition: %s %v", resp.Status, resp.Header)
	}
}

func checkPublic(t *testing.T, s *site) {
	b := s.newBucket(t, b2core.BucketSpec{Type: b2core.AllPublic})
	v := s.put(t, b.ID, "folder/ö.txt", []byte("public"))
	byID, err := s.c.FileURLByID(t.Context(), v.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{byID, s.fileURL(t, b.Name, v.Name)} {
		if resp, body := s.fetch(t, address, b2core.Secret{}); resp.StatusCode != http.StatusOK || body != "public" || strings.Contains(address, " ") {
			t.Errorf("%s: %s %s", address, resp.Status, body)
		}
	}
}

// The service's own download address as one's own base, which is the same file;
// the S3 address is told and not asked, as it is no native one.
func checkOtherURLs(t *testing.T, s *site) {
	b := s.newBucket(t, b2core.BucketSpec{Type: b2core.AllPublic})
	s.put(t, b.ID, "folder/ö.txt", []byte("public"))
	account, err := s.c.Authorize(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	own, err := s.c.FileURLWith(t.Context(), b.Name, "folder/ö.txt", b2core.URLOptions{Base: account.DownloadURL + "/"})
	if err != nil {
		t.Fatal(err)
	}
	if resp, body := s.fetch(t, own, b2core.Secret{}); resp.StatusCode != http.StatusOK || body != "public" {
		t.Errorf("%s: %s %s", own, resp.Status, body)
	}
	s3, err := s.c.FileURLWith(t.Context(), b.Name, "folder/ö.txt", b2core.URLOptions{S3: true})
	if err != nil || s3 != strings.TrimRight(account.S3URL, "/")+"/"+b.Name+"/folder/%C3%B6.txt" {
		t.Errorf("S3: %s, %v", s3, err)
	}
}
