package emulator_test

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// wire is a client that sends exactly what it is told, so that the tests see
// what is on the wire and not what an engine makes of it.
type wire struct {
	t     *testing.T
	e     *emulator.Emulator
	http  *http.Client
	clock *emulator.ManualClock
	// The session that calls are made in.
	version, token, account string
}

func newWire(t *testing.T, set ...func(*emulator.Options)) *wire {
	t.Helper()
	clock := emulator.NewManualClock(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))
	o := emulator.Options{Seed: 1, Clock: clock, MinimumPartSize: 100, RecommendedPartSize: 1000}
	for _, f := range set {
		f(&o)
	}
	e, err := emulator.New(o)
	if err != nil {
		t.Fatal(err)
	}
	transport := e.Transport()
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &wire{t: t, e: e, http: &http.Client{Transport: transport}, clock: clock, version: "v4"}
	w.login(e.KeyID(), e.Key())
	return w
}

type answer struct {
	status int
	header http.Header
	body   []byte
	err    error // the connection's
	closes bool  // the server closes the connection
}

func (a answer) code() string {
	code, _, _ := api.ParseError(a.body)
	return code
}

func (a answer) message() string {
	_, message, _ := api.ParseError(a.body)
	return message
}

func (w *wire) send(method, url string, body io.Reader, header map[string]string) answer {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, url, body)
	if err != nil {
		w.t.Fatal(err)
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	resp, err := w.http.Do(req)
	if err != nil {
		return answer{err: err}
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, b, err, resp.Close}
}

// login authorises and makes the session that of the key.
func (w *wire) login(id, key string) {
	w.t.Helper()
	a := w.authorize("v4", id, key)
	r, err := api.DecodeAuthorize(a.body)
	if err != nil {
		w.t.Fatalf("login: %d %s", a.status, a.body)
	}
	w.token, w.account = r.Token, r.AccountID
}

func (w *wire) authorize(version, id, key string) answer {
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, emulator.Realm+"/b2api/"+version+"/b2_authorize_account", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	req.SetBasicAuth(id, key)
	resp, err := w.http.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, b, err, resp.Close}
}

func (w *wire) post(call string, request any) answer {
	w.t.Helper()
	body, err := json.Marshal(request)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.send(http.MethodPost, emulator.Realm+"/b2api/"+w.version+"/"+call, bytes.NewReader(body),
		map[string]string{"Authorization": w.token})
}

// call posts and decodes a reply that must succeed.
func call[T any](w *wire, name string, request any) T {
	w.t.Helper()
	a := w.post(name, request)
	var v T
	if a.status != http.StatusOK || json.Unmarshal(a.body, &v) != nil {
		w.t.Fatalf("%s: %d %s %v", name, a.status, a.body, a.err)
	}
	return v
}

// refused asserts how a call is refused.
func (w *wire) refused(a answer, status int, code string) {
	w.t.Helper()
	if a.err != nil || a.status != status || a.code() != code {
		w.t.Errorf("got %d %q %v, want %d %q", a.status, a.body, a.err, status, code)
	}
}

func (w *wire) bucket(name string) string {
	w.t.Helper()
	return call[api.Bucket](w, "b2_create_bucket", map[string]any{
		"accountId": w.account, "bucketName": name, "bucketType": "allPrivate",
	}).BucketID
}

func (w *wire) uploadURL(bucketID string) api.UploadURLResponse {
	w.t.Helper()
	return call[api.UploadURLResponse](w, "b2_get_upload_url", map[string]any{"bucketId": bucketID})
}

func uploadHeaders(token, name, content string) map[string]string {
	return map[string]string{
		"Authorization": token, api.HeaderFileName: api.Encode(name), "Content-Type": "text/plain",
		api.HeaderContentSHA1: sha1Hex(content),
	}
}

func sha1Hex(s string) string {
	sum := sha1.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

// upload stores a small file, a second after whatever was before.
func (w *wire) upload(bucketID, name, content string) api.File {
	w.t.Helper()
	w.clock.Advance(time.Second)
	u := w.uploadURL(bucketID)
	a := w.send(http.MethodPost, u.UploadURL, strings.NewReader(content), uploadHeaders(u.Token, name, content))
	var f api.File
	if a.status != http.StatusOK || json.Unmarshal(a.body, &f) != nil {
		w.t.Fatalf("upload %s: %d %s %v", name, a.status, a.body, a.err)
	}
	return f
}

func (w *wire) hide(bucketID, name string) api.File {
	w.t.Helper()
	w.clock.Advance(time.Second)
	return call[api.File](w, "b2_hide_file", map[string]any{"bucketId": bucketID, "fileName": name})
}

func (w *wire) start(bucketID, name string) string {
	w.t.Helper()
	w.clock.Advance(time.Second)
	f := call[api.File](w, "b2_start_large_file", map[string]any{"bucketId": bucketID, "fileName": name, "contentType": "b2/x-auto"})
	return *f.FileID
}

func (w *wire) part(fileID string, number int, content string) answer {
	w.t.Helper()
	u := call[api.UploadPartURLResponse](w, "b2_get_upload_part_url", map[string]any{"fileId": fileID})
	return w.send(http.MethodPost, u.UploadURL, strings.NewReader(content), map[string]string{
		"Authorization": u.Token, api.HeaderPartNumber: strconv.Itoa(number), api.HeaderContentSHA1: sha1Hex(content),
	})
}

// get downloads by id, with further headers.
func (w *wire) get(method, fileID string, header map[string]string) answer {
	w.t.Helper()
	h := map[string]string{"Authorization": w.token}
	for k, v := range header {
		h[k] = v
	}
	return w.send(method, emulator.Realm+"/b2api/v4/b2_download_file_by_id?fileId="+fileID, nil, h)
}

func (w *wire) byName(method, bucket, name string, header map[string]string) answer {
	w.t.Helper()
	return w.send(method, emulator.Realm+"/file/"+bucket+"/"+api.Encode(name), nil, header)
}

// files tells a page in short: names, with the action unless it is upload.
func files(page []api.File) []string {
	var out []string
	for _, f := range page {
		s := f.FileName
		if f.Action != api.ActionUpload && f.Action != api.ActionFolder {
			s += " " + f.Action
		}
		out = append(out, s)
	}
	return out
}
