package emulator_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core/emulator"
)

func TestFaultMatches(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("fault-match")
	list := map[string]any{"bucketId": b}
	hits := w.e.Inject(emulator.Fault{Call: "b2_list_file_names", Skip: 1, Count: 2, Status: 503, Code: "service_unavailable", RetryAfter: 1500 * time.Millisecond})
	var got []int
	for range 5 {
		a := w.post("b2_list_file_names", list)
		got = append(got, a.status)
		if a.status == 503 && (a.code() != "service_unavailable" || a.header.Get("Retry-After") != "2") {
			t.Errorf("answer %s, Retry-After %q", a.body, a.header.Get("Retry-After"))
		}
	}
	if got[0] != 200 || got[1] != 503 || got[2] != 503 || got[3] != 200 || hits() != 2 {
		t.Errorf("statuses %v, hits %d", got, hits())
	}
	w.e.Inject(emulator.Fault{Count: -1, Status: 502, Body: "<html>"})
	for range 3 {
		if a := w.post("b2_list_file_versions", list); a.status != 502 || string(a.body) != "<html>" {
			t.Errorf("any call: %d %s", a.status, a.body)
		}
	}
	w.e.ClearFaults()
	if a := w.post("b2_list_file_versions", list); a.status != 200 {
		t.Errorf("after clearing: %d", a.status)
	}
}

func TestFaultHitsOnePart(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	id := w.start(w.bucket("fault-part"), "n")
	w.e.Inject(emulator.Fault{Call: "b2_upload_part", Part: 2, FlipAt: new(int64(0))})
	if a := w.part(id, 1, partA); a.status != 200 {
		t.Errorf("part 1: %d", a.status)
	}
	w.refused(w.part(id, 2, partA), 400, "bad_request")
	if a := w.part(id, 2, partA); a.status != 200 {
		t.Errorf("part 2 again: %d", a.status)
	}
}

func TestFaultDamagesDownloads(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	id := *w.upload(w.bucket("fault-down"), "n", "0123456789").FileID
	w.e.Inject(emulator.Fault{Call: "b2_download_file_by_id", FlipAt: new(int64(3))})
	if a := w.get(http.MethodGet, id, nil); string(a.body) != "0122456789" {
		t.Errorf("flipped: %q", a.body)
	}
	w.e.Inject(emulator.Fault{Call: "b2_download_file_by_id", CutAt: new(int64(4))})
	if a := w.get(http.MethodGet, id, nil); string(a.body) != "0123" || a.err == nil {
		t.Errorf("cut: %q %v", a.body, a.err)
	}
	if a := w.get(http.MethodGet, id, nil); string(a.body) != "0123456789" {
		t.Errorf("stored content was damaged: %q", a.body)
	}
}

func TestFaultCutsConnections(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("fault-cut")
	w.e.Inject(emulator.Fault{Call: "b2_upload_file", CutAt: new(int64(2))})
	u := w.uploadURL(b)
	if a := w.send(http.MethodPost, u.UploadURL, strings.NewReader("abcd"), uploadHeaders(u.Token, "n", "abcd")); a.err == nil {
		t.Errorf("a cut upload got %d %s", a.status, a.body)
	}
	w.e.Inject(emulator.Fault{Call: "b2_upload_file", Name: "n", DropReply: true})
	u = w.uploadURL(b)
	if a := w.send(http.MethodPost, u.UploadURL, strings.NewReader("abcd"), uploadHeaders(u.Token, "n", "abcd")); a.err == nil {
		t.Errorf("a dropped reply got %d %s", a.status, a.body)
	}
	// net/http itself repeats a GET that broke on a used connection, but no POST.
	w.e.Inject(emulator.Fault{Call: "b2_list_file_names", Reset: true})
	if a := w.post("b2_list_file_names", map[string]any{"bucketId": b}); a.err == nil {
		t.Errorf("a reset call got %d %s", a.status, a.body)
	}
	if got := files(call[versionsPage](w, "b2_list_file_versions", map[string]any{"bucketId": b}).Files); len(got) != 1 {
		t.Errorf("stored %q, want the one whose reply was dropped and not the cut one", got)
	}
}

func TestFaultExpiresTokens(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("fault-expire")
	w.e.Inject(emulator.Fault{Call: "b2_list_file_names", ExpireTokens: true})
	w.refused(w.post("b2_list_file_names", map[string]any{"bucketId": b}), 401, "expired_auth_token")
	w.login(w.e.KeyID(), w.e.Key())
	call[namesPage](w, "b2_list_file_names", map[string]any{"bucketId": b})
}

// Inside a bubble an hour passes at once, with the emulator's own clock.
func TestDelayPassesOnTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, err := emulator.New(emulator.Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		transport := e.Transport()
		e.Inject(emulator.Fault{Delay: time.Hour})
		begin := time.Now()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, emulator.Realm+"/b2api/v4/b2_authorize_account", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.SetBasicAuth(e.KeyID(), e.Key())
		resp, err := (&http.Client{Transport: transport}).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got := time.Since(begin); resp.StatusCode != 200 || got != time.Hour {
			t.Errorf("%d after %v", resp.StatusCode, got)
		}
		transport.CloseIdleConnections()
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
}
