package b2test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"b2tui/b2core"
)

func bucketChecks() []check {
	makes := []b2core.Capability{b2core.ListBuckets, b2core.WriteBuckets, b2core.DeleteBuckets}
	return []check{
		{"create, find and delete a bucket", []string{
			"create_bucket", "get_bucket_by_id", "get_bucket_by_name", "list_buckets", "delete_bucket", "Bucket.get_fresh_state",
		}, slices.Concat(makes, []b2core.Capability{b2core.WriteFiles, b2core.DeleteFiles}), checkBucket},
		{"bucket names are cached", []string{"cache"}, makes, checkBucketCache},
		{"key bound to a bucket", []string{
			"check_bucket_name_restrictions", "check_bucket_id_restrictions", "list_buckets", "BUCKET_CLASS, BUCKET_FACTORY_CLASS",
		}, slices.Concat(makes, []b2core.Capability{b2core.WriteKeys, b2core.DeleteKeys}), checkBoundToBucket},
		{"public bucket", []string{"Bucket.set_type"}, makes, checkBucketType},
		{"bucket settings", []string{
			"Bucket.set_info", "Bucket.update(cors_rules)", "Bucket.update(lifecycle_rules)", "Bucket.update(if_revision_is)",
		}, makes, checkBucketSettings},
	}
}

func corsRule() b2core.CORSRule {
	return b2core.CORSRule{
		Name: "pages-of-ours", AllowedOrigins: []string{"https://example.com"},
		AllowedOperations: []string{"b2_download_file_by_name"}, AllowedHeaders: []string{"range"}, MaxAge: time.Hour,
	}
}

