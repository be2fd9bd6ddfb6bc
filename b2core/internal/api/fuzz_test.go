package api

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"
)

// replies are one of each type that a call answers.
func replies() []any {
	return []any{
		&File{}, &ListFileNamesResponse{}, &ListFileVersionsResponse{}, &ListUnfinishedResponse{}, &FileIDAndName{},
		&Part{}, &ListPartsResponse{}, &CancelLargeFileResponse{}, &UploadURLResponse{}, &UploadPartURLResponse{},
		&DownloadAuthorizationResponse{}, &Bucket{}, &ListBucketsResponse{}, &Key{}, &ListKeysResponse{},
		&UpdateRetentionResponse{}, &LegalHold{}, &NotificationRules{},
	}
}

// Nothing that a server says makes decoding panic, and what it takes keeps to
// the bounds.
func FuzzDecodeReply(f *testing.F) {
	for _, s := range []string{
		`{"files":[{"fileId":"1","fileName":"n","action":"upload","contentLength":5,"fileInfo":{"a":"b"}}],"nextFileName":null}`,
		`{"buckets":[{"bucketId":"b","bucketInfo":{},"fileLockConfiguration":{"isClientAuthorizedToRead":true,"value":null}}]}`,
		`{"parts":[{"partNumber":1,"contentLength":-1}],"nextPartNumber":2}`,
		`{"keys":[{"capabilities":["a"],"bucketIds":null}]}`,
		`{"accountId":"a","authorizationToken":"t","apiInfo":{"storageApi":{"apiUrl":"u","downloadUrl":"d","allowed":{"capabilities":[],"buckets":[{"id":"1","name":null}]}}}}`,
		`{"a":1,"a":2}`, `{"fileName":"\ud800"}`, "\ufeff{}", strings.Repeat("[", 20_000), `{"contentLength":1e400}`, "null", "",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, out := range replies() {
			if DecodeReply(bytes.NewReader(body), out) != nil {
				continue
			}
			switch out := out.(type) {
			case *ListFileNamesResponse:
				if len(out.Files) > maxEntries {
					t.Errorf("%d files", len(out.Files))
				}
			case *File:
				if len(out.FileInfo) > maxMembers {
					t.Errorf("%d infos", len(out.FileInfo))
				}
			}
		}
		if r, err := DecodeAuthorize(body); err == nil && (r.Token == "" || r.APIInfo.Storage.APIURL == "") {
			t.Error("a login without token or address")
		}
		_, _, _ = ParseError(body)
	})
}

// What is taken for the value of a header cannot end its line, and survives the
// way in and out.
func FuzzServedHeaders(f *testing.F) {
	for _, v := range []string{"attachment; filename=\"a\"", "max-age=3600, public", "en-US, de", "gzip", "Wed, 21 Oct 2015 07:28:00 GMT", "a\r\nX: y", "\"", "a;b*=UTF-8''c"} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v string) {
		for _, key := range []string{InfoContentDisposition, InfoContentLanguage, InfoExpires, InfoCacheControl, InfoContentEncoding} {
			if CheckServed(key, v) == nil && strings.ContainsAny(v, "\r\n\x00") {
				t.Errorf("%s takes %q", key, v)
			}
		}
		coded := Encode(v)
		if strings.ContainsFunc(coded, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			t.Errorf("%q is no header's value", coded)
		}
		if back, err := Decode(coded); err != nil || back != v {
			t.Errorf("%q comes back as %q: %v", v, back, err)
		}
	})
}

func TestDecodeReplyRefuses(t *testing.T) {
	t.Attr("fault", "S13")
	entries := func(n int) string { return `{"files":[{}` + strings.Repeat(`,{}`, n-1) + `],"nextFileName":null}` }
	for name, body := range map[string]string{
		"name twice":        `{"files":[],"files":[{}]}`,
		"name twice inside": `{"files":[{"fileName":"a","fileName":"b"}]}`,
		"info twice":        `{"files":[{"fileInfo":{"a":"1","a":"2"}}]}`,
		"size in words":     `{"files":[{"contentLength":"5"}]}`,
		"fraction":          `{"files":[{"contentLength":1.5}]}`,
		"huge":              `{"files":[{"contentLength":99999999999999999999}]}`,
		"another value":     `{"files":[]}{}`,
		"too many entries":  entries(maxEntries + 1),
		"too many infos":    `{"files":[{"fileInfo":{` + manyInfos(maxMembers+1) + `}}]}`,
		"too deep":          `{"x":` + strings.Repeat("[", 1_000_000),
		"cut":               `{"files":[`,
	} {
		if err := DecodeReply(strings.NewReader(body), &ListFileNamesResponse{}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	var page ListFileNamesResponse
	if err := DecodeReply(strings.NewReader(entries(maxEntries)), &page); err != nil || len(page.Files) != maxEntries {
		t.Errorf("a full page: %d entries, %v", len(page.Files), err)
	}
	// Names are compared exactly, and text that is none can be read.
	var f File
	if err := DecodeReply(strings.NewReader(`{"FILENAME":"x","fileName":"a`+"\xff"+`","contentLength":9223372036854775807}`), &f); err != nil ||
		f.FileName != "a\ufffd" || f.ContentLength != math.MaxInt64 {
		t.Errorf("%+v, %v", f, err)
	}
	if err := DecodeReply(failing{}, &f); !errors.Is(err, errLine) {
		t.Errorf("the line's error is lost: %v", err)
	}
}

func manyInfos(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`"` + strings.Repeat("a", i+1) + `":"",`)
	}
	return strings.TrimSuffix(b.String(), ",")
}

var errLine = errors.New("line went away")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errLine }
