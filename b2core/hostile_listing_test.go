package b2core_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"b2tui/b2core"
	"b2tui/b2core/internal/api"
)

// Lists that go on by ID have no order that must grow: one that leads back to
// where it has been is refused all the same.
func TestListsThatGoInCircles(t *testing.T) {
	for call, entry := range map[string]string{
		api.CallListKeys: `{"keys":[],"nextApplicationKeyId":"%s"}`, api.CallListUnfinishedLargeFiles: `{"files":[],"nextFileId":"%s"}`,
	} {
		t.Run(call, func(t *testing.T) {
			calls := 0
			synctest.Test(t, func(t *testing.T) {
				a := inMemory(t)
				defer a.c.Close()
				circle := tripper{a.Transport, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
					if !strings.HasSuffix(r.URL.Path, call) {
						return next.RoundTrip(r)
					}
					calls++
					body := strings.NewReader(fmt.Sprintf(entry, []string{"a", "b", "c"}[calls%3]))
					return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(body), ContentLength: -1}, nil
				}}
				c := b2core.New(a.Credentials(), b2core.Options{Transport: circle})
				defer c.Close()
				var last error
				for _, err := range c.Keys(t.Context()) {
					last = errors.Join(last, err)
				}
				for _, err := range c.UnfinishedLargeFiles(t.Context(), a.bucket.ID, "") {
					last = errors.Join(last, err)
				}
				if !errors.Is(last, b2core.ErrBrokenReply) || calls > 20 {
					t.Errorf("%d calls: %v", calls, last)
				}
			})
			t.Attr("fault", "S12")
			t.Attr("figure", fmt.Sprintf("%s in a circle: calls before stop: %d", call, calls))
		})
	}
}
