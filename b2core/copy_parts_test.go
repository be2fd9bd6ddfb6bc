package b2core_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// What a copy of a file over the limit has of its source, told as a table.
func TestCopyOverTheLimitTable(t *testing.T) {
	const size = 3500
	a := newVault(t)
	a.c.SetCopyLimit(1000)
	from := b2core.Encryption{Mode: b2core.SSEC, Key: customerKey(t, 'k', "from")}
	r := a.request("from", content(size))
	r.ContentType, r.ModTime, r.Info = "text/x-test", time.UnixMilli(1e12), map[string]string{"note": "ä b"}
	r.Headers = b2core.Headers{CacheControl: "max-age=60", ContentLanguage: "de"}
	r.Retention, r.LegalHold = b2core.Retention{Mode: b2core.Governance, Until: a.in(time.Hour)}, true
	r.Encryption, r.UploadedAt = from, a.in(-time.Hour)
	source, err := a.c.Upload(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	for _, to := range []b2core.Encryption{{}, {Mode: b2core.SSEB2}, {Mode: b2core.SSEC, Key: customerKey(t, 'z', "to")}, from} {
		a.ResetCounters()
		v, err := a.c.Copy(t.Context(), b2core.CopyRequest{Source: source, Name: "to", SourceKey: from.Key, Encryption: to})
		if err != nil {
			t.Fatal(err)
		}
		parts := a.Counters().Calls[api.CallCopyPart]
		got := &memory{}
		verdict, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Key: to.Key, Target: got})
		rows := []struct {
			what, want, is string
		}{
			{"content type", source.ContentType, v.ContentType},
			{"file info note", source.Info["note"], v.Info["note"]},
			{"modification time", source.ModTime().String(), v.ModTime().String()},
			{"headers", fmt.Sprint(source.Headers()), fmt.Sprint(v.Headers())},
			{"retention", fmt.Sprint(source.Retention.Value.Mode, source.Retention.Value.Until.UnixMilli()), fmt.Sprint(v.Retention.Value.Mode, v.Retention.Value.Until.UnixMilli())},
			{"legal hold", fmt.Sprint(source.LegalHold.Value), fmt.Sprint(v.LegalHold.Value)},
			{"encryption", string(to.Mode), string(v.Encryption)},
			{"key's label", to.Key.ID(), v.Info[b2core.InfoKeyID]},
			{"hash of the whole", source.Hash().SHA1, v.Hash().SHA1},
			{"content", sha(content(size)), sha(got.data)},
			{"verdict", fmt.Sprint(b2core.Verified, nil), fmt.Sprint(verdict, err)},
			{"upload time is its own", "true", fmt.Sprint(v.UploadedAt.Sub(source.UploadedAt) >= time.Hour)},
		}
		name := string(to.Mode)
		if name == "" {
			name = "none"
		}
		fmt.Fprintf(&table, "SSE-C to %s (%s), %d bytes in %d parts:\n", name, to.Key.ID(), size, parts)
		for _, row := range rows {
			verdict := "kept"
			if row.want != row.is {
				verdict = "LOST"
				t.Errorf("%s: %s: %q instead of %q", name, row.what, row.is, row.want)
			}
			fmt.Fprintf(&table, "  %-24s %-44s %s\n", row.what, row.is, verdict)
		}
		if parts != 4 {
			t.Errorf("%s: %d parts", name, parts)
		}
	}
	t.Logf("what a copy over the limit keeps:\n%s", table.String())
}

