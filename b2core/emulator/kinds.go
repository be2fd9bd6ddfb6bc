package emulator

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"b2tui/b2core/internal/api"
)

// Kind is a fault that is known by name, with the call that it is usually met
// in. A test or a person at /emulator/faults takes one and says where and how
// often it hits.
type Kind struct {
	Name  string `json:"name"`
	Fault Fault  `json:"fault"`
}

// KindNamed finds a fault by its name.
func KindNamed(name string) (Fault, bool) {
	kinds := Kinds()
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Fault{}, false
	}
	return kinds[i].Fault, true
}

// Kinds lists the faults that have names, by what they damage.
func Kinds() []Kind {
	return slices.Concat(statusKinds(), pageKinds(), connectionKinds(), listingKinds(), uploadKinds(), downloadKinds())
}

func statusKinds() []Kind {
	kinds := []Kind{
		{"tokens-expire", Fault{ExpireTokens: true}},
		{"401-without-body", Fault{Status: 401, NoBody: true}},
		{"404-page", Fault{Status: 404, Body: "<html>not here</html>"}},
		{"502-page", Fault{Status: 502, Body: "<html>bad gateway</html>"}},
		{"504-page", Fault{Status: 504, Body: "<html>gateway timeout</html>"}},
		{"429-retry-after", Fault{Status: 429, Code: api.CodeTooManyRequests, RetryAfter: 30 * time.Second}},
		{"429-retry-after-date", Fault{Status: 429, Code: api.CodeTooManyRequests, Header: retryAfter("Fri, 01 Jan 2106 00:00:00 GMT")}},
		{"429-retry-after-huge", Fault{Status: 429, Code: api.CodeTooManyRequests, Header: retryAfter("1000000000")}},
		{"429-retry-after-zero", Fault{Status: 429, Code: api.CodeTooManyRequests, Header: retryAfter("0")}},
		{"429-retry-after-negative", Fault{Status: 429, Code: api.CodeTooManyRequests, Header: retryAfter("-5")}},
		{"429-retry-after-nonsense", Fault{Status: 429, Code: api.CodeTooManyRequests, Header: retryAfter("soon")}},
		{"503-retry-after", Fault{Status: 503, Code: api.CodeServiceUnavailable, RetryAfter: 7 * time.Second}},
		{"503-listing-timed-out", Fault{Status: 503, Code: api.CodeBadRequest}},
	}
	for _, s := range []struct {
		status int
		code   string
	}{
		{400, api.CodeBadRequest},
		{400, api.CodeBadJSON},
		{400, api.CodeBadBucketID},
		{401, api.CodeUnauthorized},
		{401, api.CodeBadAuthToken},
		{401, api.CodeExpiredAuthToken},
		{401, api.CodeUnsupported},
		{403, api.CodeAccessDenied},
		{403, api.CodeTransactionCap},
		{404, api.CodeNotFound},
		{405, api.CodeMethodNotAllowed},
		{408, api.CodeRequestTimeout},
		{409, api.CodeConflict},
		{429, api.CodeTooManyRequests},
		{500, api.CodeInternalError},
		{503, api.CodeServiceUnavailable},
	} {
		kinds = append(kinds, Kind{statusName(s.status, s.code), Fault{Status: s.status, Code: s.code}})
	}
	for _, status := range []int{301, 302, 303, 307, 308} {
		f := Fault{Status: status, Body: "moved", Header: map[string]string{"Location": "http://stranger.invalid/"}}
		kinds = append(kinds, Kind{statusName(status, "redirect"), f})
	}
	for i := range kinds {
		kinds[i].Fault.Call = api.CallListFileNames
	}
	return kinds
}

func retryAfter(v string) map[string]string { return map[string]string{"Retry-After": v} }

func statusName(status int, code string) string {
	return string([]byte{'0' + byte(status/100), '0' + byte(status/10%10), '0' + byte(status%10), '-'}) +
		strings.ReplaceAll(code, "_", "-")
}

