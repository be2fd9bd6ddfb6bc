package b2core_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

func TestDownloadsSurviveFaults(t *testing.T) {
	const size = 3500
	for _, c := range []struct {
		name  string
		fault emulator.Fault
	}{
		{"busy", emulator.Fault{Status: 503, Code: api.CodeServiceUnavailable, Count: 7}},
		{"cut in a range", emulator.Fault{CutAt: at(100), Count: 3}},
		{"cut at once", emulator.Fault{CutAt: at(0), Count: 3}},
		{"reset", emulator.Fault{Reset: true, Count: 3}},
		{"token expired", emulator.Fault{ExpireTokens: true}},
		{"page instead of content", emulator.Fault{Status: 200, Body: "<html>", Count: 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := inMemory(t)
				defer a.c.Close()
				a.c.SetRanges(500, 500)
				want := content(size)
				v := a.put(t, "n", want)
				c.fault.Call = api.CallDownloadFileByID
				hits := a.Inject(c.fault)
				got, verdict, err := a.get(t.Context(), v)
				if err != nil || verdict != b2core.Verified || !bytes.Equal(got.data, want) || hits() == 0 {
					t.Errorf("after %d faults: %v, %v", hits(), verdict, err)
				}
				if got.written != size {
					t.Errorf("%d bytes written for %d", got.written, size)
				}
			})
		})
	}
}

// An answer that is not exactly the range that was asked for writes nothing.
func TestWrongRangesWriteNothing(t *testing.T) {
	t.Attr("fault", "B7")
	var wrong int64
	for name, spoil := range map[string]func(*http.Request, *http.Response){
		"range ignored":     func(r *http.Request, _ *http.Response) { r.Header.Del("Range") },
		"another range":     func(r *http.Request, _ *http.Response) { r.Header.Set("Range", "bytes=0-499") },
		"shorter":           func(r *http.Request, _ *http.Response) { r.Header.Set("Range", "bytes=500-998") },
		"wrong total":       func(_ *http.Request, p *http.Response) { p.Header.Set("Content-Range", "bytes 500-999/9999") },
		"no Content-Range":  func(_ *http.Request, p *http.Response) { p.Header.Del("Content-Range") },
		"another file":      func(_ *http.Request, p *http.Response) { p.Header.Set(api.HeaderFileID, "4_zother") },
		"no file ID":        func(_ *http.Request, p *http.Response) { p.Header.Del(api.HeaderFileID) },
		"whole with 206":    func(r *http.Request, p *http.Response) { p.StatusCode = 200 },
		"not satisfiable":   func(r *http.Request, _ *http.Response) { r.Header.Set("Range", "bytes=90000-90001") },
		"another file's ID": func(r *http.Request, _ *http.Response) { r.URL.RawQuery = "fileId=4_z0" },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := inMemory(t)
				defer a.c.Close()
				v := a.put(t, "n", content(1000))
				proxy := tripper{a.Transport, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
					if r.Header.Get("Range") != "bytes=500-999" {
						return next.RoundTrip(r)
					}
					r = r.Clone(r.Context())
					var after http.Response
					after.Header = http.Header{}
					spoil(r, &after)
					resp, err := next.RoundTrip(r)
					if err == nil {
						spoil(r, resp)
					}
					return resp, err
				}}
				c := b2core.New(a.Credentials(), b2core.Options{Transport: proxy})
				defer c.Close()
				c.SetRanges(500, 500)
				m := &memory{}
				_, err := c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: m})
				if err == nil || m.committed {
					t.Fatal("taken for good")
				}
				wrong += max(m.written-500, 0)
				if m.written > 500 || !bytes.Equal(m.data[500:], make([]byte, 500)) {
					t.Error("something was written into the second range")
				}
			})
		})
	}
	t.Attr("figure", fmt.Sprintf("bytes written wrong: %d", wrong))
}

