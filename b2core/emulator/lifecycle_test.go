package emulator_test

import (
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"b2tui/b2core/internal/api"
)

func (w *wire) rules(bucketID string, rules ...map[string]any) {
	w.t.Helper()
	call[api.Bucket](w, api.CallUpdateBucket, map[string]any{"accountId": w.account, "bucketId": bucketID, "lifecycleRules": rules})
}

// history is what a bucket holds, as "name action".
func (w *wire) history(bucketID string) []string {
	w.t.Helper()
	w.login(w.e.KeyID(), w.e.Key())
	out := []string{}
	for _, f := range call[versionsPage](w, api.CallListFileVersions, map[string]any{"bucketId": bucketID}).Files {
		out = append(out, f.FileName+" "+f.Action)
	}
	return out
}

func TestLifecycleRunsWhenTheClockMoves(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("lifecycle")
	w.rules(
		b,
		map[string]any{"fileNamePrefix": "a/", "daysFromUploadingToHiding": 2, "daysFromHidingToDeleting": 3},
		map[string]any{"fileNamePrefix": "b/", "daysFromHidingToDeleting": 1},
		map[string]any{"fileNamePrefix": "c/", "daysFromStartingToCancelingUnfinishedLargeFiles": 1},
	)
	w.upload(b, "a/f", "1")
	w.upload(b, "b/f", "old")
	w.upload(b, "b/f", "new")
	w.upload(b, "kept", "1")
	w.part(w.start(b, "c/f"), 1, partA)
	for _, step := range []struct {
		after time.Duration
		want  []string
	}{
		{23 * time.Hour, []string{"a/f upload", "b/f upload", "b/f upload", "c/f start", "kept upload"}},
		{26 * time.Hour, []string{"a/f upload", "b/f upload", "kept upload"}},
		{24 * time.Hour, []string{"a/f hide", "a/f upload", "b/f upload", "kept upload"}},
		{48 * time.Hour, []string{"a/f hide", "a/f upload", "b/f upload", "kept upload"}},
		{24 * time.Hour, []string{"b/f upload", "kept upload"}},
	} {
		w.clock.Advance(step.after)
		if got := w.history(b); !slices.Equal(got, step.want) {
			t.Errorf("after %v more: %q, want %q", step.after, got, step.want)
		}
	}
}

// A jump over many days ends as if each had been lived through.
func TestLifecycleCatchesUp(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("lifecycle")
	w.rules(b, map[string]any{"fileNamePrefix": "", "daysFromUploadingToHiding": 1, "daysFromHidingToDeleting": 1})
	w.upload(b, "f", "1")
	a := w.send(http.MethodPost, "http://emulator.invalid/emulator/clock", strings.NewReader(fmt.Sprintf(`{"advance":%d}`, 1000*24*time.Hour)), nil)
	if a.status != http.StatusOK {
		t.Fatalf("clock: %d %s", a.status, a.body)
	}
	if got := w.history(b); len(got) != 0 {
		t.Errorf("left %q", got)
	}
}

func TestLifecycleLeavesWhatALockProtects(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("lifecycle")
	call[api.Bucket](w, api.CallUpdateBucket, map[string]any{"accountId": w.account, "bucketId": b, "fileLockEnabled": true})
	w.rules(b, map[string]any{"fileNamePrefix": "", "daysFromHidingToDeleting": 1})
	locked := *w.upload(b, "f", "1").FileID
	until := w.clock.Now().Add(5 * 24 * time.Hour).UnixMilli()
	call[map[string]any](w, api.CallUpdateFileRetention, map[string]any{
		"fileName": "f", "fileId": locked,
		"fileRetention": map[string]any{"mode": "compliance", "retainUntilTimestamp": until},
	})
	w.upload(b, "f", "2")
	w.clock.Advance(3 * 24 * time.Hour)
	if got := w.history(b); len(got) != 2 {
		t.Errorf("under retention %q", got)
	}
	w.clock.Advance(3 * 24 * time.Hour)
	if got := w.history(b); len(got) != 1 {
		t.Errorf("after retention %q", got)
	}
}

// A jump of a year over many names costs passes over the days on which something
// is due, and no more.
func TestLifecycleJumpsToWhatIsDue(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("its figures count without -short and without the race detector")
	}
	w := newWire(t)
	b := w.bucket("lifecycle")
	w.rules(b, map[string]any{"fileNamePrefix": "", "daysFromUploadingToHiding": 300, "daysFromHidingToDeleting": 30})
	if err := w.e.AddNames("lifecycle", manyNames(100_000), 1000); err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(364 * 24 * time.Hour)
	begin := time.Now()
	if got := w.history(b); len(got) != 0 {
		t.Errorf("left %d", len(got))
	}
	took := time.Since(begin)
	t.Log(took)
	if took > 5*time.Second {
		t.Errorf("a year took %v", took)
	}
}

func manyNames(n int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range n {
			if !yield(fmt.Sprintf("name-%06d", i)) {
				return
			}
		}
	}
}

// A marker, or a version, that comes within the second of a custom timestamp
// lies above it.
func TestHideWithinTheSecondOfACustomTimestamp(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("custom-time")
	w.clock.Advance(900 * time.Millisecond)
	upload := func(content string, custom int64) {
		u := w.uploadURL(b)
		h := uploadHeaders(u.Token, "f", content)
		if custom != 0 {
			h[api.HeaderCustomTimestamp] = fmt.Sprint(custom)
		}
		if a := w.send(http.MethodPost, u.UploadURL, strings.NewReader(content), h); a.status != http.StatusOK {
			t.Fatalf("upload: %d %s", a.status, a.body)
		}
	}
	upload("chosen", w.clock.Now().UnixMilli()-1)
	upload("later", 0)
	if got := string(w.byName(http.MethodGet, "custom-time", "f", map[string]string{"Authorization": w.token}).body); got != "later" {
		t.Errorf("the name shows %q", got)
	}
	call[api.File](w, api.CallHideFile, map[string]any{"bucketId": b, "fileName": "f"})
	w.refused(w.byName(http.MethodGet, "custom-time", "f", map[string]string{"Authorization": w.token}), http.StatusNotFound, api.CodeNotFound)
}