// Whatever goes wrong, one copy comes out and no large file is left.
func TestCopiesInPartsSurviveFaults(t *testing.T) {
	for _, c := range []struct {
		id    string
		fault emulator.Fault
	}{
		{"N5", emulator.Fault{Call: api.CallStartLargeFile, DropReply: true}},
		{"N6", emulator.Fault{Call: api.CallCopyPart, Part: 2, DropReply: true}},
		{"N7", emulator.Fault{Call: api.CallFinishLargeFile, DropReply: true}},
		{"S7", emulator.Fault{Call: api.CallCopyPart, Status: 503, Count: 3}},
		{"S2", emulator.Fault{Call: api.CallCopyPart, Part: 3, ExpireTokens: true}},
	} {
		t.Run(c.fault.Call+" "+c.id, func(t *testing.T) {
			t.Attr("fault", c.id)
			synctest.Test(t, func(t *testing.T) {
				a := inMemory(t)
				defer a.c.Close()
				a.c.SetCopyLimit(1000)
				source := a.put(t, "from", content(3500))
				hits := a.Inject(c.fault)
				v, err := a.c.CopyFile(t.Context(), source, "", "to")
				if err != nil || hits() == 0 {
					t.Fatalf("after %d faults: %v", hits(), err)
				}
				if got, verdict, err := a.get(t.Context(), v); err != nil || verdict != b2core.Verified || !bytes.Equal(got.data, content(3500)) {
					t.Errorf("read back: %v, %v", verdict, err)
				}
				if n, u := a.versions(t), a.unfinished(t); n != 2 || u != 0 {
					t.Errorf("%d versions, %d unfinished large files", n, u)
				}
			})
			t.Attr("figure", "copies made twice: 0, orphans left: 0")
		})
	}
}

// A copy that was interrupted goes on with the parts that were copied.
func TestCopyResumes(t *testing.T) {
	const size = 7500
	for _, c := range []struct {
		name   string
		spoil  func(*testing.T, *account, *b2core.CopyRequest)
		copied int64 // parts
		anew   bool
	}{
		{"as it was", func(*testing.T, *account, *b2core.CopyRequest) {}, 4, false},
		{"a part of another hash", func(_ *testing.T, _ *account, r *b2core.CopyRequest) { r.Resume.Parts[0].SHA1 = sha(nil) }, 5, false},
		{"nothing is known of the parts", func(_ *testing.T, _ *account, r *b2core.CopyRequest) { r.Resume.Parts = nil }, 8, false},
		{"other info is asked for", func(_ *testing.T, _ *account, r *b2core.CopyRequest) {
			r.Metadata = &b2core.Metadata{Info: map[string]string{"other": "1"}}
		}, 8, true},
		{"cancelled meanwhile", func(t *testing.T, a *account, r *b2core.CopyRequest) {
			if err := a.c.CancelLargeFile(t.Context(), r.Resume.Plan.LargeFileID); err != nil {
				t.Error(err)
			}
		}, 8, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			a.c.SetCopyLimit(1000)
			cp := &journal{}
			r := b2core.CopyRequest{Source: a.put(t, "from", content(size)), Name: "to"}
			r.Steering = b2core.Steering{Checkpoint: cp, Slots: make(oneSlot, 1), Progress: &b2core.Progress{}}
			a.Inject(emulator.Fault{Call: api.CallCopyPart, Part: 5, Status: 400, Code: api.CodeBadRequest})
			if _, err := a.c.Copy(t.Context(), r); !errors.Is(err, b2core.ErrBadRequest) || len(cp.parts) != 4 {
				t.Fatalf("%d parts, %v", len(cp.parts), err)
			}
			r.Resume = cp.resume()
			c.spoil(t, a, &r)
			a.ResetCounters()
			v, err := a.c.Copy(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			if n := a.Counters().Calls[api.CallCopyPart]; n != c.copied || (v.ID != r.Resume.Plan.LargeFileID) != c.anew {
				t.Errorf("%d parts copied, want %d; file %s", n, c.copied, v.ID)
			}
			if got, verdict, err := a.get(t.Context(), v); err != nil || verdict != b2core.Verified || !bytes.Equal(got.data, content(size)) {
				t.Errorf("read back: %v, %v", verdict, err)
			}
			if n := a.unfinished(t); n != 0 || r.Steering.Progress.Done() != size {
				t.Errorf("%d unfinished large files, progress %d", n, r.Steering.Progress.Done())
			}
		})
	}
}
