package b2core_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/internal/api"
)

// flipper is a line that turns single bits of content. It belongs to one client
// that does one thing at a time.
type flipper struct {
	http.RoundTripper
	every  bool         // and not only the first time
	skip   atomic.Int64 // requests with content that pass first
	off    int64        // of the byte, in the content that the request moves
	bit    uint
	flips  atomic.Int64
	after  atomic.Int64 // requests with content since the first flip
	locked sync.Mutex
}

// arm sets where the next flip is.
func (f *flipper) arm(skip int, off int64, bit uint, every bool) {
	f.skip.Store(int64(skip))
	f.off, f.bit, f.every = off, bit, every
	f.flips.Store(0)
	f.after.Store(0)
}

func (f *flipper) RoundTrip(r *http.Request) (*http.Response, error) {
	const digits = 40
	up := strings.Contains(r.URL.Path, api.CallUploadFile) || strings.Contains(r.URL.Path, api.CallUploadPart)
	if !up && !strings.Contains(r.URL.Path, api.CallDownloadFileByID) {
		return f.RoundTripper.RoundTrip(r)
	}
	hit := f.hit()
	if hit && up {
		r = r.Clone(r.Context())
		r.Body = &flipped{ReadCloser: r.Body, at: f.off % (r.ContentLength - digits), bit: f.bit}
	}
	resp, err := f.RoundTripper.RoundTrip(r)
	if hit && !up && err == nil {
		resp.Body = &flipped{ReadCloser: resp.Body, at: f.off % resp.ContentLength, bit: f.bit}
	}
	return resp, err
}

func (f *flipper) hit() bool {
	f.locked.Lock()
	defer f.locked.Unlock()
	if f.flips.Load() > 0 {
		f.after.Add(1)
		if !f.every {
			return false
		}
	}
	if f.skip.Add(-1) >= 0 {
		return false
	}
	f.flips.Add(1)
	return true
}

func (f *flipper) CloseIdleConnections() {
	f.RoundTripper.(interface{ CloseIdleConnections() }).CloseIdleConnections()
}

type flipped struct {
	io.ReadCloser
	at  int64
	bit uint
}

func (f *flipped) Read(p []byte) (int, error) {
	n, err := f.ReadCloser.Read(p)
	if f.at >= 0 && f.at < int64(n) {
		p[f.at] ^= 1 << f.bit
	}
	f.at -= int64(n)
	return n, err
}

// flipCount is what became of the flips.
type flipCount struct{ flips, found, mended, refused, wrong atomic.Int64 }

// Any single bit that turns on the way, in either direction and in files of one
// and of many requests, is found. One that turns once is mended by moving that
// stretch again; one that turns every time makes the transfer fail, and nothing
// is left that could be taken for the content.
func TestSingleBitFlips(t *testing.T) {
	const workers, stubborn = 4, 200
	trials := int64(10_000)
	if raceEnabled { // which takes five times as long
		trials = 2000
	}
	a := inMemory(t)
	for _, row := range []struct {
		id, name string
		try      func(*flipTrial) error
	}{
		{"B1", "downloads", (*flipTrial).download},
		{"B2", "uploads", (*flipTrial).upload},
	} {
		t.Run(row.id, func(t *testing.T) {
			t.Attr("fault", row.id)
			var once, always flipCount
			var g sync.WaitGroup
			for w := range workers {
				trial := newFlipTrial(t, a, uint64(w))
				g.Go(func() {
					for range trials / 2 / workers {
						trial.run(&once, false, row.try)
					}
					for range stubborn / 2 / workers {
						trial.run(&always, true, row.try)
					}
				})
			}
			g.Wait()
			if once.found.Load() != trials/2 || once.mended.Load() != trials/2 || once.wrong.Load() != 0 {
				t.Errorf("single flips: %s", &once)
			}
			if always.refused.Load() != stubborn/2 || always.wrong.Load() != 0 {
				t.Errorf("flips every time: %s", &always)
			}
			figure := fmt.Sprintf("%s: single flips: %s; flips at every attempt: %s", row.name, &once, &always)
			t.Attr("figure", figure)
			t.Log(figure)
		})
	}
}

func (c *flipCount) String() string {
	return fmt.Sprintf("%d flips, %d found, %d mended, %d refused, %d called done wrongly",
		c.flips.Load(), c.found.Load(), c.mended.Load(), c.refused.Load(), c.wrong.Load())
}

// flipTrial is one worker with a client, a line and stored files of its own.
type flipTrial struct {
	t      *testing.T
	a      *account
	c      *b2core.Client
	line   *flipper
	rand   *rand.Rand
	name   string
	stored []storedFile
}

type storedFile struct {
	b2core.FileVersion
	data []byte
}