func checkBucket(t *testing.T, s *site) {
	spec := b2core.BucketSpec{
		Info:      map[string]string{"purpose": "conformance"},
		CORS:      []b2core.CORSRule{corsRule()},
		Lifecycle: []b2core.LifecycleRule{{FileNamePrefix: "tmp/", DaysFromHidingToDeleting: 1, DaysFromStartingToCancelingUnfinishedLargeFiles: 2}},
	}
	b := s.newBucket(t, spec)
	s.created(t, b.Name)
	if b.Type != b2core.AllPrivate || b.Info["purpose"] != "conformance" || b.Revision <= 0 ||
		!reflect.DeepEqual(b.CORS, spec.CORS) || !reflect.DeepEqual(b.Lifecycle, spec.Lifecycle) {
		t.Errorf("made %+v", b)
	}
	byID, err := s.c.BucketByID(t.Context(), b.ID)
	if err != nil || !reflect.DeepEqual(byID, b) {
		t.Errorf("by ID %+v, %v\nwant %+v", byID, err, b)
	}
	byName, err := s.c.BucketByName(t.Context(), strings.ToUpper(b.Name))
	if err != nil || !reflect.DeepEqual(byName, b) {
		t.Errorf("by name %+v, %v", byName, err)
	}
	all, err := s.c.ListBuckets(t.Context())
	if err != nil || !slices.ContainsFunc(all, func(one b2core.Bucket) bool { return reflect.DeepEqual(one, b) }) {
		t.Errorf("not among all %d: %v", len(all), err)
	}
	v := s.put(t, b.ID, "file", content(1))
	if err := s.c.DeleteBucket(t.Context(), b.ID); !errors.Is(err, b2core.ErrNotEmpty) {
		t.Errorf("deleting a bucket with a file: %v", err)
	}
	if err := s.c.DeleteFileVersion(t.Context(), v.Name, v.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.c.DeleteBucket(t.Context(), b.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.c.BucketByID(t.Context(), b.ID); !errors.Is(err, b2core.ErrNotFound) {
		t.Errorf("deleted, by ID: %v", err)
	}
	if _, err := s.c.BucketByName(t.Context(), b.Name); !errors.Is(err, b2core.ErrNotFound) {
		t.Errorf("deleted, by name: %v", err)
	}
}

// created makes a name that exists a second time, as the check's own client.
func (s *site) created(t *testing.T, name string) {
	t.Helper()
	if _, err := s.c.CreateBucket(t.Context(), b2core.BucketSpec{Name: name}); !errors.Is(err, b2core.ErrExists) {
		t.Errorf("the same name again: %v", err)
	}
	b, err := s.c.CreateBucket(t.Context(), b2core.BucketSpec{Name: s.unused()})
	if err != nil {
		t.Fatal(err)
	}
	s.made[b.ID] = true
}

func checkBucketCache(t *testing.T, s *site) {
	b := s.newBucket(t, b2core.BucketSpec{})
	for _, name := range []string{b.Name, strings.ToUpper(b.Name)} {
		if id, err := s.c.BucketID(t.Context(), name); err != nil || id != b.ID {
			t.Errorf("%s: %s, %v", name, id, err)
		}
	}
	if n := s.wire.count(callListBuckets); n != 1 {
		t.Errorf("%d look-ups of one name", n)
	}
	if name, id := s.c.Cache().Name(b.ID), s.c.Cache().ID(b.Name); name != b.Name || id != b.ID {
		t.Errorf("the cache holds %s, %s", name, id)
	}
	if err := s.c.DeleteBucket(t.Context(), b.ID); err != nil {
		t.Fatal(err)
	}
	if name := s.c.Cache().Name(b.ID); name != "" {
		t.Errorf("the cache still holds %s", name)
	}
	if _, err := s.c.BucketID(t.Context(), b.Name); !errors.Is(err, b2core.ErrNotFound) {
		t.Errorf("deleted: %v", err)
	}
}

// What the key is bound to is told without a call, and what it may not read is
// unknown and not off.
func checkBoundToBucket(t *testing.T, s *site) {
	b, other := s.newBucket(t, b2core.BucketSpec{}), s.newBucket(t, b2core.BucketSpec{})
	bound, _ := s.newKey(t, b2core.KeySpec{Capabilities: []b2core.Capability{b2core.ListBuckets, b2core.ListFiles}, BucketIDs: []string{b.ID}})
	if err := errors.Join(bound.c.CheckBucketName(t.Context(), b.Name), bound.c.CheckBucketID(t.Context(), b.ID)); err != nil {
		t.Error(err)
	}
	for _, err := range []error{bound.c.CheckBucketName(t.Context(), other.Name), bound.c.CheckBucketID(t.Context(), other.ID)} {
		if n, ok := errors.AsType[*b2core.NotAllowed](err); !ok || n.Bucket == "" {
			t.Errorf("another bucket: %v", err)
		}
	}
	if n := len(bound.wire.counts()); n != 1 {
		t.Errorf("calls %v", bound.wire.counts())
	}
	seen, err := bound.c.ListBuckets(t.Context())
	if err != nil || len(seen) != 1 || seen[0].ID != b.ID || seen[0].FileLock.Readable || seen[0].Encryption.Readable {
		t.Errorf("it sees %+v, %v", seen, err)
	}
	if _, err := s.c.ListBuckets(t.Context()); err != nil {
		t.Error(err)
	}
	s.count(bound)
	// A bucket that is gone is no hindrance to the login.
	if err := s.c.DeleteBucket(t.Context(), b.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := bound.c.Authorize(t.Context()); err != nil {
		t.Errorf("login after its bucket was deleted: %v", err)
	}
	if seen, err := bound.c.ListBuckets(t.Context()); err != nil || len(seen) != 0 {
		t.Errorf("it still sees %+v, %v", seen, err)
	}
}

func checkBucketType(t *testing.T, s *site) {
	b := s.newBucket(t, b2core.BucketSpec{})
	for _, kind := range []b2core.BucketType{b2core.AllPublic, b2core.AllPrivate} {
		got, err := s.c.UpdateBucket(t.Context(), b.ID, b2core.BucketChange{Type: &kind})
		s.offered(t, err)
		if err != nil || got.Type != kind {
			t.Errorf("%s: %+v, %v", kind, got, err)
		}
	}
}

func checkBucketSettings(t *testing.T, s *site) {
	b := s.newBucket(t, b2core.BucketSpec{})
	info := map[string]string{"cache-control": "max-age=5", infoMade: b.Info[infoMade]}
	cors := []b2core.CORSRule{corsRule()}
	rules := []b2core.LifecycleRule{{FileNamePrefix: "logs/", DaysFromUploadingToHiding: 4, DaysFromHidingToDeleting: 3}}
	change := b2core.BucketChange{Info: &info, CORS: &cors, Lifecycle: &rules, IfRevision: b.Revision}
	got, err := s.c.UpdateBucket(t.Context(), b.ID, change)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Info, info) || !reflect.DeepEqual(got.CORS, cors) || !reflect.DeepEqual(got.Lifecycle, rules) || got.Revision <= b.Revision {
		t.Errorf("changed to %+v", got)
	}
	if _, err := s.c.UpdateBucket(t.Context(), b.ID, change); !errors.Is(err, b2core.ErrConflict) {
		t.Errorf("an old revision: %v", err)
	}
	if fresh, err := s.c.BucketByID(t.Context(), b.ID); err != nil || !reflect.DeepEqual(fresh, got) {
		t.Errorf("read %+v, %v", fresh, err)
	}
	got, err = s.c.UpdateBucket(t.Context(), b.ID, b2core.BucketChange{CORS: new([]b2core.CORSRule), Lifecycle: new([]b2core.LifecycleRule)})
	if err != nil || len(got.CORS) != 0 || len(got.Lifecycle) != 0 || !reflect.DeepEqual(got.Info, info) {
		t.Errorf("emptied to %+v, %v", got, err)
	}
}
