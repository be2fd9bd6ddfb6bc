package emulator_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

func TestDownloadRanges(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("ranges")
	id := *w.upload(b, "digits", "0123456789").FileID
	empty := *w.upload(b, "empty", "").FileID
	for _, c := range []struct {
		id, ranged   string
		status       int
		body, extent string
	}{
		{id, "", 200, "0123456789", ""},
		{id, "bytes=5-8", 206, "5678", "bytes 5-8/10"},
		{id, "bytes=0-0", 206, "0", "bytes 0-0/10"},
		{id, "bytes=7-", 206, "789", "bytes 7-9/10"},
		{id, "bytes=-3", 206, "789", "bytes 7-9/10"},
		{id, "bytes=-30", 206, "0123456789", "bytes 0-9/10"},
		{id, "bytes=8-99", 206, "89", "bytes 8-9/10"},
		{id, "bytes=10-11", 416, "", "bytes */10"},
		{id, "bytes=8-99999999999999999999", 206, "89", "bytes 8-9/10"},
		{id, "bytes=-99999999999999999999", 206, "0123456789", "bytes 0-9/10"},
		{id, "bytes=99999999999999999999-", 416, "", "bytes */10"},
		{id, "bytes=+5-+8", 200, "0123456789", ""},
		{id, "bytes=5-4", 200, "0123456789", ""},
		{id, "bytes=0-1,3-4", 200, "0123456789", ""},
		{id, "lines=0-1", 200, "0123456789", ""},
		{empty, "", 200, "", ""},
		{empty, "bytes=0-", 416, "", "bytes */0"},
	} {
		a := w.get(http.MethodGet, c.id, map[string]string{"Range": c.ranged})
		body := string(a.body)
		if a.closes {
			t.Errorf("%q: the connection of a download is closed", c.ranged)
		}
		if c.status == 416 {
			w.refused(a, 416, "range_not_satisfiable")
			body = ""
		}
		if a.status != c.status || body != c.body || a.header.Get("Content-Range") != c.extent {
			t.Errorf("%q: %d %q %q, want %d %q %q", c.ranged, a.status, body, a.header.Get("Content-Range"), c.status, c.body, c.extent)
		}
		if head := w.get(http.MethodHead, c.id, map[string]string{"Range": c.ranged}); head.status != c.status || len(head.body) != 0 {
			t.Errorf("HEAD %q: %d with %d bytes", c.ranged, head.status, len(head.body))
		}
	}
}

func TestDownloadHeaders(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("headers")
	w.clock.Advance(time.Second)
	u := w.uploadURL(b)
	h := uploadHeaders(u.Token, "a b+ü.txt", "x")
	h["X-Bz-Info-src_last_modified_millis"] = "123"
	h["X-Bz-Info-b2-content-disposition"] = "attachment"
	if a := w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), h); a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	a := w.byName(http.MethodHead, "headers", "a b+ü.txt", map[string]string{"Authorization": w.token})
	for name, want := range map[string]string{
		"Content-Length": "1", "Content-Type": "text/plain", "Accept-Ranges": "bytes",
		api.HeaderFileName: "a%20b%2B%C3%BC.txt", api.HeaderContentSHA1: sha1Hex("x"),
		api.HeaderUploadTimestamp: "1795435201000", "X-Bz-Info-Src_last_modified_millis": "123",
		"Content-Disposition": "attachment", "Date": "Mon, 23 Nov 2026 12:00:01 GMT",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if a.header.Get("X-Bz-Info-B2-Content-Disposition") != "" || !strings.HasPrefix(a.header.Get(api.HeaderFileID), "4_z"+b+"_f1") {
		t.Errorf("headers %v", a.header)
	}
}

func TestDownloadByNameFindsWhatIsVisible(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("by-names")
	auth := map[string]string{"Authorization": w.token}
	w.upload(b, "n", "old")
	w.upload(b, "n", "new")
	if got := string(w.byName(http.MethodGet, "By-Names", "n", auth).body); got != "new" {
		t.Errorf("content %q", got)
	}
	marker := w.hide(b, "n")
	w.refused(w.byName(http.MethodGet, "by-names", "n", auth), 404, "not_found")
	w.refused(w.get(http.MethodGet, *marker.FileID, nil), 404, "not_found")
	w.refused(w.byName(http.MethodGet, "by-names", "other", auth), 404, "not_found")
	w.refused(w.byName(http.MethodGet, "no-bucket", "n", auth), 404, "not_found")
	if a := w.byName(http.MethodHead, "by-names", "n", auth); a.status != 404 || len(a.body) != 0 {
		t.Errorf("HEAD of a hidden file: %d %q", a.status, a.body)
	}
}

func TestDownloadAuthority(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("authority")
	id := *w.upload(b, "shared/a", "x").FileID
	w.upload(b, "private", "x")
	status := func(name, token string) int {
		return w.byName(http.MethodGet, "authority", name, map[string]string{"Authorization": token}).status
	}
	share := call[api.DownloadAuthorizationResponse](w, "b2_get_download_authorization", map[string]any{
		"bucketId": b, "fileNamePrefix": "shared/", "validDurationInSeconds": 60, "b2ContentType": "a/b",
	}).Token
	for _, c := range []struct {
		name string
		got  int
		want int
	}{
		{"nobody", status("private", ""), 401},
		{"a wrong token", status("private", "x"), 401},
		{"share without its override", status("shared/a", share), 401},
		{"share beside its prefix", status("private", share), 401},
		{"share by query", w.send(http.MethodGet, emulator.Realm+"/file/authority/shared/a?b2ContentType=a/b&Authorization="+url.QueryEscape(share), nil, nil).status, 200},
		{"nobody by id", w.send(http.MethodGet, emulator.Realm+"/b2api/v4/b2_download_file_by_id?fileId="+id, nil, nil).status, 401},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", c.name, c.got, c.want)
		}
	}
	w.clock.Advance(time.Minute)
	if got := status("shared/a", share); got != 401 {
		t.Errorf("expired share: %d", got)
	}
	call[api.Bucket](w, "b2_update_bucket", map[string]any{"accountId": w.account, "bucketId": b, "bucketType": "allPublic"})
	if got := status("private", ""); got != 200 {
		t.Errorf("public bucket: %d", got)
	}
	if got := status("private", "x"); got != 401 {
		t.Errorf("public bucket, wrong token: %d", got)
	}
	if a := w.send(http.MethodGet, emulator.Realm+"/file/authority/private?b2ContentType=a/b", nil, nil); a.status != 401 {
		t.Errorf("override by nobody: %d", a.status)
	}
}

