package emulator_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"b2tui/b2core/internal/api"
)

// The wire's emulator wants parts of 100 bytes.
var (
	partA = strings.Repeat("a", 100)
	partB = strings.Repeat("b", 150)
	partC = "c"
)

func finish(w *wire, id string, sums ...string) answer {
	return w.post("b2_finish_large_file", map[string]any{"fileId": id, "partSha1Array": sums})
}

func TestLargeFile(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("large-files")
	id := w.start(b, "film.mp4")
	for _, p := range []struct {
		number int
		text   string
	}{{3, partC}, {1, partB}, {2, partB}, {1, partA}} {
		if a := w.part(id, p.number, p.text); a.status != 200 {
			t.Fatalf("part %d: %d %s", p.number, a.status, a.body)
		}
	}
	if page := call[namesPage](w, "b2_list_file_names", map[string]any{"bucketId": b}); len(page.Files) != 0 {
		t.Errorf("visible before it is finished: %q", files(page.Files))
	}
	parts := listParts(w, id)
	if want := []string{sha1Hex(partA), sha1Hex(partB), sha1Hex(partC)}; !slices.Equal(parts, want) {
		t.Errorf("parts %q, want %q: the repeated one replaced", parts, want)
	}
	done := call[api.File](w, "b2_finish_large_file", map[string]any{"fileId": id, "partSha1Array": parts})
	if *done.FileID != id || *done.ContentSHA1 != "none" || done.ContentMD5 != nil || done.ContentLength != 251 || *done.ContentType != "video/mp4" {
		t.Errorf("finished %+v", done)
	}
	if got := string(w.get(http.MethodGet, id, nil).body); got != partA+partB+partC {
		t.Errorf("content %q", got)
	}
	if got := string(w.get(http.MethodGet, id, map[string]string{"Range": "bytes=98-250"}).body); got != "aa"+partB+partC {
		t.Errorf("range over parts %q", got)
	}
	w.refused(finish(w, id, parts...), 400, "bad_request")
	w.refused(w.post("b2_list_parts", map[string]any{"fileId": id}), 400, "bad_request")
	w.refused(w.post("b2_get_upload_part_url", map[string]any{"fileId": id}), 400, "bad_request")
}

func listParts(w *wire, id string) []string {
	var sums []string
	r := map[string]any{"fileId": id, "maxPartCount": 2}
	for {
		page := call[api.ListPartsResponse](w, "b2_list_parts", r)
		for _, p := range page.Parts {
			sums = append(sums, p.ContentSHA1)
		}
		if page.NextPartNumber == nil {
			return sums
		}
		r["startPartNumber"] = *page.NextPartNumber
	}
}

func TestFinishChecksParts(t *testing.T) {
	t.Parallel()
	a, b, c := sha1Hex(partA), sha1Hex(partB), sha1Hex(partC)
	for _, test := range []struct {
		name  string
		parts map[int]string
		sums  []string
		code  string
	}{
		{"one part", map[int]string{1: partA}, []string{a}, "bad_request"},
		{"none", nil, nil, "bad_request"},
		{"one missing", map[int]string{1: partA}, []string{a, b}, "missing_part"},
		{"a gap", map[int]string{1: partA, 3: partB}, []string{a, b}, "missing_part"},
		{"another hash", map[int]string{1: partA, 2: partB}, []string{a, a}, "part_sha1_mismatch"},
		{"another order", map[int]string{1: partA, 2: partB}, []string{b, a}, "part_sha1_mismatch"},
		{"small first part", map[int]string{1: partC, 2: partA}, []string{c, a}, "bad_request"},
		{"too few hashes", map[int]string{1: partA, 2: partA, 3: partB}, []string{a, a}, "bad_request"},
		{"small last part", map[int]string{1: partA, 2: partC}, []string{a, c}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			id := w.start(w.bucket("finish"), "n")
			for n, text := range test.parts {
				if got := w.part(id, n, text); got.status != 200 {
					t.Fatalf("part %d: %d %s", n, got.status, got.body)
				}
			}
			got := finish(w, id, test.sums...)
			if test.code == "" {
				if got.status != 200 {
					t.Errorf("got %d %s", got.status, got.body)
				}
				return
			}
			w.refused(got, 400, test.code)
			if a := w.part(id, 9, partC); a.status != 200 {
				t.Errorf("after a refused finish the file takes no part: %d %s", a.status, a.body)
			}
		})
	}
}

