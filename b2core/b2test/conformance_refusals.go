package b2test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"b2tui/b2core"
)

// Refusals proves that an account refuses what the protocol says, with its
// status and code. The requests are sent as they stand in a table, without the
// engine, which would not send most of them. It works in a bucket of its own and
// removes it.
func Refusals(t *testing.T, cfg Config) {
	t.Helper()
	s := newSuite(t, cfg)
	t.Cleanup(func() { s.cleanUp(t) })
	r := newRaw(t, s)
	for _, c := range slices.Concat(r.callRefusals(), r.bucketRefusals(), r.fileRefusals(), r.largeRefusals(), r.uploadRefusals(t), r.downloadRefusals()) {
		t.Run(c.name, func(t *testing.T) {
			status, code := r.send(t, c.sent)
			if status != c.status || !slices.Contains(strings.Fields(c.codes), code) {
				t.Errorf("%s is answered %d %s, not %d %s", c.sent.call, status, code, c.status, c.codes)
			}
		})
	}
}

// refusedRow is one row: what is sent, and how it has to be refused.
type refusedRow struct {
	name   string
	sent   raw
	status int
	codes  string // any of them, where the protocol is not sure
}

// raw is a request. A JSON call has args, or a body that is none; everything
// else has its own address.
type raw struct {
	call, url, method string
	args              map[string]any
	body              string
	header            map[string]string
}

// rawAccount is an account as plain HTTP sees it, with something to ask for.
type rawAccount struct {
	client     *http.Client
	account    string
	token      string
	api, files string // addresses
	bucket     b2core.Bucket
	file       b2core.FileVersion // of ten bytes
	large      string             // ID of an unfinished one
	hidden     string
}

