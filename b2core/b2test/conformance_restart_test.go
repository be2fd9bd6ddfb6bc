package b2test_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

// restarting is an emulator that keeps its content in a directory, and the
// transport to the one that runs now.
type restarting struct {
	o         emulator.Options
	now       *emulator.Emulator
	transport *http.Transport
	restarts  int
}

func (r *restarting) start(t *testing.T) {
	t.Helper()
	e, err := emulator.New(r.o)
	if err != nil {
		t.Fatal(err)
	}
	r.now, r.transport = e, e.Transport()
}

func (r *restarting) stop(t *testing.T) {
	t.Helper()
	r.transport.CloseIdleConnections()
	if err := r.now.Close(); err != nil {
		t.Error(err)
	}
}

// RoundTrip is http.RoundTripper's.
func (r *restarting) RoundTrip(req *http.Request) (*http.Response, error) {
	return r.transport.RoundTrip(req)
}

// restart compares what a client sees before and afterwards.
func (r *restarting) restart(t *testing.T) {
	t.Helper()
	before := r.seen(t)
	r.stop(t)
	r.start(t)
	r.restarts++
	if after := r.seen(t); !slices.Equal(after, before) {
		t.Errorf("restart %d:\n%q\nbefore:\n%q", r.restarts, after, before)
	}
}

func (r *restarting) credentials() b2core.Credentials {
	return b2core.Credentials{KeyID: r.o.KeyID, Key: b2core.NewSecret(r.o.Key), Realm: emulator.Realm}
}

// seen is all that the account shows: buckets with their settings, versions with
// their content unless it is long, parts, keys.
func (r *restarting) seen(t *testing.T) (out []string) {
	t.Helper()
	const long = 1 << 20
	c := b2core.New(r.credentials(), b2core.Options{Transport: r})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	buckets, err := c.ListBuckets(t.Context())
	must(err)
	for _, b := range buckets {
		out = append(out, fmt.Sprintf("%+v", b))
		for v, err := range c.Versions(t.Context(), b.ID, b2core.ListOptions{}) {
			must(err)
			verdict := b2core.Verdict(0)
			switch {
			case v.Action == b2core.ActionStart:
				for p, err := range c.Parts(t.Context(), v.ID, b2core.PartsOptions{}) {
					must(err)
					out = append(out, fmt.Sprintf("%+v", p))
				}
			case v.Action == b2core.ActionUpload && v.Encryption != b2core.SSEC && v.Size < long:
				verdict, err = c.ReadFile(t.Context(), b2core.ReadRequest{File: v}, io.Discard)
				must(err)
			}
			out = append(out, fmt.Sprintf("%+v %d", v, verdict))
		}
	}
	for k, err := range c.Keys(t.Context()) {
		must(err)
		out = append(out, fmt.Sprintf("%+v", k))
	}
	return out
}

// The same account on disk, where nothing of it is in memory from one check to
// the next.
func TestConformanceOfTheEmulatorAcrossRestarts(t *testing.T) {
	r := &restarting{o: emulator.Options{
		KeyID: "000123456789abcdef0000000", Key: "K000master", Data: t.TempDir(),
		MinimumPartSize: 100, RecommendedPartSize: 1000, Strict: true, SeparateRoles: true,
	}}
	r.start(t)
	t.Cleanup(func() { r.stop(t) })
	t.Run("suite", func(t *testing.T) {
		b2test.Conformance(t, b2test.Config{Credentials: r.credentials(), Transport: r, Complete: true, Between: r.restart})
	})
	t.Logf("%d restarts", r.restarts)
	if left := r.seen(t); len(left) != 0 {
		t.Errorf("left behind: %q", left)
	}
}