func TestPartRefused(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	id := w.start(w.bucket("refused"), "n")
	w.refused(w.part(id, 0, "x"), 400, "bad_request")
	w.refused(w.part(id, 10_001, "x"), 400, "bad_request")
	u := call[api.UploadPartURLResponse](w, "b2_get_upload_part_url", map[string]any{"fileId": id})
	w.refused(w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), map[string]string{
		"Authorization": u.Token, api.HeaderPartNumber: "1", api.HeaderContentSHA1: sha1Hex("y"),
	}), 400, "bad_request")
	if got := listParts(w, id); len(got) != 0 {
		t.Errorf("a part with a wrong hash is listed: %q", got)
	}
}

func TestCancelLargeFile(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("cancel")
	id := w.start(b, "n")
	u := call[api.UploadPartURLResponse](w, "b2_get_upload_part_url", map[string]any{"fileId": id})
	got := call[api.CancelLargeFileResponse](w, "b2_cancel_large_file", map[string]any{"fileId": id})
	if got.FileID != id || got.BucketID != b || got.FileName != "n" || got.AccountID != w.account {
		t.Errorf("answer %+v", got)
	}
	w.refused(w.post("b2_cancel_large_file", map[string]any{"fileId": id}), 400, "bad_request")
	w.refused(w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), map[string]string{
		"Authorization": u.Token, api.HeaderPartNumber: "1", api.HeaderContentSHA1: sha1Hex("x"),
	}), 400, "bad_request")
	second := w.start(b, "n")
	call[api.FileIDAndName](w, "b2_delete_file_version", map[string]any{"fileName": "n", "fileId": second})
	call[api.Bucket](w, "b2_delete_bucket", map[string]any{"accountId": w.account, "bucketId": b})
}

func TestCopyFile(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b, other := w.bucket("copy-from"), w.bucket("copy-to")
	src := w.upload(b, "a.txt", "0123456789")
	same := call[api.File](w, "b2_copy_file", map[string]any{"sourceFileId": src.FileID, "fileName": "b.txt"})
	if same.Action != "copy" || same.BucketID != b || *same.ContentSHA1 != *src.ContentSHA1 || *same.ContentType != "text/plain" {
		t.Errorf("copy %+v", same)
	}
	part := call[api.File](w, "b2_copy_file", map[string]any{
		"sourceFileId": src.FileID, "fileName": "c", "range": "bytes=2-4", "destinationBucketId": other,
		"metadataDirective": "REPLACE", "contentType": "image/png", "fileInfo": map[string]string{"K": "v"},
	})
	if part.BucketID != other || *part.ContentSHA1 != sha1Hex("234") || *part.ContentType != "image/png" || part.FileInfo["k"] != "v" {
		t.Errorf("copy of a range %+v", part)
	}
	call[api.FileIDAndName](w, "b2_delete_file_version", map[string]any{"fileName": "a.txt", "fileId": *src.FileID})
	if got := string(w.get(http.MethodGet, *part.FileID, nil).body); got != "234" {
		t.Errorf("after the source was deleted: %q", got)
	}
	copyOf := func(extra map[string]any) answer {
		r := map[string]any{"sourceFileId": same.FileID, "fileName": "d"}
		for k, v := range extra {
			r[k] = v
		}
		return w.post("b2_copy_file", r)
	}
	w.refused(copyOf(map[string]any{"range": "bytes=10-12"}), 416, "range_not_satisfiable")
	w.refused(copyOf(map[string]any{"contentType": "a/b"}), 400, "bad_request")
	w.refused(copyOf(map[string]any{"metadataDirective": "REPLACE"}), 400, "bad_request")
	w.refused(copyOf(map[string]any{"sourceFileId": *src.FileID}), 404, "not_found")
	w.refused(copyOf(map[string]any{"sourceFileId": "x"}), 400, "bad_request")
}

func TestCopyPart(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("copy-part")
	src := w.upload(b, "src", partA+partB)
	id := w.start(b, "joined")
	var sums []string
	for i, r := range []string{"bytes=0-149", "bytes=150-249"} {
		p := call[api.Part](w, "b2_copy_part", map[string]any{"sourceFileId": src.FileID, "largeFileId": id, "partNumber": i + 1, "range": r})
		sums = append(sums, p.ContentSHA1)
	}
	call[api.File](w, "b2_finish_large_file", map[string]any{"fileId": id, "partSha1Array": sums})
	if got := string(w.get(http.MethodGet, id, nil).body); got != partA+partB {
		t.Errorf("content %q", got)
	}
	again := w.start(b, "again")
	p := call[api.Part](w, "b2_copy_part", map[string]any{"sourceFileId": id, "largeFileId": again, "partNumber": 1})
	if p.ContentSHA1 != sha1Hex(partA+partB) {
		t.Errorf("a part that is a whole large file has the hash %q", p.ContentSHA1)
	}
}
