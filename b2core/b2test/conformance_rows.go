package b2test

// rows are the methods and promises of b2sdk's B2Api page, then those of the
// Bucket objects that it hands out.
func rows() []row {
	return append(apiRows(), bucketRows()...)
}

func apiRows() []row {
	const client = "Client."
	return []row{
		{method: "B2Api.__init__", here: "New"},
		{method: "B2HttpApiConfig", here: "Options"},
		{method: "BUCKET_CLASS, BUCKET_FACTORY_CLASS", here: "Bucket, Setting", calls: []string{callListBuckets}},
		{method: "FILE_VERSION_FACTORY_CLASS", here: "FileVersion", calls: []string{callGetFileInfo, callListFileVersions}},
		{method: "DOWNLOAD_VERSION_FACTORY_CLASS", here: client + "Stat", calls: []string{callDownloadFileByName}},
		{method: "SESSION_CLASS", here: "Options.Transport", calls: []string{callListBuckets}},
		{method: "raw_api", here: "-", absent: "deprecated there; each call has a method of its own here, or is made for one"},
		{method: "account_info", here: client + "Account, Options.AccountInfo", calls: []string{callAuthorizeAccount}},
		{method: "cache", here: client + "Cache, " + client + "BucketID"},
		{method: "max_upload_workers, max_copy_workers", here: client + "SetWorkers, Options.Workers", calls: []string{callUploadPart}},
		{method: "max_download_streams_per_file", here: client + "SetWorkers, Workers.PerFile", calls: []string{callUploadPart}},
		{method: "a limit of bytes per second", here: "NewPace"},
		{method: "check_download_hash", here: "-", absent: "a download is always compared, or says that there was no hash: Verdict"},
		{method: "save_to_buffer_size", here: "-", absent: "buffers are pooled, 32 or 256 KiB by the file's size; others gain nothing"},
		{method: "authorize_automatically", here: client + "AuthorizeAutomatically", calls: []string{callAuthorizeAccount}},
		{method: "authorize_account", here: client + "AuthorizeAccount", calls: []string{callAuthorizeAccount}},
		{method: "get_account_id", here: client + "AccountID"},
		{method: "create_bucket", here: client + "CreateBucket", calls: []string{callCreateBucket}},
		{method: "download_file_by_id", here: client + "Download", calls: []string{callDownloadFileByID}},
		{method: "DownloadedFile", here: client + "OpenVersion", calls: []string{callDownloadFileByID}},
		{method: "download_file_by_id(range_)", here: client + "ReadFile", calls: []string{callDownloadFileByID}},
		{method: "update_file_retention", here: client + "UpdateFileRetention", calls: []string{callUpdateFileRetention}},
		{method: "get_bucket_by_id", here: client + "BucketByID", calls: []string{callListBuckets}},
		{method: "get_bucket_by_name", here: client + "BucketByName", calls: []string{callListBuckets}},
		{method: "delete_bucket", here: client + "DeleteBucket", calls: []string{callDeleteBucket}},
		{method: "list_buckets", here: client + "ListBuckets", calls: []string{callListBuckets}},
		{method: "start_large_file", here: client + "StartLargeFile", calls: []string{callStartLargeFile}},
		{method: "upload_part", here: client + "UploadPart", calls: []string{callGetUploadPartURL, callUploadPart}},
		{method: "copy_part", here: client + "CopyPart", calls: []string{callCopyPart}},
		{method: "finish_large_file", here: client + "FinishLargeFile", calls: []string{callFinishLargeFile}},
		{method: "list_parts", here: client + "Parts", calls: []string{callListParts}},
		{method: "cancel_large_file", here: client + "CancelLargeFile", calls: []string{callCancelLargeFile}},
		{method: "delete_file_version", here: client + "DeleteFileVersion", calls: []string{callDeleteFileVersion}},
		{method: "get_download_url_for_fileid", here: client + "FileURLByID", calls: []string{callDownloadFileByID}},
		{method: "get_download_url_for_file_name", here: client + "FileURL", calls: []string{callDownloadFileByName}},
		{method: "get_download_url_for_file_name(own domain, S3)", here: client + "FileURLWith", calls: []string{callDownloadFileByName}},
		{method: "create_key", here: client + "CreateKey", calls: []string{callCreateKey}},
		{method: "delete_key", here: client + "DeleteKey", calls: []string{callDeleteKey}},
		{method: "delete_key_by_id", here: client + "DeleteKeyByID", calls: []string{callDeleteKey}},
		{method: "list_keys", here: client + "Keys", calls: []string{callListKeys}},
		{method: "list_keys(start_application_key_id)", here: client + "KeysFrom", calls: []string{callListKeys}},
		{method: "get_key", here: client + "KeyByID", calls: []string{callListKeys}},
		{method: "get_file_info", here: client + "FileInfo", calls: []string{callGetFileInfo}},
		{method: "check_bucket_name_restrictions", here: client + "CheckBucketName"},
		{method: "check_bucket_id_restrictions", here: client + "CheckBucketID"},
		{method: "update_file_legal_hold", here: client + "UpdateLegalHold", calls: []string{callUpdateFileLegalHold}},
		{method: "tokens are re-acquired", here: "promise", calls: []string{callAuthorizeAccount}},
		{method: "uploads are retried at a busy URL", here: "promise", calls: []string{callGetUploadURL, callUploadFile}},
		{method: "large files are broken into parts", here: client + "Upload", calls: []string{
			callStartLargeFile, callGetUploadPartURL, callUploadPart, callFinishLargeFile,
		}},
		{method: "a directory structure is emulated", here: client + "Names", calls: []string{callListFileNames}},
		{method: "tokens and upload URLs are cached", here: "promise", calls: []string{callGetUploadURL}},
	}
}

