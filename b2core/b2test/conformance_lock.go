package b2test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"b2tui/b2core"
)

func lockChecks() []check {
	return []check{
		{
			"retention",
			[]string{"update_file_retention", "upload options", "delete_file_version(bypass_governance)"},
			files(b2core.ReadFileRetentions, b2core.WriteFileRetentions, b2core.BypassGovernance), checkRetention,
		},
		{
			"legal hold",
			[]string{"update_file_legal_hold", "upload options"},
			files(b2core.ReadFileLegalHolds, b2core.WriteFileLegalHolds), checkLegalHold,
		},
		{"no file lock", []string{"update_file_retention"}, files(b2core.WriteFileRetentions), checkNoFileLock},
	}
}

// retention is one that a key with bypassGovernance can lift, and that ends soon
// all the same. Compliance is not tried: nobody could clean up.
func (s *suite) retention() b2core.Retention {
	return b2core.Retention{Mode: b2core.Governance, Until: time.Now().Add(time.Hour).Truncate(time.Second).UTC()}
}

func checkRetention(t *testing.T, s *site) {
	b, want := s.lockedBucket(t), s.retention()
	bypass := b2core.LockOptions{BypassGovernance: true}
	for _, size := range []int64{4, s.severalParts()} {
		name := fmt.Sprintf("retention/%d", size)
		v, err := s.c.Upload(t.Context(), b2core.UploadRequest{BucketID: b.ID, Name: name, Source: b2core.BytesSource(content(size)), Retention: want})
		if err != nil {
			t.Fatal(err)
		}
		got := v.Retention
		if !got.Readable || got.Value.Mode != want.Mode || !got.Value.Until.Equal(want.Until) {
			t.Errorf("%d bytes: %+v", size, got)
		}
		if err := s.c.DeleteFileVersion(t.Context(), name, v.ID); !errors.Is(err, b2core.ErrProtected) {
			t.Errorf("%d bytes, deleted: %v", size, err)
		}
		longer := want
		longer.Until = want.Until.Add(time.Hour)
		if r, err := s.c.UpdateFileRetention(t.Context(), name, v.ID, longer, b2core.LockOptions{}); err != nil || !r.Until.Equal(longer.Until) {
			t.Errorf("%d bytes, longer: %+v, %v", size, r, err)
		}
		if _, err := s.c.UpdateFileRetention(t.Context(), name, v.ID, want, b2core.LockOptions{}); !errors.Is(err, b2core.ErrProtected) {
			t.Errorf("%d bytes, shorter: %v", size, err)
		}
		if r, err := s.c.UpdateFileRetention(t.Context(), name, v.ID, b2core.Retention{}, bypass); err != nil || r.Mode != "" {
			t.Errorf("%d bytes, lifted: %+v, %v", size, r, err)
		}
		if _, err := s.c.UpdateFileRetention(t.Context(), name, v.ID, want, b2core.LockOptions{}); err != nil {
			t.Errorf("%d bytes, set again: %v", size, err)
		}
		if err := s.c.DeleteFileVersionWith(t.Context(), name, v.ID, bypass); err != nil {
			t.Errorf("%d bytes, deleted past governance: %v", size, err)
		}
	}
}

func checkLegalHold(t *testing.T, s *site) {
	b := s.lockedBucket(t)
	const name = "hold/file"
	v, err := s.c.Upload(t.Context(), b2core.UploadRequest{BucketID: b.ID, Name: name, Source: b2core.BytesSource(content(4)), LegalHold: true})
	if err != nil || !v.LegalHold.Readable || !v.LegalHold.Value {
		t.Fatalf("%+v, %v", v, err)
	}
	if err := s.c.DeleteFileVersion(t.Context(), name, v.ID); !errors.Is(err, b2core.ErrProtected) {
		t.Errorf("deleted: %v", err)
	}
	for _, on := range []bool{false, true, false} {
		if err := s.c.UpdateLegalHold(t.Context(), name, v.ID, on); err != nil {
			t.Fatal(err)
		}
		if now, err := s.c.Stat(t.Context(), b.ID, name); err != nil || now.LegalHold.Value != on {
			t.Errorf("%v: %+v, %v", on, now.LegalHold, err)
		}
	}
	if err := s.c.DeleteFileVersion(t.Context(), name, v.ID); err != nil {
		t.Error(err)
	}
}

func checkNoFileLock(t *testing.T, s *site) {
	v := s.put(t, s.bucket(t).ID, "no-lock/file", content(4))
	if _, err := s.c.UpdateFileRetention(t.Context(), v.Name, v.ID, s.retention(), b2core.LockOptions{}); !errors.Is(err, b2core.ErrNoFileLock) {
		t.Errorf("got %v", err)
	}
}
