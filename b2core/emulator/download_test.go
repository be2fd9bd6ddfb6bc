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
