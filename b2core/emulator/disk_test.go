package emulator_test

import (
	"bufio"
	"fmt"
	"io/fs"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

func onDisk(dir string) func(*emulator.Options) {
	return func(o *emulator.Options) { o.Data = dir }
}

// restart closes the emulator and opens its directory again.
func (w *wire) restart(dir string) *wire {
	w.t.Helper()
	id, key := w.e.KeyID(), w.e.Key()
	if err := w.e.Close(); err != nil {
		w.t.Fatal(err)
	}
	again := newWire(w.t, onDisk(dir), func(o *emulator.Options) { o.Seed = 2; o.Clock = w.clock })
	again.clock = w.clock
	if again.e.KeyID() != id || again.e.Key() != key {
		w.t.Errorf("the master key changed from %s to %s", id, again.e.KeyID())
	}
	return again
}

func contentFiles(t *testing.T, dir string) (n int) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(dir, "content"), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDataSurvivesARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWire(t, onDisk(dir))
	b := w.bucket("kept-bucket")
	w.upload(b, "n", "old")
	kept := *w.upload(b, "n", "new").FileID
	gone := *w.upload(b, "gone", "x").FileID
	w.upload(b, "hidden", "x")
	w.hide(b, "hidden")
	large := w.start(b, "large")
	w.part(large, 1, partA)
	w.part(large, 2, partB)
	finish(w, large, sha1Hex(partA), sha1Hex(partB))
	open := w.start(b, "open")
	w.part(open, 1, partA)
	w.part(open, 1, partB)
	copied := *call[api.File](w, "b2_copy_file", map[string]any{"sourceFileId": gone, "fileName": "copied"}).FileID
	call[api.FileIDAndName](w, "b2_delete_file_version", map[string]any{"fileName": "gone", "fileId": gone})
	k := w.newKey(map[string]any{"capabilities": []string{"listFiles"}})
	before := call[versionsPage](w, "b2_list_file_versions", map[string]any{"bucketId": b})
	held := contentFiles(t, dir)

	for range 2 {
		w = w.restart(dir)
		after := call[versionsPage](w, "b2_list_file_versions", map[string]any{"bucketId": b})
		if fmt.Sprint(describeAll(before)) != fmt.Sprint(describeAll(after)) {
			t.Fatalf("before %q\nafter %q", describeAll(before), describeAll(after))
		}
		for id, want := range map[string]string{kept: "new", copied: "x", large: partA + partB} {
			if got := string(w.get(http.MethodGet, id, nil).body); got != want {
				t.Errorf("content %q, want %q", got, want)
			}
		}
		if got := listParts(w, open); len(got) != 1 || got[0] != sha1Hex(partB) {
			t.Errorf("parts %q", got)
		}
		if page := call[api.ListKeysResponse](w, "b2_list_keys", map[string]any{"accountId": w.account}); len(page.Keys) != 1 || page.Keys[0].KeyID != k.KeyID {
			t.Errorf("keys %+v", page.Keys)
		}
		if got := contentFiles(t, dir); got != held {
			t.Errorf("%d files of content, were %d", got, held)
		}
	}
	fresh := w.upload(b, "fresh", "fresh")
	if got := string(w.get(http.MethodGet, *fresh.FileID, nil).body); got != "fresh" {
		t.Errorf("new content %q", got)
	}
}

func describeAll(page versionsPage) (out []string) {
	for _, f := range page.Files {
		out = append(out, describe(f)+" "+*f.ContentSHA1+fmt.Sprint(f.ContentLength, f.FileInfo, f.UploadTimestamp))
	}
	return out
}

func TestDeletedContentLeavesTheDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWire(t, onDisk(dir))
	b := w.bucket("emptied")
	for i := range 5 {
		name := fmt.Sprint(i)
		id := w.upload(b, name, "x").FileID
		call[api.FileIDAndName](w, "b2_delete_file_version", map[string]any{"fileName": name, "fileId": id})
	}
	id := w.start(b, "large")
	w.part(id, 1, partA)
	w.part(id, 1, partB)
	call[api.CancelLargeFileResponse](w, "b2_cancel_large_file", map[string]any{"fileId": id})
	u := w.uploadURL(b)
	h := uploadHeaders(u.Token, "wrong", "x")
	w.send(http.MethodPost, u.UploadURL, strings.NewReader("y"), h)
	w.e.Inject(emulator.Fault{Call: "b2_upload_file", CutAt: new(int64(2))})
	w.send(http.MethodPost, u.UploadURL, strings.NewReader("abc"), uploadHeaders(u.Token, "cut", "abc"))
	if n := contentFiles(t, dir); n != 0 {
		t.Errorf("%d files of content left", n)
	}
}

func TestJournalIsCompactedAndCut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	journal := filepath.Join(dir, "journal")
	w := newWire(t, onDisk(dir))
	b := w.bucket("compacted")
	kept := *w.upload(b, "kept", "kept").FileID
	for range 600 {
		call[api.Bucket](w, "b2_update_bucket", map[string]any{"accountId": w.account, "bucketId": b, "bucketType": "allPublic"})
		f := w.hide(b, "kept")
		call[api.FileIDAndName](w, "b2_delete_file_version", map[string]any{"fileName": "kept", "fileId": f.FileID})
	}
	f, err := os.OpenFile(journal, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.WriteString(`{"dropBucket":"` + b) // a kill in the middle of a write
	f.Close()
	w = w.restart(dir)
	if got := string(w.get(http.MethodGet, kept, nil).body); got != "kept" {
		t.Errorf("content %q", got)
	}
	text, err := os.ReadFile(journal)
	if lines := strings.Count(string(text), "\n"); err != nil || lines > 10 {
		t.Errorf("the journal has %d lines: %v", lines, err)
	}
	w.upload(b, "later", "later")
	w = w.restart(dir)
	if got := files(call[namesPage](w, "b2_list_file_names", map[string]any{"bucketId": b}).Files); len(got) != 2 {
		t.Errorf("names %q", got)
	}
}

// What the clock was put forward by is kept: a restart neither takes back time,
// which would put old versions above new ones and wake expired keys, nor days of
// the calendar.
func TestClockSurvivesARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWire(t, onDisk(dir))
	b := w.bucket("kept-bucket")
	w.rules(b, map[string]any{"fileNamePrefix": "aged", "daysFromUploadingToHiding": 1})
	k := w.newKey(map[string]any{"capabilities": []string{"listFiles"}, "validDurationInSeconds": 3600})
	w.upload(b, "aged", "x")
	if err := w.e.AdvanceClock(10 * 24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	w.login(w.e.KeyID(), w.e.Key())
	w.upload(b, "f", "old")
	w.clock.Advance(23 * time.Hour)
	w = w.restart(dir)
	w.upload(b, "f", "new")
	if got := string(w.byName(http.MethodGet, "kept-bucket", "f", map[string]string{"Authorization": w.token}).body); got != "new" {
		t.Errorf("the version of before the restart is served: %q", got)
	}
	w.refused(w.authorize("v4", k.KeyID, k.Secret), http.StatusUnauthorized, api.CodeExpiredAuthToken)
	w.upload(b, "aged", "y")
	w.clock.Advance(25 * time.Hour)
	if got := w.history(b); got[0] != "aged hide" {
		t.Errorf("the rules did not run: %q", got)
	}
}

func TestClockGoesNoFurtherThanVersionsCan(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	for _, d := range []time.Duration{-1, math.MaxInt64, 100 * 366 * 24 * time.Hour} {
		if err := w.e.AdvanceClock(d); err == nil {
			t.Errorf("the clock went %v forward", d)
		}
	}
	a := w.send(http.MethodPost, emulator.Realm+"/emulator/clock", strings.NewReader(`{"advance":9223372036854775807}`), nil)
	if a.status != http.StatusBadRequest {
		t.Errorf("advance: %d %s", a.status, a.body)
	}
	if got := w.upload(w.bucket("now-bucket"), "f", "x").UploadTimestamp; got != w.clock.Now().UnixMilli() {
		t.Errorf("the clock shows %d", got)
	}
}

