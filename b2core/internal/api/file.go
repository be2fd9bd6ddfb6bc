package api

// File is a version, a hide marker, an unfinished large file or a folder. Hide
// markers and folders come without the last group of fields.
type File struct {
	AccountID       string            `json:"accountId"`
	Action          string            `json:"action"`
	BucketID        string            `json:"bucketId"`
	ContentLength   int64             `json:"contentLength"`
	ContentMD5      *string           `json:"contentMd5"`
	ContentSHA1     *string           `json:"contentSha1"`
	ContentType     *string           `json:"contentType"`
	FileID          *string           `json:"fileId"`
	FileInfo        map[string]string `json:"fileInfo"`
	FileName        string            `json:"fileName"`
	UploadTimestamp int64             `json:"uploadTimestamp"`
	SizeV1          *int64            `json:"size,omitempty"` // version 1 only: contentLength again

	Retention         *Readable[Retention] `json:"fileRetention,omitempty"`
	LegalHold         *Readable[string]    `json:"legalHold,omitempty"`
	Encryption        *Encryption          `json:"serverSideEncryption,omitempty"`
	ReplicationStatus string               `json:"replicationStatus,omitempty"`
}

// Retention is a file's object lock; both fields are null when there is none.
type Retention struct {
	Mode        *string `json:"mode"`
	RetainUntil *int64  `json:"retainUntilTimestamp"`
}

// The values of File.Action.
const (
	ActionUpload = "upload"
	ActionCopy   = "copy"
	ActionHide   = "hide"
	ActionStart  = "start"
	ActionFolder = "folder"
)

// FileID addresses one version by its ID alone: get_file_info,
// cancel_large_file, get_upload_part_url, download_file_by_id.
type FileID struct {
	FileID string `json:"fileId"`
}

// FileIDAndName is delete_file_version's reply.
type FileIDAndName struct {
	FileID   string `json:"fileId"`
	FileName string `json:"fileName"`
}

// DeleteFileVersionRequest deletes one version for good.
type DeleteFileVersionRequest struct {
	FileName         string `json:"fileName"`
	FileID           string `json:"fileId"`
	BypassGovernance bool   `json:"bypassGovernance,omitempty"`
}

// HideFileRequest puts a hide marker over a name; the reply is the marker.
type HideFileRequest struct {
	BucketID string `json:"bucketId"`
	FileName string `json:"fileName"`
}

// ListFileNamesRequest asks for a page of visible names.
type ListFileNamesRequest struct {
	BucketID      string  `json:"bucketId"`
	StartFileName *string `json:"startFileName,omitempty"`
	MaxFileCount  *int    `json:"maxFileCount,omitempty"`
	Prefix        *string `json:"prefix,omitempty"`
	Delimiter     *string `json:"delimiter,omitempty"`
}

// ListFileNamesResponse ends the listing with a null NextFileName, and only then.
type ListFileNamesResponse struct {
	Files        []File  `json:"files"`
	NextFileName *string `json:"nextFileName"`
}

// ListFileVersionsRequest asks for a page of versions. StartFileID only goes
// with StartFileName.
type ListFileVersionsRequest struct {
	BucketID      string  `json:"bucketId"`
	StartFileName *string `json:"startFileName,omitempty"`
	StartFileID   *string `json:"startFileId,omitempty"`
	MaxFileCount  *int    `json:"maxFileCount,omitempty"`
	Prefix        *string `json:"prefix,omitempty"`
	Delimiter     *string `json:"delimiter,omitempty"`
}

// ListFileVersionsResponse goes on with both next values.
type ListFileVersionsResponse struct {
	Files        []File  `json:"files"`
	NextFileName *string `json:"nextFileName"`
	NextFileID   *string `json:"nextFileId"`
}

// CopyFileRequest copies inside the service, at most 5 GB. ContentType and
// FileInfo go with the directive REPLACE only.
type CopyFileRequest struct {
	SourceFileID          string            `json:"sourceFileId"`
	DestinationBucketID   *string           `json:"destinationBucketId,omitempty"`
	FileName              string            `json:"fileName"`
	Range                 *string           `json:"range,omitempty"`
	MetadataDirective     *string           `json:"metadataDirective,omitempty"`
	ContentType           *string           `json:"contentType,omitempty"`
	FileInfo              map[string]string `json:"fileInfo,omitempty"`
	Retention             *Retention        `json:"fileRetention,omitempty"`
	LegalHold             *string           `json:"legalHold,omitempty"`
	SourceEncryption      *Encryption       `json:"sourceServerSideEncryption,omitempty"`
	DestinationEncryption *Encryption       `json:"destinationServerSideEncryption,omitempty"`
}

// The metadata directives of b2_copy_file.
const (
	DirectiveCopy    = "COPY"
	DirectiveReplace = "REPLACE"
)

// DownloadAuthorizationRequest asks for a token that opens names below a prefix.
type DownloadAuthorizationRequest struct {
	BucketID           string  `json:"bucketId"`
	FileNamePrefix     string  `json:"fileNamePrefix"`
	ValidSeconds       int64   `json:"validDurationInSeconds"`
	ContentDisposition *string `json:"b2ContentDisposition,omitempty"`
	ContentLanguage    *string `json:"b2ContentLanguage,omitempty"`
	Expires            *string `json:"b2Expires,omitempty"`
	CacheControl       *string `json:"b2CacheControl,omitempty"`
	ContentEncoding    *string `json:"b2ContentEncoding,omitempty"`
	ContentType        *string `json:"b2ContentType,omitempty"`
}

// DownloadAuthorizationResponse carries the token.
type DownloadAuthorizationResponse struct {
	BucketID       string `json:"bucketId"`
	FileNamePrefix string `json:"fileNamePrefix"`
	Token          string `json:"authorizationToken"`
}
