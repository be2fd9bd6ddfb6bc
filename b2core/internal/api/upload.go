package api

// BucketID is get_upload_url's request.
type BucketID struct {
	BucketID string `json:"bucketId"`
}

// UploadURLResponse is a pair of address and token for one upload at a time.
type UploadURLResponse struct {
	BucketID  string `json:"bucketId"`
	UploadURL string `json:"uploadUrl"`
	Token     string `json:"authorizationToken"`
}

// UploadPartURLResponse is the same for the parts of one large file.
type UploadPartURLResponse struct {
	FileID    string `json:"fileId"`
	UploadURL string `json:"uploadUrl"`
	Token     string `json:"authorizationToken"`
}

// StartLargeFileRequest opens a large file; the reply is a File of action start.
type StartLargeFileRequest struct {
	BucketID        string            `json:"bucketId"`
	FileName        string            `json:"fileName"`
	ContentType     string            `json:"contentType"`
	FileInfo        map[string]string `json:"fileInfo,omitempty"`
	Encryption      *Encryption       `json:"serverSideEncryption,omitempty"`
	Retention       *Retention        `json:"fileRetention,omitempty"`
	LegalHold       *string           `json:"legalHold,omitempty"`
	UploadTimestamp *int64            `json:"customUploadTimestamp,omitempty"`
}

// Part is one stored part, in the replies of upload_part, copy_part and
// list_parts (which leaves the encryption out).
type Part struct {
	FileID          string      `json:"fileId"`
	PartNumber      int         `json:"partNumber"`
	ContentLength   int64       `json:"contentLength"`
	ContentSHA1     string      `json:"contentSha1"`
	ContentMD5      *string     `json:"contentMd5"`
	Encryption      *Encryption `json:"serverSideEncryption,omitempty"`
	UploadTimestamp int64       `json:"uploadTimestamp"`
}

// CopyPartRequest makes a part of a stored file's range.
type CopyPartRequest struct {
	SourceFileID          string      `json:"sourceFileId"`
	LargeFileID           string      `json:"largeFileId"`
	PartNumber            int         `json:"partNumber"`
	Range                 *string     `json:"range,omitempty"`
	SourceEncryption      *Encryption `json:"sourceServerSideEncryption,omitempty"`
	DestinationEncryption *Encryption `json:"destinationServerSideEncryption,omitempty"`
}

// ListPartsRequest asks for the parts of an unfinished large file.
type ListPartsRequest struct {
	FileID          string `json:"fileId"`
	StartPartNumber *int   `json:"startPartNumber,omitempty"`
	MaxPartCount    *int   `json:"maxPartCount,omitempty"`
}

// ListPartsResponse ends with a null NextPartNumber.
type ListPartsResponse struct {
	Parts          []Part `json:"parts"`
	NextPartNumber *int   `json:"nextPartNumber"`
}

// ListUnfinishedRequest asks for started large files.
type ListUnfinishedRequest struct {
	BucketID     string  `json:"bucketId"`
	NamePrefix   *string `json:"namePrefix,omitempty"`
	StartFileID  *string `json:"startFileId,omitempty"`
	MaxFileCount *int    `json:"maxFileCount,omitempty"`
}

// ListUnfinishedResponse ends with a null NextFileID. NextFileName is sent by
// the service without being documented.
type ListUnfinishedResponse struct {
	Files        []File  `json:"files"`
	NextFileID   *string `json:"nextFileId"`
	NextFileName *string `json:"nextFileName"`
}

// FinishLargeFileRequest closes a large file; the reply is its File.
type FinishLargeFileRequest struct {
	FileID    string   `json:"fileId"`
	PartSHA1s []string `json:"partSha1Array"`
}

// CancelLargeFileResponse names what was given up.
type CancelLargeFileResponse struct {
	FileID    string `json:"fileId"`
	AccountID string `json:"accountId"`
	BucketID  string `json:"bucketId"`
	FileName  string `json:"fileName"`
}