func TestDownloadWithoutHashIsNotVerifiable(t *testing.T) {
	a := newAccount(t)
	v := a.put(t, "n", content(50))
	v.SHA1 = "none"
	strip := tripper{b2core.NewTransport(), func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		resp, err := next.RoundTrip(r)
		if err == nil && resp.Header.Get(api.HeaderContentSHA1) != "" {
			resp.Header.Set(api.HeaderContentSHA1, "none")
		}
		return resp, err
	}}
	c := b2core.New(a.Credentials(), b2core.Options{Transport: strip})
	defer c.Close()
	m := &memory{}
	verdict, err := c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: m})
	if err != nil || verdict != b2core.NotVerifiable || !m.committed {
		t.Errorf("%v, %v", verdict, err)
	}
	// The reply's own hash serves when the caller's version has none.
	if verdict, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: &memory{}}); err != nil || verdict != b2core.Verified {
		t.Errorf("%v, %v", verdict, err)
	}
}

// Ranges that are there while an earlier one is not are recorded as well, and
// kept if they are still what they were.
func TestDownloadResumesRangesBehindAGap(t *testing.T) {
	t.Attr("fault", "B11")
	const size, part, ranges = 5000, 500, 10
	a := newAccount(t)
	a.c.SetRanges(part, part)
	want := content(size)
	v := a.put(t, "n", want)
	for name, spoilt := range map[string]bool{"untouched": false, "another range changed": true} {
		t.Run(name, func(t *testing.T) {
			a.Inject(emulator.Fault{Call: api.CallDownloadFileByID, Skip: 2, StallAt: new(int64)})
			ctx, kill := context.WithCancel(t.Context())
			defer kill()
			m, cp := &memory{}, &journal{}
			steer := b2core.Steering{Checkpoint: gapped{cp, func() {
				if len(cp.known()) == ranges-1 {
					kill()
				}
			}}, Progress: &b2core.Progress{}}
			if _, err := a.c.Download(ctx, b2core.DownloadRequest{File: v, Target: m, Steering: steer}); !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			a.ClearFaults()
			a.ResetCounters()
			r, missing := cp.resume(), int64(part)
			if spoilt {
				last := cp.parts[len(cp.parts)-1].Number // behind the gap, or the very last before it
				m.data[last*part-1] ^= 1
				missing += part
			}
			verdict, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: m, Resume: r, Steering: b2core.Steering{Progress: steer.Progress}})
			if err != nil || verdict != b2core.Verified || !bytes.Equal(m.data, want) || steer.Progress.Done() != size {
				t.Errorf("%v, %v, %d bytes done", verdict, err, steer.Progress.Done())
			}
			if n := a.Counters().BytesOut; n != missing {
				t.Errorf("%d bytes fetched, want %d", n, missing)
			}
		})
	}
}

// gapped tells after each part.
type gapped struct {
	*journal
	told func()
}

func (g gapped) PartDone(ctx context.Context, p b2core.PartRecord) error {
	defer g.told()
	return g.journal.PartDone(ctx, p)
}

// known are the parts that were told, each once.
func (j *journal) known() map[int]b2core.PartRecord {
	j.mu.Lock()
	defer j.mu.Unlock()
	known := map[int]b2core.PartRecord{}
	for _, p := range j.parts {
		known[p.Number] = p
	}
	return known
}

// What is on disk is proved by the recorded hashes before it is kept.
func TestDownloadResumesWhatIsProved(t *testing.T) {
	t.Attr("fault", "B11")
	const size, part = 5000, 500
	a := newAccount(t)
	a.c.SetRanges(part, part)
	want := content(size)
	v := a.put(t, "n", want)
	for _, c := range []struct {
		name    string
		spoil   func(m *memory, r *b2core.Resume)
		fetched int64
	}{
		{"untouched", func(*memory, *b2core.Resume) {}, size - 6*part},
		{"byte changed in range 3", func(m *memory, _ *b2core.Resume) { m.data[2*part+1] ^= 1 }, size - 2*part},
		{"partial cut short", func(m *memory, _ *b2core.Resume) { m.data = m.data[:4*part+10] }, size - 4*part},
		{"partial gone", func(m *memory, _ *b2core.Resume) { m.data = nil }, size},
		{"journal lost a range", func(_ *memory, r *b2core.Resume) { r.Parts = append(r.Parts[:1], r.Parts[2:]...) }, size - part},
		{"journal of another size", func(_ *memory, r *b2core.Resume) { r.Plan.Size++; r.Parts = nil }, size},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &memory{}
			cp := &journal{}
			steer := b2core.Steering{Checkpoint: cp, Slots: make(oneSlot, 1), Progress: &b2core.Progress{}}
			a.Inject(emulator.Fault{Call: api.CallDownloadFileByID, Skip: 6, Status: 404, Code: api.CodeNotFound})
			_, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: m, Steering: steer})
			if !errors.Is(err, b2core.ErrNotFound) {
				t.Fatal(err)
			}
			if len(cp.parts) != 6 {
				t.Fatalf("%d ranges recorded", len(cp.parts))
			}
			r := cp.resume()
			c.spoil(m, r)
			a.ResetCounters()
			verdict, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: m, Resume: r, Steering: steer})
			if err != nil || verdict != b2core.Verified || !bytes.Equal(m.data, want) {
				t.Errorf("%v, %v", verdict, err)
			}
			if n := a.Counters().BytesOut; n != c.fetched {
				t.Errorf("%d bytes fetched, want %d", n, c.fetched)
			}
			if steer.Progress.Done() != size {
				t.Errorf("progress %d", steer.Progress.Done())
			}
		})
	}
}

