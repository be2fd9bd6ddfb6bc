package b2core_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/internal/api"
)

// Whatever the service tells of a file's hash: where there is one it is
// compared, and where there is none it is said that nothing was.
func TestEveryHashThatIsToldIsCompared(t *testing.T) {
	t.Attr("fault", "B9")
	want := content(2500)
	right, wrong := sha(want), sha([]byte("other"))
	verified, unproved, refused := 0, 0, 0
	for _, c := range []struct {
		name          string
		service, info string // contentSha1 and large_file_sha1; "-": absent
		verdict       b2core.Verdict
	}{
		{"service's", right, "-", b2core.Verified},
		{"service's, in capitals", strings.ToUpper(right), "-", b2core.Verified},
		{"service's, wrong", wrong, "-", 0},
		{"service's, wrong, with the uploader's right one", wrong, right, 0},
		{"unverified", "unverified:" + right, "-", b2core.Verified},
		{"unverified, wrong", "unverified:" + wrong, "-", 0},
		{"none, the uploader's", "none", right, b2core.Verified},
		{"none, the uploader's in capitals", "none", strings.ToUpper(right), b2core.Verified},
		{"none, the uploader's wrong", "none", wrong, 0},
		{"none, the uploader's no hash", "none", "tomorrow", b2core.NotVerifiable},
		{"none", "none", "-", b2core.NotVerifiable},
		{"absent", "-", "-", b2core.NotVerifiable},
		{"absent, the uploader's", "-", right, b2core.Verified},
		{"unverified nothing", "unverified:", "-", b2core.NotVerifiable},
	} {
		// A listing tells the hash, or the first reply does.
		for _, listed := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, listed %v", c.name, listed), func(t *testing.T) {
				a := newAccount(t)
				v := a.put(t, "n", want)
				tells := tripper{b2core.NewTransport(), func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
					resp, err := next.RoundTrip(r)
					if err == nil && strings.Contains(r.URL.Path, api.CallDownloadFileByID) {
						tell(resp.Header, api.HeaderContentSHA1, c.service)
						tell(resp.Header, api.HeaderInfoPrefix+b2core.InfoSHA1, c.info)
					}
					return resp, err
				}}
				client := b2core.New(a.Credentials(), b2core.Options{Transport: tells})
				defer client.Close()
				client.SetRanges(500, 500)
				v.SHA1, v.Info = "", nil
				if listed {
					v.SHA1 = strings.TrimPrefix(c.service, "-")
					v.Info = map[string]string{b2core.InfoSHA1: strings.TrimPrefix(c.info, "-")}
				}
				m := &memory{}
				verdict, err := client.Download(t.Context(), b2core.DownloadRequest{File: v, Target: m})
				switch {
				case c.verdict == 0:
					if !errors.Is(err, b2core.ErrCorrupt) || m.committed || len(m.data) != 0 {
						t.Errorf("a mismatch is %v, %v, committed %v", verdict, err, m.committed)
					}
					refused++
				case err != nil || verdict != c.verdict || !m.committed || !bytes.Equal(m.data, want):
					t.Errorf("%v, %v, committed %v", verdict, err, m.committed)
				case verdict == b2core.Verified:
					verified++
				default:
					unproved++
				}
			})
		}
	}
	t.Attr("figure", fmt.Sprintf("verified %d, size only and said so %d, mismatch refused %d", verified, unproved, refused))
}

func tell(h http.Header, name, value string) {
	h.Set(name, value)
	if value == "-" {
		h.Del(name)
	}
}

// The version that was seen is the one that comes, whatever became of its name
// since; one that is gone fails, and another one never takes its place.
func TestTheVersionSeenIsTheOneFetched(t *testing.T) {
	t.Attr("fault", "B10")
	const size, part = 2500, 500
	fetched, others := 0, 0
	for name, since := range map[string]func(*testing.T, *account, b2core.FileVersion){
		"replaced": func(t *testing.T, a *account, _ b2core.FileVersion) { a.put(t, "n", content(size + 1)[:size]) },
		"hidden": func(t *testing.T, a *account, _ b2core.FileVersion) {
			if err := a.c.HideFile(t.Context(), a.bucket.ID, "n"); err != nil {
				t.Fatal(err)
			}
		},
		"deleted and stored anew": func(t *testing.T, a *account, v b2core.FileVersion) {
			if err := a.c.DeleteFileVersion(t.Context(), v.Name, v.ID); err != nil {
				t.Fatal(err)
			}
			a.put(t, "n", content(size + 1)[:size])
		},
	} {
		for _, after := range []int{0, 1, size/part - 1} { // ranges
			t.Run(fmt.Sprintf("%s after %d ranges", name, after), func(t *testing.T) {
				a := newAccount(t)
				a.put(t, "n", content(size))
				v, err := a.c.Stat(t.Context(), a.bucket.ID, "n")
				if err != nil {
					t.Fatal(err)
				}
				begun := 0
				line := tripper{b2core.NewTransport(), func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
					if strings.Contains(r.URL.Path, api.CallDownloadFileByID) {
						if begun == after {
							since(t, a, v)
						}
						begun++
					}
					return next.RoundTrip(r)
				}}
				client := b2core.New(a.Credentials(), b2core.Options{Transport: line})
				defer client.Close()
				client.SetRanges(part, part)
				m := &memory{}
				verdict, err := client.Download(t.Context(), b2core.DownloadRequest{File: v, Target: m, Steering: b2core.Steering{Slots: make(oneSlot, 1)}})
				switch gone := name == "deleted and stored anew"; {
				case gone && (!errors.Is(err, b2core.ErrNotFound) || m.committed):
					t.Errorf("a version that is gone: %v, committed %v", err, m.committed)
				case !gone && (err != nil || verdict != b2core.Verified || !bytes.Equal(m.data, content(size))):
					t.Errorf("%v, %v", verdict, err)
				case !gone:
					fetched++
				}
				if m.committed && !bytes.Equal(m.data, content(size)) {
					others++
				}
			})
		}
	}
	t.Attr("figure", fmt.Sprintf("the version seen came %d times, another one %d times", fetched, others))
}
