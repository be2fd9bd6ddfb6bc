package api

// Header names of uploads and downloads. Go's canonical form is used, since
// net/http sends and indexes it that way; B2 compares names without case.
const (
	HeaderFileName        = "X-Bz-File-Name"
	HeaderFileID          = "X-Bz-File-Id"
	HeaderContentSHA1     = "X-Bz-Content-Sha1"
	HeaderPartNumber      = "X-Bz-Part-Number"
	HeaderUploadTimestamp = "X-Bz-Upload-Timestamp"
	HeaderInfoPrefix      = "X-Bz-Info-"
	HeaderTestMode        = "X-Bz-Test-Mode"
	HeaderCustomTimestamp = "X-Bz-Custom-Upload-Timestamp"

	HeaderEncryption         = "X-Bz-Server-Side-Encryption"
	HeaderCustomerAlgorithm  = "X-Bz-Server-Side-Encryption-Customer-Algorithm"
	HeaderCustomerKey        = "X-Bz-Server-Side-Encryption-Customer-Key"
	HeaderCustomerKeyMD5     = "X-Bz-Server-Side-Encryption-Customer-Key-Md5"
	HeaderRetentionMode      = "X-Bz-File-Retention-Mode"
	HeaderRetentionUntil     = "X-Bz-File-Retention-Retain-Until-Timestamp"
	HeaderLegalHold          = "X-Bz-File-Legal-Hold"
	HeaderUnauthorizedToRead = "X-Bz-Client-Unauthorized-To-Read"
)

// Values of X-Bz-Content-Sha1 that are not a hash.
const (
	SHA1AtEnd       = "hex_digits_at_end" // the body is followed by 40 hex digits
	SHA1NotVerified = "do_not_verify"
	SHA1None        = "none"        // of large files
	SHA1Unverified  = "unverified:" // followed by the hash that the service computed
)

// Content types, file info keys and test modes that the protocol gives a meaning.
const (
	ContentTypeAuto       = "b2/x-auto"
	ContentTypeHideMarker = "application/x-bz-hide-marker"
	InfoModTime           = "src_last_modified_millis"
	InfoLargeFileSHA1     = "large_file_sha1"
	TestFailSomeUploads   = "fail_some_uploads"
	TestExpireSomeTokens  = "expire_some_account_authorization_tokens"
	TestForceCapExceeded  = "force_cap_exceeded"
)
