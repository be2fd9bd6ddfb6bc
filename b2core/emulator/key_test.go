package emulator_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"b2tui/b2core/internal/api"
)

func (w *wire) newKey(request map[string]any) api.Key {
	w.t.Helper()
	request["accountId"], request["keyName"] = w.account, "test-key"
	return call[api.Key](w, "b2_create_key", request)
}

func TestAuthorizeShapes(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	for version, want := range map[string]string{
		"v1": `"minimumPartSize":1000`, "v2": `"s3ApiUrl":`, "v3": `"infoType":"storageApi"`, "v4": `"allowed":{`,
	} {
		a := w.authorize(version, w.e.KeyID(), w.e.Key())
		r, err := api.DecodeAuthorize(a.body)
		if err != nil || !strings.Contains(string(a.body), want) {
			t.Fatalf("%s: %s %v, want %s in it", version, a.body, err, want)
		}
		if s := r.APIInfo.Storage; s.MinimumPartSize != 100 || s.RecommendedPartSize != 1000 || s.Allowed.Buckets != nil {
			t.Errorf("%s: %+v", version, s)
		}
		// One token space: a token of any version works on the paths of all.
		w.token = r.Token
		for _, other := range []string{"v1", "v2", "v3", "v4"} {
			w.version = other
			call[api.ListBucketsResponse](w, "b2_list_buckets", map[string]any{"accountId": w.account})
		}
	}
}

func TestAuthorizeRefuses(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.refused(w.authorize("v4", w.e.KeyID(), "wrong"), 401, "unauthorized")
	a := w.authorize("v4", "nobody", "x")
	w.refused(a, 401, "bad_auth_token")
	if got := a.header.Get("WWW-Authenticate"); got != `BASIC realm="authorize_account"` {
		t.Errorf("WWW-Authenticate %q", got)
	}
	w.refused(w.send(http.MethodGet, "http://emulator.invalid/b2api/v5/b2_authorize_account", nil, nil), 404, "not_found")
	w.refused(w.send(http.MethodDelete, "http://emulator.invalid/b2api/v4/b2_list_buckets", nil, nil), 405, "method_not_allowed")
	w.refused(w.send(http.MethodPost, "http://emulator.invalid/b2api/v4/b2_nothing", nil, nil), 404, "not_found")
}

func TestRestrictedKey(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	mine, other := w.bucket("mine-bucket"), w.bucket("other-bucket")
	inside := *w.upload(mine, "in/a", "x").FileID
	outside := *w.upload(mine, "out", "x").FileID
	elsewhere := *w.upload(other, "in/a", "x").FileID
	k := w.newKey(map[string]any{
		"capabilities": []string{"listBuckets", "listFiles", "readFiles", "writeFiles", "shareFiles"},
		"bucketIds":    []string{mine}, "namePrefix": "in/",
	})
	w.login(k.KeyID, k.Secret)
	type args = map[string]any
	for _, c := range []struct {
		name, call string
		args       args
		status     int
	}{
		{"all buckets", "b2_list_buckets", args{"accountId": w.account}, 401},
		{"its bucket by id", "b2_list_buckets", args{"accountId": w.account, "bucketId": mine}, 200},
		{"its bucket by name", "b2_list_buckets", args{"accountId": w.account, "bucketName": "MINE-bucket"}, 200},
		{"another bucket by name", "b2_list_buckets", args{"accountId": w.account, "bucketName": "other-bucket"}, 401},
		{"no such bucket", "b2_list_buckets", args{"accountId": w.account, "bucketName": "no-bucket"}, 401},
		{"create a bucket", "b2_create_bucket", args{"accountId": w.account, "bucketName": "new-bucket", "bucketType": "allPrivate"}, 401},
		{"list all", "b2_list_file_names", args{"bucketId": mine}, 401},
		{"list a shorter prefix", "b2_list_file_names", args{"bucketId": mine, "prefix": "in"}, 401},
		{"list its prefix", "b2_list_file_names", args{"bucketId": mine, "prefix": "in/"}, 200},
		{"list a longer prefix", "b2_list_file_versions", args{"bucketId": mine, "prefix": "in/a"}, 200},
		{"list another bucket", "b2_list_file_names", args{"bucketId": other, "prefix": "in/"}, 401},
		{"unfinished without prefix", "b2_list_unfinished_large_files", args{"bucketId": mine}, 401},
		{"info inside", "b2_get_file_info", args{"fileId": inside}, 200},
		{"info outside", "b2_get_file_info", args{"fileId": outside}, 401},
		{"info elsewhere", "b2_get_file_info", args{"fileId": elsewhere}, 401},
		{"hide outside", "b2_hide_file", args{"bucketId": mine, "fileName": "out"}, 401},
		{"copy out", "b2_copy_file", args{"sourceFileId": inside, "fileName": "out2"}, 401},
		{"copy in from outside", "b2_copy_file", args{"sourceFileId": outside, "fileName": "in/b"}, 401},
		{"copy inside", "b2_copy_file", args{"sourceFileId": inside, "fileName": "in/b"}, 200},
		{"start outside", "b2_start_large_file", args{"bucketId": mine, "fileName": "x", "contentType": "a/b"}, 401},
		{"upload URL elsewhere", "b2_get_upload_url", args{"bucketId": other}, 401},
		{"share outside", "b2_get_download_authorization", args{"bucketId": mine, "fileNamePrefix": "", "validDurationInSeconds": 9}, 401},
		{"delete lacks the capability", "b2_delete_file_version", args{"fileName": "in/a", "fileId": inside}, 401},
		{"keys", "b2_list_keys", args{"accountId": w.account}, 401},
	} {
		a := w.post(c.call, c.args)
		if a.status != c.status || a.status == 401 && a.code() != "unauthorized" {
			t.Errorf("%s: %d %s, want %d", c.name, a.status, a.body, c.status)
		}
	}
	u := w.uploadURL(mine)
	a := w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), uploadHeaders(u.Token, "out", "x"))
	w.refused(a, 401, "unauthorized")
	for name, want := range map[string]int{"in/a": 200, "out": 401} {
		if a := w.byName(http.MethodGet, "mine-bucket", name, map[string]string{"Authorization": w.token}); a.status != want {
			t.Errorf("download %s: %d", name, a.status)
		}
	}
}

