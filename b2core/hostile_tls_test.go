package b2core_test

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"b2tui/b2core"
)

// A certificate that does not hold, or a protocol that is too old, is told at
// once: another attempt could change nothing, and would look like a slow line.
func TestTLSFailuresArePermanent(t *testing.T) {
	t.Attr("fault", "N13")
	var requests atomic.Int64
	for _, c := range []struct {
		name  string
		old   bool // the server speaks TLS 1.1 at most
		trust bool
		host  string
		now   time.Time
		hint  string
	}{
		{"expired", false, true, "127.0.0.1", time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC), "check the clock"},
		{"not yet valid", false, true, "127.0.0.1", time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC), "check the clock"},
		{"wrong name", false, true, "localhost", time.Time{}, "another host"},
		{"self-signed", false, false, "127.0.0.1", time.Time{}, "does not trust"},
		{"old version", true, true, "127.0.0.1", time.Time{}, "TLS"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) }))
			server.Config.ErrorLog = log.New(io.Discard, "", 0)
			if c.old {
				server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
			}
			server.StartTLS()
			defer server.Close()
			transport := b2core.NewTransport()
			transport.TLSClientConfig = &tls.Config{}
			if c.trust {
				transport.TLSClientConfig.RootCAs = x509.NewCertPool()
				transport.TLSClientConfig.RootCAs.AddCert(server.Certificate())
			}
			if !c.now.IsZero() {
				transport.TLSClientConfig.Time = func() time.Time { return c.now }
			}
			tries := 0
			count := tripper{transport, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
				tries++
				return next.RoundTrip(r)
			}}
			realm := "https://" + c.host + server.URL[strings.LastIndexByte(server.URL, ':'):]
			client := b2core.New(b2core.Credentials{KeyID: "id", Key: b2core.NewSecret("secret"), Realm: realm}, b2core.Options{Transport: count})
			defer client.Close()
			_, err := client.Authorize(t.Context())
			if err == nil || tries != 1 || !strings.Contains(err.Error(), c.hint) {
				t.Errorf("%d attempts, want one that says %q: %v", tries, c.hint, err)
			}
		})
	}
	if n := requests.Load(); n != 0 {
		t.Errorf("%d requests came through", n)
	}
	t.Attr("figure", fmt.Sprintf("retries: 0, requests sent: %d", requests.Load()))
}