func newRaw(t *testing.T, s *suite) *rawAccount {
	t.Helper()
	r := &rawAccount{client: &http.Client{Transport: s.cfg.Transport}, bucket: s.newBucket(t, b2core.BucketSpec{})}
	realm := map[string]string{
		"": "https://api.backblazeb2.com", "production": "https://api.backblazeb2.com", "staging": "https://api.backblaze.net",
	}[s.cfg.Credentials.Realm]
	if realm == "" {
		realm = s.cfg.Credentials.Realm
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.TrimSuffix(realm, "/")+"/b2api/v4/b2_authorize_account", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth(s.cfg.Credentials.KeyID, s.cfg.Credentials.Key.Reveal())
	var login struct {
		AccountID string `json:"accountId"`
		Token     string `json:"authorizationToken"`
		APIInfo   struct {
			Storage struct {
				API   string `json:"apiUrl"`
				Files string `json:"downloadUrl"`
			} `json:"storageApi"`
		} `json:"apiInfo"`
	}
	if status := r.do(t, req, &login); status != http.StatusOK {
		t.Fatalf("log in: %d", status)
	}
	r.account, r.token = login.AccountID, login.Token
	r.api, r.files = login.APIInfo.Storage.API, login.APIInfo.Storage.Files
	at := s.at(s.cfg.Credentials)
	r.file = at.put(t, r.bucket.ID, "refusals/file", []byte("0123456789"))
	r.hidden = at.put(t, r.bucket.ID, "refusals/hidden", []byte("x")).Name
	r.call(t, callHideFile, map[string]any{"bucketId": r.bucket.ID, "fileName": r.hidden})
	r.large, _ = r.call(t, callStartLargeFile, map[string]any{
		"bucketId": r.bucket.ID, "fileName": "refusals/large", "contentType": "b2/x-auto",
	})["fileId"].(string)
	return r
}

// call makes a JSON call that must succeed.
func (r *rawAccount) call(t *testing.T, name string, args map[string]any) map[string]any {
	t.Helper()
	var reply map[string]any
	if status := r.do(t, r.request(t, raw{call: name, args: args}), &reply); status != http.StatusOK {
		t.Fatalf("%s: %d %v", name, status, reply)
	}
	return reply
}

func (r *rawAccount) send(t *testing.T, sent raw) (status int, code string) {
	t.Helper()
	var reply struct {
		Code string `json:"code"`
	}
	status = r.do(t, r.request(t, sent), &reply)
	return status, reply.Code
}

func (r *rawAccount) request(t *testing.T, sent raw) *http.Request {
	t.Helper()
	method, url, body := sent.method, sent.url, sent.body
	if url == "" {
		method, url = http.MethodPost, r.api+"/b2api/v4/"+sent.call
	}
	if sent.args != nil {
		p, err := json.Marshal(sent.args)
		if err != nil {
			t.Fatal(err)
		}
		body = string(p)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", r.token)
	for name, v := range sent.header {
		req.Header.Set(name, v)
	}
	return req
}

func (r *rawAccount) do(t *testing.T, req *http.Request, reply any) (status int) {
	t.Helper()
	resp, err := r.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, reply); err != nil {
		t.Errorf("%s answers %d with no JSON: %.100q", req.URL.Path, resp.StatusCode, body)
	}
	return resp.StatusCode
}

const (
	strangeAccount = "0123456789ab"
	strangeBucket  = "0123456789abcdef01234567"
)

// callRefusals are about calls as such.
func (r *rawAccount) callRefusals() []refusedRow {
	list := raw{call: callListFileNames, args: map[string]any{"bucketId": r.bucket.ID}}
	wrong, none := list, list
	wrong.header = map[string]string{"Authorization": "nonsense"}
	none.header = map[string]string{"Authorization": ""}
	return []refusedRow{
		{"a token that is none", wrong, 401, "bad_auth_token"},
		{"no token", none, 401, "bad_auth_token unauthorized"},
		{"no JSON", raw{call: callListFileNames, body: "{"}, 400, "bad_json bad_request"},
		{"a number for a string", raw{call: callListFileNames, args: map[string]any{"bucketId": 7}}, 400, "bad_json bad_request"},
		{"no arguments", raw{call: callListFileNames, args: map[string]any{}}, 400, "bad_request"},
		{"keys of no account", raw{call: callListKeys, args: map[string]any{}}, 400, "bad_request"},
		{"keys of another account", raw{call: callListKeys, args: map[string]any{"accountId": strangeAccount}}, 400, "bad_request"},
		{"too many keys at once", raw{call: callListKeys, args: map[string]any{"accountId": r.account, "maxKeyCount": 10_001}}, 400, "out_of_range bad_request"},
		{"a key of an unknown right", r.newKey("readEverything", 60), 400, "bad_request"},
		{"a key of a thousand days", r.newKey("listFiles", 86_400_000), 400, "bad_request"},
		{"an unknown key", raw{call: callDeleteKey, args: map[string]any{"applicationKeyId": "000" + r.account + "ffffffffff"}}, 400, "bad_request"},
	}
}

func (r *rawAccount) newKey(right string, seconds int64) raw {
	return raw{call: callCreateKey, args: map[string]any{
		"accountId": r.account, "capabilities": []string{right}, "keyName": "refused", "validDurationInSeconds": seconds,
	}}
}

func (r *rawAccount) bucketRefusals() []refusedRow {
	create := func(account, name, kind string) raw {
		return raw{call: callCreateBucket, args: map[string]any{"accountId": account, "bucketName": name, "bucketType": kind}}
	}
	update := func(args map[string]any) raw {
		args["bucketId"] = r.bucket.ID
		return raw{call: callUpdateBucket, args: args}
	}
	return []refusedRow{
		{"create a bucket of another account", create(strangeAccount, r.bucket.Name+"-2", "allPrivate"), 400, "bad_request"},
		{"create a bucket twice", create(r.account, r.bucket.Name, "allPrivate"), 400, "duplicate_bucket_name"},
		{"create a bucket of a short name", create(r.account, "short", "allPrivate"), 400, "bad_request"},
		{"create a snapshot bucket", create(r.account, r.bucket.Name+"-2", "snapshot"), 400, "bad_request"},
		{"update a bucket of no account", update(map[string]any{"bucketType": "allPublic"}), 400, "bad_request"},
		{"update a bucket of another account", update(map[string]any{"accountId": strangeAccount}), 400, "bad_request"},
		{"update a bucket that was changed", update(map[string]any{"accountId": r.account, "ifRevisionIs": 999}), 409, "conflict"},
		{"retention without lock", update(map[string]any{
			"accountId": r.account, "defaultRetention": map[string]any{"mode": "governance", "period": map[string]any{"duration": 1, "unit": "days"}},
		}), 400, "bucket_missing_file_lock"},
		{"delete a bucket of no account", raw{call: callDeleteBucket, args: map[string]any{"bucketId": r.bucket.ID}}, 400, "bad_request"},
		{"delete a bucket that holds files", raw{call: callDeleteBucket, args: map[string]any{"accountId": r.account, "bucketId": r.bucket.ID}}, 400, "cannot_delete_non_empty_bucket bad_request"},
		{"delete an unknown bucket", raw{call: callDeleteBucket, args: map[string]any{"accountId": r.account, "bucketId": strangeBucket}}, 400, "bad_bucket_id bad_request"},
		{"notification rules without rules", raw{call: callSetBucketNotificationRule, args: map[string]any{"bucketId": r.bucket.ID}}, 400, "bad_request"},
	}
}

func (r *rawAccount) fileRefusals() []refusedRow {
	in := func(call string, args map[string]any) raw {
		args["bucketId"] = r.bucket.ID
		return raw{call: call, args: args}
	}
	id := r.file.ID
	of := func(call string, args map[string]any) raw {
		args["fileId"], args["fileName"] = id, r.file.Name
		return raw{call: call, args: args}
	}
	copied := func(source, ranged string) raw {
		return raw{call: callCopyFile, args: map[string]any{"sourceFileId": source, "fileName": "refusals/copy", "range": ranged}}
	}
	return []refusedRow{
		{"list an unknown bucket", raw{call: callListFileNames, args: map[string]any{"bucketId": strangeBucket}}, 400, "bad_bucket_id invalid_bucket_id bad_request"},
		{"list too many names at once", in(callListFileNames, map[string]any{"maxFileCount": 10_001}), 400, "out_of_range"},
		{"list from an ID without a name", in(callListFileVersions, map[string]any{"startFileId": id}), 400, "bad_request invalid_file_id"},
		{"list from an ID that is none", in(callListFileVersions, map[string]any{"startFileName": "a", "startFileId": "none"}), 400, "invalid_file_id bad_request"},
		{"hide what is not there", in(callHideFile, map[string]any{"fileName": "refusals/none"}), 400, "no_such_file"},
		{"hide what is hidden", in(callHideFile, map[string]any{"fileName": r.hidden}), 400, "already_hidden"},
		{"tell of an ID that is none", raw{call: callGetFileInfo, args: map[string]any{"fileId": "none"}}, 400, "bad_request"},
		{"delete by another name", raw{call: callDeleteFileVersion, args: map[string]any{"fileId": id, "fileName": "refusals/other"}}, 400, "file_not_present bad_request"},
		{"retain without lock", of(callUpdateFileRetention, map[string]any{"fileRetention": map[string]any{"mode": nil, "retainUntilTimestamp": nil}}), 400, "bucket_missing_file_lock"},
		{"hold without lock", of(callUpdateFileLegalHold, map[string]any{"legalHold": "on"}), 400, "bucket_missing_file_lock"},
		{"retain without a retention", of(callUpdateFileRetention, map[string]any{"bypassGovernance": true}), 400, "bad_request"},
		{"copy an ID that is none", copied("none", "bytes=0-1"), 400, "bad_request"},
		{"copy no range", copied(id, "garbage"), 400, "bad_request"},
		{"copy beyond the end", copied(id, "bytes=10-11"), 416, "range_not_satisfiable"},
		{"share without a prefix", in(callGetDownloadAuthorization, map[string]any{"validDurationInSeconds": 60}), 400, "bad_request"},
		{"share for no time", in(callGetDownloadAuthorization, map[string]any{"fileNamePrefix": "", "validDurationInSeconds": 0}), 400, "bad_request"},
		{"share for too long", in(callGetDownloadAuthorization, map[string]any{"fileNamePrefix": "", "validDurationInSeconds": 604_801}), 400, "bad_request"},
	}
}

func (r *rawAccount) largeRefusals() []refusedRow {
	sum := strings.Repeat("0", 40)
	return []refusedRow{
		{"start without a type", raw{call: callStartLargeFile, args: map[string]any{"bucketId": r.bucket.ID, "fileName": "refusals/large"}}, 400, "bad_request"},
		{"finish with one part", raw{call: callFinishLargeFile, args: map[string]any{"fileId": r.large, "partSha1Array": []string{sum}}}, 400, "bad_request"},
		{"finish with parts that are missing", raw{call: callFinishLargeFile, args: map[string]any{"fileId": r.large, "partSha1Array": []string{sum, sum}}}, 400, "missing_part bad_request"},
		{"finish without parts", raw{call: callFinishLargeFile, args: map[string]any{"fileId": r.large}}, 400, "bad_request"},
		{"finish what is none", raw{call: callFinishLargeFile, args: map[string]any{"fileId": r.file.ID, "partSha1Array": []string{sum, sum}}}, 400, "bad_request"},
		{"cancel what is none", raw{call: callCancelLargeFile, args: map[string]any{"fileId": "none"}}, 400, "bad_request"},
		{"too many parts at once", raw{call: callListParts, args: map[string]any{"fileId": r.large, "maxPartCount": 1001}}, 400, "out_of_range bad_request"},
	}
}

// uploadRefusals have a pair of address and token each: one ends with a failure.
func (r *rawAccount) uploadRefusals(t *testing.T) []refusedRow {
	t.Helper()
	upload := func(change map[string]string) raw {
		pair := r.call(t, callGetUploadURL, map[string]any{"bucketId": r.bucket.ID})
		h := map[string]string{
			"Authorization": fmt.Sprint(pair["authorizationToken"]), "X-Bz-File-Name": "refusals/up", "Content-Type": "text/plain",
			"X-Bz-Content-Sha1": "11f6ad8ec52a2984abaafd7c3b516503785c2072", // of "x"
		}
		for name, v := range change {
			h[name] = v
		}
		return raw{call: callUploadFile, method: http.MethodPost, url: fmt.Sprint(pair["uploadUrl"]), header: h, body: "x"}
	}
	crossed, other := upload(nil), upload(nil)
	crossed.url = other.url
	rows := []refusedRow{
		{"upload with another address's token", crossed, 401, "bad_auth_token unauthorized"},
		{"upload with the account's token", upload(map[string]string{"Authorization": r.token}), 401, "bad_auth_token unauthorized"},
	}
	for name, change := range map[string]map[string]string{
		"upload with a wrong hash":      {"X-Bz-Content-Sha1": strings.Repeat("0", 40)},
		"upload with a hash of no form": {"X-Bz-Content-Sha1": "none"},
		"upload without a name":         {"X-Bz-File-Name": ""},
		"upload a folder's name":        {"X-Bz-File-Name": "refusals/"},
		"upload without a type":         {"Content-Type": ""},
		"upload with reserved info":     {"X-Bz-Info-b2-secret": "1"},
		"upload with wrong expiry":      {"X-Bz-Info-b2-expires": "soon"},
	} {
		rows = append(rows, refusedRow{name, upload(change), 400, "bad_request"})
	}
	return append(rows,
		refusedRow{"upload with retention, without lock", upload(map[string]string{
			"X-Bz-File-Retention-Mode": "governance", "X-Bz-File-Retention-Retain-Until-Timestamp": "4000000000000",
		}), 400, "bucket_missing_file_lock"})
}

func (r *rawAccount) downloadRefusals() []refusedRow {
	get := func(path string, header map[string]string) raw {
		return raw{call: callDownloadFileByName, method: http.MethodGet, url: r.files + path, header: header}
	}
	byName := "/file/" + r.bucket.Name + "/"
	byID := "/b2api/v4/" + callDownloadFileByID + "?fileId="
	posted := get(byName+r.file.Name, nil)
	posted.method = http.MethodPost
	return []refusedRow{
		{"download without a token", get(byName+r.file.Name, map[string]string{"Authorization": ""}), 401, "bad_auth_token unauthorized"},
		{"download by POST", posted, 405, "method_not_allowed"},
		{"download what is not there", get(byName+"refusals/none", nil), 404, "not_found"},
		{"download what is hidden", get(byName+r.hidden, nil), 404, "not_found"},
		{"download an ID that is none", get(byID+"none", nil), 400, "bad_request"},
		{"download an unfinished file", get(byID+r.large, nil), 404, "not_found"},
		{"download beyond the end", get(byID+r.file.ID, map[string]string{"Range": "bytes=10-"}), 416, "range_not_satisfiable"},
		{"download with a wrong expiry", get(byName+r.file.Name+"?b2Expires=soon", nil), 400, "bad_request"},
		{"download with a customer's key that is not asked for", get(byID+r.file.ID, map[string]string{
			"X-Bz-Server-Side-Encryption-Customer-Algorithm": "AES256", "X-Bz-Server-Side-Encryption-Customer-Key": "nonsense",
			"X-Bz-Server-Side-Encryption-Customer-Key-Md5": "nonsense",
		}), 400, "bad_request"},
	}
}
