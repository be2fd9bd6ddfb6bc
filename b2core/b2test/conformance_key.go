package b2test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"b2tui/b2core"
)

func keyChecks() []check {
	keys := []b2core.Capability{b2core.WriteBuckets, b2core.ListKeys, b2core.WriteKeys, b2core.DeleteKeys}
	return []check{
		{"keys", []string{"create_key", "list_keys", "get_key", "delete_key"}, keys, checkKeys},
		{"keys from an ID on", []string{"list_keys(start_application_key_id)", "delete_key_by_id"}, keys, checkKeysFrom},
		{
			"key bound to two buckets and a prefix",
			[]string{"create_key"},
			append(files(), keys...), checkBoundKey,
		},
	}
}

func checkKeys(t *testing.T, s *site) {
	name := s.unused()
	spec := b2core.KeySpec{Name: name, Capabilities: []b2core.Capability{b2core.ListBuckets, b2core.ListFiles}, ValidFor: keyLife}
	before := time.Now().Add(s.c.ClockSkew())
	k, err := s.c.CreateKey(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	s.keys[k.ID] = true
	if k.Secret.IsZero() || k.Name != name || (k.Expires.Sub(before)-keyLife).Abs() > time.Minute || k.BucketIDs != nil {
		t.Errorf("made %+v", k)
	}
	listed := collect(t, s.c.Keys(t.Context()))
	at := slices.IndexFunc(listed, func(one b2core.ApplicationKey) bool { return one.ID == k.ID })
	if at < 0 || !reflect.DeepEqual(listed[at], k.ApplicationKey) {
		t.Errorf("not among %d keys, or other than %+v", len(listed), k)
	}
	if got, err := s.c.KeyByID(t.Context(), k.ID); err != nil || !reflect.DeepEqual(got, k.ApplicationKey) {
		t.Errorf("by ID %+v, %v", got, err)
	}
	user := s.at(b2core.Credentials{KeyID: k.ID, Key: k.Secret, Realm: s.cfg.Credentials.Realm})
	account, err := user.c.Authorize(t.Context())
	if err != nil || !account.KeyExpires.Equal(k.Expires) || !account.Allowed.Can(b2core.ListFiles) || account.Allowed.Can(b2core.ReadFiles) {
		t.Errorf("logged in as %+v, %v", account, err)
	}
	if err := s.c.DeleteKey(t.Context(), k.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.c.KeyByID(t.Context(), k.ID); !errors.Is(err, b2core.ErrNotFound) {
		t.Errorf("deleted: %v", err)
	}
	if _, err := user.c.Authorize(t.Context()); !errors.Is(err, b2core.ErrUnauthorized) {
		t.Errorf("logged in with a deleted key: %v", err)
	}
}

// The listing begins with the key that is named, and none that it shows then is
// missing in the whole. A key that is deleted says what it was.
func checkKeysFrom(t *testing.T, s *site) {
	for range 2 {
		s.newKey(t, b2core.KeySpec{Capabilities: []b2core.Capability{b2core.ListFiles}})
	}
	all := collect(t, s.c.Keys(t.Context()))
	at := len(all) / 2
	last := all[at]
	rest := collect(t, s.c.KeysFrom(t.Context(), last.ID))
	if !reflect.DeepEqual(rest, all[at:]) {
		t.Errorf("from key %d of %d on: %+v", at+1, len(all), rest)
	}
	_, k := s.newKey(t, b2core.KeySpec{Capabilities: []b2core.Capability{b2core.ListFiles, b2core.ReadFiles}, NamePrefix: ""})
	gone, err := s.c.DeleteKeyByID(t.Context(), k.ID)
	if err != nil || !reflect.DeepEqual(gone, k.ApplicationKey) {
		t.Errorf("deleted %+v, %v\nwant %+v", gone, err, k.ApplicationKey)
	}
	for _, one := range collect(t, s.c.KeysFrom(t.Context(), "")) {
		if one.ID == k.ID {
			t.Errorf("it is still listed: %+v", one)
		}
	}
}

func checkBoundKey(t *testing.T, s *site) {
	one, two, other := s.bucket(t), s.newBucket(t, b2core.BucketSpec{}), s.newBucket(t, b2core.BucketSpec{})
	for _, b := range []b2core.Bucket{one, two, other} {
		s.put(t, b.ID, "bound/in", content(2))
		s.put(t, b.ID, "outside", content(2))
	}
	ids := []string{one.ID, two.ID}
	bound, k := s.newKey(t, b2core.KeySpec{
		Capabilities: []b2core.Capability{b2core.ListBuckets, b2core.ListFiles, b2core.ReadFiles}, BucketIDs: ids, NamePrefix: "bound/",
	})
	slices.Sort(ids)
	if got := slices.Sorted(slices.Values(k.BucketIDs)); !slices.Equal(got, ids) || k.NamePrefix != "bound/" {
		t.Errorf("made %+v", k)
	}
	account, err := bound.c.Authorize(t.Context())
	if err != nil || len(account.Allowed.Buckets) != 2 || account.Allowed.NamePrefix != "bound/" {
		t.Fatalf("%+v, %v", account, err)
	}
	if seen, err := bound.c.ListBuckets(t.Context()); err != nil || len(seen) != 2 {
		t.Errorf("it sees %+v, %v", seen, err)
	}
	for _, b := range []b2core.Bucket{one, two} {
		if got := names(collect(t, bound.c.Names(t.Context(), b.ID, b2core.ListOptions{}))); !slices.Equal(got, []string{"bound/in"}) {
			t.Errorf("in %s it lists %q", b.Name, got)
		}
		if v, err := bound.c.Stat(t.Context(), b.ID, "bound/in"); err != nil || v.Size != 2 {
			t.Errorf("%+v, %v", v, err)
		}
		if _, err := bound.c.Stat(t.Context(), b.ID, "outside"); !errors.Is(err, b2core.ErrUnauthorized) {
			t.Errorf("outside its prefix: %v", err)
		}
	}
	if _, err := bound.c.ListNames(t.Context(), other.ID, b2core.ListOptions{}); !errors.Is(err, b2core.ErrUnauthorized) {
		t.Errorf("another bucket: %v", err)
	}
	if err := bound.c.HideFile(t.Context(), one.ID, "bound/in"); !errors.Is(err, b2core.ErrUnauthorized) {
		t.Errorf("without writeFiles: %v", err)
	}
	s.count(bound)
}
