package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// fullPage is a page of 1,000 files as a listing answers it.
func fullPage() []byte {
	var b strings.Builder
	b.WriteString(`{"files":[`)
	for i := range 1000 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"accountId":"0123456789ab","action":"upload","bucketId":"e73ede9c9c8412db49f60715","contentLength":%d,`+
			`"contentMd5":"0d599f0ec05c3bda8c3b8a68c32a1b47","contentSha1":"bae5ed658ab3546aee12f23f36392f35dba1ebdd","contentType":"image/x-dng",`+
			`"fileId":"4_ze73ede9c9c8412db49f60715_f100b4e93fbae6252_d20150824_m224353_c900_v8881000_t%04d",`+
			`"fileInfo":{"src_last_modified_millis":"1440454993000"},"fileName":"photos/2026/11/IMG_%04d.dng",`+
			`"fileRetention":{"isClientAuthorizedToRead":true,"value":{"mode":null,"retainUntilTimestamp":null}},`+
			`"legalHold":{"isClientAuthorizedToRead":true,"value":null},"serverSideEncryption":{"algorithm":null,"mode":null},"uploadTimestamp":%d}`,
			i*1000, i, i, 1440454993000+i)
	}
	b.WriteString(`],"nextFileName":"photos/2026/11/IMG_1000.dng"}`)
	return []byte(b.String())
}

// What reading a page costs from the stream with its bounds, beside reading it
// whole with encoding/json, which has none.
func BenchmarkPage(b *testing.B) {
	page := fullPage()
	for name, decode := range map[string]func(out any) error{
		"stream": func(out any) error { return DecodeReply(bytes.NewReader(page), out) },
		"whole":  func(out any) error { return json.Unmarshal(page, out) },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(page)))
			b.ReportAllocs()
			for b.Loop() {
				var reply ListFileNamesResponse
				if err := decode(&reply); err != nil || len(reply.Files) != 1000 {
					b.Fatal(err)
				}
			}
		})
	}
}
