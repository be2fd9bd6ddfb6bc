package emulator_test

import (
	"testing"

	"b2tui/b2core/internal/api"
)

// The service's own codes, for clients that do not look before they send.
func TestNotificationRuleCodes(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("notified")
	rule := func(name string, events ...string) map[string]any {
		return map[string]any{
			"name": name, "eventTypes": events, "isEnabled": true, "objectNamePrefix": "",
			"targetConfiguration": map[string]any{"targetType": "webhook", "url": "https://example.com"},
		}
	}
	for code, rules := range map[string][]any{
		"event_types_empty":     {rule("rule-1")},
		"event_type_invalid":    {rule("rule-1", "b2:Nothing:*")},
		"event_type_categories": {rule("rule-1", "b2:ObjectCreated:*", "b2:ObjectCreated:Upload")},
		"event_type_overlap":    {rule("rule-1", "b2:ObjectCreated:*"), rule("rule-2", "b2:ObjectCreated:Upload")},
		"bad_request":           {rule("short", "b2:ObjectCreated:*")},
	} {
		w.refused(w.post(api.CallSetBucketNotificationRule, map[string]any{"bucketId": b, "eventNotificationRules": rules}), 400, code)
	}
	k := w.newKey(map[string]any{"capabilities": []string{"readBucketNotifications"}})
	w.login(k.KeyID, k.Secret)
	w.refused(w.post(api.CallSetBucketNotificationRule, map[string]any{"bucketId": b, "eventNotificationRules": []any{}}), 401, "unauthorized")
	if r := call[api.NotificationRules](w, api.CallGetBucketNotificationRule, map[string]any{"bucketId": b}); len(r.Rules) != 0 {
		t.Errorf("rules %+v", r.Rules)
	}
}

func TestSettingsNeedTheirRights(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b := w.bucket("rights-of-settings")
	k := w.newKey(map[string]any{"capabilities": []string{"writeBuckets", "listBuckets"}})
	w.login(k.KeyID, k.Secret)
	for field, v := range map[string]any{
		"fileLockEnabled": true, "defaultServerSideEncryption": map[string]any{"mode": "none"},
		"defaultRetention":         map[string]any{"mode": nil, "period": nil},
		"replicationConfiguration": map[string]any{"asReplicationSource": nil, "asReplicationDestination": nil},
	} {
		w.refused(w.post(api.CallUpdateBucket, map[string]any{"accountId": w.account, "bucketId": b, field: v}), 401, "unauthorized")
	}
	got := call[api.ListBucketsResponse](w, api.CallListBuckets, map[string]any{"accountId": w.account}).Buckets[0]
	if got.Encryption.Authorized || got.FileLock.Authorized || got.Replication.Authorized || got.Revision != 2 {
		t.Errorf("a key without the rights reads %+v", got)
	}
}

func TestReplicationNeedsItsKeysAndTarget(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	b, other := w.bucket("source-bucket"), w.bucket("target-bucket")
	reads := w.newKey(map[string]any{"capabilities": []string{"readFiles"}, "bucketIds": []string{b}}).KeyID
	writes := w.newKey(map[string]any{"capabilities": []string{"writeFiles"}}).KeyID
	elsewhere := w.newKey(map[string]any{"capabilities": []string{"readFiles"}, "bucketIds": []string{other}}).KeyID
	source := func(key, target string) any {
		return map[string]any{"asReplicationSource": map[string]any{"sourceApplicationKeyId": key, "replicationRules": []any{map[string]any{
			"replicationRuleName": "all", "destinationBucketId": target, "fileNamePrefix": "", "includeExistingFiles": false,
			"isEnabled": true, "priority": 1,
		}}}, "asReplicationDestination": nil}
	}
	destination := func(key string) any {
		return map[string]any{"asReplicationSource": nil, "asReplicationDestination": map[string]any{
			"sourceToDestinationKeyMapping": map[string]any{"key-of-another-account": key},
		}}
	}
	for name, c := range map[string]struct {
		replication any
		status      int
	}{
		"both there":             {source(reads, other), 200},
		"another account":        {source(reads, "0123456789abcdef01234567"), 200},
		"no such key":            {source("none", other), 400},
		"a key that only writes": {source(writes, other), 400},
		"a key of elsewhere":     {source(elsewhere, other), 400},
		"no such bucket":         {source(reads, "0"+b[1:]), 400},
		"no bucket's ID":         {source(reads, "other"), 400},
		"to here":                {destination(writes), 200},
		"to here, no such key":   {destination("none"), 400},
		"to here, a reading key": {destination(reads), 400},
	} {
		a := w.post(api.CallUpdateBucket, map[string]any{"accountId": w.account, "bucketId": b, "replicationConfiguration": c.replication})
		if a.status != c.status {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}
