package b2core_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// Whatever hash there is is compared, however it is written; only without any
// the verdict is that nothing could be verified.
func TestEveryFormOfHash(t *testing.T) {
	t.Attr("fault", "B9")
	data := content(300)
	right, wrong := sha(data), sha(nil)
	verified, cases := 0, 0
	for _, c := range []struct {
		name, content, info string
		want                b2core.Verdict // 0: corrupt
	}{
		{"content", right, "", b2core.Verified},
		{"content, upper case", strings.ToUpper(right), "", b2core.Verified},
		{"unverified", "unverified:" + right, "", b2core.Verified},
		{"info", "none", right, b2core.Verified},
		{"info, upper case", "none", strings.ToUpper(right), b2core.Verified},
		{"none", "none", "", b2core.NotVerifiable},
		{"content wrong", wrong, "", 0},
		{"unverified wrong", "unverified:" + wrong, "", 0},
		{"info wrong", "none", wrong, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newAccount(t)
			v := a.put(t, "n", data)
			v.SHA1, v.Info = c.content, map[string]string{}
			if c.info != "" {
				v.Info[b2core.InfoSHA1] = c.info
			}
			header := map[string]string{api.HeaderContentSHA1: c.content}
			a.Inject(emulator.Fault{Call: api.CallDownloadFileByID, Count: -1, Header: header})
			m, verdict, err := a.get(t.Context(), v)
			if verdict != c.want || errors.Is(err, b2core.ErrCorrupt) != (c.want == 0) || m.committed != (c.want != 0) {
				t.Errorf("verdict %v, committed %v, %v", verdict, m.committed, err)
			}
			if cases++; verdict == b2core.Verified {
				verified++
			}
		})
	}
	t.Attr("figure", fmt.Sprintf("%d of %d forms verified, 3 wrong ones refused", verified, cases))
}

// The version that was seen is the one that is fetched, whatever was stored or
// hidden over its name since.
func TestTheVersionSeenIsFetched(t *testing.T) {
	t.Attr("fault", "B10")
	a := newAccount(t)
	a.c.SetRanges(300, 300)
	want := content(1000)
	seen := a.put(t, "n", want)
	a.put(t, "n", content(1001))
	for _, hidden := range []bool{false, true} {
		if hidden {
			if err := a.c.HideFile(t.Context(), a.bucket.ID, "n"); err != nil {
				t.Fatal(err)
			}
		}
		m, verdict, err := a.get(t.Context(), seen)
		if err != nil || verdict != b2core.Verified || !bytes.Equal(m.data, want) {
			t.Errorf("hidden %v: %v, %v", hidden, verdict, err)
		}
	}
}

// A version that vanishes in the middle of a download fails it and nothing else.
func TestVersionVanishesMidway(t *testing.T) {
	t.Attr("fault", "S6")
	a := newAccount(t)
	a.c.SetRanges(300, 300)
	gone, stays := a.put(t, "gone", content(3000)), a.put(t, "stays", content(2900))
	m := &memory{}
	var once sync.Once
	steer := b2core.Steering{Slots: make(oneSlot, 1), Pace: pace(func() {
		once.Do(func() {
			if err := a.c.DeleteFileVersion(t.Context(), gone.Name, gone.ID); err != nil {
				t.Error(err)
			}
		})
	})}
	_, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: gone, Target: m, Steering: steer})
	if !errors.Is(err, b2core.ErrNotFound) || m.committed || m.written == 0 {
		t.Errorf("committed %v after %d bytes, %v", m.committed, m.written, err)
	}
	if other, verdict, err := a.get(t.Context(), stays); err != nil || verdict != b2core.Verified || !bytes.Equal(other.data, content(2900)) {
		t.Errorf("the other: %v, %v", verdict, err)
	}
}

// In a storm in which every third part is refused all arrives, with no more
// requests than the refusals cost.
func TestStormOfRefusedParts(t *testing.T) {
	t.Attr("fault", "S8")
	const parts = 60
	var perPart float64
	synctest.Test(t, func(t *testing.T) {
		a := inMemory(t)
		defer a.c.Close()
		// The first fault that matches takes the request: two pass, one is refused.
		for i := range parts {
			a.Inject(emulator.Fault{Call: api.CallUploadPart, Skip: 2 * (i + 1), Status: 503, Code: api.CodeServiceUnavailable})
		}
		a.ResetCounters()
		want := content(parts * recPart)
		v, err := a.c.Upload(t.Context(), a.request("n", want))
		if err != nil {
			t.Fatal(err)
		}
		c := a.Counters()
		useful := float64(c.BytesIn) / float64(len(want))
		perPart = float64(c.Calls[api.CallUploadPart]) / parts
		if useful != 1 || perPart > 2 {
			t.Errorf("%.2f requests a part, %.2f of the content sent", perPart, useful)
		}
		if got, verdict, err := a.get(t.Context(), v); err != nil || verdict != b2core.Verified || !bytes.Equal(got.data, want) {
			t.Errorf("%v, %v", verdict, err)
		}
	})
	t.Attr("figure", fmt.Sprintf("requests per useful part: %.2f", perPart))
}
