package emulator_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

func TestUploadHashModes(t *testing.T) {
	t.Parallel()
	const content = "hello"
	good, bad := sha1Hex(content), sha1Hex("other")
	for _, c := range []struct {
		name, header, body string
		status             int
		sha1               string // as stored; empty: refused
	}{
		{"header", good, content, 200, good},
		{"header in capitals", strings.ToUpper(good), content, 200, good},
		{"header wrong", bad, content, 400, ""},
		{"header missing", "", content, 400, ""},
		{"header cut", good[:39], content, 400, ""},
		{"at the end", "hex_digits_at_end", content + good, 200, good},
		{"at the end in capitals", "hex_digits_at_end", content + strings.ToUpper(good), 200, good},
		{"at the end wrong", "hex_digits_at_end", content + bad, 400, ""},
		{"at the end missing", "hex_digits_at_end", content, 400, ""},
		{"at the end of nothing", "hex_digits_at_end", sha1Hex(""), 200, sha1Hex("")},
		{"not verified", "do_not_verify", content, 200, "unverified:" + good},
		{"empty", sha1Hex(""), "", 200, sha1Hex("")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			b := w.bucket("hashes")
			u := w.uploadURL(b)
			h := uploadHeaders(u.Token, "n", content)
			h[api.HeaderContentSHA1] = c.header
			a := w.send(http.MethodPost, u.UploadURL, strings.NewReader(c.body), h)
			page := call[namesPage](w, "b2_list_file_names", map[string]any{"bucketId": b})
			if c.sha1 == "" {
				w.refused(a, c.status, "bad_request")
				if len(page.Files) != 0 {
					t.Errorf("a refused upload left %+v", page.Files)
				}
				return
			}
			if a.status != c.status || len(page.Files) != 1 || *page.Files[0].ContentSHA1 != c.sha1 {
				t.Errorf("got %d %s, stored %+v", a.status, a.body, page.Files)
			}
		})
	}
}

func TestUploadRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		set  map[string]string
		code string
	}{
		{"no name", map[string]string{api.HeaderFileName: ""}, "bad_request"},
		{"leading slash", map[string]string{api.HeaderFileName: "/a"}, "bad_request"},
		{"final slash", map[string]string{api.HeaderFileName: "a/"}, "bad_request"},
		{"double slash", map[string]string{api.HeaderFileName: "a//b"}, "bad_request"},
		{"control character", map[string]string{api.HeaderFileName: "a%1Bb"}, "bad_request"},
		{"delete", map[string]string{api.HeaderFileName: "a%7Fb"}, "bad_request"},
		{"no UTF-8", map[string]string{api.HeaderFileName: "%FF"}, "bad_request"},
		{"bad escape", map[string]string{api.HeaderFileName: "%zz"}, "bad_request"},
		{"long segment", map[string]string{api.HeaderFileName: strings.Repeat("x", 251)}, "bad_request"},
		{"long name", map[string]string{api.HeaderFileName: strings.Repeat("abc/", 256) + "d"}, "bad_request"},
		{"no type", map[string]string{"Content-Type": ""}, "bad_request"},
		{"reserved info", map[string]string{"X-Bz-Info-b2-secret": "1"}, "bad_request"},
		{"type as info", map[string]string{"X-Bz-Info-b2-content-type": "text/html"}, "bad_request"},
		{"long info", map[string]string{"X-Bz-Info-a": strings.Repeat("x", 7000)}, "bad_request"},
		{"future time", map[string]string{api.HeaderCustomTimestamp: "99999999999999"}, "bad_request"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			u := w.uploadURL(w.bucket("refuses"))
			h := uploadHeaders(u.Token, "n", "x")
			for k, v := range c.set {
				h[k] = v
			}
			w.refused(w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), h), 400, c.code)
		})
	}
}

func TestUploadWithoutLengthIsRefused(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	u := w.uploadURL(w.bucket("chunked"))
	body := struct{ io.Reader }{strings.NewReader("x")} // hides the length: net/http sends chunks
	w.refused(w.send(http.MethodPost, u.UploadURL, body, uploadHeaders(u.Token, "n", "x")), 400, "bad_request")
}

func TestUploadTokenServesOneUploadAtATime(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	u := w.uploadURL(w.bucket("one-at-a-time"))
	body, fill := io.Pipe()
	first := make(chan int)
	go func() {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, u.UploadURL, body)
		req.ContentLength = 2
		for k, v := range uploadHeaders(u.Token, "first", "ab") {
			req.Header.Set(k, v)
		}
		resp, err := w.http.Do(req)
		if err != nil {
			first <- 0
			return
		}
		resp.Body.Close()
		first <- resp.StatusCode
	}()
	_, _ = fill.Write([]byte("a"))
	for w.e.Counters().Uploading == 0 {
		// The counter changes when the server has begun to read.
		_ = call[namesPage](w, "b2_list_file_names", map[string]any{"bucketId": u.BucketID})
	}
	a := w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), uploadHeaders(u.Token, "second", "x"))
	w.refused(a, 400, "auth_token_limit")
	if !strings.Contains(a.message(), "more than one upload using auth token") {
		t.Errorf("text %q", a.message())
	}
	_, _ = fill.Write([]byte("b"))
	_ = fill.Close()
	if status := <-first; status != http.StatusOK {
		t.Errorf("the first upload got %d", status)
	}
	a = w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), uploadHeaders(u.Token, "third", "x"))
	if a.status != http.StatusOK {
		t.Errorf("after the first ended: %d %s", a.status, a.body)
	}
}

