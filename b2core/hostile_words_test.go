package b2core_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// What the service says of an error reaches a person in one short line, without
// what a terminal would act on, however long and odd it was.
func TestErrorTextIsMadeHarmless(t *testing.T) {
	long := strings.Repeat("word ", 2<<20) // 10 MiB
	longest := 0
	for name, body := range map[string]string{
		"escapes":    `{"status":400,"code":"bad_request","message":"a\u001b[2Jb\u009bm\u0007\r\nc\u202ed\u200be\u0000f"}`,
		"in code":    `{"status":400,"code":"\u001b]52;c;x\u0007","message":"x"}`,
		"10 MB":      `{"status":400,"code":"bad_request","message":"` + long + `"}`,
		"10 MB page": long,
		"raw bytes":  "\x1b[31m\x9b\xff\xfe\x90text",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := inMemory(t)
				defer a.c.Close()
				a.Inject(emulator.Fault{Call: api.CallListBuckets, Status: 400, Body: body, Count: -1})
				_, err := a.c.ListBuckets(t.Context())
				if !errors.Is(err, b2core.ErrBadRequest) {
					t.Fatalf("got %v", err)
				}
				text := err.Error()
				longest = max(longest, len(text))
				if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) || len(text) > 2<<10 {
					t.Errorf("%d bytes: %.200q", len(text), text)
				}
			})
		})
	}
	t.Attr("fault", "M11")
	t.Attr("figure", fmt.Sprintf("control and format characters: 0; longest text %d bytes", longest))
}

// Names that differ in bytes that are no text look the same once decoded; every
// act goes by file ID, so none of them meets the other file.
func TestNamesThatAreNoText(t *testing.T) {
	a := newAccount(t)
	one, two := a.put(t, "one", content(10)), a.put(t, "two", content(20))
	spoil := tripper{b2core.NewTransport(), func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		resp, err := next.RoundTrip(r)
		if err == nil && strings.HasSuffix(r.URL.Path, api.CallListFileNames) {
			resp = rewrite(t, rewrite(t, resp, `"one"`, "\"\xff\xfe\""), `"two"`, `"\ud800\udfff\ud801"`)
			resp.ContentLength = -1
		}
		return resp, err
	}}
	c := b2core.New(a.Credentials(), b2core.Options{Transport: spoil})
	defer c.Close()
	page, err := c.ListNames(t.Context(), a.bucket.ID, b2core.ListOptions{})
	if err != nil || len(page.Files) != 2 {
		t.Fatal(err, page)
	}
	wrong := 0
	for i, want := range []b2core.FileVersion{one, two} {
		f := page.Files[i]
		m := &memory{}
		verdict, err := c.Download(t.Context(), b2core.DownloadRequest{File: f, Target: m})
		if f.ID != want.ID || err != nil || verdict != b2core.Verified || !bytes.Equal(m.data, content(int(want.Size))) {
			t.Errorf("%q: %v, %v", f.Name, verdict, err)
			wrong++
		}
		if _, err := c.Upload(t.Context(), a.request("\xff", nil)); !errors.Is(err, b2core.ErrBadName) {
			t.Errorf("stored under such a name: %v", err)
		}
	}
	t.Attr("fault", "M5")
	t.Attr("figure", fmt.Sprintf("downloads with a wrong target: %d", wrong))
}

