package b2core

import "time"

// Credentials are what a login needs.
type Credentials struct {
	KeyID string
	Key   Secret
	Realm string // a realm's name (production, staging, dev) or a base URL; empty means production
}

// Capability is one right of an application key, in B2's words. Unknown names
// are kept as they come.
type Capability string

// The capabilities that this program asks about (b2_create_key).
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
)

// Account is what b2_authorize_account says of the account and of the key.
type Account struct {
	ID                  string
	KeyID               string
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
// the bucket was deleted.
type AllowedBucket struct{ ID, Name string }
