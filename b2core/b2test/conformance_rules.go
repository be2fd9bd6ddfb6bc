package b2test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"b2tui/b2core"
)

const day = 24 * time.Hour

func bucketRuleChecks() []check {
	makes := []b2core.Capability{b2core.ListBuckets, b2core.WriteBuckets, b2core.DeleteBuckets}
	and := func(more ...b2core.Capability) []b2core.Capability { return append(more, makes...) }
	return []check{
		{
			"default encryption",
			[]string{"Bucket.update(default encryption)"},
			and(b2core.WriteBucketEncryption, b2core.WriteFiles), checkDefaultEncryption,
		},
		{
			"file lock and default retention",
			[]string{"Bucket.update(file lock)", "Bucket.update(default retention)"},
			and(b2core.WriteBucketRetentions, b2core.WriteFiles, b2core.ReadFileRetentions, b2core.BypassGovernance), checkDefaultRetention,
		},
		{
			"replication",
			[]string{"Bucket.update(replication)"},
			and(b2core.WriteBucketReplications, b2core.WriteKeys), checkReplication,
		},
		{
			"notification rules",
			[]string{"Bucket.get_notification_rules", "Bucket.set_notification_rules"},
			and(b2core.ReadBucketNotifications, b2core.WriteBucketNotifications), checkNotificationRules,
		},
	}
}

func checkDefaultEncryption(t *testing.T, s *site) {
	b := s.newBucket(t, b2core.BucketSpec{})
	for _, on := range []bool{true, false} {
		mode := b2core.EncryptionMode("")
		if on {
			mode = b2core.SSEB2
		}
		got, err := s.c.UpdateBucket(t.Context(), b.ID, b2core.BucketChange{EncryptSSEB2: &on})
		if err != nil || !got.Encryption.Readable || got.Encryption.Value != mode {
			t.Errorf("%v: %+v, %v", on, got.Encryption, err)
		}
		if v := s.put(t, b.ID, "file", content(3)); v.Encryption != mode {
			t.Errorf("%v: a file has %q", on, v.Encryption)
		}
	}
}

func checkDefaultRetention(t *testing.T, s *site) {
	b := s.newBucket(t, b2core.BucketSpec{})
	if b.FileLock.Value.Enabled {
		t.Errorf("a new bucket has %+v", b.FileLock)
	}
	want := b2core.FileLock{Enabled: true, Mode: b2core.Governance, Duration: 2 * day}
	got, err := s.c.UpdateBucket(t.Context(), b.ID, b2core.BucketChange{
		FileLockEnabled: new(true), DefaultRetention: &b2core.DefaultRetention{Mode: want.Mode, Duration: want.Duration},
	})
	if err != nil || !got.FileLock.Readable || got.FileLock.Value != want {
		t.Fatalf("%+v, %v", got.FileLock, err)
	}
	v := s.put(t, b.ID, "file", content(3))
	left := v.Retention.Value.Until.Sub(v.UploadedAt)
	if v.Retention.Value.Mode != b2core.Governance || (left-want.Duration).Abs() > time.Minute {
		t.Errorf("a new file has %+v, %v", v.Retention, left)
	}
	got, err = s.c.UpdateBucket(t.Context(), b.ID, b2core.BucketChange{DefaultRetention: &b2core.DefaultRetention{}})
	if err != nil || got.FileLock.Value != (b2core.FileLock{Enabled: true}) {
		t.Errorf("lifted: %+v, %v", got.FileLock, err)
	}
	if v := s.put(t, b.ID, "later", content(3)); v.Retention.Value.Mode != "" {
		t.Errorf("a later file has %+v", v.Retention)
	}
}

func checkReplication(t *testing.T, s *site) {
	from, to := s.newBucket(t, b2core.BucketSpec{}), s.newBucket(t, b2core.BucketSpec{})
	_, reads := s.newKey(t, b2core.KeySpec{Capabilities: []b2core.Capability{b2core.ReadFiles}, BucketIDs: []string{from.ID}})
	_, writes := s.newKey(t, b2core.KeySpec{Capabilities: []b2core.Capability{b2core.WriteFiles}, BucketIDs: []string{to.ID}})
	for _, set := range []struct {
		id   string
		want b2core.Replication
	}{
		{to.ID, b2core.Replication{DestinationKeys: map[string]string{reads.ID: writes.ID}}},
		{from.ID, b2core.Replication{SourceKeyID: reads.ID, Rules: []b2core.ReplicationRule{{
			Name: "everything", DestinationBucketID: to.ID, FileNamePrefix: "in/", Enabled: true, Priority: 1,
		}}}},
	} {
		got, err := s.c.UpdateBucket(t.Context(), set.id, b2core.BucketChange{Replication: &set.want})
		if err != nil || !reflect.DeepEqual(got.Replication.Value, set.want) {
			t.Fatalf("%+v, %v\nwant %+v", got.Replication, err, set.want)
		}
	}
	got, err := s.c.UpdateBucket(t.Context(), from.ID, b2core.BucketChange{Replication: &b2core.Replication{}})
	if err != nil || got.Replication.Value.SourceKeyID != "" || len(got.Replication.Value.Rules) != 0 {
		t.Errorf("cleared: %+v, %v", got.Replication, err)
	}
}

func checkNotificationRules(t *testing.T, s *site) {
	b := s.newBucket(t, b2core.BucketSpec{})
	if got, err := s.c.NotificationRules(t.Context(), b.ID); err != nil || len(got) != 0 {
		t.Fatalf("at first %+v, %v", got, err)
	}
	want := []b2core.NotificationRule{{
		Name: "uploads", Events: []string{"b2:ObjectCreated:*"}, Prefix: "in/", URL: "https://example.com/hook", MaxPerBatch: 1,
		SigningSecret: b2core.NewSecret(strings.Repeat("s", 32)),
	}}
	if _, err := s.c.SetNotificationRules(t.Context(), b.ID, want); err != nil {
		t.Fatal(err)
	}
	got, err := s.c.NotificationRules(t.Context(), b.ID)
	if err != nil || len(got) != 1 || got[0].Name != want[0].Name || !reflect.DeepEqual(got[0].Events, want[0].Events) ||
		got[0].Prefix != want[0].Prefix || got[0].URL != want[0].URL || got[0].Enabled || got[0].SigningSecret.Reveal() != want[0].SigningSecret.Reveal() {
		t.Errorf("read %+v, %v", got, err)
	}
	if got, err := s.c.SetNotificationRules(t.Context(), b.ID, nil); err != nil || len(got) != 0 {
		t.Errorf("emptied: %+v, %v", got, err)
	}
}