// File info of any bytes is read as it is, and goes up again without ever
// becoming a header of its own.
func TestFileInfoInjectsNoHeader(t *testing.T) {
	a := newAccount(t)
	evil := map[string]string{
		"crlf": "x\r\nX-Bz-File-Name: other\r\n\r\nbody", "lf": "x\nAuthorization: y", "nul": "a\x00b", "plus": "a+b %2B\t", "text": "ü€😀",
		"long": strings.Repeat("v", 6000),
	}
	for size, want := range map[int]map[string]string{50: evil, 2500: evil} {
		r := a.request(fmt.Sprint("n", size), content(size))
		r.Info = want
		v, err := a.c.Upload(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		reader := a.key(t, b2core.KeySpec{Capabilities: []b2core.Capability{b2core.ReadFiles, b2core.ListBuckets}})
		head, err := reader.Stat(t.Context(), a.bucket.ID, r.Name)
		if err != nil {
			t.Fatal(err)
		}
		again := a.request(r.Name+"-again", content(size))
		again.Info = head.Info
		delete(again.Info, b2core.InfoSHA1)
		second, err := a.c.Upload(t.Context(), again)
		if err != nil {
			t.Fatal(err)
		}
		for key, value := range want {
			if v.Info[key] != value || head.Info[key] != value || second.Info[key] != value {
				t.Errorf("%s: %.60q, %.60q, %.60q", key, v.Info[key], head.Info[key], second.Info[key])
			}
		}
		if second.Name != again.Name || second.Size != int64(size) {
			t.Errorf("%+v", second)
		}
	}
	if n := a.versions(t); n != 4 {
		t.Errorf("%d versions", n)
	}
	for name, info := range map[string]map[string]string{
		"10 x 7 kB": sevenKilobytes(), "key with a line end": {"a\r\nb": "x"}, "key with a colon": {"a:b": "x"}, "no text": {"a": "\xff"},
		"served header": {"b2-content-disposition": "attachment\r\nX: y"},
	} {
		r := a.request("refused", nil)
		r.Info = info
		if _, err := a.c.Upload(t.Context(), r); !errors.Is(err, b2core.ErrBadInfo) {
			t.Errorf("%s: %v", name, err)
		}
	}
	t.Attr("fault", "M10")
	t.Attr("figure", "headers injected: 0")
}

func sevenKilobytes() map[string]string {
	info := map[string]string{}
	for i := range 10 {
		info[fmt.Sprint("k", i)] = strings.Repeat("v", 7<<10)
	}
	return info
}

// A modification time that cannot be is none, and never one that wraps around.
func TestOddModificationTimes(t *testing.T) {
	for text, want := range map[string]time.Time{
		"1600000000123": time.UnixMilli(1600000000123), "": {}, "yesterday": {}, "1e12": {}, "99999999999999999999999": {}, "0x10": {},
		"9223372036854775807": {}, "-9223372036854775808": {}, "9223372036854000000": {},
	} {
		v := b2core.FileVersion{Info: map[string]string{b2core.InfoModTime: text}}
		if got := v.ModTime(); !got.Equal(want) {
			t.Errorf("%q: %v", text, got)
		}
	}
	t.Attr("fault", "M12")
	t.Attr("figure", "times taken that cannot be: 0")
}

// What is stored packed stays packed: the transport asks for nothing else and
// unpacks nothing, so a bomb of 64 KiB is 64 KiB on disk.
func TestPackedContentStaysPacked(t *testing.T) {
	a := newAccount(t)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(make([]byte, 1<<20)); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	bomb := bytes.Repeat(packed.Bytes(), 64) // 64 members, one file to who unpacks
	r := a.request("bomb", bomb)
	r.Headers.ContentEncoding = "gzip"
	v, err := a.c.Upload(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	m, verdict, err := a.get(t.Context(), v)
	if err != nil || verdict != b2core.Verified || !bytes.Equal(m.data, bomb) {
		t.Errorf("%d bytes of %d: %v, %v", len(m.data), len(bomb), verdict, err)
	}
	t.Attr("fault", "B8")
	t.Attr("figure", fmt.Sprintf("stored %d bytes, arrived %d", len(bomb), len(m.data)))
}

// Transfers that are given up leave nothing behind.
func TestCancelledTransfersLeaveNothing(t *testing.T) {
	cycles := 1000
	if raceEnabled { // which takes many times as long
		cycles = 200
	}
	a := newAccount(t)
	v := a.put(t, "n", content(5000))
	a.c.SetRanges(500, 500)
	cycle := func(i int) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var left atomic.Int64
		left.Store(int64(i % 7))
		steer := b2core.Steering{Pace: pace(func() {
			if left.Add(-1) < 0 {
				cancel()
			}
		})}
		if i%2 == 0 {
			r := a.request("m", content(2500))
			r.Steering = steer
			_, _ = a.c.Upload(ctx, r)
		} else {
			_, _ = a.c.Download(ctx, b2core.DownloadRequest{File: v, Target: &memory{}, Steering: steer})
		}
	}
	for i := range 20 {
		cycle(i)
	}
	settle := func() (goroutines, files int) {
		a.c.Close()
		for range 200 {
			now, open := runtime.NumGoroutine(), openFiles()
			if now == goroutines && open == files {
				break
			}
			goroutines, files = now, open
			time.Sleep(10 * time.Millisecond)
		}
		return goroutines, files
	}
	g0, f0 := settle()
	for i := range cycles {
		cycle(i)
	}
	g1, f1 := settle()
	if g1 > g0+10 || f1 > f0+10 {
		t.Errorf("goroutines %d, then %d; files %d, then %d", g0, g1, f0, f1)
	}
	if n := a.unfinished(t); n != 0 {
		t.Errorf("%d unfinished large files", n)
	}
	t.Attr("fault", "P15")
	t.Attr("figure", fmt.Sprintf("%d cycles: goroutines %+d, files %+d", cycles, g1-g0, f1-f0))
}

// openFiles counts this process's, where the system tells.
func openFiles() int {
	entries, _ := os.ReadDir("/proc/self/fd")
	return len(entries)
}
