package b2core

import "time"

// BucketType says who may read a bucket's files.
type BucketType string

// The types that can be set; others (snapshot, ...) are shown as they come.
const (
	AllPrivate BucketType = "allPrivate"
	AllPublic  BucketType = "allPublic"
)

// Bucket is one bucket as b2_list_buckets describes it.
type Bucket struct {
	ID         string
	Name       string
	Type       BucketType
	Info       map[string]string
	Lifecycle  []LifecycleRule
	Revision   int64
	Options    []string
	Encryption Setting[string]   // "" or "SSE-B2"
	FileLock   Setting[FileLock] // object lock
}

// Setting is a value that the key may not be allowed to read. Unreadable is
// not "off": show it as unknown.
type Setting[T any] struct {
	Readable bool
	Value    T
}

// FileLock is a bucket's object lock with its default retention.
type FileLock struct {
	Enabled  bool
	Mode     string        // "", "governance" or "compliance"
	Duration time.Duration // of the default retention; zero when there is none
}

// LifecycleRule hides and deletes old versions below a prefix. Zero days means
// that the step is not taken.
type LifecycleRule struct {
	FileNamePrefix                                  string
	DaysFromUploadingToHiding                       int
	DaysFromHidingToDeleting                        int
	DaysFromStartingToCancelingUnfinishedLargeFiles int
}

// BucketSpec describes a bucket to create.
type BucketSpec struct {
	Name            string
	Type            BucketType // default AllPrivate
	Info            map[string]string
	Lifecycle       []LifecycleRule
	FileLockEnabled bool
	EncryptSSEB2    bool
}
