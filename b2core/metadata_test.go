package b2core_test

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

// Every option of an upload is there again: in the reply, in a listing, in a
// HEAD, and in what a download sends.
func TestUploadOptions(t *testing.T) {
	for _, size := range []int{5, 3 * recPart} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			r := a.request("file", content(size))
			r.ContentType, r.ModTime = "text/x-test", time.UnixMilli(1_600_000_000_123)
			r.UploadedAt = time.UnixMilli(1_700_000_000_456)
			r.Info = map[string]string{"Note": "ä + %", "b2-cache-control": "no-store"}
			r.Headers = b2core.Headers{
				CacheControl: "max-age=60", ContentDisposition: `attachment; filename="a b.txt"`, ContentEncoding: "gzip",
				ContentLanguage: "de, en-US", Expires: time.Date(2105, 10, 21, 7, 28, 0, 0, time.UTC),
			}
			v, err := a.c.Upload(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			listed, err := a.c.Stat(t.Context(), a.bucket.ID, "file")
			if err != nil {
				t.Fatal(err)
			}
			head, err := a.keyWithout(t, b2core.ListFiles).Stat(t.Context(), a.bucket.ID, "file")
			if err != nil {
				t.Fatal(err)
			}
			for from, v := range map[string]b2core.FileVersion{"reply": v, "list": listed, "head": head} {
				if v.ContentType != r.ContentType || !v.ModTime().Equal(r.ModTime) || !v.UploadedAt.Equal(r.UploadedAt) ||
					v.Info["note"] != "ä + %" || v.Headers() != r.Headers {
					t.Errorf("%s: %+v", from, v)
				}
			}
		})
	}
}

// What cannot be stored is refused before any call.
func TestFileInfoLimits(t *testing.T) {
	a := newAccount(t)
	if _, err := a.c.Authorize(t.Context()); err != nil {
		t.Fatal(err)
	}
	many := map[string]string{}
	for i := range 10 {
		many[fmt.Sprint("key-", i)] = "v"
	}
	for _, c := range []struct {
		name    string
		info    map[string]string
		headers b2core.Headers
		sse     b2core.EncryptionMode
		size    int
		fits    bool
	}{
		{name: "ten keys", info: many, fits: true},
		{name: "ten keys and the hash of a large file", info: many, size: 3 * recPart},
		{name: "long key", info: map[string]string{strings.Repeat("k", 51): ""}},
		{name: "empty key", info: map[string]string{"": "v"}},
		{name: "bad key", info: map[string]string{"a b": ""}},
		{name: "foreign key", info: map[string]string{"ä": ""}},
		{name: "reserved key", info: map[string]string{"b2-own": ""}},
		{name: "same key twice", info: map[string]string{"a": "", "A": ""}},
		{name: "no UTF-8", info: map[string]string{"a": "\xff"}},
		{name: "7,000 bytes", info: map[string]string{"k": strings.Repeat("v", 6995)}, fits: true}, // and the name "file"
		{name: "7,001 bytes", info: map[string]string{"k": strings.Repeat("v", 6996)}},
		{name: "escapes count", info: map[string]string{"k": strings.Repeat(" ", 2400)}},
		{name: "2,048 bytes encrypted", info: map[string]string{"k": strings.Repeat("v", 2043)}, sse: b2core.SSEB2, fits: true},
		{name: "2,049 bytes encrypted", info: map[string]string{"k": strings.Repeat("v", 2044)}, sse: b2core.SSEB2},
		{name: "no cache control", headers: b2core.Headers{CacheControl: "max age"}},
		{name: "continued name", headers: b2core.Headers{ContentDisposition: `attachment; filename*0="a"`}},
		{name: "no date", info: map[string]string{"b2-expires": "soon"}},
	} {
		a.ResetCounters()
		r := a.request("file", content(c.size))
		r.Info, r.Headers, r.Encryption.Mode = maps.Clone(c.info), c.headers, c.sse
		_, err := a.c.Upload(t.Context(), r)
		switch {
		case c.fits && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case !c.fits && (!errors.Is(err, b2core.ErrBadInfo) || b2core.Hint(err) == "" || a.Counters().Requests != 0):
			t.Errorf("%s: %v after %d requests", c.name, err, a.Counters().Requests)
		}
	}
}

func TestUploadTimeNotAllowed(t *testing.T) {
	s := b2test.NewServer(t, b2test.SmallParts(minPart, recPart), func(o *emulator.Options) { o.Strict, o.NoCustomTimestamps = true, true })
	a := account{Server: s, c: s.Client(t)}.open(t)
	for _, size := range []int{5, 3 * recPart} {
		r := a.request("file", content(size))
		r.UploadedAt = time.UnixMilli(1_700_000_000_000)
		if _, err := a.c.Upload(t.Context(), r); !errors.Is(err, b2core.ErrUploadTime) || b2core.Hint(err) == "" {
			t.Errorf("%d bytes: %v", size, err)
		}
		r.UploadedAt = time.Now().Add(time.Hour)
		a.ResetCounters()
		if _, err := a.c.Upload(t.Context(), r); !errors.Is(err, b2core.ErrUploadTime) || a.Counters().Requests != 0 {
			t.Errorf("%d bytes in the future: %v", size, err)
		}
	}
}

// A lost answer is recognised by the chosen time as well: no second version.
func TestLostAnswerWithUploadTime(t *testing.T) {
	a := newAccount(t)
	a.Inject(emulator.Fault{Call: "b2_upload_file", DropReply: true})
	r := a.request("file", content(5))
	r.UploadedAt = time.UnixMilli(1_700_000_000_000)
	v, err := a.c.Upload(t.Context(), r)
	if err != nil || a.versions(t) != 1 || !v.UploadedAt.Equal(r.UploadedAt) {
		t.Errorf("%+v, %v, %d versions", v, err, a.versions(t))
	}
}
