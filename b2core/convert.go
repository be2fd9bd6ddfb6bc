package b2core

import (
	"maps"
	"strings"
	"time"

	"b2tui/b2core/internal/api"
)

// deref returns what p points to, or the zero value.
func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// optional returns nil for the zero value, so that the field is left out.
func optional[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// timeOf reads a time of the protocol; null and zero are the zero time.
func timeOf(millis *int64) time.Time {
	if deref(millis) == 0 {
		return time.Time{}
	}
	return time.UnixMilli(*millis)
}

func trimSlash(s string) string { return strings.TrimRight(s, "/") }

// versionOf takes a file object. ok is false for one that cannot be true: a
// negative or absurd size, no name, or no ID where there must be one.
func versionOf(f api.File) (v FileVersion, ok bool) {
	v = FileVersion{
		ID: deref(f.FileID), BucketID: f.BucketID, Name: f.FileName, Action: Action(f.Action),
		Size: f.ContentLength, SHA1: deref(f.ContentSHA1), ContentType: deref(f.ContentType),
		Info: f.FileInfo, UploadedAt: timeOf(&f.UploadTimestamp),
		AccountID: f.AccountID, MD5: deref(f.ContentMD5), ReplicationStatus: strings.ToLower(f.ReplicationStatus),
	}
	v.Retention, v.LegalHold = locksOf(f)
	if e := f.Encryption; e != nil {
		v.Encryption, v.EncryptionKeyMD5 = encryptionMode(deref(e.Mode)), e.CustomerKeyMD5
	}
	ok = v.Size >= 0 && v.Size <= maxFile && v.Name != "" && (v.ID != "" || v.Action == ActionFolder)
	return v, ok
}

// versionsOf takes a page of them, all or none.
func versionsOf(files []api.File) ([]FileVersion, bool) {
	out := make([]FileVersion, len(files))
	for i, f := range files {
		v, ok := versionOf(f)
		if !ok {
			return nil, false
		}
		out[i] = v
	}
	return out, true
}

func bucketOf(b api.Bucket) Bucket {
	out := Bucket{
		ID: b.BucketID, Name: b.BucketName, Type: BucketType(b.BucketType), Info: b.BucketInfo,
		Revision: b.Revision, Options: b.Options, CORS: corsOf(b.CORSRules),
	}
	if r := b.Replication; r != nil && r.Authorized {
		out.Replication = Setting[Replication]{Readable: true, Value: replicationOf(deref(r.Value))}
	}
	for _, r := range b.Lifecycle {
		out.Lifecycle = append(out.Lifecycle, LifecycleRule{
			FileNamePrefix:                                  r.FileNamePrefix,
			DaysFromUploadingToHiding:                       deref(r.UploadingToHiding),
			DaysFromHidingToDeleting:                        deref(r.HidingToDeleting),
			DaysFromStartingToCancelingUnfinishedLargeFiles: deref(r.StartingToCancelling),
			unknown: unknown(r.Unknown),
		})
	}
	if e := b.Encryption; e != nil && e.Authorized {
		out.Encryption = Setting[EncryptionMode]{Readable: true, Value: encryptionMode(deref(deref(e.Value).Mode))}
	}
	if l := b.FileLock; l != nil && l.Authorized {
		out.FileLock.Readable = true
		out.FileLock.Value = fileLockOf(deref(l.Value))
	}
	return out
}

func fileLockOf(l api.FileLock) FileLock {
	out := FileLock{Enabled: l.Enabled, Mode: retentionMode(deref(l.DefaultRetention.Mode))}
	if p := l.DefaultRetention.Period; p != nil {
		const day = 24 * time.Hour
		out.Duration = time.Duration(p.Duration) * day
		if p.Unit == "years" {
			out.Duration *= 365
		}
	}
	return out
}

func lifecycleRules(rules []LifecycleRule) []api.LifecycleRule {
	var out []api.LifecycleRule
	for _, r := range rules {
		out = append(out, api.LifecycleRule{
			FileNamePrefix:       r.FileNamePrefix,
			UploadingToHiding:    optional(r.DaysFromUploadingToHiding),
			HidingToDeleting:     optional(r.DaysFromHidingToDeleting),
			StartingToCancelling: optional(r.DaysFromStartingToCancelingUnfinishedLargeFiles),
			Unknown:              r.unknown.wire(),
		})
	}
	return out
}

func keyOf(k api.Key) ApplicationKey {
	out := ApplicationKey{
		ID: k.KeyID, AccountID: k.AccountID, Name: k.Name, Options: k.Options, BucketIDs: k.BucketIDs, NamePrefix: deref(k.NamePrefix),
		Expires: timeOf(k.Expiration),
	}
	for _, c := range k.Capabilities {
		out.Capabilities = append(out.Capabilities, Capability(c))
	}
	return out
}

// sameInfo compares file infos. The service lowers the case of the names.
func sameInfo(a, b map[string]string) bool { return maps.Equal(lowerKeys(a), lowerKeys(b)) }

func lowerKeys(m map[string]string) map[string]string {
	out := make(map[string]string, len(m))
	for k, v := range m {
		out[strings.ToLower(k)] = v
	}
	return out
}