func TestCancelledDownloadEnds(t *testing.T) {
	a := newAccount(t)
	a.c.SetRanges(500, 500)
	v := a.put(t, "n", content(20_000))
	ctx, cancel := context.WithCancel(t.Context())
	m := &memory{}
	_, err := a.c.Download(ctx, b2core.DownloadRequest{File: v, Target: m, Steering: b2core.Steering{
		Pace: pace(func() { cancel() }),
	}})
	if !errors.Is(err, context.Canceled) || m.committed {
		t.Errorf("got %v", err)
	}
}

type pace func()

func (p pace) Wait(ctx context.Context, _ int) error { p(); return ctx.Err() }

func TestEntriesWithoutContentAreRefused(t *testing.T) {
	a := newAccount(t)
	a.put(t, "dir/n", nil)
	if err := a.c.HideFile(t.Context(), a.bucket.ID, "dir/n"); err != nil {
		t.Fatal(err)
	}
	page, err := a.c.ListVersions(t.Context(), a.bucket.ID, b2core.ListOptions{})
	if err != nil || page.Files[0].Action != b2core.ActionHide {
		t.Fatal(err, page)
	}
	for _, f := range []b2core.FileVersion{page.Files[0], {Name: "dir/", Action: b2core.ActionFolder}} {
		if _, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: f, Target: &memory{}}); !errors.Is(err, b2core.ErrBadRequest) {
			t.Errorf("%s: %v", f.Action, err)
		}
	}
}

// What an earlier run left beyond the end does not become part of the file.
func TestLongerPartialIsCut(t *testing.T) {
	a := newAccount(t)
	a.c.SetRanges(500, 500)
	for _, size := range []int{0, 300, 1200} {
		v := a.put(t, "n", content(size))
		m := &memory{data: bytes.Repeat([]byte("old"), 1000)}
		verdict, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Target: m})
		if err != nil || verdict != b2core.Verified || !bytes.Equal(m.data, content(size)) {
			t.Errorf("%d bytes: %v, %v, holds %d", size, verdict, err, len(m.data))
		}
	}
}

// A small file is one request.
func TestSmallDownloadIsOneRequest(t *testing.T) {
	a := newAccount(t)
	v := a.put(t, "n", content(900))
	a.ResetCounters()
	if _, _, err := a.get(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	if c := a.Counters(); c.Requests != 1 || !strings.Contains(a.URL, "127.0.0.1") {
		t.Errorf("%d requests", c.Requests)
	}
}

// A file that is stored as gzip comes as it is, whatever transport fetches it.
func TestDownloadsAreNotUnpacked(t *testing.T) {
	a := newAccount(t)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(content(300))
	_ = z.Close()
	v, err := a.c.Upload(t.Context(), b2core.UploadRequest{
		BucketID: a.bucket.ID, Name: "f.gz", Source: &memory{data: packed.Bytes()}, Headers: b2core.Headers{ContentEncoding: "gzip"},
	})
	if err != nil {
		t.Fatal(err)
	}
	a.c = b2core.New(a.Credentials(), b2core.Options{Transport: &http.Transport{}})
	defer a.c.Close()
	if m, verdict, err := a.get(t.Context(), v); err != nil || verdict != b2core.Verified || !bytes.Equal(m.data, packed.Bytes()) {
		t.Errorf("%d bytes, %v, %v", len(m.data), verdict, err)
	}
}
