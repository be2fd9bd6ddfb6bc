package api

import "encoding/json"

// ErrorBody is the reply to a refused call.
type ErrorBody struct {
	Status  int    `json:"status"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// ParseError reads the code and the message of an error reply. It is tolerant:
// the status is not looked at (some servers send a string, and HTTP's own is
// what counts), and ok is false when the body is no error object.
func ParseError(body []byte) (code, message string, ok bool) {
	var e struct {
		Status  json.RawMessage `json:"status"`
		Code    *string         `json:"code"`
		Message *string         `json:"message"`
	}
	if err := json.Unmarshal(body, &e); err != nil || (e.Code == nil && e.Message == nil) {
		return "", "", false
	}
	if e.Code != nil {
		code = *e.Code
	}
	if e.Message != nil {
		message = *e.Message
	}
	return code, message, true
}

// Codes of error replies. The service may add others.
const (
	CodeBadRequest           = "bad_request"
	CodeBadJSON              = "bad_json"
	CodeBadBucketID          = "bad_bucket_id"
	CodeInvalidBucketID      = "invalid_bucket_id"
	CodeDuplicateBucketName  = "duplicate_bucket_name"
	CodeTooManyBuckets       = "too_many_buckets"
	CodeBucketNotEmpty       = "cannot_delete_non_empty_bucket"
	CodeNoSuchFile           = "no_such_file"
	CodeAlreadyHidden        = "already_hidden"
	CodeFileNotPresent       = "file_not_present"
	CodeOutOfRange           = "out_of_range"
	CodeInvalidFileID        = "invalid_file_id"
	CodeMissingPart          = "missing_part"
	CodePartSHA1Mismatch     = "part_sha1_mismatch"
	CodeSourceTooLarge       = "source_too_large"
	CodeAuthTokenLimit       = "auth_token_limit"
	CodeBadAuthToken         = "bad_auth_token"
	CodeExpiredAuthToken     = "expired_auth_token"
	CodeUnauthorized         = "unauthorized"
	CodeUnsupported          = "unsupported"
	CodeAccessDenied         = "access_denied"
	CodeCapExceeded          = "cap_exceeded"
	CodeStorageCapExceeded   = "storage_cap_exceeded"
	CodeDownloadCapExceeded  = "download_cap_exceeded"
	CodeTransactionCap       = "transaction_cap_exceeded"
	CodeNotFound             = "not_found"
	CodeMethodNotAllowed     = "method_not_allowed"
	CodeRequestTimeout       = "request_timeout"
	CodeConflict             = "conflict"
	CodeRangeNotSatisfiable  = "range_not_satisfiable"
	CodeTooManyRequests      = "too_many_requests"
	CodeInternalError        = "internal_error"
	CodeServiceUnavailable   = "service_unavailable"
	CodeBucketMissingLock    = "bucket_missing_file_lock"
	CodeRetainUntilInThePast = "retain_until_timestamp_must_be_in_future"
	CodeCustomTimestamp      = "custom_timestamp_not_allowed"
	CodeLockConflict         = "file_lock_conflict"
	CodeSourceReplication    = "source_replication_conflict"
	CodeRestrictedBucket     = "restricted_bucket_conflict"
	CodeEventsEmpty          = "event_types_empty"
	CodeEventInvalid         = "event_type_invalid"
	CodeEventOverlap         = "event_type_overlap"
	CodeEventCategories      = "event_type_categories"
	CodeEmailNotVerified     = "email_not_verified"
	CodeNoPaymentHistory     = "no_payment_history"
)