func TestKeyLife(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	master := w.token
	k := w.newKey(map[string]any{"capabilities": []string{"listBuckets"}, "validDurationInSeconds": 3600})
	if !strings.HasPrefix(k.KeyID, "002"+w.account) || len(k.KeyID) != 25 || len(k.Secret) != 31 || k.Secret[0] != 'K' {
		t.Errorf("shape %q %q", k.KeyID, k.Secret)
	}
	if want := w.clock.Now().Add(time.Hour).UnixMilli(); k.Expiration == nil || *k.Expiration != want {
		t.Errorf("expires %v, want %d", k.Expiration, want)
	}
	w.login(k.KeyID, k.Secret)
	list := map[string]any{"accountId": w.account}
	call[api.ListBucketsResponse](w, "b2_list_buckets", list)
	w.clock.Advance(time.Hour)
	w.refused(w.post("b2_list_buckets", list), 401, "expired_auth_token")
	w.refused(w.authorize("v4", k.KeyID, k.Secret), 401, "expired_auth_token")

	w.token = master
	second := w.newKey(map[string]any{"capabilities": []string{"listBuckets"}})
	w.login(second.KeyID, second.Secret)
	of := w.token
	w.token = master
	page := call[api.ListKeysResponse](w, "b2_list_keys", list)
	if len(page.Keys) != 1 || page.Keys[0].KeyID != second.KeyID || page.Keys[0].Secret != "" {
		t.Errorf("keys %+v, want the one that lives, without its secret", page.Keys)
	}
	call[api.Key](w, "b2_delete_key", map[string]any{"applicationKeyId": second.KeyID})
	w.refused(w.post("b2_delete_key", map[string]any{"applicationKeyId": second.KeyID}), 400, "bad_request")
	w.token = of
	w.refused(w.post("b2_list_buckets", list), 401, "bad_auth_token")
	w.token = master
	w.clock.Advance(24 * time.Hour)
	w.refused(w.post("b2_list_buckets", list), 401, "expired_auth_token")
}

func TestKeysByVersion(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	one, two := w.bucket("bucket-one"), w.bucket("bucket-two")
	read := []string{"listFiles"}
	multi := w.newKey(map[string]any{"capabilities": read, "bucketIds": []string{one, two}})
	w.version = "v2"
	old := call[api.KeyV3](w, "b2_create_key", map[string]any{"accountId": w.account, "keyName": "old", "capabilities": read, "bucketId": one})
	if old.BucketID == nil || *old.BucketID != one {
		t.Errorf("old key %+v", old)
	}
	if page := call[api.ListKeysResponseV3](w, "b2_list_keys", map[string]any{"accountId": w.account}); len(page.Keys) != 1 {
		t.Errorf("v2 tells of %d keys, want only the one it can describe", len(page.Keys))
	}
	w.refused(w.authorize("v3", multi.KeyID, multi.Secret), 400, "bad_request")
	for _, version := range []string{"v1", "v3", "v4"} {
		if a := w.authorize(version, old.KeyID, old.Secret); a.status != 200 {
			t.Errorf("old key at %s: %d", version, a.status)
		}
	}
	w.version = "v4"
	call[api.Bucket](w, "b2_delete_bucket", map[string]any{"accountId": w.account, "bucketId": two})
	r, err := api.DecodeAuthorize(w.authorize("v4", multi.KeyID, multi.Secret).body)
	if b := r.APIInfo.Storage.Allowed.Buckets; err != nil || len(b) != 2 || b[0].Name == nil || b[1].Name != nil {
		t.Errorf("a deleted bucket in a key's list: %+v %v", b, err)
	}
}