// pageKinds answer 200 with what the call does not answer.
func pageKinds() []Kind {
	var kinds []Kind
	for _, p := range []struct{ name, body string }{
		{"body-page", "<html>log in to the hotel</html>"},
		{"body-empty", ""},
		{"body-half", `{"files":[`},
		{"body-other-shape", `{"buckets":[]}`},
		{"body-list", `[]`},
		{"body-number", `12`},
		{"body-null", `null`},
		{"body-error", `{"status":500,"code":"internal_error","message":"x"}`},
		{"body-byte-order-mark", "\ufeff" + `{"files":[],"nextFileName":null}`},
		{"body-utf16", "{\x00\"\x00f\x00"},
		{"body-deep", strings.Repeat("[", 1_000_000)},
		{"body-negative-size", `{"files":[{"fileId":"x","fileName":"x","action":"upload","contentLength":-5}],"nextFileName":null}`},
		{"body-huge-size", `{"files":[{"fileId":"x","fileName":"x","action":"upload","contentLength":99999999999999999999}],"nextFileName":null}`},
		{"body-size-in-words", `{"files":[{"fileId":"x","fileName":"x","action":"upload","contentLength":"5"}],"nextFileName":null}`},
		{"body-no-name", `{"files":[{"fileId":"x","action":"upload","contentLength":5}],"nextFileName":null}`},
		{"body-no-id", `{"files":[{"fileName":"x","action":"upload","contentLength":5}],"nextFileName":null}`},
	} {
		f := Fault{Call: api.CallListFileNames, Status: http.StatusOK, Body: p.body, NoBody: p.body == ""}
		kinds = append(kinds, Kind{p.name, f})
	}
	return append(kinds, Kind{"body-1-gigabyte", Fault{Call: api.CallListFileNames, Flood: 1_000_000_000}})
}

