package emulator_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// testMode makes every request of the wire ask for a mode.
func (w *wire) testMode(mode string) {
	w.http.Transport = modeTransport{w.http.Transport.(*http.Transport), mode}
}

type modeTransport struct {
	*http.Transport
	mode string
}

func (m modeTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set(api.HeaderTestMode, m.mode)
	return m.Transport.RoundTrip(r)
}

func uploadStatuses(t *testing.T, seed uint64) (out []int) {
	t.Helper()
	w := newWire(t, func(o *emulator.Options) { o.Seed = seed })
	b := w.bucket("test-modes")
	w.testMode(api.TestFailSomeUploads)
	for range 12 {
		u := w.uploadURL(b)
		out = append(out, w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), uploadHeaders(u.Token, "n", "x")).status)
	}
	return out
}

func TestModeFailsSomeUploads(t *testing.T) {
	t.Parallel()
	first := uploadStatuses(t, 1)
	failed := len(first) - countOf(first, 200)
	if failed != 4 || countOf(first, 503) == 0 || countOf(first, 408) == 0 || countOf(first, 500) == 0 {
		t.Errorf("statuses %v", first)
	}
	if again := uploadStatuses(t, 1); !slices.Equal(first, again) {
		t.Errorf("the same seed gave %v and %v", first, again)
	}
	if other := uploadStatuses(t, 2); slices.Equal(first, other) {
		t.Errorf("another seed gave %v too", other)
	}
}

func countOf(all []int, one int) (n int) {
	for _, s := range all {
		if s == one {
			n++
		}
	}
	return n
}

func TestModeExpiresSomeTokens(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("test-modes")
	w.testMode(api.TestExpireSomeTokens)
	expired := 0
	for range 6 {
		w.login(w.e.KeyID(), w.e.Key())
		for range 5 {
			if a := w.post(api.CallListFileNames, map[string]any{"bucketId": b}); a.status == 401 && a.code() == "expired_auth_token" {
				expired++
				break
			}
		}
	}
	if expired != 3 {
		t.Errorf("%d of 6 tokens expired, want every second", expired)
	}
}

func TestModeForcesCaps(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("test-modes")
	u := w.uploadURL(b)
	w.testMode(api.TestForceCapExceeded)
	w.refused(w.post(api.CallGetUploadURL, map[string]any{"bucketId": b}), 403, "storage_cap_exceeded")
	w.refused(w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), uploadHeaders(u.Token, "n", "x")), 403, "cap_exceeded")
	if a := w.post(api.CallListFileNames, map[string]any{"bucketId": b}); a.status != 200 {
		t.Errorf("a listing got %d", a.status)
	}
}

func TestFaultsByNameOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("by-name")
	admin := func(method, what, body string) answer {
		return w.send(method, emulator.Realm+"/emulator/"+what, strings.NewReader(body), nil)
	}
	if a := admin(http.MethodPost, "faults", `{"kind":"503-retry-after","count":2,"skip":1}`); a.status != 200 {
		t.Fatalf("inject: %d %s", a.status, a.body)
	}
	for i, want := range []int{200, 503, 503, 200} {
		if a := w.post(api.CallListFileNames, map[string]any{"bucketId": b}); a.status != want || want == 503 && a.header.Get("Retry-After") != "7" {
			t.Errorf("request %d: %d, want %d, Retry-After %q", i, a.status, want, a.header.Get("Retry-After"))
		}
	}
	for _, body := range []string{`{"kind":"no-such"}`, `{"cutAtt":4}`, `{`} {
		if a := admin(http.MethodPost, "faults", body); a.status != 400 {
			t.Errorf("%s: %d", body, a.status)
		}
	}
	admin(http.MethodPost, "faults", `{"call":"b2_list_keys","delay":`+string(mustJSON(t, time.Hour))+`}`)
	var waiting []emulator.Waiting
	if err := json.Unmarshal(admin(http.MethodGet, "faults", "").body, &waiting); err != nil || len(waiting) != 1 || waiting[0].Delay != time.Hour {
		t.Errorf("waiting %+v, %v", waiting, err)
	}
	var kinds []emulator.Kind
	if err := json.Unmarshal(admin(http.MethodGet, "kinds", "").body, &kinds); err != nil || len(kinds) != len(emulator.Kinds()) {
		t.Errorf("%d kinds, %v", len(kinds), err)
	}
	seen := map[string]bool{}
	for _, k := range kinds {
		if seen[k.Name] {
			t.Errorf("two faults are called %s", k.Name)
		}
		seen[k.Name] = true
	}
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestStrictComparesExactly(t *testing.T) {
	t.Parallel()
	w := newWire(t, func(o *emulator.Options) { o.Strict = true })
	b := w.bucket("strict-exact")
	w.refused(w.post(api.CallListFileNames, map[string]any{"bucketid": b}), 400, "bad_json")
	w.refused(w.post(api.CallUpdateBucket, map[string]any{"accountId": w.account, "bucketId": b, "lifecycleRules": []any{
		map[string]any{"fileNamePrefix": "", "daysFromHidingToDeletion": 1},
	}}), 400, "bad_json")
}