// The newest version and key may be gone when the journal is written anew: their
// IDs are not given again.
func TestCompactionKeepsIDsUnique(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWire(t, onDisk(dir))
	b := w.bucket("compacted")
	seen := map[string]bool{}
	for range 600 {
		k := w.newKey(map[string]any{"capabilities": []string{"listFiles"}})
		call[api.Key](w, api.CallDeleteKey, map[string]any{"applicationKeyId": k.KeyID})
		f := w.upload(b, "f", "x")
		call[api.FileIDAndName](w, api.CallDeleteFileVersion, map[string]any{"fileName": "f", "fileId": f.FileID})
		seen[k.KeyID], seen[number(*f.FileID)] = true, true
	}
	w = w.restart(dir) // compacts
	w = w.restart(dir)
	if id := w.newKey(map[string]any{"capabilities": []string{"listFiles"}}).KeyID; seen[id] {
		t.Errorf("the key ID %s is given a second time", id)
	}
	if id := *w.upload(b, "f", "x").FileID; seen[number(id)] {
		t.Errorf("the number of the file ID %s is given a second time", id)
	}
}

// number is the part of a file ID that counts.
func number(fileID string) string { return strings.Split(fileID, "_")[2] }

// A disk that fails is not the client's slowness.
func TestFailingDiskIsAnInternalError(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWire(t, onDisk(dir))
	u := w.uploadURL(w.bucket("failing-disk"))
	content := filepath.Join(dir, "content")
	if err := os.RemoveAll(content); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(content, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	w.refused(w.send(http.MethodPost, u.UploadURL, strings.NewReader("x"), uploadHeaders(u.Token, "n", "x")), 500, api.CodeInternalError)
}

func TestDataIsUsedByOne(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	newWire(t, onDisk(dir))
	if e, err := emulator.New(emulator.Options{Data: dir}); err == nil {
		_ = e.Close()
		t.Error("two emulators use one directory")
	}
}

// TestKillKeepsWhatWasAcknowledged kills a process that uploads to itself and
// tells each file once it is acknowledged.
func TestKillKeepsWhatWasAcknowledged(t *testing.T) {
	if dir := os.Getenv("B2TUI_TEST_EMULATOR_DATA"); dir != "" {
		w := newWire(t, onDisk(dir))
		b := w.bucket("killed")
		for i := 0; ; i++ {
			w.upload(b, fmt.Sprint(i), strings.Repeat("x", i))
			fmt.Println("stored", i)
		}
	}
	t.Parallel()
	dir := t.TempDir()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKillKeepsWhatWasAcknowledged$")
	child.Env = append(os.Environ(), "B2TUI_TEST_EMULATOR_DATA="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines, last := bufio.NewScanner(out), -1
	for last < 200 && lines.Scan() {
		_, _ = fmt.Sscanf(lines.Text(), "stored %d", &last)
	}
	_ = child.Process.Kill()
	for lines.Scan() {
		_, _ = fmt.Sscanf(lines.Text(), "stored %d", &last)
	}
	_ = child.Wait()
	w := newWire(t, onDisk(dir))
	w.version = "v4"
	b := call[api.ListBucketsResponse](w, "b2_list_buckets", map[string]any{"accountId": w.account}).Buckets[0].BucketID
	sizes := map[string]int64{}
	for _, f := range call[namesPage](w, "b2_list_file_names", map[string]any{"bucketId": b, "maxFileCount": 10_000}).Files {
		sizes[f.FileName] = f.ContentLength
	}
	for i := range last + 1 {
		if size, ok := sizes[fmt.Sprint(i)]; !ok || size != int64(i) {
			t.Fatalf("file %d of %d acknowledged ones: there %v, %d bytes", i, last+1, ok, size)
		}
	}
}
