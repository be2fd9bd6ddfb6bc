package b2core

import "time"

// Action says what a version is.
type Action string

// The actions that listings show.
const (
	ActionUpload Action = "upload"
	ActionHide   Action = "hide"
	ActionStart  Action = "start"
	ActionFolder Action = "folder"
	ActionCopy   Action = "copy"
)

// File info keys that every client of B2 understands.
const (
	InfoModTime = "src_last_modified_millis" // decimal milliseconds since 1970
	InfoSHA1    = "large_file_sha1"          // 40 hex digits of the whole file
)

// FileVersion is one version of a file, a hide marker, an unfinished large
// file, or a folder (a common prefix, ID empty, Name with its final slash).
type FileVersion struct {
	ID          string
	BucketID    string
	Name        string
	Action      Action
	Size        int64  // bytes
	SHA1        string // contentSha1: 40 hex digits, "none", "unverified:..." or empty
	ContentType string
	Info        map[string]string
	UploadedAt  time.Time
}

// ListOptions choose what a listing shows.
type ListOptions struct {
	Prefix    string // only names that begin with it
	Delimiter string // usually "/": names below a folder become one folder entry
	Start     string // first name, inclusive; a page's NextName goes on
	StartID   string // with Start, for versions only
	Max       int    // entries a page; 0 means 1,000, the most that is billed as one call
}

// Page is one page of a listing. NextName is empty at the end.
type Page struct {
	Files    []FileVersion
	NextName string
	NextID   string // versions only
}
