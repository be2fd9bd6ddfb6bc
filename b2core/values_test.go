package b2core_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

func TestHash(t *testing.T) {
	h := sha([]byte("x"))
	for _, c := range []struct {
		sha1, info string
		want       b2core.Hash
	}{
		{h, "", b2core.Hash{SHA1: h, Source: b2core.HashService}},
		{strings.ToUpper(h), "", b2core.Hash{SHA1: h, Source: b2core.HashService}},
		{"unverified:" + h, "", b2core.Hash{SHA1: h, Source: b2core.HashUnverified}},
		{"none", h, b2core.Hash{SHA1: h, Source: b2core.HashUploader}},
		{"", strings.ToUpper(h), b2core.Hash{SHA1: h, Source: b2core.HashUploader}},
		{"none", "", b2core.Hash{}},
		{"unverified:zz", "short", b2core.Hash{}},
		{"none", h + "0", b2core.Hash{}},
	} {
		v := b2core.FileVersion{SHA1: c.sha1, Info: map[string]string{b2core.InfoSHA1: c.info}}
		if got := v.Hash(); got != c.want {
			t.Errorf("%q, %q: %+v", c.sha1, c.info, got)
		}
	}
}

func TestModTime(t *testing.T) {
	uploaded := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for note, want := range map[string]time.Time{
		"1582977600123":        time.UnixMilli(1582977600123),
		" 1582977600123 ":      time.UnixMilli(1582977600123),
		"-1000":                time.UnixMilli(-1000),
		"":                     uploaded,
		"yesterday":            uploaded,
		"1.5e12":               uploaded,
		"99999999999999999999": uploaded,
		"9223372036854775807":  uploaded,
	} {
		v := b2core.FileVersion{UploadedAt: uploaded, Info: map[string]string{b2core.InfoModTime: note}}
		if got := v.ModTime(); !got.Equal(want) {
			t.Errorf("%q: %v, want %v", note, got, want)
		}
	}
}

func TestErrorsMatchAndSpeak(t *testing.T) {
	for _, c := range []struct {
		status int
		code   string
		is     error
	}{
		{403, api.CodeStorageCapExceeded, b2core.ErrStorageCap},
		{403, api.CodeStorageCapExceeded, b2core.ErrCapExceeded},
		{403, api.CodeDownloadCapExceeded, b2core.ErrDownloadCap},
		{403, api.CodeTransactionCap, b2core.ErrCallCap},
		{403, api.CodeCapExceeded, b2core.ErrCapExceeded},
		{400, api.CodeBadBucketID, b2core.ErrNotFound},
		{400, api.CodeFileNotPresent, b2core.ErrNotFound},
		{404, "", b2core.ErrNotFound},
		{400, api.CodeDuplicateBucketName, b2core.ErrExists},
		{400, api.CodeBucketNotEmpty, b2core.ErrNotEmpty},
		{401, api.CodeUnauthorized, b2core.ErrUnauthorized},
		{401, api.CodeAccessDenied, b2core.ErrProtected},
		{401, api.CodeExpiredAuthToken, b2core.ErrExpiredToken},
		{503, api.CodeServiceUnavailable, b2core.ErrUnreachable},
	} {
		e := &b2core.Error{Op: "do it", Status: c.status, Code: c.code}
		err := fmt.Errorf("outer: %w", e)
		if !errors.Is(err, c.is) {
			t.Errorf("%d %s does not match %v", c.status, c.code, c.is)
		}
		if b2core.Hint(err) == "" && !errors.Is(c.is, b2core.ErrNotFound) {
			t.Errorf("%d %s has no hint", c.status, c.code)
		}
	}
	e := &b2core.Error{Op: "list bucket photos", Status: 401, Code: "unauthorized", Message: "no"}
	if got := e.Error(); got != "list bucket photos: no (401 unauthorized)" {
		t.Errorf("reads %q", got)
	}
	if errors.Is(e, b2core.ErrNotFound) || errors.Is(e, context.Canceled) {
		t.Error("matches what it is not")
	}
	if err := (&b2core.Error{Op: "x", Err: context.Canceled}); !errors.Is(err, context.Canceled) {
		t.Error("a cancel is hidden")
	}
}

func TestSecretsDoNotShow(t *testing.T) {
	c := b2core.Credentials{KeyID: "id", Key: b2core.NewSecret("canary")}
	j, _ := json.Marshal(c)
	for _, s := range []string{fmt.Sprint(c), fmt.Sprintf("%+v %#v %s %q %x", c, c, c.Key, c.Key, c.Key), string(j)} {
		if strings.Contains(s, "canary") || strings.Contains(s, "63616e617279") {
			t.Errorf("shown in %q", s)
		}
	}
}

