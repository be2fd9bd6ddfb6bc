package emulator

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"b2tui/b2core/internal/api"
)

// mayChange asks for the rights beyond writeBuckets that some settings need.
func (x *exchange) mayChange(req api.UpdateBucketRequest) error {
	for _, c := range []struct {
		asked bool
		right string
	}{
		{req.FileLock != nil || req.DefaultRetention != nil, "writeBucketRetentions"},
		{req.Encryption != nil, "writeBucketEncryption"},
		{req.Replication != nil, "writeBucketReplications"},
	} {
		if !c.asked {
			continue
		}
		if err := x.need(c.right); err != nil {
			return err
		}
	}
	return nil
}

// applySettings checks what a request gives and puts it into s; what is absent
// stays. On an error s is not to be used.
func applySettings(kind string, s *bucketSettings, req api.UpdateBucketRequest) error {
	if err := checkSettings(req); err != nil {
		return badRequest("%w", err)
	}
	if req.BucketInfo != nil {
		s.Info = *req.BucketInfo
	}
	if req.CORSRules != nil {
		s.CORS = *req.CORSRules
	}
	if req.Lifecycle != nil {
		s.Lifecycle = *req.Lifecycle
	}
	if req.Encryption != nil {
		s.Encryption = normalEncryption(*req.Encryption)
	}
	if err := applyLock(kind, s, req); err != nil {
		return err
	}
	if c := req.Replication; c != nil {
		if s.Replication = c; c.Source == nil && c.Destination == nil {
			s.Replication = nil
		}
	}
	return nil
}

func checkSettings(req api.UpdateBucketRequest) error {
	var errs []error
	if req.BucketInfo != nil {
		errs = append(errs, api.CheckBucketInfo(*req.BucketInfo))
	}
	if req.CORSRules != nil {
		errs = append(errs, api.CheckCORS(*req.CORSRules))
	}
	if req.Lifecycle != nil {
		errs = append(errs, api.CheckLifecycle(*req.Lifecycle))
	}
	if req.Encryption != nil {
		errs = append(errs, api.CheckDefaultEncryption(*req.Encryption))
	}
	if req.DefaultRetention != nil {
		errs = append(errs, api.CheckDefaultRetention(*req.DefaultRetention))
	}
	if req.Replication != nil {
		errs = append(errs, api.CheckReplication(*req.Replication))
	}
	return errors.Join(errs...)
}

// applyLock switches the file lock, which never goes off again, and then sets
// the default retention, which needs it.
func applyLock(kind string, s *bucketSettings, req api.UpdateBucketRequest) error {
	if on := req.FileLock; on != nil && *on != s.Locked {
		switch {
		case s.Locked:
			return fail(http.StatusBadRequest, api.CodeLockConflict,
				"fileLockEnabled value of false is not allowed when bucket is already file lock enabled.")
		case s.Replication != nil && s.Replication.Source != nil:
			return fail(http.StatusBadRequest, api.CodeSourceReplication,
				"Turning on file lock for an existing bucket having source replication configuration is not allowed.")
		case kind == "restricted":
			return fail(http.StatusBadRequest, api.CodeRestrictedBucket, "Turning on file lock for a restricted bucket is not allowed.")
		}
		s.Locked = true
	}
	if req.DefaultRetention == nil {
		return nil
	}
	if !s.Locked {
		return fail(http.StatusBadRequest, api.CodeBucketMissingLock, "The bucket is not file lock enabled")
	}
	s.Retention = *req.DefaultRetention
	return nil
}

// checkReplication asks for the keys that a replication works with, and for its
// target, as far as they are of this account. The other side may be in another.
func (e *Emulator) checkReplication(c *api.Replication, bucketID string) error {
	if c == nil {
		return nil
	}
	if s := c.Source; s != nil {
		if err := e.checkReplicationKey(s.KeyID, "readFiles", bucketID); err != nil {
			return err
		}
		for _, rule := range s.Rules {
			id := rule.DestinationBucketID
			if e.store.buckets[id] == nil && !foreignBucket(id, e.store.account.ID) {
				return badRequest("Replication rule %s has no such destination: %s", rule.Name, id)
			}
		}
	}
	if c.Destination == nil {
		return nil
	}
	for _, id := range c.Destination.KeyMapping {
		if err := e.checkReplicationKey(id, "writeFiles", bucketID); err != nil {
			return err
		}
	}
	return nil
}

func (e *Emulator) checkReplicationKey(id, capability, bucketID string) error {
	k := e.store.keyByID(id)
	if k == nil || !slices.Contains(k.capabilities, capability) || k.bucketIDs != nil && !slices.Contains(k.bucketIDs, bucketID) {
		return badRequest("Replication needs a key with %s on the bucket: %s", capability, id)
	}
	return nil
}

// getNotificationRules is b2_get_bucket_notification_rules.
func (e *Emulator) getNotificationRules(x *exchange) (any, error) {
	req, err := decode[api.BucketID](x)
	if err != nil {
		return nil, err
	}
	b, err := e.bucketFor(x, req.BucketID)
	if err != nil {
		return nil, err
	}
	return notificationReply(b), nil
}

// setNotificationRules is b2_set_bucket_notification_rules: it replaces all.
func (e *Emulator) setNotificationRules(x *exchange) (any, error) {
	req, err := decode[api.NotificationRules](x)
	if err != nil {
		return nil, err
	}
	b, err := e.bucketFor(x, req.BucketID)
	if err != nil {
		return nil, err
	}
	if err := api.CheckNotificationRules(req.Rules); err != nil {
		if r, ok := errors.AsType[*api.RuleError](err); ok {
			return nil, fail(http.StatusBadRequest, r.Code, "%w", err)
		}
		return nil, badRequest("%w", err)
	}
	rules := slices.Clone(req.Rules)
	for i := range rules {
		rules[i].IsSuspended, rules[i].SuspensionReason = new(false), new("")
		if rules[i].MaxEventsPerBatch == nil {
			rules[i].MaxEventsPerBatch = new(1)
		}
	}
	slices.SortFunc(rules, func(a, b api.NotificationRule) int { return strings.Compare(a.Name, b.Name) })
	settings := b.settings
	settings.Notifications = rules
	saved := &bucket{id: b.id, name: b.name, kind: b.kind, settings: settings, revision: b.revision}
	if err := e.store.keep.save(record{bucket: saved}); err != nil {
		return nil, err
	}
	b.settings = settings
	return notificationReply(b), nil
}

// bucketFor finds a bucket that the key may use.
func (e *Emulator) bucketFor(x *exchange, id string) (*bucket, error) {
	if err := x.inBucket(id); err != nil {
		return nil, err
	}
	if b := e.store.buckets[id]; b != nil {
		return b, nil
	}
	return nil, badBucket(id)
}

func notificationReply(b *bucket) api.NotificationRules {
	r := api.NotificationRules{BucketID: b.id, Rules: b.settings.Notifications}
	if r.Rules == nil {
		r.Rules = []api.NotificationRule{}
	}
	return r
}
