package emulator_test

import (
	"crypto/md5"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

func customerHeaders(fill string) map[string]string {
	key := strings.Repeat(fill, 32)
	sum := md5.Sum([]byte(key))
	return map[string]string{
		api.HeaderCustomerAlgorithm: "AES256",
		api.HeaderCustomerKey:       base64.StdEncoding.EncodeToString([]byte(key)),
		api.HeaderCustomerKeyMD5:    base64.StdEncoding.EncodeToString(sum[:]),
	}
}

func customerSetting(fill string) map[string]any {
	h := customerHeaders(fill)
	return map[string]any{
		"mode": "SSE-C", "algorithm": "AES256",
		"customerKey": h[api.HeaderCustomerKey], "customerKeyMd5": h[api.HeaderCustomerKeyMD5],
	}
}

func TestEncryptionHeadersRefused(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("encryption")
	for name, set := range map[string]map[string]string{
		"both kinds":      {api.HeaderEncryption: "AES256"},
		"short key":       {api.HeaderCustomerKey: "c2hvcnQ="},
		"no key":          {api.HeaderCustomerKey: ""},
		"no base64":       {api.HeaderCustomerKey: "?"},
		"wrong MD5":       {api.HeaderCustomerKeyMD5: "AAAAAAAAAAAAAAAAAAAAAA=="},
		"wrong algorithm": {api.HeaderCustomerAlgorithm: "ROT13"},
		"long metadata":   {"X-Bz-Info-a": strings.Repeat("x", 2048)},
	} {
		h := customerHeaders("k")
		for k, v := range set {
			h[k] = v
		}
		a := w.uploadWith(b, "n", h)
		if a.status != http.StatusBadRequest || a.code() != "bad_request" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	w.refused(w.uploadWith(b, "n", map[string]string{api.HeaderEncryption: "ROT13"}), 400, "bad_request")
}

// Only the key opens an SSE-C file, to a GET, a HEAD and a copy; its MD5 is all
// that is told, also after a restart.
func TestCustomerKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	on := func(o *emulator.Options) { o.Data = dir }
	w := newWire(t, on)
	b := w.bucket("encryption")
	right, wrong := customerHeaders("k"), customerHeaders("w")
	id := *w.uploadFile(b, "n", right).FileID
	plain := *w.upload(b, "plain", "x").FileID
	if err := w.e.Close(); err != nil {
		t.Fatal(err)
	}
	w = newWire(t, on)
	f := call[api.File](w, "b2_get_file_info", map[string]any{"fileId": id})
	if e := f.Encryption; *e.Mode != "SSE-C" || e.CustomerKeyMD5 != right[api.HeaderCustomerKeyMD5] || e.CustomerKey != "" {
		t.Errorf("told %+v", e)
	}
	a := w.get(http.MethodGet, id, right)
	if a.status != http.StatusOK || string(a.body) != "x" || a.header.Get(api.HeaderCustomerKeyMD5) != right[api.HeaderCustomerKeyMD5] {
		t.Errorf("right key: %d %s %v", a.status, a.body, a.header)
	}
	a = w.get(http.MethodGet, id, nil)
	w.refused(a, 400, "bad_request")
	if !strings.Contains(a.message(), "Server Side Encryption") {
		t.Errorf("no key: %s", a.message())
	}
	w.refused(w.get(http.MethodGet, id, wrong), 403, "access_denied")
	w.refused(w.get(http.MethodGet, plain, right), 400, "bad_request")
	if a := w.get(http.MethodHead, id, wrong); a.status != http.StatusForbidden {
		t.Errorf("head: %d", a.status)
	}
	copyOf := func(with, to any) answer {
		return w.post("b2_copy_file", map[string]any{
			"sourceFileId": id, "fileName": "copy", "sourceServerSideEncryption": with, "destinationServerSideEncryption": to,
		})
	}
	w.refused(copyOf(nil, nil), 400, "bad_request")
	w.refused(copyOf(customerSetting("w"), nil), 403, "access_denied")
	if a := copyOf(customerSetting("k"), customerSetting("z")); a.status != http.StatusOK {
		t.Fatalf("copy: %d %s", a.status, a.body)
	}
	a = w.byName(http.MethodGet, "encryption", "copy", mergeHeaders(customerHeaders("z"), map[string]string{"Authorization": w.token}))
	if a.status != http.StatusOK || string(a.body) != "x" {
		t.Errorf("the copy opens to %d %s", a.status, a.body)
	}
}

func mergeHeaders(a, b map[string]string) map[string]string {
	for k, v := range b {
		a[k] = v
	}
	return a
}

// Every part of an SSE-C file brings the key that it was started with, and no
// part of another file brings any.
func TestCustomerKeyOfParts(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("encryption")
	source := *w.upload(b, "source", strings.Repeat("s", 100)).FileID
	part := func(id string, n int, h map[string]string) answer {
		u := call[api.UploadPartURLResponse](w, "b2_get_upload_part_url", map[string]any{"fileId": id})
		p := strings.Repeat("a", 100)
		return w.send(http.MethodPost, u.UploadURL, strings.NewReader(p), mergeHeaders(map[string]string{
			"Authorization": u.Token, api.HeaderPartNumber: strconv.Itoa(n), api.HeaderContentSHA1: sha1Hex(p),
		}, h))
	}
	id := *call[api.File](w, "b2_start_large_file", map[string]any{
		"bucketId": b, "fileName": "large", "contentType": "b2/x-auto", "serverSideEncryption": customerSetting("k"),
	}).FileID
	w.refused(part(id, 1, nil), 400, "bad_request")
	w.refused(part(id, 1, customerHeaders("w")), 403, "access_denied")
	a := part(id, 1, customerHeaders("k"))
	if a.status != http.StatusOK || !strings.Contains(string(a.body), "SSE-C") {
		t.Fatalf("%d %s", a.status, a.body)
	}
	copyPart := func(with any) answer {
		return w.post("b2_copy_part", map[string]any{
			"sourceFileId": source, "largeFileId": id, "partNumber": 2, "destinationServerSideEncryption": with,
		})
	}
	w.refused(copyPart(nil), 400, "bad_request")
	w.refused(copyPart(customerSetting("w")), 403, "access_denied")
	if a := copyPart(customerSetting("k")); a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	f := call[api.File](w, "b2_finish_large_file", map[string]any{
		"fileId": id, "partSha1Array": []string{sha1Hex(strings.Repeat("a", 100)), sha1Hex(strings.Repeat("s", 100))},
	})
	if *f.Encryption.Mode != "SSE-C" {
		t.Errorf("finished %+v", f.Encryption)
	}
	w.refused(part(w.start(b, "other"), 1, customerHeaders("k")), 400, "bad_request")
}