func TestPlans(t *testing.T) {
	real := b2core.Account{MinimumPartSize: 5_000_000, RecommendedPartSize: 100_000_000}
	for _, c := range []struct {
		size    int64
		account b2core.Account
		parts   int
	}{
		{0, real, 1},
		{20_000_000, real, 1},
		{20_000_001, real, 4},
		{100_000_000, real, 16},
		{1 << 30, real, 16},
		{10_000_000_000, real, 100},
		{10_000_000_000_000, real, 10_000},
		{1 << 30, b2core.Account{}, 16},
		{1 << 30, b2core.Account{MinimumPartSize: 1 << 62, RecommendedPartSize: 1}, 215},
		{1 << 30, b2core.Account{MinimumPartSize: -1, RecommendedPartSize: 1 << 62}, 16},
	} {
		p := b2core.PlanUpload(c.size, c.account)
		if n := p.Count(); n < c.parts*9/10 || n > c.parts*11/10+1 || n > 10_000 {
			t.Errorf("%d bytes: %d parts of %d, want about %d", c.size, n, p.PartSize, c.parts)
		}
		var sum int64
		for n := 1; n <= p.Count(); n++ {
			off, size := p.Part(n)
			if off != sum || size < 0 || n < p.Count() && size < 5_000_000 && p.Count() > 1 {
				t.Fatalf("%d bytes: part %d lies at %d with %d", c.size, n, off, size)
			}
			sum += size
		}
		if sum != c.size {
			t.Errorf("%d bytes: parts hold %d", c.size, sum)
		}
	}
}

// What the service tells of a version beside its content is not lost.
func TestVersionsTellAll(t *testing.T) {
	a := newAccount(t)
	v, err := a.c.Upload(t.Context(), b2core.UploadRequest{
		BucketID: a.bucket.ID, Name: "f", Source: &memory{data: content(10)},
		Encryption: b2core.Encryption{Mode: b2core.SSEC, Key: customerKey(t, 1, "")},
	})
	if err != nil || v.AccountID != a.AccountID() || len(v.EncryptionKeyMD5) != 24 {
		t.Errorf("%+v, %v", v, err)
	}
	a.Inject(emulator.Fault{Call: api.CallGetFileInfo, Set: map[string]any{"replicationStatus": "PENDING"}})
	if v = a.put(t, "g", content(10)); len(v.MD5) != 32 {
		t.Errorf("MD5 %q", v.MD5)
	}
	if v, err = a.c.FileInfo(t.Context(), v.ID); err != nil || v.ReplicationStatus != "pending" {
		t.Errorf("replication %q, %v", v.ReplicationStatus, err)
	}
}

// What can be known to be refused is refused before a call.
func TestRefusedBeforeACall(t *testing.T) {
	a := newAccount(t)
	a.ResetCounters()
	if _, err := a.c.CreateBucket(t.Context(), b2core.BucketSpec{Name: "another-bucket", Type: "snapshot"}); !errors.Is(err, b2core.ErrBadRequest) {
		t.Errorf("a type that only the service gives: %v", err)
	}
	large := map[string]string{"a": strings.Repeat("x", 3000)}
	for name, r := range map[string]b2core.UploadRequest{
		"retention": {Retention: b2core.Retention{Mode: b2core.Governance, Until: time.Now().Add(48 * time.Hour)}},
		"hold":      {LegalHold: true},
	} {
		r.BucketID, r.Name, r.Info, r.Source = a.bucket.ID, "f", large, &memory{data: content(10)}
		if _, err := a.c.Upload(t.Context(), r); !errors.Is(err, b2core.ErrBadInfo) {
			t.Errorf("3,000 bytes of info with %s: %v", name, err)
		}
	}
	if n := a.Counters().Requests; n != 0 {
		t.Errorf("%d requests", n)
	}
}

// The list of capabilities is the service's: its master key has all but those
// that the emulator does not know.
func TestCapabilities(t *testing.T) {
	a := newAccount(t)
	all := b2core.Capabilities()
	account, err := a.c.Authorize(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range account.Allowed.Capabilities {
		if !slices.Contains(all, c) {
			t.Errorf("%s is not in the list", c)
		}
	}
	slices.Sort(all)
	if n := len(slices.Compact(all)); n != len(b2core.Capabilities()) || n < 26 {
		t.Errorf("%d capabilities of %d", n, len(b2core.Capabilities()))
	}
}
