package emulator_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// Each call names what it cannot do without, and a request that leaves out one of
// them, or has null in its place, changes nothing.
func TestRequiredFields(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("required")
	call[api.Bucket](w, api.CallUpdateBucket, map[string]any{"accountId": w.account, "bucketId": b, "fileLockEnabled": true})
	id := *w.upload(b, "n", "x").FileID
	large := w.start(b, "large")
	retention := map[string]any{"mode": "governance", "retainUntilTimestamp": w.clock.Now().Add(time.Hour).UnixMilli()}
	rule := map[string]any{
		"name": "rule-one", "eventTypes": []string{"b2:ObjectCreated:*"}, "isEnabled": true, "objectNamePrefix": "",
		"targetConfiguration": map[string]any{"targetType": "webhook", "url": "https://example.com/"},
	}
	// In an order that leaves each its target.
	for _, c := range []struct {
		call    string
		request map[string]any
	}{
		{api.CallListKeys, map[string]any{"accountId": w.account}},
		{api.CallListBuckets, map[string]any{"accountId": w.account}},
		{api.CallCreateKey, map[string]any{"accountId": w.account, "capabilities": []string{"listFiles"}, "keyName": "k"}},
		{api.CallCreateBucket, map[string]any{"accountId": w.account, "bucketName": "another", "bucketType": "allPrivate"}},
		{api.CallUpdateBucket, map[string]any{"accountId": w.account, "bucketId": b}},
		{api.CallListFileNames, map[string]any{"bucketId": b}},
		{api.CallGetDownloadAuthorization, map[string]any{"bucketId": b, "fileNamePrefix": "", "validDurationInSeconds": 1}},
		{api.CallSetBucketNotificationRule, map[string]any{"bucketId": b, "eventNotificationRules": []any{rule}}},
		{api.CallUpdateFileRetention, map[string]any{"fileName": "n", "fileId": id, "fileRetention": retention}},
		{api.CallUpdateFileLegalHold, map[string]any{"fileName": "n", "fileId": id, "legalHold": "off"}},
		{api.CallCopyFile, map[string]any{"sourceFileId": id, "fileName": "copy"}},
		{api.CallCopyPart, map[string]any{"sourceFileId": id, "largeFileId": large, "partNumber": 1}},
		{api.CallStartLargeFile, map[string]any{"bucketId": b, "fileName": "other", "contentType": "b2/x-auto"}},
		{api.CallCancelLargeFile, map[string]any{"fileId": large}},
		{api.CallHideFile, map[string]any{"bucketId": b, "fileName": "n"}},
	} {
		call[map[string]any](w, c.call, c.request)
		for name := range c.request {
			without := maps.Clone(c.request)
			delete(without, name)
			null := maps.Clone(c.request)
			null[name] = nil
			for _, request := range []map[string]any{without, null} {
				if a := w.post(c.call, request); a.status != 400 || a.code() != "bad_request" || !strings.Contains(a.message(), name) {
					t.Errorf("%s without %s: %d %s", c.call, name, a.status, a.body)
				}
			}
		}
	}
	bypass := map[string]any{"fileName": "n", "fileId": id, "bypassGovernance": true}
	w.refused(w.post(api.CallUpdateFileRetention, bypass), 400, "bad_request")
	if f := call[api.File](w, api.CallGetFileInfo, map[string]any{"fileId": id}); f.Retention.Value.Mode == nil {
		t.Error("the retention was lifted")
	}
	if r := call[api.NotificationRules](w, api.CallGetBucketNotificationRule, map[string]any{"bucketId": b}); len(r.Rules) != 1 {
		t.Error("the notification rules were cleared")
	}
}

func TestForeignAccount(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("own-bucket")
	for _, c := range []string{
		api.CallListKeys, api.CallCreateKey, api.CallListBuckets, api.CallCreateBucket, api.CallUpdateBucket, api.CallDeleteBucket,
	} {
		a := w.post(c, map[string]any{
			"accountId": "0123456789ab", "bucketId": b, "bucketName": "another", "bucketType": "allPublic",
			"keyName": "k", "capabilities": []string{"listFiles"},
		})
		if a.status != 400 || a.code() != "bad_request" {
			t.Errorf("%s: %d %s", c, a.status, a.body)
		}
	}
	if got := call[api.ListBucketsResponse](w, api.CallListBuckets, map[string]any{"accountId": w.account}).Buckets; len(got) != 1 || got[0].BucketType != "allPrivate" {
		t.Errorf("buckets %+v", got)
	}
}

// What is no JSON, or JSON of another shape, is bad_json, in words of the protocol.
func TestBadJSON(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("bad-json")
	for _, body := range []string{
		`{"bucketId":7}`, `{"bucketId":"` + b + `","maxFileCount":"7"}`, `{"bucketId":"` + b + `","maxFileCount":1e99}`,
		`[]`, `"x"`, `7`, `null`, `{"bucketId":`, `{}x`, `{"bucketId":"` + b + `","prefix":{}}`,
	} {
		a := w.send(http.MethodPost, emulator.Realm+"/b2api/v4/"+api.CallListFileNames, strings.NewReader(body), map[string]string{"Authorization": w.token})
		if a.status != 400 || a.code() != "bad_json" && body != "null" {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
		if slices.ContainsFunc([]string{"Go ", "api.", "json:", "int", "struct"}, func(s string) bool { return strings.Contains(a.message(), s) }) {
			t.Errorf("%s: %s", body, a.message())
		}
	}
}
