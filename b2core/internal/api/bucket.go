package api

import "github.com/go-json-experiment/json/jsontext"

// Bucket is one bucket in the replies of create, update, delete and list.
type Bucket struct {
	AccountID   string                 `json:"accountId"`
	BucketID    string                 `json:"bucketId"`
	BucketName  string                 `json:"bucketName"`
	BucketType  string                 `json:"bucketType"`
	BucketInfo  map[string]string      `json:"bucketInfo"`
	CORSRules   []CORSRule             `json:"corsRules"`
	Lifecycle   []LifecycleRule        `json:"lifecycleRules"`
	Revision    int64                  `json:"revision"`
	Options     []string               `json:"options"`
	Encryption  *Readable[Encryption]  `json:"defaultServerSideEncryption,omitempty"`
	FileLock    *Readable[FileLock]    `json:"fileLockConfiguration,omitempty"`
	Replication *Readable[Replication] `json:"replicationConfiguration,omitempty"`
}

// Readable is a value that the key may not be allowed to see; then Value is null.
type Readable[T any] struct {
	Authorized bool `json:"isClientAuthorizedToRead"`
	Value      *T   `json:"value"`
}

// Encryption is a server-side encryption setting. Mode null or "none" is off.
// The customer's key goes only in requests.
type Encryption struct {
	Mode           *string `json:"mode"`
	Algorithm      *string `json:"algorithm"`
	CustomerKey    string  `json:"customerKey,omitempty"`
	CustomerKeyMD5 string  `json:"customerKeyMd5,omitempty"`
}

// The encryption modes and the one algorithm.
const (
	ModeSSEB2 = "SSE-B2"
	ModeSSEC  = "SSE-C"
	AES256    = "AES256"
)

// FileLock is a bucket's object lock.
type FileLock struct {
	Enabled          bool             `json:"isFileLockEnabled"`
	DefaultRetention DefaultRetention `json:"defaultRetention"`
}

// DefaultRetention is given to new files; both fields are null when there is none.
type DefaultRetention struct {
	Mode   *string          `json:"mode"`
	Period *RetentionPeriod `json:"period"`
}

// RetentionPeriod counts "days" or "years".
type RetentionPeriod struct {
	Duration int    `json:"duration"`
	Unit     string `json:"unit"`
}

// LifecycleRule is echoed with its nulls; the third number only if it was sent.
type LifecycleRule struct {
	FileNamePrefix       string         `json:"fileNamePrefix"`
	UploadingToHiding    *int           `json:"daysFromUploadingToHiding"`
	HidingToDeleting     *int           `json:"daysFromHidingToDeleting"`
	StartingToCancelling *int           `json:"daysFromStartingToCancelingUnfinishedLargeFiles,omitempty"`
	Unknown              jsontext.Value `json:",embed"`
}

// CORSRule lets web pages of other origins reach a bucket.
type CORSRule struct {
	Name              string         `json:"corsRuleName"`
	AllowedOrigins    []string       `json:"allowedOrigins"`
	AllowedOperations []string       `json:"allowedOperations"`
	AllowedHeaders    []string       `json:"allowedHeaders"`
	ExposeHeaders     []string       `json:"exposeHeaders"`
	MaxAgeSeconds     int            `json:"maxAgeSeconds"`
	Unknown           jsontext.Value `json:",embed"`
}

// ListBucketsRequest asks for all buckets or for one.
type ListBucketsRequest struct {
	AccountID   string   `json:"accountId"`
	BucketID    *string  `json:"bucketId,omitempty"`
	BucketName  *string  `json:"bucketName,omitempty"`
	BucketTypes []string `json:"bucketTypes,omitempty"` // "all" alone for every type
}

// ListBucketsResponse is not paged.
type ListBucketsResponse struct {
	Buckets []Bucket `json:"buckets"`
}

// CreateBucketRequest makes a bucket.
type CreateBucketRequest struct {
	AccountID   string            `json:"accountId"`
	BucketName  string            `json:"bucketName"`
	BucketType  string            `json:"bucketType"`
	BucketInfo  map[string]string `json:"bucketInfo,omitempty"`
	CORSRules   []CORSRule        `json:"corsRules,omitempty"`
	FileLock    *bool             `json:"fileLockEnabled,omitempty"`
	Lifecycle   []LifecycleRule   `json:"lifecycleRules,omitempty"`
	Replication *Replication      `json:"replicationConfiguration,omitempty"`
	Encryption  *Encryption       `json:"defaultServerSideEncryption,omitempty"`
}

// UpdateBucketRequest changes what is given and leaves the rest. A pointer to
// an empty map or list empties it.
type UpdateBucketRequest struct {
	AccountID        string             `json:"accountId"`
	BucketID         string             `json:"bucketId"`
	BucketType       *string            `json:"bucketType,omitempty"`
	BucketInfo       *map[string]string `json:"bucketInfo,omitempty"`
	CORSRules        *[]CORSRule        `json:"corsRules,omitempty"`
	Lifecycle        *[]LifecycleRule   `json:"lifecycleRules,omitempty"`
	DefaultRetention *DefaultRetention  `json:"defaultRetention,omitempty"`
	Encryption       *Encryption        `json:"defaultServerSideEncryption,omitempty"`
	FileLock         *bool              `json:"fileLockEnabled,omitempty"`
	Replication      *Replication       `json:"replicationConfiguration,omitempty"`
	IfRevisionIs     *int64             `json:"ifRevisionIs,omitempty"`
}

// DeleteBucketRequest deletes an empty bucket; the reply is the bucket.
type DeleteBucketRequest struct {
	AccountID string `json:"accountId"`
	BucketID  string `json:"bucketId"`
}
