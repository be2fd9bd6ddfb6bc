package b2core_test

import (
	"bytes"
	"context"
	"crypto/sha1"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// journal is a checkpoint that remembers, and can refuse.
type journal struct {
	mu     sync.Mutex
	plan   b2core.Plan
	parts  []b2core.PartRecord
	refuse error
}

func (j *journal) Started(_ context.Context, p b2core.Plan) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.plan = p
	return nil
}

func (j *journal) PartDone(_ context.Context, p b2core.PartRecord) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.parts = append(j.parts, p)
	return j.refuse
}

func (j *journal) resume() *b2core.Resume {
	j.mu.Lock()
	defer j.mu.Unlock()
	return &b2core.Resume{Plan: j.plan, Parts: slices.Clone(j.parts)}
}

func (a *account) request(name string, p []byte) b2core.UploadRequest {
	return b2core.UploadRequest{BucketID: a.bucket.ID, Name: name, Source: &memory{data: p}, Steering: b2core.Steering{Progress: &b2core.Progress{}}}
}

// unfinished counts large files that were left behind.
func (a *account) unfinished(t *testing.T) (n int) {
	t.Helper()
	for _, err := range a.c.UnfinishedLargeFiles(t.Context(), a.bucket.ID, "") {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

func at(n int64) *int64 { return &n }

// Whatever goes wrong on the way, one version of the right content comes out and
// nothing is left behind.
func TestUploadsSurviveFaults(t *testing.T) {
	const small, large = 700, 3500
	for _, c := range []struct {
		name  string
		id    string // of the fault's row
		size  int
		fault emulator.Fault
		most  int64 // bytes that may reach the service
	}{
		{"small: busy vaults", "S7", small, emulator.Fault{Call: api.CallUploadFile, Status: 503, Code: api.CodeServiceUnavailable, Count: 3}, 0},
		{"small: slow down", "S7", small, emulator.Fault{Call: api.CallUploadFile, Status: 429, RetryAfter: 5 * time.Second}, 0},
		{"small: upload token expired", "S3", small, emulator.Fault{Call: api.CallUploadFile, Status: 401, Code: api.CodeExpiredAuthToken}, 0},
		{"small: URL used twice", "S7", small, emulator.Fault{Call: api.CallUploadFile, Status: 400, Code: api.CodeAuthTokenLimit}, 0},
		{"small: timed out", "S7", small, emulator.Fault{Call: api.CallUploadFile, Status: 408, Code: api.CodeRequestTimeout}, 0},
		{"small: cut in the middle", "N3", small, emulator.Fault{Call: api.CallUploadFile, CutAt: at(300), Count: 2}, 0},
		{"small: bit flipped", "B2", small, emulator.Fault{Call: api.CallUploadFile, FlipAt: at(7)}, 0},
		{"small: reply lost", "N4", small, emulator.Fault{Call: api.CallUploadFile, DropReply: true}, small},
		{"small: page instead of a reply", "S9", small, emulator.Fault{Call: api.CallUploadFile, Status: 502, Body: "<html>"}, 0},
		{"large: busy vaults", "S7", large, emulator.Fault{Call: api.CallUploadPart, Status: 503, Code: api.CodeServiceUnavailable, Count: 6}, 0},
		{"large: cut in a part", "N3", large, emulator.Fault{Call: api.CallUploadPart, Part: 2, CutAt: at(10), Count: 2}, 0},
		{"large: bit flipped", "B2", large, emulator.Fault{Call: api.CallUploadPart, Part: 3, FlipAt: at(7)}, 0},
		{"large: reply to a part lost", "N6", large, emulator.Fault{Call: api.CallUploadPart, Part: 1, DropReply: true}, large},
		{"large: reply to start lost", "N5", large, emulator.Fault{Call: api.CallStartLargeFile, DropReply: true}, large},
		{"large: reply to finish lost", "N7", large, emulator.Fault{Call: api.CallFinishLargeFile, DropReply: true}, large},
		{"large: account token expired", "S2", large, emulator.Fault{Call: api.CallGetUploadPartURL, ExpireTokens: true}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Attr("fault", c.id)
			var sent int64
			synctest.Test(t, func(t *testing.T) {
				a := inMemory(t)
				defer a.c.Close()
				want := content(c.size)
				hits := a.Inject(c.fault)
				a.ResetCounters()
				r := a.request("name", want)
				v, err := a.c.Upload(t.Context(), r)
				if err != nil || hits() == 0 {
					t.Fatalf("after %d faults: %v", hits(), err)
				}
				got, verdict, err := a.get(t.Context(), v)
				if err != nil || verdict != b2core.Verified || !bytes.Equal(got.data, want) {
					t.Errorf("read back: %v, %v", verdict, err)
				}
				if n := a.versions(t); n != 1 {
					t.Errorf("%d versions", n)
				}
				if n := a.unfinished(t); n != 0 {
					t.Errorf("%d unfinished large files", n)
				}
				if sent = a.Counters().BytesIn; c.most > 0 && sent > c.most {
					t.Errorf("%d bytes were sent for %d", sent, c.most)
				}
				if p := r.Steering.Progress; p.Done() != int64(c.size) || p.Total() != int64(c.size) {
					t.Errorf("progress %d of %d", p.Done(), p.Total())
				}
			})
			t.Attr("figure", fmt.Sprintf("%d bytes sent for %d, versions too many: 0, orphans left: 0", sent, c.size))
		})
	}
}

func TestUploadsThatCannotSucceed(t *testing.T) {
	for _, c := range []struct {
		name  string
		size  int
		fault emulator.Fault
		want  error
	}{
		{"storage cap", 10, emulator.Fault{Call: api.CallGetUploadURL, Status: 403, Code: api.CodeStorageCapExceeded, Count: -1}, b2core.ErrStorageCap},
		{"cap", 10, emulator.Fault{Call: api.CallUploadFile, Status: 403, Code: api.CodeCapExceeded, Count: -1}, b2core.ErrCapExceeded},
		{"capability", 10, emulator.Fault{Call: api.CallUploadFile, Status: 401, Code: api.CodeUnauthorized, Count: -1}, b2core.ErrUnauthorized},
		{"always flipped", 10, emulator.Fault{Call: api.CallUploadFile, FlipAt: at(1), Count: -1}, b2core.ErrBadRequest},
		{"service never free", 10, emulator.Fault{Call: api.CallUploadFile, Status: 503, Count: -1}, b2core.ErrUnreachable},
		{"part refused", 2500, emulator.Fault{Call: api.CallUploadPart, Part: 2, Status: 400, Code: api.CodeBadRequest, Count: -1}, b2core.ErrBadRequest},
		{"finish refused", 2500, emulator.Fault{Call: api.CallFinishLargeFile, Status: 400, Code: api.CodeBadRequest, Count: -1}, b2core.ErrBadRequest},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := inMemory(t)
				defer a.c.Close()
				a.Inject(c.fault)
				start := time.Now()
				_, err := a.c.Upload(t.Context(), a.request("name", content(c.size)))
				if !errors.Is(err, c.want) {
					t.Errorf("got %v", err)
				}
				if d := time.Since(start); d > 20*time.Minute {
					t.Errorf("gave up after %v", d)
				}
				if v, u := a.versions(t), a.unfinished(t); v != 0 || u != 0 {
					t.Errorf("%d versions, %d unfinished large files are left", v, u)
				}
			})
		})
	}
}

