package b2core_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"testing"
	"time"

	"b2tui/b2core"
)

// lockedSource stores a file that has everything a file can have.
func (v *vault) lockedSource(t *testing.T, size int) b2core.FileVersion {
	t.Helper()
	r := v.request("from", content(size))
	r.ContentType, r.ModTime, r.Info = "text/x-test", time.UnixMilli(1e12), map[string]string{"note": "ä b"}
	r.Headers = b2core.Headers{CacheControl: "max-age=60", ContentLanguage: "de"}
	r.Retention, r.LegalHold = b2core.Retention{Mode: b2core.Governance, Until: v.in(time.Hour)}, true
	got, err := v.c.Upload(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// A copy is the source again in every respect, whether the service copies it
// whole or in parts, and however little the caller knows of the source.
func TestCopyKeepsEverything(t *testing.T) {
	for _, size := range []int{0, 999, 1001, 3500} { // the limit of a whole copy is 1000
		for _, queued := range []bool{false, true} {
			t.Run(fmt.Sprint(size, " ", queued), func(t *testing.T) {
				t.Parallel()
				a := newVault(t)
				a.c.SetCopyLimit(1000)
				source := a.lockedSource(t, size)
				given := source
				if queued { // a queue remembers no locks
					given.Retention, given.LegalHold = b2core.Setting[b2core.Retention]{}, b2core.Setting[bool]{}
				}
				made, err := a.c.CopyFile(t.Context(), given, a.bucket.ID, "to")
				if err != nil {
					t.Fatal(err)
				}
				v, err := a.c.FileInfo(t.Context(), made.ID)
				if err != nil {
					t.Fatal(err)
				}
				info := maps.Clone(source.Info)
				if size > 1000 {
					info[b2core.InfoSHA1] = sha(content(size))
				}
				if v.ContentType != source.ContentType || !maps.Equal(v.Info, info) || v.Headers() != source.Headers() || !v.ModTime().Equal(source.ModTime()) {
					t.Errorf("type and info: %+v", v)
				}
				if r := v.Retention.Value; r.Mode != b2core.Governance || !r.Until.Equal(source.Retention.Value.Until) || !v.LegalHold.Value {
					t.Errorf("lock: %+v %+v", v.Retention, v.LegalHold)
				}
				if v.Size != source.Size || v.Hash().SHA1 != sha(content(size)) {
					t.Errorf("content: %+v", v)
				}
			})
		}
	}
}

func TestCopyRange(t *testing.T) {
	a := newAccount(t)
	a.c.SetCopyLimit(1000)
	whole := content(3500)
	r := a.request("from", whole)
	r.ContentType = "text/x-test"
	source, err := a.c.Upload(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ off, length, size int64 }{{0, 10, 10}, {990, 1000, 1000}, {3000, 0, 500}, {100, 2500, 2500}, {1, 0, 3499}} {
		v, err := a.c.Copy(t.Context(), b2core.CopyRequest{Source: source, Name: "to", Offset: c.off, Length: c.length})
		if err != nil || v.Size != c.size || v.ContentType != "text/x-test" {
			t.Errorf("%+v: %+v, %v", c, v, err)
			continue
		}
		// The source's hash would make this fail.
		got, _, err := a.get(t.Context(), v)
		if err != nil || !bytes.Equal(got.data, whole[c.off:c.off+c.size]) {
			t.Errorf("%+v: %d bytes, %v", c, len(got.data), err)
		}
	}
	for _, c := range []struct{ off, length int64 }{{-1, 0}, {0, -1}, {3500, 0}, {3000, 501}, {4000, 1}} {
		_, err := a.c.Copy(t.Context(), b2core.CopyRequest{Source: source, Name: "to", Offset: c.off, Length: c.length})
		if !errors.Is(err, b2core.ErrBadRequest) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestCopyReplaces(t *testing.T) {
	for _, size := range []int{10, 2500} {
		a := newVault(t)
		a.c.SetCopyLimit(1000)
		source, until := a.lockedSource(t, size), a.in(2*time.Hour)
		off := false
		v, err := a.c.Copy(t.Context(), b2core.CopyRequest{
			Source: source, Name: "to",
			Metadata:  &b2core.Metadata{ContentType: "text/x-other", Info: map[string]string{"other": "1"}},
			Retention: &b2core.Retention{Mode: b2core.Compliance, Until: until}, LegalHold: &off,
		})
		if err != nil {
			t.Fatal(err)
		}
		if r := v.Retention.Value; v.ContentType != "text/x-other" || v.Info["other"] != "1" || v.Info["note"] != "" ||
			r.Mode != b2core.Compliance || !r.Until.Equal(until) || v.LegalHold.Value {
			t.Errorf("%d bytes: %+v", size, v)
		}
	}
}

// A bucket without file lock takes the copy without the source's lock, but not
// without one that was asked for.
func TestCopyToBucketWithoutLock(t *testing.T) {
	for _, size := range []int{10, 2500} {
		a := newVault(t)
		a.c.SetCopyLimit(1000)
		open, err := a.c.BucketByName(t.Context(), "test-bucket")
		if err != nil {
			t.Fatal(err)
		}
		source := a.lockedSource(t, size)
		v, err := a.c.CopyFile(t.Context(), source, open.ID, "to")
		if err != nil || v.Retention.Value.Mode != "" || v.LegalHold.Value || v.ContentType != source.ContentType {
			t.Errorf("%d bytes: %+v, %v", size, v, err)
		}
		_, err = a.c.Copy(t.Context(), b2core.CopyRequest{
			Source: source, BucketID: open.ID, Name: "to", Retention: &b2core.Retention{Mode: b2core.Governance, Until: a.in(time.Hour)},
		})
		if !errors.Is(err, b2core.ErrNoFileLock) || a.unfinished(t) != 0 {
			t.Errorf("%d bytes, asked for: %v", size, err)
		}
	}
}

// From one customer's key to another, to the service's and back.
func TestCopyEncrypted(t *testing.T) {
	for _, size := range []int{10, 2500} {
		a := newAccount(t)
		a.c.SetCopyLimit(1000)
		from := b2core.Encryption{Mode: b2core.SSEC, Key: customerKey(t, 'k', "from")}
		r := a.request("from", content(size))
		r.Encryption = from
		source, err := a.c.Upload(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		for _, to := range []b2core.Encryption{{}, {Mode: b2core.SSEB2}, {Mode: b2core.SSEC, Key: customerKey(t, 'z', "to")}, from} {
			v, err := a.c.Copy(t.Context(), b2core.CopyRequest{Source: source, Name: "to", SourceKey: from.Key, Encryption: to})
			if err != nil || v.Encryption != to.Mode || v.Info[b2core.InfoKeyID] != to.Key.ID() {
				t.Errorf("%d bytes to %s: %+v, %v", size, to.Mode, v, err)
				continue
			}
			got := &memory{}
			if _, err := a.c.Download(t.Context(), b2core.DownloadRequest{File: v, Key: to.Key, Target: got}); err != nil || !bytes.Equal(got.data, content(size)) {
				t.Errorf("%d bytes from %s: %v", size, to.Mode, err)
			}
		}
		for name, key := range map[string]b2core.CustomerKey{"none": {}, "wrong": customerKey(t, 'w', "")} {
			_, err := a.c.Copy(t.Context(), b2core.CopyRequest{Source: source, Name: "to", SourceKey: key})
			if !errors.Is(err, b2core.ErrEncryptionKey) || a.unfinished(t) != 0 {
				t.Errorf("%d bytes, %s: %v", size, name, err)
			}
		}
	}
}