// An upload token is good at the address that it came with, and nowhere else.
func TestUploadTokenBelongsToItsAddress(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	p, q := w.bucket("bucket-p"), w.bucket("bucket-q")
	part := call[api.UploadPartURLResponse](w, api.CallGetUploadPartURL, map[string]any{"fileId": w.start(p, "large")})
	for _, url := range []string{
		w.uploadURL(q).UploadURL, w.uploadURL(p).UploadURL, part.UploadURL,
		emulator.Realm + "/b2api/v1/b2_upload_file", emulator.Realm + "/b2api/v4/b2_upload_file/" + p,
	} {
		pair := w.uploadURL(p)
		w.refused(w.send(http.MethodPost, url, strings.NewReader("x"), uploadHeaders(pair.Token, "n", "x")), 401, api.CodeBadAuthToken)
	}
	if got := call[namesPage](w, api.CallListFileNames, map[string]any{"bucketId": p}).Files; len(got) != 0 {
		t.Errorf("stored %q", files(got))
	}
}

// A pair ends with the first upload that fails, whatever it fails of.
func TestUploadPairEndsWithAFailure(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]struct {
		fault  *emulator.Fault
		header map[string]string
	}{
		"503":       {fault: &emulator.Fault{Status: 503}},
		"408":       {fault: &emulator.Fault{Status: 408}},
		"reset":     {fault: &emulator.Fault{Reset: true}},
		"cut":       {fault: &emulator.Fault{CutAt: new(int64(0))}},
		"bad hash":  {header: map[string]string{api.HeaderContentSHA1: sha1Hex("y")}},
		"bad name":  {header: map[string]string{api.HeaderFileName: "/"}},
		"test mode": {header: map[string]string{api.HeaderTestMode: api.TestForceCapExceeded}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			u := w.uploadURL(w.bucket("failures"))
			send := func(more map[string]string) answer {
				h := uploadHeaders(u.Token, "n", "x")
				for k, v := range more {
					h[k] = v
				}
				return w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), h)
			}
			for range 2 {
				if a := send(nil); a.status != http.StatusOK {
					t.Fatalf("a pair that did not fail: %d %s", a.status, a.body)
				}
			}
			if fail.fault != nil {
				w.e.Inject(*fail.fault)
			}
			if a := send(fail.header); a.status == http.StatusOK {
				t.Fatal("the upload did not fail")
			}
			w.refused(send(nil), 401, api.CodeBadAuthToken)
			// The account's token is not the pair's.
			w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), uploadHeaders(w.token, "n", "x"))
			w.uploadURL(u.BucketID)
		})
	}
}

func TestUploadStoresWhatItWasTold(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("told-things")
	u := w.uploadURL(b)
	h := uploadHeaders(u.Token, "Grüße +%/a.txt", "x")
	h["Content-Type"] = "b2/x-auto"
	h["X-Bz-Info-SRC_last_modified_millis"] = "1772360000123"
	h["X-Bz-Info-note"] = "a%20b%2Bc+d%C3%BC"
	h[api.HeaderCustomTimestamp] = "1600000000123"
	a := w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), h)
	f := call[namesPage](w, "b2_list_file_names", map[string]any{"bucketId": b}).Files
	if a.status != 200 || len(f) != 1 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if f[0].FileName != "Grüße +%/a.txt" || *f[0].ContentType != "text/plain" || f[0].UploadTimestamp != 1600000000123 {
		t.Errorf("stored %+v", f[0])
	}
	if f[0].FileInfo["src_last_modified_millis"] != "1772360000123" || f[0].FileInfo["note"] != "a b+c dü" {
		t.Errorf("info %q", f[0].FileInfo)
	}
	if *f[0].ContentMD5 != "9dd4e461268c8034f5c8564e155c67a6" {
		t.Errorf("md5 %s", *f[0].ContentMD5)
	}
}

func TestNoTokenWorksInAnothersPlace(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("tokens")
	u := w.uploadURL(b)
	w.refused(w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), uploadHeaders(w.token, "n", "x")), 401, "bad_auth_token")
	account := w.token
	w.token = u.Token
	w.refused(w.post("b2_list_file_names", map[string]any{"bucketId": b}), 401, "bad_auth_token")
	w.token = account
	id := w.start(b, "large")
	p := call[api.UploadPartURLResponse](w, "b2_get_upload_part_url", map[string]any{"fileId": id})
	w.refused(w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), uploadHeaders(p.Token, "n", "x")), 401, "bad_auth_token")
	w.e.ExpireTokens()
	w.refused(w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), uploadHeaders(u.Token, "n", "x")), 401, "expired_auth_token")
}

func TestUploadTooLarge(t *testing.T) {
	t.Parallel()
	w := newWire(t, func(o *emulator.Options) { o.MaxFileSize = 3 })
	u := w.uploadURL(w.bucket("too-large"))
	w.refused(w.send(http.MethodPost, u.UploadURL, strings.NewReader("1234"), uploadHeaders(u.Token, "n", "1234")), 400, "bad_request")
}
