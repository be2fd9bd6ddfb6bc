package emulator_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

func (w *wire) lockedBucket(name string) string {
	w.t.Helper()
	return call[api.Bucket](w, "b2_create_bucket", map[string]any{
		"accountId": w.account, "bucketName": name, "bucketType": "allPrivate", "fileLockEnabled": true,
	}).BucketID
}

// uploadWith stores a file with further headers.
func (w *wire) uploadWith(bucketID, name string, header map[string]string) answer {
	w.t.Helper()
	u := w.uploadURL(bucketID)
	h := uploadHeaders(u.Token, name, "x")
	for k, v := range header {
		h[k] = v
	}
	return w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), h)
}

func (w *wire) millis(d time.Duration) int64 { return w.clock.Now().Add(d).UnixMilli() }

func (w *wire) retained(d time.Duration) map[string]string {
	return map[string]string{
		api.HeaderRetentionMode: "governance", api.HeaderRetentionUntil: strconv.FormatInt(w.millis(d), 10),
	}
}

// loginWith makes the session that of a new key.
func (w *wire) loginWith(capabilities ...string) {
	w.t.Helper()
	k := call[api.Key](w, "b2_create_key", map[string]any{"accountId": w.account, "keyName": "k", "capabilities": capabilities})
	w.login(k.KeyID, k.Secret)
}

// Lock headers: first the right, then the bucket, then the values.
func TestLockHeadersRefused(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	open, locked := w.bucket("open-bucket"), w.lockedBucket("locked-bucket")
	hour := w.retained(time.Hour)
	hold := map[string]string{api.HeaderLegalHold: "on"}
	with := func(name, value string) map[string]string {
		h := w.retained(time.Hour)
		h[name] = value
		return h
	}
	w.refused(w.uploadWith(open, "n", hour), 400, "bucket_missing_file_lock")
	w.refused(w.uploadWith(open, "n", hold), 400, "bucket_missing_file_lock")
	w.refused(w.uploadWith(locked, "n", w.retained(-time.Hour)), 400, "retain_until_timestamp_must_be_in_future")
	w.refused(w.uploadWith(locked, "n", with(api.HeaderRetentionMode, "forever")), 400, "bad_request")
	w.refused(w.uploadWith(locked, "n", with(api.HeaderRetentionUntil, "soon")), 400, "bad_request")
	w.refused(w.uploadWith(locked, "n", with(api.HeaderRetentionUntil, "")), 400, "bad_request")
	w.refused(w.uploadWith(locked, "n", with(api.HeaderLegalHold, "maybe")), 400, "bad_request")
	f := w.upload(locked, "source", "x")
	w.loginWith("writeFiles", "readFiles", "listFiles")
	w.refused(w.uploadWith(open, "n", hour), 401, "unauthorized")
	w.refused(w.uploadWith(open, "n", hold), 401, "unauthorized")
	asked := map[string]any{"mode": "governance", "retainUntilTimestamp": w.millis(time.Hour)}
	w.refused(w.post("b2_start_large_file", map[string]any{
		"bucketId": locked, "fileName": "n", "contentType": "b2/x-auto", "fileRetention": asked,
	}), 401, "unauthorized")
	w.refused(w.post("b2_copy_file", map[string]any{"sourceFileId": f.FileID, "fileName": "n", "legalHold": "on"}), 401, "unauthorized")
	w.refused(w.post("b2_update_file_legal_hold", map[string]any{
		"fileName": "source", "fileId": f.FileID, "legalHold": "on",
	}), 403, "access_denied")
}

// The right is looked at before the bucket's lock.
func TestLockUpdateOrder(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	f := w.upload(w.bucket("open-bucket"), "n", "x")
	update := func() answer {
		return w.post("b2_update_file_retention", map[string]any{
			"fileName": "n", "fileId": f.FileID, "fileRetention": map[string]any{"mode": nil, "retainUntilTimestamp": nil},
		})
	}
	w.refused(update(), 400, "bucket_missing_file_lock")
	w.loginWith("writeFiles")
	w.refused(update(), 403, "access_denied")
	w.token = "nonsense"
	w.refused(update(), 401, "bad_auth_token")
}