// The service's own record is compared: a version with another hash is deleted.
func TestUploadRefusesAWrongRecord(t *testing.T) {
	t.Attr("fault", "B4")
	a := newAccount(t)
	lie := tripper{b2core.NewTransport(), func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		resp, err := next.RoundTrip(r)
		if err == nil && strings.Contains(r.URL.Path, api.CallUploadFile) {
			resp = rewrite(t, resp, sha(content(10)), sha([]byte("other")))
		}
		return resp, err
	}}
	c := b2core.New(a.Credentials(), b2core.Options{Transport: lie})
	defer c.Close()
	if _, err := c.Upload(t.Context(), a.request("n", content(10))); !errors.Is(err, b2core.ErrCorrupt) {
		t.Errorf("got %v", err)
	}
	if n := a.versions(t); n != 0 {
		t.Errorf("%d versions stay", n)
	}
}

// Only what is all that is asked for now is gone on with; anything else is given
// up and sent anew.
func TestResumeComparesAllThatIsAskedFor(t *testing.T) {
	for name, change := range map[string]func(*testing.T, *vault, *b2core.UploadRequest){
		"nothing":      func(*testing.T, *vault, *b2core.UploadRequest) {},
		"content type": func(_ *testing.T, _ *vault, r *b2core.UploadRequest) { r.ContentType = "text/x-other" },
		"info":         func(_ *testing.T, _ *vault, r *b2core.UploadRequest) { r.Info = map[string]string{"note": "b"} },
		"info less":    func(_ *testing.T, _ *vault, r *b2core.UploadRequest) { r.Info = nil },
		"headers":      func(_ *testing.T, _ *vault, r *b2core.UploadRequest) { r.Headers.CacheControl = "max-age=1" },
		"mtime":        func(_ *testing.T, _ *vault, r *b2core.UploadRequest) { r.ModTime = r.ModTime.Add(time.Millisecond) },
		"chosen time":  func(_ *testing.T, a *vault, r *b2core.UploadRequest) { r.UploadedAt = a.in(-2 * time.Hour) },
		"retention until": func(_ *testing.T, a *vault, r *b2core.UploadRequest) {
			r.Retention.Until = a.in(3 * time.Hour)
		},
		"retention mode": func(_ *testing.T, _ *vault, r *b2core.UploadRequest) { r.Retention.Mode = b2core.Compliance },
		"hold":           func(_ *testing.T, _ *vault, r *b2core.UploadRequest) { r.LegalHold = false },
		"encryption": func(_ *testing.T, _ *vault, r *b2core.UploadRequest) {
			r.Encryption = b2core.Encryption{Mode: b2core.SSEB2}
		},
		"default encryption": func(_ *testing.T, _ *vault, r *b2core.UploadRequest) {
			r.Encryption = b2core.Encryption{}
		},
		"key": func(t *testing.T, _ *vault, r *b2core.UploadRequest) { r.Encryption.Key = customerKey(t, 'z', "other") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newVault(t)
			cp := &journal{}
			r := a.request("n", content(5000))
			r.ContentType, r.Info, r.ModTime, r.UploadedAt = "text/x-test", map[string]string{"note": "a"}, time.UnixMilli(1e12), a.in(-time.Hour)
			r.Retention, r.LegalHold = b2core.Retention{Mode: b2core.Governance, Until: a.in(time.Hour)}, true
			r.Encryption = b2core.Encryption{Mode: b2core.SSEC, Key: customerKey(t, 'k', "k")}
			r.Steering.Checkpoint, r.Steering.Slots = cp, make(oneSlot, 1)
			a.Inject(emulator.Fault{Call: api.CallUploadPart, Part: 3, Status: 400, Code: api.CodeBadRequest})
			if _, err := a.c.Upload(t.Context(), r); !errors.Is(err, b2core.ErrBadRequest) {
				t.Fatal(err)
			}
			r.Resume = cp.resume()
			change(t, a, &r)
			v, err := a.c.Upload(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			if same := v.ID == r.Resume.Plan.LargeFileID; same != (name == "nothing") || a.unfinished(t) != 0 {
				t.Errorf("same large file: %v, %d unfinished", same, a.unfinished(t))
			}
			if v.LegalHold.Value != r.LegalHold || v.Retention.Value.Mode != r.Retention.Mode || v.ContentType != r.ContentType || v.Encryption != r.Encryption.Mode {
				t.Errorf("stored %+v", v)
			}
		})
	}
}