// connectionKinds damage the connection or the answer's frame.
func connectionKinds() []Kind {
	on := func(name string, f Fault) Kind {
		f.Call = api.CallListFileNames
		return Kind{name, f}
	}
	return []Kind{
		on("reset", Fault{Reset: true}),
		on("lost-reply", Fault{DropReply: true}),
		on("delay", Fault{Delay: 10 * time.Second}),
		on("no-answer", Fault{Delay: 24 * time.Hour}),
		on("drip", Fault{Drip: 100 * time.Millisecond, DripSize: 16}),
		on("cut-answer", Fault{CutAt: new(int64(20))}),
		on("stalled-answer", Fault{StallAt: new(int64(20))}),
		on("short-answer", Fault{Short: 5}),
		on("long-answer", Fault{Long: 5}),
		on("short-answer-without-length", Fault{Short: 5, NoLength: true}),
		on("answer-twice", Fault{Twice: true}),
		on("not-http", Fault{Raw: "220 mail.example ESMTP\r\n"}),
		on("two-lengths", Fault{Raw: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} "}),
		on("bad-chunk", Fault{Raw: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"}),
		on("no-date", Fault{Header: map[string]string{"Date": ""}}),
		on("skewed-date", Fault{Header: map[string]string{"Date": "Mon, 01 Jan 1990 00:00:00 GMT"}}),
		on("nonsense-date", Fault{Header: map[string]string{"Date": "yesterday"}}),
	}
}

func listingKinds() []Kind {
	on := func(name string, f Fault) Kind {
		f.Call, f.Count = api.CallListFileNames, -1
		return Kind{name, f}
	}
	return []Kind{
		on("sparse-pages", Fault{Entries: new(1)}),
		{"empty-page", Fault{Call: api.CallListFileNames, Entries: new(0)}},
		on("endless-empty-pages", Fault{Entries: new(0)}),
		on("endless-listing", Fault{Entries: new(2), Set: map[string]any{"nextFileName": "b"}}),
		on("listing-goes-back", Fault{Entries: new(1), Set: map[string]any{"nextFileName": "\x01"}}),
	}
}

func uploadKinds() []Kind {
	on := func(call, name string, f Fault) Kind {
		f.Call = call
		return Kind{name, f}
	}
	file, part := api.CallUploadFile, api.CallUploadPart
	wrong := map[string]any{"contentSha1": strings.Repeat("0", 40)}
	return []Kind{
		on(file, "upload-503", Fault{Status: 503, Code: api.CodeServiceUnavailable}),
		on(file, "upload-408", Fault{Status: 408, Code: api.CodeRequestTimeout}),
		on(file, "upload-429", Fault{Status: 429, Code: api.CodeTooManyRequests}),
		on(file, "upload-expired-token", Fault{Status: 401, Code: api.CodeExpiredAuthToken}),
		on(file, "upload-token-in-use", Fault{Status: 400, Code: api.CodeAuthTokenLimit}),
		on(file, "upload-cap", Fault{Status: 403, Code: api.CodeCapExceeded, Count: -1}),
		on(api.CallGetUploadURL, "upload-storage-cap", Fault{Status: 403, Code: api.CodeStorageCapExceeded, Count: -1}),
		on(file, "upload-cut", Fault{CutAt: new(int64(3))}),
		on(file, "upload-stalled", Fault{StallAt: new(int64(3))}),
		on(file, "upload-drip", Fault{Drip: time.Second, DripSize: 32}),
		on(file, "upload-bit-flip", Fault{FlipAt: new(int64(3))}),
		on(file, "upload-stored-wrongly", Fault{RotAt: new(int64(3))}),
		on(part, "part-stored-wrongly", Fault{Part: 2, RotAt: new(int64(3))}),
		on(file, "upload-lost-reply", Fault{DropReply: true}),
		on(file, "upload-504-after-work", gatewayTimeout()),
		on(file, "upload-wrong-hash-confirmed", Fault{Set: wrong}),
		on(file, "upload-wrong-size-confirmed", Fault{Set: map[string]any{"contentLength": 1}}),
		on(part, "part-bit-flip", Fault{Part: 2, FlipAt: new(int64(0))}),
		on(part, "part-cut", Fault{Part: 2, CutAt: new(int64(50))}),
		on(part, "part-lost-reply", Fault{Part: 2, DropReply: true}),
		on(part, "part-504-after-work", gatewayTimeout()),
		on(part, "part-wrong-hash-confirmed", Fault{Part: 2, Set: wrong}),
		on(api.CallStartLargeFile, "start-lost-reply", Fault{DropReply: true}),
		on(api.CallFinishLargeFile, "finish-lost-reply", Fault{DropReply: true}),
		on(api.CallStartLargeFile, "start-504-after-work", gatewayTimeout()),
		on(api.CallFinishLargeFile, "finish-504-after-work", gatewayTimeout()),
	}
}

// gatewayTimeout is a gateway that gives up waiting for what is done then.
func gatewayTimeout() Fault {
	return Fault{Status: 504, Body: "<html>gateway timeout</html>", AfterWork: true}
}

func downloadKinds() []Kind {
	on := func(name string, f Fault) Kind {
		f.Call = api.CallDownloadFileByID
		return Kind{name, f}
	}
	head := func(name, v string) map[string]string { return map[string]string{name: v} }
	return []Kind{
		on("download-cap", Fault{Status: 403, Code: api.CodeDownloadCapExceeded, Count: -1}),
		on("download-gone", Fault{Status: 404, Code: api.CodeNotFound}),
		on("download-416", Fault{Status: 416, Code: api.CodeRangeNotSatisfiable}),
		on("download-503", Fault{Status: 503, Code: api.CodeServiceUnavailable}),
		on("download-page", Fault{Status: 200, Body: "<html>log in</html>"}),
		on("download-cut", Fault{CutAt: new(int64(7))}),
		on("download-stalled", Fault{StallAt: new(int64(7))}),
		on("download-drip", Fault{Drip: 100 * time.Millisecond, DripSize: 64}),
		on("download-bit-flip", Fault{FlipAt: new(int64(7))}),
		on("download-short", Fault{Short: 3}),
		on("download-long", Fault{Long: 3}),
		on("download-short-without-length", Fault{Short: 3, NoLength: true}),
		on("download-range-ignored", Fault{Request: head("Range", "")}),
		on("download-other-range", Fault{Request: head("Range", "bytes=1-10")}),
		on("download-wrong-range-told", Fault{Header: head("Content-Range", "bytes 1-5/900")}),
		on("download-wrong-total-told", Fault{Header: head("Content-Range", "bytes 0-299/900")}),
		on("download-other-file", Fault{Header: head(api.HeaderFileID, "4_zother")}),
		on("download-wrong-hash-told", Fault{Header: head(api.HeaderContentSHA1, strings.Repeat("0", 40))}),
		on("download-said-to-be-gzip", Fault{Header: head("Content-Encoding", "gzip")}),
	}
}
