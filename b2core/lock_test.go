package b2core_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
	"b2tui/b2core/emulator"
)

// vault is an account whose bucket has file lock, with a clock of its own that
// stands at the real time.
type vault struct {
	*account
	clock *emulator.ManualClock
}

func newVault(t *testing.T) *vault {
	t.Helper()
	clock := emulator.NewManualClock(time.Now().Truncate(time.Second))
	s := b2test.NewServer(t, b2test.SmallParts(minPart, recPart), func(o *emulator.Options) {
		o.Strict, o.Clock = true, clock
	})
	a := account{Server: s, c: s.Client(t)}.open(t)
	locked, err := a.c.CreateBucket(t.Context(), b2core.BucketSpec{Name: "locked-bucket", FileLockEnabled: true})
	if err != nil {
		t.Fatal(err)
	}
	a.bucket = locked
	return &vault{a, clock}
}

func (v *vault) in(d time.Duration) time.Time { return v.clock.Now().Add(d) }

// keyWithout makes a client whose key lacks some rights.
func (a *account) keyWithout(t *testing.T, lacks ...b2core.Capability) *b2core.Client {
	t.Helper()
	who, err := a.c.Authorize(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	has := slices.DeleteFunc(who.Allowed.Capabilities, func(c b2core.Capability) bool { return slices.Contains(lacks, c) })
	k, err := a.c.CreateKey(t.Context(), b2core.KeySpec{Name: "lesser", Capabilities: has})
	if err != nil {
		t.Fatal(err)
	}
	return a.ClientWith(t, b2core.Credentials{KeyID: k.ID, Key: k.Secret, Realm: a.URL})
}

// What is asked for at an upload is what a listing, a look-up by ID and a HEAD
// show, for files of one request and of parts.
func TestUploadUnderLock(t *testing.T) {
	a := newVault(t)
	until := a.in(time.Hour)
	for _, size := range []int{0, 5, 3 * recPart} {
		r := a.request("kept", content(size))
		r.Retention, r.LegalHold = b2core.Retention{Mode: b2core.Governance, Until: until}, true
		v, err := a.c.Upload(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		byID, err := a.c.FileInfo(t.Context(), v.ID)
		if err != nil {
			t.Fatal(err)
		}
		listed, err := a.c.Stat(t.Context(), a.bucket.ID, "kept")
		if err != nil {
			t.Fatal(err)
		}
		head, err := a.keyWithout(t, b2core.ListFiles).Stat(t.Context(), a.bucket.ID, "kept")
		if err != nil {
			t.Fatal(err)
		}
		for from, v := range map[string]b2core.FileVersion{"upload": v, "id": byID, "list": listed, "head": head} {
			got := v.Retention.Value
			if !v.Retention.Readable || got.Mode != b2core.Governance || !got.Until.Equal(until) || v.LegalHold != (b2core.Setting[bool]{Readable: true, Value: true}) {
				t.Errorf("%d bytes, %s: %+v %+v", size, from, v.Retention, v.LegalHold)
			}
		}
	}
}

// What a key may not read is unknown, never off.
func TestLockThatTheKeyMayNotRead(t *testing.T) {
	a := newVault(t)
	r := a.request("kept", content(5))
	r.Retention, r.LegalHold = b2core.Retention{Mode: b2core.Compliance, Until: a.in(time.Hour)}, true
	if _, err := a.c.Upload(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	for _, lacks := range [][]b2core.Capability{
		{b2core.ReadFileRetentions, b2core.ReadFileLegalHolds},
		{b2core.ReadFileRetentions, b2core.ReadFileLegalHolds, b2core.ListFiles}, // asks by HEAD
	} {
		v, err := a.keyWithout(t, lacks...).Stat(t.Context(), a.bucket.ID, "kept")
		if err != nil || v.Retention.Readable || v.LegalHold.Readable || v.LegalHold.Value {
			t.Errorf("without %v: %+v %+v %v", lacks, v.Retention, v.LegalHold, err)
		}
	}
}

// Deletion: what protects, against whom, and until when.
func TestDeleteUnderLock(t *testing.T) {
	bypass := b2core.LockOptions{BypassGovernance: true}
	for _, c := range []struct {
		name          string
		mode          b2core.RetentionMode
		hold          bool
		plain, bypass bool // whether it can be deleted so, before the time
		later         bool // and after it
	}{
		{"none", "", false, true, true, true},
		{"governance", b2core.Governance, false, false, true, true},
		{"compliance", b2core.Compliance, false, false, false, true},
		{"hold", "", true, false, false, false},
		{"governance and hold", b2core.Governance, true, false, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newVault(t)
			put := func(name string) b2core.FileVersion {
				r := a.request(name, content(5))
				if r.LegalHold = c.hold; c.mode != "" {
					r.Retention = b2core.Retention{Mode: c.mode, Until: a.in(time.Hour)}
				}
				v, err := a.c.Upload(t.Context(), r)
				if err != nil {
					t.Fatal(err)
				}
				return v
			}
			check := func(when string, err error, may bool) {
				if may && err != nil || !may && (!errors.Is(err, b2core.ErrProtected) || b2core.Hint(err) == "") {
					t.Errorf("%s: %v", when, err)
				}
			}
			v := put("plain")
			check("plain", a.c.DeleteFileVersion(t.Context(), v.Name, v.ID), c.plain)
			v = put("bypass")
			check("bypass", a.c.DeleteFileVersionWith(t.Context(), v.Name, v.ID, bypass), c.bypass)
			v = put("later")
			if err := a.c.HideFile(t.Context(), a.bucket.ID, v.Name); err != nil {
				t.Errorf("hiding deletes nothing: %v", err)
			}
			a.clock.Advance(2 * time.Hour)
			check("later", a.c.DeleteFileVersion(t.Context(), v.Name, v.ID), c.later)
		})
	}
}

func TestUpdateFileRetention(t *testing.T) {
	const g, c = b2core.Governance, b2core.Compliance
	for _, row := range []struct {
		name          string
		from          b2core.RetentionMode
		to            b2core.RetentionMode
		hours         int // of the new one; the old one has 10
		plain, bypass bool
	}{
		{"set governance", "", g, 5, true, true},
		{"set compliance", "", c, 5, true, true},
		{"nothing to lift", "", "", 0, true, true},
		{"lengthen governance", g, g, 20, true, true},
		{"shorten governance", g, g, 5, false, true},
		{"lift governance", g, "", 0, false, true},
		{"governance to longer compliance", g, c, 20, true, true},
		{"governance to shorter compliance", g, c, 5, false, true},
		{"lengthen compliance", c, c, 20, true, true},
		{"shorten compliance", c, c, 5, false, false},
		{"lift compliance", c, "", 0, false, false},
		{"weaken compliance", c, g, 20, false, false},
	} {
		for _, bypass := range []bool{false, true} {
			t.Run(row.name, func(t *testing.T) {
				t.Parallel()
				a := newVault(t)
				r := a.request("file", content(5))
				if row.from != "" {
					r.Retention = b2core.Retention{Mode: row.from, Until: a.in(10 * time.Hour)}
				}
				v, err := a.c.Upload(t.Context(), r)
				if err != nil {
					t.Fatal(err)
				}
				want, may := b2core.Retention{Mode: row.to}, row.plain
				if row.to != "" {
					want.Until = a.in(time.Duration(row.hours) * time.Hour)
				}
				if bypass {
					may = row.bypass
				}
				got, err := a.c.UpdateFileRetention(t.Context(), v.Name, v.ID, want, b2core.LockOptions{BypassGovernance: bypass})
				if !may {
					want = r.Retention
					if !errors.Is(err, b2core.ErrProtected) || !strings.Contains(err.Error(), "bypass") {
						t.Errorf("bypass %v: %v", bypass, err)
					}
				} else if err != nil || got.Mode != want.Mode || !got.Until.Equal(want.Until) {
					t.Errorf("bypass %v: %+v, %v", bypass, got, err)
				}
				now, err := a.c.FileInfo(t.Context(), v.ID)
				if is := now.Retention.Value; err != nil || is.Mode != want.Mode || !is.Until.Equal(want.Until) {
					t.Errorf("bypass %v: stored %+v, want %+v, %v", bypass, is, want, err)
				}
			})
		}
	}
}

func TestUpdateLegalHold(t *testing.T) {
	a := newVault(t)
	v := a.put(t, "file", content(5))
	for _, on := range []bool{true, false} {
		if err := a.c.UpdateLegalHold(t.Context(), v.Name, v.ID, on); err != nil {
			t.Fatal(err)
		}
		now, err := a.c.FileInfo(t.Context(), v.ID)
		if err != nil || now.LegalHold.Value != on {
			t.Errorf("%+v, %v, want %v", now.LegalHold, err, on)
		}
	}
	if err := a.c.DeleteFileVersion(t.Context(), v.Name, v.ID); err != nil {
		t.Errorf("after the hold: %v", err)
	}
	if err := a.c.UpdateLegalHold(t.Context(), v.Name, v.ID, true); !errors.Is(err, b2core.ErrNotFound) {
		t.Errorf("a hold on nothing: %v", err)
	}
}

// What the key or the bucket cannot do is refused, where that can be known
// without a call.
func TestLockRefusals(t *testing.T) {
	a := newVault(t)
	open, err := a.c.BucketByName(t.Context(), "test-bucket")
	if err != nil {
		t.Fatal(err)
	}
	hour := b2core.Retention{Mode: b2core.Governance, Until: a.in(time.Hour)}
	v := a.put(t, "file", content(5))
	weak := a.keyWithout(t, b2core.WriteFileRetentions, b2core.WriteFileLegalHolds, b2core.BypassGovernance)
	if _, err := weak.Authorize(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.ResetCounters()
	held, past, strange := a.request("n", nil), a.request("n", nil), a.request("n", nil)
	held.LegalHold = true
	past.Retention = b2core.Retention{Mode: b2core.Governance, Until: a.in(-time.Hour)}
	strange.Retention = b2core.Retention{Mode: "forever", Until: a.in(time.Hour)}
	_, errHold := weak.Upload(t.Context(), held)
	_, errPast := a.c.Upload(t.Context(), past)
	_, errMode := a.c.Upload(t.Context(), strange)
	_, errUpdate := weak.UpdateFileRetention(t.Context(), v.Name, v.ID, hour, b2core.LockOptions{})
	errBypass := weak.DeleteFileVersionWith(t.Context(), v.Name, v.ID, b2core.LockOptions{BypassGovernance: true})
	for what, c := range map[string]struct{ got, want error }{
		"hold": {errHold, b2core.ErrUnauthorized}, "past": {errPast, b2core.ErrBadRequest}, "mode": {errMode, b2core.ErrBadRequest},
		"update": {errUpdate, b2core.ErrUnauthorized}, "bypass": {errBypass, b2core.ErrUnauthorized},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: %v", what, c.got)
		}
	}
	if n := a.Counters().Requests; n != 0 {
		t.Errorf("%d requests for what could not work", n)
	}
	for _, size := range []int{5, 3 * recPart} {
		r := a.request("n", content(size))
		r.BucketID, r.Retention = open.ID, hour
		if _, err := a.c.Upload(t.Context(), r); !errors.Is(err, b2core.ErrNoFileLock) || b2core.Hint(err) == "" {
			t.Errorf("%d bytes to a bucket without lock: %v", size, err)
		}
	}
}
