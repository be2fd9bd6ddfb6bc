package b2core

import (
	"strconv"
	"strings"
	"time"

	"b2tui/b2core/internal/api"
)

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

// FolderMarker is the name, below a folder, of the empty file that Backblaze's
// web site and other programs store to have a folder that is empty.
const FolderMarker = ".bzEmpty"

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
	// Retention and LegalHold protect the version from deletion. Hide markers and
	// folders have neither, which shows as not readable.
	Retention Setting[Retention]
	LegalHold Setting[bool]
	// Encryption at rest. Content under SSE-C is read with its key only.
	Encryption EncryptionMode
	// EncryptionKeyMD5 is the base64 MD5 of an SSE-C key, where it is told.
	EncryptionKeyMD5 string
	AccountID        string // whose bucket it is; empty from Stat of a key that cannot list
	MD5              string // contentMd5: 32 hex digits, empty for large files
	// ReplicationStatus is pending, completed, failed or replica, in small
	// letters; empty for what replication does not touch.
	ReplicationStatus string
}

// ModTime is when the content was last changed, as the uploader noted it in
// src_last_modified_millis, else when it was uploaded. A note that is no number
// or lies beyond what a clock can show counts as absent.
func (v FileVersion) ModTime() time.Time {
	ms, err := strconv.ParseInt(strings.TrimSpace(v.Info[InfoModTime]), 10, 64)
	if err != nil || ms < earliestMillis || ms > latestMillis {
		return v.UploadedAt
	}
	return time.UnixMilli(ms)
}

// The years 0 to 9999, which every file system's and JSON's times can hold or
// clamp.
const (
	earliestMillis = -62167219200000
	latestMillis   = 253402300799999
)

// IsFolder tells whether this is a common prefix and no file.
func (v FileVersion) IsFolder() bool { return v.Action == ActionFolder }

// Hash is what is known of the whole content's SHA-1.
type Hash struct {
	SHA1 string // 40 lower-case hex digits; empty when there is none
	// Source tells how far it can be trusted: HashService was checked by the
	// service when the content came, HashUnverified was computed by it without
	// anything to compare with, HashUploader was only stated by the uploader.
	Source HashSource
}

// HashSource says where a hash comes from.
type HashSource int

// The sources.
const (
	HashNone HashSource = iota
	HashService
	HashUnverified
	HashUploader
)

// Hash returns the SHA-1 of the whole content: contentSha1, or for large files
// large_file_sha1 if the uploader stored it.
func (v FileVersion) Hash() Hash {
	if h, ok := hexSHA1(v.SHA1); ok {
		return Hash{h, HashService}
	}
	if after, ok := strings.CutPrefix(v.SHA1, api.SHA1Unverified); ok {
		if h, ok := hexSHA1(after); ok {
			return Hash{h, HashUnverified}
		}
	}
	if h, ok := hexSHA1(v.Info[InfoSHA1]); ok {
		return Hash{h, HashUploader}
	}
	return Hash{}
}

// hexSHA1 accepts 40 hex digits in either case.
func hexSHA1(s string) (string, bool) {
	if len(s) != 40 {
		return "", false
	}
	for i := range len(s) {
		c := s[i] | 0x20
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return "", false
		}
	}
	return strings.ToLower(s), true
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
