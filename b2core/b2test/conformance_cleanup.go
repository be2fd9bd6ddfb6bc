package b2test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"b2tui/b2core"
)

// cleanUp removes every bucket and key that the run made.
func (s *suite) cleanUp(t *testing.T) {
	t.Helper()
	ctx, stop := afterwards(t)
	defer stop()
	for id := range s.made {
		if err := s.removeBucket(ctx, id); err != nil && !errors.Is(err, b2core.ErrNotFound) {
			t.Errorf("a bucket stays: %v", err)
		}
	}
	for id := range s.keys {
		if err := s.admin.DeleteKey(ctx, id); err != nil && !gone(err) {
			t.Errorf("a key stays, for an hour: %v", err)
		}
	}
}

// gone tells whether something was deleted already. Of keys and files the
// service says so as it says any other bad argument.
func gone(err error) bool {
	return errors.Is(err, b2core.ErrNotFound) || errors.Is(err, b2core.ErrBadRequest)
}

// removeBucket deletes a bucket with everything in it, also what is locked.
func (s *suite) removeBucket(ctx context.Context, id string) error {
	if _, err := s.admin.BucketByID(ctx, id); err != nil {
		return err
	}
	// A source or destination of replication cannot be deleted.
	if s.account.Allowed.Can(b2core.WriteBucketReplications) {
		_, _ = s.admin.UpdateBucket(ctx, id, b2core.BucketChange{Replication: &b2core.Replication{}})
	}
	for v, err := range s.admin.Versions(ctx, id, b2core.ListOptions{}) {
		if err != nil {
			return err
		}
		if err := s.removeVersion(ctx, v); err != nil {
			return err
		}
	}
	return s.admin.DeleteBucket(ctx, id)
}

func (s *suite) removeVersion(ctx context.Context, v b2core.FileVersion) error {
	if v.Action == b2core.ActionStart {
		return s.admin.CancelLargeFile(ctx, v.ID)
	}
	if v.LegalHold.Value {
		if err := s.admin.UpdateLegalHold(ctx, v.Name, v.ID, false); err != nil {
			return err
		}
	}
	bypass := s.account.Allowed.Can(b2core.BypassGovernance) && v.Retention.Value.Mode != ""
	return s.admin.DeleteFileVersionWith(ctx, v.Name, v.ID, b2core.LockOptions{BypassGovernance: bypass})
}

// infoMade is the key of a bucket's info that says when it was made, RFC 3339.
const infoMade = "conformance-made"

// sweep removes the buckets of runs that were killed more than a day ago.
func (s *suite) sweep(t *testing.T) {
	t.Helper()
	if !s.account.Allowed.Can(b2core.ListBuckets) || !s.account.Allowed.Can(b2core.DeleteBuckets) {
		return
	}
	buckets, err := s.admin.ListBuckets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range buckets {
		made, err := time.Parse(time.RFC3339, b.Info[infoMade])
		if err != nil || !strings.HasPrefix(b.Name, s.cfg.Prefix) || time.Since(made) < 24*time.Hour {
			continue
		}
		if err := s.removeBucket(t.Context(), b.ID); err != nil {
			t.Logf("a bucket of an earlier run stays: %v", err)
		}
	}
}
