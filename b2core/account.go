package b2core

import (
	"slices"
	"strings"
	"time"
)

// Credentials are what a login needs.
type Credentials struct {
	KeyID string
	Key   Secret
	Realm string // a realm's name (production, staging, dev) or a base URL; empty means production
}

// Capability is one right of an application key, in B2's words. Unknown names
// are kept as they come.
type Capability string

// The capabilities that are documented (b2_create_key), with those around file
// locks; Capabilities lists them.
const (
	ListKeys         Capability = "listKeys"
	WriteKeys        Capability = "writeKeys"
	DeleteKeys       Capability = "deleteKeys"
	ListBuckets      Capability = "listBuckets"
	WriteBuckets     Capability = "writeBuckets"
	DeleteBuckets    Capability = "deleteBuckets"
	ListFiles        Capability = "listFiles"
	ReadFiles        Capability = "readFiles"
	ShareFiles       Capability = "shareFiles"
	WriteFiles       Capability = "writeFiles"
	DeleteFiles      Capability = "deleteFiles"
	BypassGovernance Capability = "bypassGovernance"

	ListAllBucketNames       Capability = "listAllBucketNames" // of the S3 API
	ReadBuckets              Capability = "readBuckets"        // of the S3 API
	ReadBucketEncryption     Capability = "readBucketEncryption"
	WriteBucketEncryption    Capability = "writeBucketEncryption"
	ReadBucketRetentions     Capability = "readBucketRetentions"
	WriteBucketRetentions    Capability = "writeBucketRetentions"
	ReadBucketReplications   Capability = "readBucketReplications"
	WriteBucketReplications  Capability = "writeBucketReplications"
	ReadBucketNotifications  Capability = "readBucketNotifications"
	WriteBucketNotifications Capability = "writeBucketNotifications"
	ReadBucketLogging        Capability = "readBucketLogging"
	WriteBucketLogging       Capability = "writeBucketLogging"
)

// Capabilities lists all that are documented, those of the account first. The
// service may know others.
func Capabilities() []Capability {
	return []Capability{
		ListKeys, WriteKeys, DeleteKeys,
		ListAllBucketNames, ListBuckets, ReadBuckets, WriteBuckets, DeleteBuckets,
		ReadBucketEncryption, WriteBucketEncryption, ReadBucketRetentions, WriteBucketRetentions,
		ReadBucketReplications, WriteBucketReplications, ReadBucketNotifications, WriteBucketNotifications,
		ReadBucketLogging, WriteBucketLogging,
		ListFiles, ReadFiles, ShareFiles, WriteFiles, DeleteFiles,
		ReadFileRetentions, WriteFileRetentions, ReadFileLegalHolds, WriteFileLegalHolds, BypassGovernance,
	}
}

// Account is what b2_authorize_account says of the account and of the key.
type Account struct {
	ID                  string
	KeyID               string
	Realm               string // its base URL
	APIURL              string
	DownloadURL         string
	S3URL               string
	RecommendedPartSize int64     // bytes
	MinimumPartSize     int64     // bytes
	KeyExpires          time.Time // zero: never
	Allowed             Allowed
}

// Allowed says what a key may do, and where.
type Allowed struct {
	Capabilities []Capability
	Buckets      []AllowedBucket // nil: every bucket
	NamePrefix   string          // empty: every name
}

// AllowedBucket is a bucket that a restricted key may use. Name is empty when
// the bucket was deleted before the last login; a key stays bound to it, and has
// no use once all of its buckets are gone.
type AllowedBucket struct{ ID, Name string }

// Can tells whether the key has a right.
func (a Allowed) Can(c Capability) bool { return slices.Contains(a.Capabilities, c) }

// CanBucket tells whether the key reaches a bucket, by its ID or its name.
func (a Allowed) CanBucket(idOrName string) bool {
	if a.Buckets == nil {
		return true
	}
	return slices.ContainsFunc(a.Buckets, func(b AllowedBucket) bool {
		return b.ID == idOrName || b.Name != "" && strings.EqualFold(b.Name, idOrName)
	})
}

// Gone are the buckets of a bound key that were deleted: without a name, or not
// among those that exist (ListBuckets).
func (a Allowed) Gone(exist []Bucket) (gone []AllowedBucket) {
	for _, b := range a.Buckets {
		if b.Name == "" || !slices.ContainsFunc(exist, func(e Bucket) bool { return e.ID == b.ID }) {
			gone = append(gone, b)
		}
	}
	return gone
}

// CanName tells whether the key reaches a file name.
func (a Allowed) CanName(name string) bool { return strings.HasPrefix(name, a.NamePrefix) }

// bucketNames are the buckets of a bound key that still exist.
func (a Allowed) bucketNames() (names []string) {
	for _, b := range a.Buckets {
		if b.Name != "" {
			names = append(names, b.Name)
		}
	}
	return names
}

// String says what the key may do, for a person. A key that may make keys may
// give itself every right, so its own are not told.
func (a Allowed) String() string {
	var parts []string
	if !a.Can(WriteKeys) {
		rights := make([]string, len(a.Capabilities))
		for i, right := range a.Capabilities {
			rights[i] = string(right)
		}
		parts = append(parts, "it has "+listOf(rights))
	}
	if a.Buckets != nil {
		parts = append(parts, "it reaches "+listOf(a.bucketNames()))
	}
	if a.NamePrefix != "" {
		parts = append(parts, "only names that begin with "+remoteText(a.NamePrefix))
	}
	if a.unrestricted() {
		return "it is not restricted"
	}
	return strings.Join(parts, ", ")
}

// unrestricted tells whether the key has, or may give itself, every right.
func (a Allowed) unrestricted() bool {
	return a.Can(WriteKeys) && a.Buckets == nil && a.NamePrefix == ""
}

func listOf(words []string) string {
	if len(words) == 0 {
		return "nothing that exists"
	}
	return remoteText(strings.Join(words, ", "))
}

// Check returns nil when the key may use all of the rights in the bucket on the
// name, and a *NotAllowed that names what is missing otherwise. An empty bucket
// or name is not looked at.
func (a Allowed) Check(bucket, name string, rights ...Capability) error {
	for _, c := range rights {
		if !a.Can(c) {
			return &NotAllowed{Missing: c}
		}
	}
	if bucket != "" && !a.CanBucket(bucket) {
		return &NotAllowed{Bucket: bucket, Only: a.bucketNames()}
	}
	if name != "" && !a.CanName(name) {
		return &NotAllowed{Name: name, Prefix: a.NamePrefix}
	}
	return nil
}

// NotAllowed says why a key may not do something: it lacks a right, or it is
// bound to other buckets or to other names. It matches ErrUnauthorized. No call
// was made.
type NotAllowed struct {
	Missing Capability // the right that the key lacks, or
	Bucket  string     // the bucket that it does not reach, or
	Name    string     // the name that does not begin with
	Prefix  string     // the prefix that the key is bound to
	Only    []string   // with Bucket: the names of those that it reaches
}

func (n *NotAllowed) Error() string {
	switch {
	case n.Missing != "":
		return "this key lacks " + string(n.Missing)
	case n.Bucket != "":
		return "this key does not reach bucket " + remoteText(n.Bucket) + ", only " + listOf(n.Only)
	}
	return "this key only reaches names that begin with " + n.Prefix
}

// Is matches ErrUnauthorized.
func (n *NotAllowed) Is(target error) bool { return target == ErrUnauthorized }

// Hint says what a person can do.
func (n *NotAllowed) Hint() string {
	if n.Missing != "" {
		return "use a key that has " + string(n.Missing)
	}
	return "use a key without that restriction"
}