func bucketRows() []row {
	const client = "Client."
	update := []string{callUpdateBucket}
	return []row{
		{method: "Bucket.get_fresh_state", here: client + "BucketByID", calls: []string{callListBuckets}},
		{method: "Bucket.set_type", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.set_info", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.update(if_revision_is)", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.update(cors_rules)", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.update(lifecycle_rules)", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.update(default encryption)", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.update(file lock)", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.update(default retention)", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.update(replication)", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.upload_bytes", here: client + "Upload, BytesSource", calls: []string{callUploadFile}},
		{method: "Bucket.upload", here: client + "Upload", calls: []string{callUploadFile}},
		{method: "Bucket.upload_local_file", here: "OpenLocalSource", calls: []string{callUploadFile}},
		{method: "Bucket.upload_local_file(INCREMENTAL)", here: client + "Incremental", calls: []string{callCopyPart, callFinishLargeFile}},
		{method: "Bucket.upload_unbound_stream", here: client + "UploadStream", calls: []string{callUploadPart, callFinishLargeFile}},
		{method: "Bucket.concatenate, create_file(_stream)", here: client + "Compose", calls: []string{callCopyPart, callUploadPart, callFinishLargeFile}},
		{method: "upload options", here: "UploadRequest", calls: []string{callUploadFile}},
		{method: "custom upload timestamp", here: "UploadRequest.UploadedAt", calls: []string{callUploadFile, callStartLargeFile}},
		{method: "resume of a large upload", here: "Resume", calls: []string{callListParts, callFinishLargeFile}},
		{method: "Bucket.copy", here: client + "Copy", calls: []string{callCopyFile}},
		{method: "Bucket.copy(offset, length)", here: client + "Copy", calls: []string{callCopyFile}},
		{method: "Bucket.copy(content_type, file_info)", here: client + "Copy", calls: []string{callCopyFile}},
		{method: "Bucket.copy(over the limit)", here: client + "CopyFile", calls: []string{callStartLargeFile, callCopyPart, callFinishLargeFile}},
		{method: "Bucket.download_file_by_name", here: client + "Stat, " + client + "Download", calls: []string{callDownloadFileByID}},
		{method: "DownloadedFile.save_to", here: "OpenLocalFolder", calls: []string{callDownloadFileByID}},
		{method: "Bucket.get_file_info_by_id", here: client + "FileInfo", calls: []string{callGetFileInfo}},
		{method: "Bucket.get_file_info_by_name", here: client + "Stat", calls: []string{callDownloadFileByName}},
		{method: "Bucket.get_file_info_by_name(SSE-C)", here: client + "StatWithKey", calls: []string{callDownloadFileByName}},
		{method: "Bucket.ls", here: client + "Names", calls: []string{callListFileNames}},
		{method: "Bucket.ls(with_wildcard, filters)", here: client + "Glob, Matching", calls: []string{callListFileNames}},
		{method: "Bucket.ls(latest_only=False)", here: client + "Versions", calls: []string{callListFileVersions}},
		{method: "Bucket.list_file_versions", here: client + "VersionsOf", calls: []string{callListFileVersions}},
		{method: "Bucket.list_unfinished_large_files", here: client + "UnfinishedLargeFiles", calls: []string{callListUnfinishedLargeFiles}},
		{method: "Bucket.list_parts", here: client + "Parts", calls: []string{callListParts}},
		{method: "Bucket.cancel_large_file", here: client + "CancelLargeFile", calls: []string{callCancelLargeFile}},
		{method: "Bucket.hide_file", here: client + "HideFile", calls: []string{callHideFile}},
		{method: "Bucket.unhide_file", here: client + "UnhideFile", calls: []string{callDeleteFileVersion}},
		{method: "Bucket.unhide_file(bypass_governance)", here: client + "UnhideFileWith", calls: []string{callDeleteFileVersion}},
		{method: "Bucket.delete_file_version", here: client + "DeleteFileVersion", calls: []string{callDeleteFileVersion}},
		{method: "delete_file_version(bypass_governance)", here: client + "DeleteFileVersionWith", calls: []string{callDeleteFileVersion}},
		{method: "Bucket.get_download_url", here: client + "FileURL", calls: []string{callDownloadFileByName}},
		{method: "Bucket.get_download_authorization", here: client + "GetDownloadAuthorization", calls: []string{
			callGetDownloadAuthorization, callDownloadFileByName,
		}},
		{method: "Bucket.get_notification_rules", here: client + "NotificationRules", calls: []string{callGetBucketNotificationRule}},
		{method: "Bucket.set_notification_rules", here: client + "SetNotificationRules", calls: []string{callSetBucketNotificationRule}},
		{method: "Bucket.as_dict", here: "-", absent: "a Bucket is plain values"},
		{method: "SSE-B2", here: "Encryption", calls: []string{callUploadFile, callStartLargeFile}},
		{method: "SSE-C", here: "CustomerKey", calls: []string{callUploadFile, callUploadPart, callDownloadFileByID}},
		{method: "SSE-C copy", here: "CopyRequest.SourceKey", calls: []string{callCopyFile, callCopyPart}},
	}
}

// The calls of the native API, by the names that stand in their paths.
const (
	callAuthorizeAccount          = "b2_authorize_account"
	callCancelLargeFile           = "b2_cancel_large_file"
	callCopyFile                  = "b2_copy_file"
	callCopyPart                  = "b2_copy_part"
	callCreateBucket              = "b2_create_bucket"
	callCreateKey                 = "b2_create_key"
	callDeleteBucket              = "b2_delete_bucket"
	callDeleteFileVersion         = "b2_delete_file_version"
	callDeleteKey                 = "b2_delete_key"
	callDownloadFileByID          = "b2_download_file_by_id"
	callDownloadFileByName        = "b2_download_file_by_name"
	callFinishLargeFile           = "b2_finish_large_file"
	callGetBucketNotificationRule = "b2_get_bucket_notification_rules"
	callGetDownloadAuthorization  = "b2_get_download_authorization"
	callGetFileInfo               = "b2_get_file_info"
	callGetUploadPartURL          = "b2_get_upload_part_url"
	callGetUploadURL              = "b2_get_upload_url"
	callHideFile                  = "b2_hide_file"
	callListBuckets               = "b2_list_buckets"
	callListFileNames             = "b2_list_file_names"
	callListFileVersions          = "b2_list_file_versions"
	callListKeys                  = "b2_list_keys"
	callListParts                 = "b2_list_parts"
	callListUnfinishedLargeFiles  = "b2_list_unfinished_large_files"
	callSetBucketNotificationRule = "b2_set_bucket_notification_rules"
	callStartLargeFile            = "b2_start_large_file"
	callUpdateBucket              = "b2_update_bucket"
	callUpdateFileLegalHold       = "b2_update_file_legal_hold"
	callUpdateFileRetention       = "b2_update_file_retention"
	callUploadFile                = "b2_upload_file"
	callUploadPart                = "b2_upload_part"
)

// everyCall are the calls of the native API that a client of files needs.
func everyCall() []string {
	return []string{
		callAuthorizeAccount, callCancelLargeFile, callCopyFile, callCopyPart, callCreateBucket, callCreateKey,
		callDeleteBucket, callDeleteFileVersion, callDeleteKey, callDownloadFileByID, callDownloadFileByName,
		callFinishLargeFile, callGetDownloadAuthorization, callGetFileInfo, callGetUploadPartURL, callGetUploadURL,
		callHideFile, callListBuckets, callListFileNames, callListFileVersions, callListKeys, callListParts,
		callListUnfinishedLargeFiles, callStartLargeFile, callUpdateBucket, callUploadFile, callUploadPart,
		callUpdateFileRetention, callUpdateFileLegalHold, callGetBucketNotificationRule, callSetBucketNotificationRule,
	}
}
