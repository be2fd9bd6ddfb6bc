package emulator_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// A power failure may leave any beginning of the journal, or one whose end is
// zeros. Each opens, and what it acknowledged before is there.
func TestJournalOpensWhereverItIsCut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWire(t, onDisk(dir))
	b := w.bucket("cut-bucket")
	w.upload(b, "n", "old")
	w.hide(b, "n")
	id := w.start(b, "large")
	w.part(id, 1, partA)
	w.part(id, 2, partB)
	finish(w, id, sha1Hex(partA), sha1Hex(partB))
	w.newKey(map[string]any{"capabilities": []string{"listFiles"}})
	call[api.Bucket](w, "b2_update_bucket", map[string]any{"accountId": w.account, "bucketId": b, "bucketType": "allPublic"})
	if err := w.e.Close(); err != nil {
		t.Fatal(err)
	}
	journal, err := os.ReadFile(filepath.Join(dir, "journal"))
	if err != nil {
		t.Fatal(err)
	}
	const step = 31 // bytes, so that cuts fall everywhere in lines of all kinds
	cuts := t.TempDir()
	for _, tail := range []int{0, 100} {
		for n := 0; n <= len(journal); n += step {
			// Only the journal: its content is not there, which must do no harm either.
			left := append(bytes.Clone(journal[:n]), make([]byte, tail)...)
			cut := filepath.Join(cuts, fmt.Sprint(tail, "-", n))
			if err := os.Mkdir(cut, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(cut, "journal"), left, 0o600); err != nil {
				t.Fatal(err)
			}
			e, err := emulator.New(emulator.Options{Seed: 1, Data: cut})
			if err != nil {
				t.Fatalf("cut at %d of %d, %d zeros behind: %v", n, len(journal), tail, err)
			}
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// A version whose content the power failure took is gone; the others stay.
func TestTornContentIsTakenOut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWire(t, onDisk(dir))
	b := w.bucket("torn-bucket")
	kept := *w.upload(b, "kept", "first").FileID
	w.upload(b, "torn", "second content")
	var last string
	_ = filepath.WalkDir(filepath.Join(dir, "content"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Base(path) > filepath.Base(last) {
			last = path
		}
		return err
	})
	if err := os.Truncate(last, 3); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		w = w.restart(dir)
		if got := files(call[namesPage](w, "b2_list_file_names", map[string]any{"bucketId": b}).Files); len(got) != 1 || got[0] != "kept" {
			t.Errorf("names %q", got)
		}
		if got := string(w.get(http.MethodGet, kept, nil).body); got != "first" {
			t.Errorf("content %q", got)
		}
	}
}

// While the body of an upload and that of a download stand still, everything
// else is answered.
func TestNothingWaitsForABodyThatStreams(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("streaming")
	big := w.upload(b, "big", string(make([]byte, 8<<20)))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, emulator.Realm+"/b2api/v4/b2_download_file_by_id?fileId="+*big.FileID, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", w.token)
	resp, err := w.http.Do(req) // its body is not read
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	u := w.uploadURL(b)
	body, feed, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	up, err := http.NewRequestWithContext(t.Context(), http.MethodPost, u.UploadURL, body)
	if err != nil {
		t.Fatal(err)
	}
	up.ContentLength = 5
	for k, v := range uploadHeaders(u.Token, "slow", "12345") {
		up.Header.Set(k, v)
	}
	done := make(chan int)
	go func() {
		defer close(done)
		if resp, err := w.http.Do(up); err == nil {
			resp.Body.Close()
			done <- resp.StatusCode
		}
	}()
	_, _ = feed.WriteString("12")
	for w.e.Counters().Uploading == 0 {
		runtime.Gosched()
	}
	w.upload(b, "other", "x")
	w.hide(b, "other")
	call[namesPage](w, "b2_list_file_names", map[string]any{"bucketId": b})
	_, _ = feed.WriteString("345")
	if got := <-done; got != http.StatusOK {
		t.Errorf("the slow upload: %d", got)
	}
	feed.Close()
}
