package b2core_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"b2tui/b2core"
	"b2tui/b2core/internal/api"
)

// bomb is a reply that is far larger than any true one.
type bomb struct {
	name, head, each string
	size             int64 // bytes until it ends
	call             string
}

func bombs() []bomb {
	const gigabyte = 1 << 30
	return []bomb{
		{"1 GB of entries", `{"files":[`, strings.Repeat(`{"fileName":"x","action":"folder"},`, 1000), gigabyte, api.CallListFileNames},
		{"1 GB of entries with long names", `{"files":[`, `{"fileName":"` + strings.Repeat("x", 8000) + `","action":"folder"},`, gigabyte, api.CallListFileNames},
		{"1 GB in one name", `{"files":[{"fileName":"`, strings.Repeat("x", 1<<16), gigabyte, api.CallListFileNames},
		{"1 GB of blanks", ``, strings.Repeat(" ", 1<<16), gigabyte, api.CallListFileNames},
		{"1 GB of what nobody knows", `{"more":[`, strings.Repeat(`{"a":1},`, 8000), gigabyte, api.CallListFileNames},
		{"1 GB of members", `{`, "members", gigabyte, api.CallListFileNames},
		{"1 GB of file info", `{"files":[{"fileName":"x","fileInfo":{`, "members", gigabyte, api.CallListFileNames},
		{"2,000,000 entries", `{"files":[`, strings.Repeat(`{},`, 1000), 3 * 2_000_000, api.CallListFileNames},
		{"nesting of 1,000,000", `{"files":[{"fileInfo":`, strings.Repeat("[", 10_000), 1_000_000, api.CallListFileNames},
		{"1 GB of login", `{"accountId":"`, strings.Repeat("x", 1<<16), gigabyte, api.CallAuthorizeAccount},
		{"1 GB of login members", `{`, "members", gigabyte, api.CallAuthorizeAccount},
	}
}

// Replies without end are refused, and what reading them takes stays bounded. A
// reply that is refused is asked for five times over, one after the other.
func TestMemoryOfHostileReplies(t *testing.T) {
	const most = 64 << 20
	for _, b := range bombs() {
		t.Run(b.name, func(t *testing.T) {
			var rise, read int64
			synctest.Test(t, func(t *testing.T) {
				a := inMemory(t)
				defer a.c.Close()
				peak := newPeak()
				flood := tripper{a.Transport, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
					if !strings.HasSuffix(r.URL.Path, b.call) {
						return next.RoundTrip(r)
					}
					body := &bombBody{bomb: b, peak: peak}
					return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(body), ContentLength: -1}, nil
				}}
				c := b2core.New(a.Credentials(), b2core.Options{Transport: flood})
				defer c.Close()
				if _, err := c.ListNames(t.Context(), a.bucket.ID, b2core.ListOptions{}); !errors.Is(err, b2core.ErrBrokenReply) {
					t.Errorf("got %v", err)
				}
				rise, read = peak.rise(), peak.read.Load()
			})
			if rise > most {
				t.Errorf("the heap rose by %d MiB", rise>>20)
			}
			if read > 5*(25<<20) {
				t.Errorf("%d MiB were read in five attempts", read>>20)
			}
			t.Attr("fault", "S11")
			t.Attr("figure", fmt.Sprintf("%s: peak rise %d MiB", b.name, rise>>20))
		})
	}
}

// peakMeter looks at the heap while a reply is read.
type peakMeter struct {
	base, most uint64
	read       atomic.Int64
	next       int64
}

func newPeak() *peakMeter {
	runtime.GC()
	p := &peakMeter{}
	p.base = p.inUse()
	return p
}

// inUse is what the heap's spans hold, garbage that was not collected yet included.
func (p *peakMeter) inUse() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

// saw counts what was read, and looks every 256 KiB.
func (p *peakMeter) saw(n int) {
	if total := p.read.Add(int64(n)); total >= p.next {
		p.next = total + 256<<10
		p.most = max(p.most, p.inUse())
	}
}

func (p *peakMeter) rise() int64 { return int64(max(p.most, p.inUse())) - int64(p.base) }

// bombBody gives the head, then the same over and over, or members of other names.
type bombBody struct {
	bomb
	peak *peakMeter
	rest string
	sent int64
	n    int
}

func (b *bombBody) Read(p []byte) (int, error) {
	if b.sent >= b.size {
		return 0, io.EOF
	}
	if b.rest == "" {
		switch {
		case b.sent == 0 && b.head != "":
			b.rest = b.head
		case b.each == "members":
			var s strings.Builder
			for range 1000 {
				b.n++
				fmt.Fprintf(&s, `"%x":"",`, b.n)
			}
			b.rest = s.String()
		default:
			b.rest = b.each
		}
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	b.sent += int64(n)
	b.peak.saw(n)
	return n, nil
}