func TestStrictHeadersAndParameters(t *testing.T) {
	t.Parallel()
	w := newWire(t, func(o *emulator.Options) { o.Strict = true })
	b := w.bucket("strict-exact")
	id := *w.upload(b, "n", "x").FileID
	large := w.start(b, "large")
	for _, name := range []string{
		"X-Bz-File-Legalhold", "X-Bz-Server-Side-Encryption-Customer-Keyy", "X-Bz-Server-Side-Encryptions", "X-Bz-Part-Number", "X-Bz-Info-",
		"Content-Disposition", "Content-Encoding", "Content-Language", "Content-Location", "Content-Range", "Expires",
	} {
		u := w.uploadURL(b)
		h := uploadHeaders(u.Token, "n", "x")
		h[name] = "1"
		if a := w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), h); a.status != 400 || a.code() != "bad_request" {
			t.Errorf("upload with %s: %d %s", name, a.status, a.body)
		}
	}
	part := call[api.UploadPartURLResponse](w, api.CallGetUploadPartURL, map[string]any{"fileId": large})
	for _, name := range []string{api.HeaderFileName, "X-Bz-Info-x", api.HeaderEncryption, "Content-Encoding"} {
		h := map[string]string{"Authorization": part.Token, api.HeaderPartNumber: "1", api.HeaderContentSHA1: sha1Hex("x"), name: "1"}
		if a := w.send(http.MethodPost, part.UploadURL, strings.NewReader("x"), h); a.status != 400 {
			t.Errorf("part with %s: %d %s", name, a.status, a.body)
		}
	}
	auth := map[string]string{"Authorization": w.token}
	byID := emulator.Realm + "/b2api/v4/b2_download_file_by_id?fileId=" + id
	byName := emulator.Realm + "/file/strict-exact/n?"
	for url, want := range map[string]int{
		byID: 200, byID + "&b2ContentType=text%2Fhtml": 200, byID + "&b2ContentTyp=a": 400, byID + "&authorization=a": 400,
		byName: 200, byName + "Authorization=" + w.token: 200, byName + "fileId=" + id: 400,
	} {
		if a := w.send(http.MethodGet, url, nil, auth); a.status != want {
			t.Errorf("%s: %d %s", url, a.status, a.body)
		}
	}
	list := strings.NewReader(`{"bucketId":"` + b + `"}`)
	w.refused(w.send(http.MethodPost, emulator.Realm+"/b2api/v4/b2_list_file_names?maxFileCount=1", list, auth), 400, "bad_request")
	for _, name := range []string{api.HeaderFileName, api.HeaderEncryption, "X-Bz-Server-Side-Encryption-Customer-Kye"} {
		w.refused(w.get(http.MethodGet, id, map[string]string{name: "1"}), 400, "bad_request")
	}
}