// A refusal must not carry the headers of the file: a client would unpack it as
// gzip, and somebody without the right would read them.
func TestRefusedDownloadTellsNothingOfTheFile(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("told-nothing")
	call[api.Bucket](w, api.CallUpdateBucket, map[string]any{"accountId": w.account, "bucketId": b, "bucketType": "allPublic"})
	u := w.uploadURL(b)
	h := uploadHeaders(u.Token, "n", "x")
	h["X-Bz-Info-b2-content-encoding"], h["X-Bz-Info-secret"] = "gzip", "1"
	w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), h)
	file := emulator.Realm + "/file/told-nothing/n"
	for url, header := range map[string]map[string]string{
		file + "?b2ContentType=text%2Fhtml": nil,
		file + "?b2Expires=soon":            {"Authorization": w.token},
		file:                                {"Range": "bytes=5-"},
	} {
		a := w.send(http.MethodGet, url, nil, header)
		if a.status == http.StatusOK || a.code() == "" || a.header.Get("Cache-Control") != "max-age=0, no-cache, no-store" {
			t.Errorf("%s: %d %s %v", url, a.status, a.body, a.header)
		}
		for name := range a.header {
			if strings.HasPrefix(name, "X-Bz-") || name == "Content-Encoding" || name == "Accept-Ranges" {
				t.Errorf("%s: the refusal has %s", url, name)
			}
		}
	}
}

func TestOverridesHaveTheGrammarOfTheirHeaders(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("overrides")
	w.upload(b, "n", "x")
	auth := map[string]string{"Authorization": w.token}
	for _, c := range []struct {
		param, value string
		status       int
	}{
		{"b2Expires", "Wed, 21 Oct 2105 07:28:00 GMT", 200},
		{"b2Expires", "soon", 400},
		{"b2CacheControl", "max-age=60", 200},
		{"b2CacheControl", "max age", 400},
		{"b2ContentDisposition", "attachment; filename=\"a b\"", 200},
		{"b2ContentDisposition", "attachment; filename*0=a", 400},
		{"b2ContentLanguage", "de", 200},
		{"b2ContentLanguage", "d e", 400},
		{"b2ContentType", "text/html", 200},
		{"b2ContentType", strings.Repeat("x", 7000), 400},
	} {
		q := url.Values{c.param: {c.value}}
		if a := w.send(http.MethodGet, emulator.Realm+"/file/overrides/n?"+q.Encode(), nil, auth); a.status != c.status {
			t.Errorf("%s %.40q: %d %s", c.param, c.value, a.status, a.body)
		}
		if len(c.value) > 1000 {
			continue
		}
		a := w.post(api.CallGetDownloadAuthorization, map[string]any{
			"bucketId": b, "fileNamePrefix": "", "validDurationInSeconds": 60, c.param: c.value,
		})
		if a.status != c.status {
			t.Errorf("authorization with %s %q: %d %s", c.param, c.value, a.status, a.body)
		}
	}
}

// A copy's range has one form, and lies inside the source.
func TestCopyRanges(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("copy-ranges")
	id := *w.upload(b, "digits", "0123456789").FileID
	large := w.start(b, "large")
	for ranged, want := range map[string]int{
		"bytes=0-9": 200, "bytes=3-3": 200,
		"bytes=5-10": 416, "bytes=10-11": 416, "bytes=0-99999999999999999999": 416,
		"bytes=-3": 400, "bytes=5-": 400, "bytes=4-3": 400, "3-4": 400, "bytes=0-1,3-4": 400, "bytes=": 400, "garbage": 400,
	} {
		code := map[int]string{400: api.CodeBadRequest, 416: api.CodeRangeNotSatisfiable}[want]
		for c, request := range map[string]map[string]any{
			api.CallCopyFile: {"sourceFileId": id, "fileName": "copy", "range": ranged},
			api.CallCopyPart: {"sourceFileId": id, "largeFileId": large, "partNumber": 1, "range": ranged},
		} {
			if a := w.post(c, request); a.status != want || a.code() != code {
				t.Errorf("%s of %q: %d %s", c, ranged, a.status, a.body)
			}
		}
	}
}

func TestDownloadByNameIsNoPost(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("methods")
	id := *w.upload(b, "n", "x").FileID
	auth := map[string]string{"Authorization": w.token}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		w.refused(w.byName(method, "methods", "n", auth), 405, api.CodeMethodNotAllowed)
	}
	a := w.send(http.MethodPost, emulator.Realm+"/b2api/v4/b2_download_file_by_id", strings.NewReader(`{"fileId":"`+id+`"}`), auth)
	if a.status != 200 || string(a.body) != "x" {
		t.Errorf("by ID: %d %s", a.status, a.body)
	}
}
