package b2core_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

// A well-known realm may name addresses of its own domains only, and only by
// https: at login, and for uploads of files and of parts. An address that is
// another fails the call, and nothing is sent there.
func TestRepliesMayNotNameStrangers(t *testing.T) {
	addresses := map[string]bool{
		"https://api001.backblazeb2.com":               true,
		"https://API001.BackblazeB2.com":               true,
		"https://api001.backblazeb2.com:443":           true,
		"http://api001.backblazeb2.com":                false,
		"ftp://api001.backblazeb2.com":                 false,
		"//api001.backblazeb2.com":                     false,
		"https://api001.backblazeb2.com.evil.io":       false,
		"https://evil.io/api001.backblazeb2.com":       false,
		"https://evil.io":                              false,
		"https://evil.io?.backblazeb2.com":             false,
		"https://evil.io#.backblazeb2.com":             false,
		"https://evilbackblazeb2.com":                  false,
		"https://localhost":                            false,
		"https://127.0.0.1":                            false,
		"https://[::1]":                                false,
		"https://169.254.169.254":                      false,
		"https://x@api001.backblazeb2.com":             false,
		"https://api001.backblazeb2.com:pw@evil.io":    false,
		"https://api001.backblazeb2.com:99999":         false,
		"https://api001.backblazeb2.com:0":             false,
		"https://api001.backblazeb2.com:4430000000000": false,
		"https://api001.backblazeb2.com\u2024evil.io":  false,
		"https://":         false,
		"::":               false,
		"javascript:alert": false,
	}
	visits, refused := 0, 0
	for _, field := range []string{"apiUrl", "downloadUrl", "uploadUrl", "part"} {
		t.Run(field, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := b2test.NewMemoryServer(t, b2test.SmallParts(minPart, recPart))
				for address, good := range addresses {
					line := &spoiledLine{next: s.Transport, field: field, address: address}
					err := line.use(t, s)
					if good && err != nil || !good && (!errors.Is(err, b2core.ErrBrokenReply) || b2core.Hint(err) == "") {
						t.Errorf("%s: %v", address, err)
					}
					if visits += line.visits; !good {
						refused++
					}
				}
			})
		})
	}
	if visits != 0 {
		t.Errorf("%d requests to strangers", visits)
	}
	t.Attr("fault", "S15")
	t.Attr("figure", fmt.Sprintf("%d addresses refused, requests to strangers: %d", refused, visits))
}

// spoiledLine leads the hosts of production to an emulator, and replaces one
// address in the replies.
type spoiledLine struct {
	next           http.RoundTripper
	field, address string
	visits         int // requests to anybody else
}

// use goes through a login, uploads of both sizes and a download.
func (l *spoiledLine) use(t *testing.T, s *b2test.Server) error {
	creds := s.Credentials()
	creds.Realm = "production"
	c := b2core.New(creds, b2core.Options{Transport: tripper{s.Transport, l.trip}})
	defer c.Close()
	plain := s.Client(t)
	defer plain.Close()
	buckets, err := plain.ListBuckets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(buckets) == 0 {
		b, err := plain.CreateBucket(t.Context(), b2core.BucketSpec{Name: "test-bucket"})
		if err != nil {
			t.Fatal(err)
		}
		buckets = append(buckets, b)
	}
	size := 50
	if l.field == "part" {
		size = 2500
	}
	v, err := c.Upload(t.Context(), b2core.UploadRequest{BucketID: buckets[0].ID, Name: "n", Source: &memory{data: content(size)}})
	if err != nil {
		return err
	}
	_, err = c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: &memory{}})
	return err
}

func (l *spoiledLine) trip(r *http.Request, next http.RoundTripper) (*http.Response, error) {
	host := strings.ToLower(r.URL.Hostname())
	if r.URL.Scheme != "https" || !strings.HasSuffix(host, ".backblazeb2.com") || r.URL.User != nil {
		l.visits++
		return nil, errors.New("this is somebody else")
	}
	r = r.Clone(r.Context())
	r.URL.Scheme, r.Host = "http", ""
	r.URL.Host = strings.TrimPrefix(emulator.Realm, "http://")
	resp, err := next.RoundTrip(r)
	if err != nil || resp.Header.Get("Content-Type") != "application/json;charset=UTF-8" {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	field := strings.Replace(l.field, "part", "uploadUrl", 1)
	text := string(body)
	if address := l.address; field == "uploadUrl" {
		// The path of an upload URL counts.
		text = regexp.MustCompile(`"uploadUrl": ?"http://emulator.invalid`).ReplaceAllLiteralString(text, `"uploadUrl":"`+address)
	} else {
		text = regexp.MustCompile(`"`+field+`": ?"[^"]*"`).ReplaceAllLiteralString(text, `"`+field+`":"`+address+`"`)
	}
	text = strings.ReplaceAll(text, emulator.Realm, "https://api001.backblazeb2.com")
	resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
	return resp, err
}