func TestCreateKeyRefuses(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("key-bucket")
	for name, request := range map[string]map[string]any{
		"no capability":      {"capabilities": []string{}},
		"unknown capability": {"capabilities": []string{"fly"}},
		"account-wide":       {"capabilities": []string{"writeKeys"}, "bucketIds": []string{b}},
		"unknown bucket":     {"capabilities": []string{"listFiles"}, "bucketIds": []string{"x"}},
		"old field":          {"capabilities": []string{"listFiles"}, "bucketId": b},
		"too long":           {"capabilities": []string{"listFiles"}, "validDurationInSeconds": 86_400_001},
		"no time":            {"capabilities": []string{"listFiles"}, "validDurationInSeconds": 0},
		"bad name":           {"capabilities": []string{"listFiles"}, "keyName": "a b"},
	} {
		request["accountId"] = w.account
		if request["keyName"] == nil {
			request["keyName"] = "k"
		}
		if a := w.post("b2_create_key", request); a.status != 400 {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}

func TestListKeysPages(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	for range 5 {
		w.newKey(map[string]any{"capabilities": []string{"listFiles"}})
	}
	seen := map[string]bool{}
	r := map[string]any{"accountId": w.account, "maxKeyCount": 2}
	for {
		page := call[api.ListKeysResponse](w, "b2_list_keys", r)
		for _, k := range page.Keys {
			seen[k.KeyID] = true
		}
		if page.NextKeyID == nil {
			break
		}
		r["startApplicationKeyId"] = *page.NextKeyID
	}
	if len(seen) != 5 {
		t.Errorf("%d keys over all pages", len(seen))
	}
}

func TestErrorModel(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	a := w.post("b2_get_file_info", map[string]any{"fileId": "bad-id"})
	var body map[string]any
	if err := json.Unmarshal(a.body, &body); err != nil {
		t.Fatal(err)
	}
	if body["status"] != 400.0 || body["code"] != "bad_request" || body["message"] != "Invalid fileId: bad-id" {
		t.Errorf("body %v", body)
	}
	if a.header.Get("Content-Type") != "application/json;charset=utf-8" || a.header.Get("Cache-Control") == "" || !a.closes {
		t.Errorf("headers %v", a.header)
	}
	raw := w.send(http.MethodPost, "http://emulator.invalid/b2api/v4/b2_get_file_info", strings.NewReader("{"), map[string]string{"Authorization": w.token})
	w.refused(raw, 400, "bad_json")
}

// A key that is bound to a prefix alone is a restricted key, too.
func TestPrefixKeyMakesNoAccountCalls(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	k := w.newKey(map[string]any{
		"capabilities": []string{"listKeys", "writeKeys", "deleteKeys", "writeBuckets"}, "namePrefix": "in/",
	})
	w.login(k.KeyID, k.Secret)
	for c, request := range map[string]map[string]any{
		api.CallCreateKey:    {"accountId": w.account, "capabilities": []string{"deleteFiles"}, "keyName": "k"},
		api.CallListKeys:     {"accountId": w.account},
		api.CallDeleteKey:    {"applicationKeyId": k.KeyID},
		api.CallCreateBucket: {"accountId": w.account, "bucketName": "another", "bucketType": "allPublic"},
	} {
		if a := w.post(c, request); a.status != 401 || a.code() != api.CodeUnauthorized {
			t.Errorf("%s: %d %s", c, a.status, a.body)
		}
	}
}

func TestKeyLifetimeIsLessThanThousandDays(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	for seconds, want := range map[int64]int{-1: 400, 0: 400, 1: 200, 86_399_999: 200, 86_400_000: 400, 1 << 60: 400} {
		a := w.post(api.CallCreateKey, map[string]any{
			"accountId": w.account, "capabilities": []string{"listFiles"}, "keyName": "k", "validDurationInSeconds": seconds,
		})
		if a.status != want {
			t.Errorf("%d s: %d %s", seconds, a.status, a.body)
		}
	}
}
