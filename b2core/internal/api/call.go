package api

// Version is the native API version that the client speaks.
const Version = "v4"

// The calls, as they stand in a path "/b2api/v4/NAME".
const (
	CallAuthorizeAccount          = "b2_authorize_account"
	CallCancelLargeFile           = "b2_cancel_large_file"
	CallCopyFile                  = "b2_copy_file"
	CallCopyPart                  = "b2_copy_part"
	CallCreateBucket              = "b2_create_bucket"
	CallCreateKey                 = "b2_create_key"
	CallDeleteBucket              = "b2_delete_bucket"
	CallDeleteFileVersion         = "b2_delete_file_version"
	CallDeleteKey                 = "b2_delete_key"
	CallDownloadFileByID          = "b2_download_file_by_id"
	CallDownloadFileByName        = "b2_download_file_by_name" // its path is "/file/BUCKET/NAME"
	CallFinishLargeFile           = "b2_finish_large_file"
	CallGetDownloadAuthorization  = "b2_get_download_authorization"
	CallGetFileInfo               = "b2_get_file_info"
	CallGetUploadPartURL          = "b2_get_upload_part_url"
	CallGetUploadURL              = "b2_get_upload_url"
	CallHideFile                  = "b2_hide_file"
	CallListBuckets               = "b2_list_buckets"
	CallListFileNames             = "b2_list_file_names"
	CallListFileVersions          = "b2_list_file_versions"
	CallListKeys                  = "b2_list_keys"
	CallListParts                 = "b2_list_parts"
	CallListUnfinishedLargeFiles  = "b2_list_unfinished_large_files"
	CallStartLargeFile            = "b2_start_large_file"
	CallUpdateBucket              = "b2_update_bucket"
	CallUploadFile                = "b2_upload_file"
	CallUploadPart                = "b2_upload_part"
	CallUpdateFileRetention       = "b2_update_file_retention"
	CallUpdateFileLegalHold       = "b2_update_file_legal_hold"
	CallGetBucketNotificationRule = "b2_get_bucket_notification_rules"
	CallSetBucketNotificationRule = "b2_set_bucket_notification_rules"
)

// Path is the path of a JSON call below the account's API address.
func Path(call string) string { return "/b2api/" + Version + "/" + call }
