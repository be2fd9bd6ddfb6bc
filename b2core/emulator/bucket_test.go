package emulator_test

import (
	"slices"
	"strings"
	"testing"

	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

func TestBucketLife(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	type args = map[string]any
	b := call[api.Bucket](w, "b2_create_bucket", args{
		"accountId": w.account, "bucketName": "Photos-2026", "bucketType": "allPrivate", "bucketInfo": args{"a": "b"},
		"lifecycleRules": []args{{"fileNamePrefix": "tmp/", "daysFromHidingToDeleting": 7}},
	})
	if b.Revision != 2 || len(b.BucketID) != 24 || b.BucketInfo["a"] != "b" || b.CORSRules == nil || b.Lifecycle[0].UploadingToHiding != nil {
		t.Errorf("created %+v", b)
	}
	w.refused(w.post("b2_create_bucket", args{"accountId": w.account, "bucketName": "photos-2026", "bucketType": "allPrivate"}), 400, "duplicate_bucket_name")
	u := call[api.Bucket](w, "b2_update_bucket", args{"accountId": w.account, "bucketId": b.BucketID, "bucketType": "allPublic", "ifRevisionIs": 2})
	if u.Revision != 3 || u.BucketType != "allPublic" || u.BucketInfo["a"] != "b" || len(u.Lifecycle) != 1 {
		t.Errorf("updated %+v", u)
	}
	w.refused(w.post("b2_update_bucket", args{"accountId": w.account, "bucketId": b.BucketID, "bucketType": "allPrivate", "ifRevisionIs": 2}), 409, "conflict")
	f := w.upload(b.BucketID, "n", "x")
	w.refused(w.post("b2_delete_bucket", args{"accountId": w.account, "bucketId": b.BucketID}), 400, "cannot_delete_non_empty_bucket")
	call[api.FileIDAndName](w, "b2_delete_file_version", args{"fileName": "n", "fileId": f.FileID})
	if d := call[api.Bucket](w, "b2_delete_bucket", args{"accountId": w.account, "bucketId": b.BucketID}); d.Revision != 4 {
		t.Errorf("deleted %+v", d)
	}
	w.refused(w.post("b2_delete_bucket", args{"accountId": w.account, "bucketId": b.BucketID}), 400, "bad_bucket_id")
	if page := call[api.ListBucketsResponse](w, "b2_list_buckets", args{"accountId": w.account, "bucketName": "photos-2026"}); len(page.Buckets) != 0 {
		t.Errorf("after deleting: %+v", page.Buckets)
	}
}

func TestBucketNames(t *testing.T) {
	t.Parallel()
	w := newWire(t, func(o *emulator.Options) { o.MaxBuckets = 2 })
	create := func(name string) answer {
		return w.post("b2_create_bucket", map[string]any{"accountId": w.account, "bucketName": name, "bucketType": "allPrivate"})
	}
	for _, name := range []string{"short", strings.Repeat("x", 64), "under_score", "dot.dot", "b2-reserved", "B2-reserved", "größer"} {
		w.refused(create(name), 400, "bad_request")
	}
	for _, name := range []string{"zzzzzz", strings.Repeat("x", 63)} {
		if a := create(name); a.status != 200 {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	w.refused(create("one-too-many"), 400, "too_many_buckets")
	var names []string
	for _, b := range call[api.ListBucketsResponse](w, "b2_list_buckets", map[string]any{"accountId": w.account, "bucketTypes": []string{"all"}}).Buckets {
		names = append(names, b.BucketName)
	}
	if !slices.IsSorted(names) || len(names) != 2 {
		t.Errorf("names %q", names)
	}
	w.refused(w.post("b2_list_buckets", map[string]any{"accountId": w.account, "bucketTypes": []string{"all", "allPublic"}}), 400, "bad_request")
}

func TestHideAndDelete(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("hide-delete")
	w.refused(w.post("b2_hide_file", map[string]any{"bucketId": b, "fileName": "n"}), 400, "no_such_file")
	f := w.upload(b, "n", "x")
	marker := w.hide(b, "n")
	if marker.Action != "hide" || *marker.ContentType != "application/x-bz-hide-marker" || *marker.ContentSHA1 != sha1Hex("") || marker.Retention != nil {
		t.Errorf("marker %+v", marker)
	}
	w.refused(w.post("b2_hide_file", map[string]any{"bucketId": b, "fileName": "n"}), 400, "already_hidden")
	gone := map[string]any{"fileName": "n", "fileId": *marker.FileID}
	w.refused(w.post("b2_delete_file_version", map[string]any{"fileName": "other", "fileId": *marker.FileID}), 400, "file_not_present")
	call[api.FileIDAndName](w, "b2_delete_file_version", gone)
	w.refused(w.post("b2_delete_file_version", gone), 400, "file_not_present")
	w.refused(w.post("b2_get_file_info", map[string]any{"fileId": *marker.FileID}), 404, "not_found")
	if got := call[namesPage](w, "b2_list_file_names", map[string]any{"bucketId": b}).Files; len(got) != 1 || *got[0].FileID != *f.FileID {
		t.Errorf("after unhiding: %+v", got)
	}
}

func TestStrictRefusesUnknownFields(t *testing.T) {
	t.Parallel()
	w := newWire(t, func(o *emulator.Options) { o.Strict = true })
	w.refused(w.post("b2_list_buckets", map[string]any{"accountId": w.account, "bucketTipes": []string{"all"}}), 400, "bad_json")
}

func TestCountersBillListings(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("counters")
	w.upload(b, "n", "hello")
	w.e.ResetCounters()
	call[namesPage](w, "b2_list_file_names", map[string]any{"bucketId": b, "maxFileCount": 1000})
	call[namesPage](w, "b2_list_file_names", map[string]any{"bucketId": b, "maxFileCount": 1001})
	call[versionsPage](w, "b2_list_file_versions", map[string]any{"bucketId": b, "maxFileCount": 10_000})
	w.byName("GET", "counters", "n", map[string]string{"Authorization": w.token})
	c := w.e.Counters()
	if c.Classes[emulator.ClassC] != 13 || c.Classes[emulator.ClassB] != 1 || c.Classes[emulator.ClassA] != 0 {
		t.Errorf("classes %v, want 1+2+10 of C and 1 of B", c.Classes)
	}
	if c.Calls["b2_list_file_names"] != 2 || c.BytesOut != 5 {
		t.Errorf("counters %+v", c)
	}
	a := w.send("GET", emulator.Realm+"/emulator/counters", nil, nil)
	if a.status != 200 || !strings.Contains(string(a.body), `"b2_list_file_names":2`) {
		t.Errorf("over HTTP: %d %s", a.status, a.body)
	}
}

func TestCallsByGet(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("get-calls")
	w.upload(b, "a/1", "x")
	w.upload(b, "a/2", "x")
	auth := map[string]string{"Authorization": w.token}
	a := w.send("GET", emulator.Realm+"/b2api/v2/b2_list_file_names?maxFileCount=1&prefix=a%2F&bucketId="+b, nil, auth)
	if a.status != 200 || !strings.Contains(string(a.body), `"nextFileName":"a/2"`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	a = w.send("GET", emulator.Realm+"/b2api/v1/b2_list_buckets?bucketTypes=allPublic,allPrivate&accountId="+w.account, nil, auth)
	if a.status != 200 || !strings.Contains(string(a.body), b) {
		t.Errorf("%d %s", a.status, a.body)
	}
	w.refused(w.send("GET", emulator.Realm+"/b2api/v2/b2_list_file_names?maxFileCount=x&bucketId="+b, nil, auth), 400, "bad_request")
	w.version = "v1"
	if got := call[namesPage](w, "b2_list_file_names", map[string]any{"bucketId": b}).Files[0]; got.SizeV1 == nil || *got.SizeV1 != 1 {
		t.Errorf("version 1 tells no size: %+v", got)
	}
}

func TestSnapshotBucketsTakeNoFiles(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	if err := w.e.Seed(); err != nil {
		t.Fatal(err)
	}
	b := call[api.ListBucketsResponse](w, api.CallListBuckets, map[string]any{"accountId": w.account, "bucketTypes": []string{"snapshot"}}).Buckets[0].BucketID
	f := call[namesPage](w, api.CallListFileNames, map[string]any{"bucketId": b}).Files[0]
	for c, request := range map[string]map[string]any{
		api.CallGetUploadURL:   {"bucketId": b},
		api.CallStartLargeFile: {"bucketId": b, "fileName": "n", "contentType": "b2/x-auto"},
		api.CallCopyFile:       {"sourceFileId": f.FileID, "fileName": "n"},
		api.CallHideFile:       {"bucketId": b, "fileName": f.FileName},
	} {
		a := w.post(c, request)
		if a.status != 400 || !strings.Contains(a.message(), "reserved") {
			t.Errorf("%s: %d %s", c, a.status, a.body)
		}
	}
}