func TestChangedSourceIsNotStored(t *testing.T) {
	for _, size := range []int{500, 5000} {
		a := newAccount(t)
		src := &memory{data: content(size)}
		touched := int64(size) / 2
		src.onRead = func(off int64) {
			if off >= touched-1000 {
				src.mu.Lock()
				defer src.mu.Unlock()
				src.changed = true
			}
		}
		cp := &journal{}
		r := b2core.UploadRequest{BucketID: a.bucket.ID, Name: "n", Source: src, SHA1: sha(src.data), Steering: b2core.Steering{Checkpoint: cp}}
		if _, err := a.c.Upload(t.Context(), r); !errors.Is(err, b2core.ErrSourceChanged) {
			t.Errorf("%d bytes: %v", size, err)
		}
		if v, u := a.versions(t), a.unfinished(t); v != 0 || u != 0 {
			t.Errorf("%d bytes: %d versions, %d unfinished are left", size, v, u)
		}
	}
}

func TestShorterSourceIsNotStored(t *testing.T) {
	a := newAccount(t)
	r := a.request("n", content(400))
	r.Source = shrunk{r.Source}
	if _, err := a.c.Upload(t.Context(), r); !errors.Is(err, b2core.ErrSourceChanged) || a.versions(t) != 0 {
		t.Errorf("got %v", err)
	}
}