// A bucket's default goes to uploads, large files and copies that ask for
// nothing else, counted from their upload on; a source's lock does not.
func TestDefaultRetention(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.lockedBucket("locked-bucket")
	strict := *w.uploadFile(b, "strict", w.retained(90*24*time.Hour)).FileID
	call[api.Bucket](w, "b2_update_bucket", map[string]any{
		"accountId": w.account, "bucketId": b,
		"defaultRetention": map[string]any{"mode": "compliance", "period": map[string]any{"duration": 2, "unit": "days"}},
	})
	for name, f := range map[string]api.File{
		"upload": w.upload(b, "a", "x"),
		"start":  call[api.File](w, "b2_start_large_file", map[string]any{"bucketId": b, "fileName": "b", "contentType": "b2/x-auto"}),
		"copy":   call[api.File](w, "b2_copy_file", map[string]any{"sourceFileId": strict, "fileName": "c"}),
	} {
		r := f.Retention.Value
		if *r.Mode != "compliance" || *r.RetainUntil < w.millis(48*time.Hour-3*time.Second) || *r.RetainUntil > w.millis(48*time.Hour) {
			t.Errorf("%s: %s until %d", name, *r.Mode, *r.RetainUntil)
		}
	}
	if f := w.uploadFile(b, "d", w.retained(time.Hour)); *f.Retention.Value.Mode != "governance" {
		t.Errorf("asked for governance, got %s", *f.Retention.Value.Mode)
	}
}

func (w *wire) uploadFile(bucketID, name string, header map[string]string) api.File {
	w.t.Helper()
	if a := w.uploadWith(bucketID, name, header); a.status != http.StatusOK {
		w.t.Fatalf("upload %s: %d %s", name, a.status, a.body)
	}
	page := call[namesPage](w, "b2_list_file_names", map[string]any{"bucketId": bucketID, "prefix": name, "maxFileCount": 1})
	return page.Files[0]
}

// A download tells the lock in headers, and names those that it may not tell.
func TestLockInDownloads(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.lockedBucket("locked-bucket")
	h := w.retained(time.Hour)
	h[api.HeaderLegalHold] = "on"
	f := w.uploadFile(b, "n", h)
	got := w.get(http.MethodHead, *f.FileID, nil).header
	for name, want := range h {
		if got.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, got.Get(name), want)
		}
	}
	w.loginWith("readFiles", "readFileLegalHolds")
	got = w.get(http.MethodGet, *f.FileID, nil).header
	hidden := got.Get(api.HeaderUnauthorizedToRead)
	if got.Get(api.HeaderRetentionMode)+got.Get(api.HeaderRetentionUntil) != "" || got.Get(api.HeaderLegalHold) != "on" ||
		hidden != api.HeaderRetentionMode+","+api.HeaderRetentionUntil {
		t.Errorf("told %v", got)
	}
}

// An unfinished large file can be given up whatever it is to become.
func TestUnfinishedIsNotLocked(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.lockedBucket("locked-bucket")
	for _, end := range []string{"b2_cancel_large_file", "b2_delete_file_version"} {
		f := call[api.File](w, "b2_start_large_file", map[string]any{
			"bucketId": b, "fileName": "n", "contentType": "b2/x-auto", "legalHold": "on",
			"fileRetention": map[string]any{"mode": "compliance", "retainUntilTimestamp": w.millis(time.Hour)},
		})
		request := map[string]any{"fileId": f.FileID}
		if end == "b2_delete_file_version" {
			request["fileName"] = "n"
		}
		if a := w.post(end, request); a.status != http.StatusOK {
			t.Errorf("%s: %d %s", end, a.status, a.body)
		}
	}
}

// Locks outlive a restart, the changed and the lifted ones too.
func TestLockOnDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	on := func(o *emulator.Options) { o.Data = dir }
	w := newWire(t, on)
	b := w.lockedBucket("locked-bucket")
	lifted, held := w.uploadFile(b, "lifted", w.retained(time.Hour)), w.uploadFile(b, "held", w.retained(time.Hour))
	call[api.UpdateRetentionResponse](w, "b2_update_file_retention", map[string]any{
		"fileName": "lifted", "fileId": lifted.FileID, "bypassGovernance": true,
		"fileRetention": map[string]any{"mode": nil, "retainUntilTimestamp": nil},
	})
	call[api.LegalHold](w, "b2_update_file_legal_hold", map[string]any{"fileName": "held", "fileId": held.FileID, "legalHold": "on"})
	if err := w.e.Close(); err != nil {
		t.Fatal(err)
	}
	w = newWire(t, on)
	page := call[namesPage](w, "b2_list_file_names", map[string]any{"bucketId": b}).Files
	if len(page) != 2 || page[1].Retention.Value.Mode != nil {
		t.Fatalf("%+v", page)
	}
	if h := page[0]; *h.Retention.Value.Mode != "governance" || *h.LegalHold.Value != "on" {
		t.Errorf("held: %+v %+v", h.Retention, h.LegalHold)
	}
}
