package b2core

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"b2tui/b2core/internal/api"
)

// A name that may be given survives its coding, and one that may not is refused
// without a panic.
func FuzzFileName(f *testing.F) {
	for _, s := range []string{"a", "dir/ä ö", "a//b", "/a", "a/", "\x00", "\xff", strings.Repeat("x", 251), "+%/~", ".."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if err := CheckFileName(name); err != nil {
			if s := err.Error(); strings.ContainsAny(s, "\x1b\r\n") {
				t.Errorf("the reason has control characters: %q", s)
			}
			return
		}
		if !utf8.ValidString(name) || len(name) > maxName {
			t.Errorf("%q may be given", name)
		}
		if back, err := api.Decode(api.Encode(name)); err != nil || back != name {
			t.Errorf("%q comes back as %q: %v", name, back, err)
		}
	})
}

// An answer is taken for a range only when it is exactly that range.
func FuzzRangeReply(f *testing.F) {
	f.Add(206, "bytes 500-999/1000", int64(500), "id")
	f.Add(200, "", int64(1000), "id")
	f.Add(206, "bytes 0-499/1000", int64(500), "id")
	f.Add(206, "bytes */1000", int64(-1), "")
	f.Add(206, "bytes 500-999/*", int64(500), "id")
	d := &download{plan: Plan{Size: 1000, PartSize: 500}, r: DownloadRequest{File: FileVersion{ID: "id"}}}
	f.Fuzz(func(t *testing.T, status int, contentRange string, length int64, id string) {
		h := http.Header{}
		h.Set("Content-Range", contentRange)
		h.Set(api.HeaderFileID, id)
		resp := &http.Response{StatusCode: status, Header: h, ContentLength: length}
		right := status == 206 && contentRange == "bytes 500-999/1000" && (length < 0 || length == 500) && id == "id"
		if err := d.expect(resp, true, 500, 500); (err == nil) != right {
			t.Errorf("status %d, %q, %d bytes, file %q: %v", status, contentRange, length, id, err)
		}
	})
}

// What a download's headers say of a version never panics, and has an ID and a size.
func FuzzVersionOfHeader(f *testing.F) {
	f.Add("id", "1700000000000", "a", "b%20c", "governance", "1700000000000", int64(5))
	f.Add("", "-1", "\r\n", "%", "x", "99999999999999999999", int64(-1))
	f.Fuzz(func(t *testing.T, id, uploaded, key, value, mode, until string, length int64) {
		h := http.Header{}
		h.Set(api.HeaderFileID, id)
		h.Set(api.HeaderUploadTimestamp, uploaded)
		h.Set(api.HeaderInfoPrefix+key, value)
		h.Set(api.HeaderRetentionMode, mode)
		h.Set(api.HeaderRetentionUntil, until)
		h.Set("Expires", value)
		v, err := versionOfHeader(&http.Response{Header: h, ContentLength: length}, "bucket", "name")
		if err == nil && (v.ID == "" || v.Size < 0) {
			t.Errorf("%+v", v)
		}
		_, _ = v.ModTime(), v.Headers()
	})
}