func newFlipTrial(t *testing.T, a *account, n uint64) *flipTrial {
	line := &flipper{RoundTripper: a.Transport}
	line.arm(1<<30, 0, 0, false)
	f := &flipTrial{
		t: t, a: a, line: line, name: fmt.Sprint("flips/", n), rand: rand.New(rand.NewPCG(n, 7)),
		c: b2core.New(a.Credentials(), b2core.Options{Transport: line}),
	}
	t.Cleanup(f.c.Close)
	f.c.SetRanges(300, 300)
	for _, size := range []int{1, 2, 59, 300, 301, 2500} {
		data := content(size + int(n))
		f.stored = append(f.stored, storedFile{a.put(t, fmt.Sprint(f.name, "/", size), data), data})
	}
	return f
}

func (f *flipTrial) run(c *flipCount, every bool, try func(*flipTrial) error) {
	err := try(f.armed(every))
	flips := f.line.flips.Load()
	if flips == 0 {
		f.t.Error("nothing was turned")
	}
	c.flips.Add(flips)
	switch {
	case errors.Is(err, errWrong):
		c.wrong.Add(1)
	case errors.Is(err, b2core.ErrCorrupt) || errors.Is(err, b2core.ErrBadRequest):
		c.refused.Add(1)
	case err != nil:
		f.t.Error(err)
	default:
		c.mended.Add(1)
	}
	if f.line.after.Load() > 0 {
		c.found.Add(1)
	}
}

// armed turns the line's next bit: in most trials of the only request.
func (f *flipTrial) armed(every bool) *flipTrial {
	f.line.arm(0, f.rand.Int64N(1<<40), uint(f.rand.IntN(8)), every)
	return f
}

var errWrong = errors.New("called done with other bytes")

func (f *flipTrial) download() error {
	s := f.stored[f.rand.IntN(len(f.stored))]
	f.line.skip.Store(int64(f.rand.IntN((len(s.data)-1)/300 + 1)))
	m := &memory{}
	verdict, err := f.c.Download(f.t.Context(), b2core.DownloadRequest{File: s.FileVersion, Target: m})
	switch {
	case err != nil && (m.committed || len(m.data) > 0), err == nil && !bytes.Equal(m.data, s.data):
		return errWrong
	case err == nil && verdict != b2core.Verified:
		return fmt.Errorf("verdict %v", verdict)
	}
	return err
}

func (f *flipTrial) upload() error {
	size := 1 + f.rand.IntN(300)
	if f.rand.IntN(20) == 0 {
		size += 2 * recPart
		f.line.skip.Store(int64(f.rand.IntN(3)))
	}
	data := content(size)
	v, err := f.c.Upload(f.t.Context(), b2core.UploadRequest{BucketID: f.a.bucket.ID, Name: f.name, Source: &memory{data: data}})
	if err != nil {
		if _, err := f.a.c.Stat(f.t.Context(), f.a.bucket.ID, f.name); !errors.Is(err, b2core.ErrNotFound) {
			return errWrong
		}
		return err
	}
	stored := v.Size == int64(size) && v.Hash().SHA1 == sha(data)
	if err := f.a.c.DeleteFileVersion(f.t.Context(), v.Name, v.ID); err != nil {
		return err
	}
	if !stored {
		return errWrong
	}
	return nil
}

// What is damaged is looked for by reading again, and no further than needed:
// one range at a time that is as far as the damaged one, and never more than
// everything once.
func TestDamageIsLookedForOnce(t *testing.T) {
	const size, part = 3500, 500
	for _, c := range []struct {
		name    string
		always  bool
		fetched int64
		want    error
	}{
		{"once", false, size + 3*part, nil},
		{"every time alike", true, 2 * size, b2core.ErrCorrupt},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Attr("fault", "B1")
			a := newAccount(t)
			v := a.put(t, "n", content(size))
			readings := 0
			line := tripper{b2core.NewTransport(), func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
				resp, err := next.RoundTrip(r)
				if err == nil && r.Header.Get("Range") == "bytes=1000-1499" {
					if readings++; readings == 1 || c.always {
						resp.Body = &flipped{ReadCloser: resp.Body, at: 7}
					}
				}
				return resp, err
			}}
			client := b2core.New(a.Credentials(), b2core.Options{Transport: line})
			defer client.Close()
			client.SetRanges(part, part)
			a.ResetCounters()
			m := &memory{}
			steer := b2core.Steering{Slots: make(oneSlot, 1), Progress: &b2core.Progress{}}
			verdict, err := client.Download(t.Context(), b2core.DownloadRequest{File: v, Target: m, Steering: steer})
			if !errors.Is(err, c.want) || m.committed != (c.want == nil) || steer.Progress.Note() == "" {
				t.Errorf("%v, %v, committed %v, note %q", verdict, err, m.committed, steer.Progress.Note())
			}
			if c.want == nil && (!bytes.Equal(m.data, content(size)) || steer.Progress.Done() != size) {
				t.Errorf("other bytes, or progress %d", steer.Progress.Done())
			}
			if n := a.Counters().BytesOut; n != c.fetched || readings != 2 {
				t.Errorf("%d bytes fetched and the range read %d times, want %d", n, readings, c.fetched)
			}
			t.Attr("figure", fmt.Sprintf("%d bytes fetched for %d", a.Counters().BytesOut, size))
		})
	}
}