type shrunk struct{ b2core.Source }

func (s shrunk) Size() int64 { return s.Source.Size() + 1 }

// A run that was interrupted after some parts goes on: accepted parts are not
// sent again, whatever the journal still knows of them.
func TestResumeSendsOnlyWhatIsMissing(t *testing.T) {
	t.Attr("fault", "Q9")
	const size, part = 16_000, 1000
	for _, c := range []struct {
		name   string
		forget func(*b2core.Resume)
	}{
		{"all known", func(*b2core.Resume) {}},
		{"hashes unknown", func(r *b2core.Resume) { r.Parts = nil }},
		{"wrong hash in the journal", func(r *b2core.Resume) { r.Parts[0].SHA1 = sha(nil) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newAccount(t)
			want := content(size)
			cp := &journal{}
			r := a.request("n", want)
			r.Steering.Checkpoint = cp
			r.Steering.Slots = make(oneSlot, 1)
			a.Inject(emulator.Fault{Call: api.CallUploadPart, Part: 9, Status: 400, Code: api.CodeBadRequest})
			if _, err := a.c.Upload(t.Context(), r); !errors.Is(err, b2core.ErrBadRequest) {
				t.Fatal(err)
			}
			if n := a.unfinished(t); n != 1 || cp.plan.LargeFileID == "" || len(cp.parts) != 8 {
				t.Fatalf("%d unfinished, journal %+v", n, cp.plan)
			}
			r.Resume = cp.resume()
			c.forget(r.Resume)
			a.ResetCounters()
			v, err := a.c.Upload(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			if sent := a.Counters().BytesIn; sent != size-8*part {
				t.Errorf("%d bytes sent again", sent)
			}
			if got, verdict, err := a.get(t.Context(), v); err != nil || verdict != b2core.Verified || !bytes.Equal(got.data, want) {
				t.Errorf("read back: %v, %v", verdict, err)
			}
			if v.ID != cp.plan.LargeFileID || a.unfinished(t) != 0 {
				t.Errorf("another large file was used")
			}
			// Once more, as if the process had died before it noted the end.
			a.ResetCounters()
			again, err := a.c.Upload(t.Context(), r)
			if err != nil || again.ID != v.ID || a.Counters().BytesIn != 0 {
				t.Errorf("resume of a finished one: %v, %d bytes", err, a.Counters().BytesIn)
			}
		})
	}
}

type oneSlot chan struct{}

func (s oneSlot) Acquire(ctx context.Context) (func(), error) {
	select {
	case s <- struct{}{}:
		return func() { <-s }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func TestResumeStartsAnewWhenItMust(t *testing.T) {
	t.Attr("fault", "Q8")
	for name, spoil := range map[string]func(*testing.T, *account, *b2core.UploadRequest){
		"the large file was cancelled": func(t *testing.T, a *account, r *b2core.UploadRequest) {
			if err := a.c.CancelLargeFile(t.Context(), r.Resume.Plan.LargeFileID); err != nil {
				t.Fatal(err)
			}
		},
		"the source is another one": func(_ *testing.T, _ *account, r *b2core.UploadRequest) {
			r.Source = &memory{data: content(7001)[:7000]}
		},
		"the plan is nonsense": func(_ *testing.T, _ *account, r *b2core.UploadRequest) { r.Resume.Plan.PartSize = 3 },
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			cp := &journal{refuse: errors.New("journal is full")}
			r := a.request("n", content(7000))
			r.Steering.Checkpoint = cp
			if _, err := a.c.Upload(t.Context(), r); !errors.Is(err, cp.refuse) {
				t.Fatal(err)
			}
			cp.refuse = nil
			r.Resume = cp.resume()
			spoil(t, a, &r)
			v, err := a.c.Upload(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			if got, verdict, err := a.get(t.Context(), v); err != nil || verdict != b2core.Verified || got.Size() != 7000 {
				t.Errorf("read back: %v, %v", verdict, err)
			}
		})
	}
}

func TestCancelledUploadLeavesNothing(t *testing.T) {
	a := newAccount(t)
	ctx, cancel := context.WithCancel(t.Context())
	r := a.request("n", content(20_000))
	r.SHA1 = sha(content(20_000))
	r.Source.(*memory).onRead = func(off int64) {
		if off > 5000 {
			cancel()
		}
	}
	if _, err := a.c.Upload(ctx, r); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if v, u := a.versions(t), a.unfinished(t); v != 0 || u != 0 {
		t.Errorf("%d versions, %d unfinished are left", v, u)
	}
}

func TestUploadURLsAreLeased(t *testing.T) {
	a := newAccount(t)
	a.ResetCounters()
	for i := range 10 {
		a.put(t, fmt.Sprint("f", i), content(20))
	}
	if n := a.Counters().Calls[api.CallGetUploadURL]; n != 1 || a.c.FreeUploadURLs(a.bucket.ID) != 1 {
		t.Errorf("%d URLs asked for ten uploads in a row", n)
	}
	a.Inject(emulator.Fault{Call: api.CallUploadFile, Status: 503})
	a.put(t, "again", content(20))
	if n := a.Counters().Calls[api.CallGetUploadURL]; n != 2 || a.c.FreeUploadURLs(a.bucket.ID) != 1 {
		t.Errorf("%d URLs after a failure, %d free", n, a.c.FreeUploadURLs(a.bucket.ID))
	}
}

func TestUploadStoresMetadata(t *testing.T) {
	a := newAccount(t)
	mtime := time.Date(2020, 2, 29, 12, 0, 0, 123e6, time.UTC)
	for _, size := range []int{100, 2500} {
		r := a.request("dir/a b+c%d ü.txt", content(size))
		r.ModTime, r.ContentType, r.Info = mtime, "text/x-test", map[string]string{"author": "x + y / ü"}
		v, err := a.c.Upload(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		listed, err := a.c.Stat(t.Context(), a.bucket.ID, r.Name)
		if err != nil || listed.ID != v.ID || listed.Name != r.Name || listed.ContentType != "text/x-test" ||
			!listed.ModTime().Equal(mtime) || listed.Info["author"] != "x + y / ü" {
			t.Errorf("%d bytes: %+v, %v", size, listed, err)
		}
		want := map[string]string{"author": "x + y / ü", b2core.InfoModTime: "1582977600123"}
		if size > recPart {
			want[b2core.InfoSHA1] = sha(content(size))
		}
		if !maps.Equal(listed.Info, want) {
			t.Errorf("%d bytes: info %v", size, listed.Info)
		}
	}
}

func TestBadNamesCostNoCall(t *testing.T) {
	a := newAccount(t)
	a.ResetCounters()
	for _, name := range []string{"", "/a", "a/", "a//b", "a\x00b", "a\x1b[2J", "\xff", strings.Repeat("x", 251), strings.Repeat("x/", 520)} {
		if _, err := a.c.Upload(t.Context(), a.request(name, nil)); !errors.Is(err, b2core.ErrBadName) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if n := a.Counters().Requests; n != 0 {
		t.Errorf("%d requests", n)
	}
}

// A stream is read only as far as there is room, and the room is used again.
func TestStreamsHoldFourParts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const part, parts = 1 << 20, 40
		s := b2test.NewMemoryServer(t, b2test.SmallParts(minPart, recPart))
		gate := make(chan struct{})
		takes := tripper{s.Transport, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			if !strings.Contains(r.URL.Path, api.CallUploadPart+"/") {
				return next.RoundTrip(r)
			}
			<-gate
			body, sum := io.LimitReader(r.Body, part), sha1.New()
			size, err := io.Copy(sum, body)
			if err == nil {
				_, err = io.Copy(io.Discard, r.Body)
			}
			rec := httptest.NewRecorder()
			fmt.Fprintf(rec, `{"fileId":"x","partNumber":%s,"contentLength":%d,"contentSha1":"%x"}`, r.Header.Get(api.HeaderPartNumber), size, sum.Sum(nil))
			return rec.Result(), err
		}}
		c := b2core.New(s.Credentials(), b2core.Options{Transport: takes, Workers: b2core.Workers{MaxUpload: 10}})
		defer c.Close()
		c.SetStreamPart(part)
		b, err := c.CreateBucket(t.Context(), b2core.BucketSpec{Name: "test-bucket"})
		if err != nil {
			t.Fatal(err)
		}
		var taken atomic.Int64
		content := readerFunc(func(p []byte) (int, error) {
			n := min(int64(len(p)), parts*part-taken.Load())
			if n == 0 {
				return 0, io.EOF
			}
			taken.Add(n)
			return int(n), nil
		})
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		done := make(chan error, 1)
		go func() {
			_, err := c.UploadStream(t.Context(), b2core.UploadRequest{BucketID: b.ID, Name: "f"}, content)
			done <- err
		}()
		synctest.Wait()
		if n := taken.Load(); n != 4*part {
			t.Errorf("%d parts are read while none is stored", n/part)
		}
		close(gate)
		if err := <-done; !errors.Is(err, b2core.ErrBadRequest) || taken.Load() != parts*part { // the service has no parts
			t.Errorf("read %d: %v", taken.Load(), err)
		}
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 10*part {
			t.Errorf("%d MiB were allocated for 4 parts of 1 MiB", n>>20)
		}
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// A refusal of an upload URL is that of a call: asked once, or as often as calls
// are while an upload's time lasts.
func TestRefusedUploadURLs(t *testing.T) {
	for name, c := range map[string]struct {
		size  int
		fault emulator.Fault
		most  int
		want  error
	}{
		"no right":            {10, emulator.Fault{Call: api.CallGetUploadURL, Status: 401, Code: api.CodeUnauthorized, Count: -1}, 1, b2core.ErrUnauthorized},
		"no right to parts":   {2500, emulator.Fault{Call: api.CallGetUploadPartURL, Part: 0, Status: 401, Code: api.CodeUnauthorized, Count: -1}, 3, b2core.ErrUnauthorized},
		"expired for ever":    {10, emulator.Fault{Call: api.CallGetUploadURL, Status: 401, Code: api.CodeExpiredAuthToken, Count: -1}, 2, b2core.ErrExpiredToken},
		"busy for ever":       {10, emulator.Fault{Call: api.CallGetUploadURL, Status: 503, Code: api.CodeServiceUnavailable, Count: -1}, 60, b2core.ErrBusy},
		"too slow for a time": {10, emulator.Fault{Call: api.CallGetUploadURL, Status: 408, Code: api.CodeRequestTimeout, Count: 9}, 9, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := inMemory(t)
				defer a.c.Close()
				hits := a.Inject(c.fault)
				_, err := a.c.Upload(t.Context(), a.request("f", content(c.size)))
				if !errors.Is(err, c.want) || hits() > c.most {
					t.Errorf("asked %d times, got %v", hits(), err)
				}
			})
		})
	}
}
