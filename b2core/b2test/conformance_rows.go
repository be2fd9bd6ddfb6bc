package b2test

import "b2tui/b2core/internal/api"

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
		{method: "BUCKET_CLASS, BUCKET_FACTORY_CLASS", here: "Bucket, Setting", calls: []string{api.CallListBuckets}},
		{method: "FILE_VERSION_FACTORY_CLASS", here: "FileVersion", calls: []string{api.CallGetFileInfo, api.CallListFileVersions}},
		{method: "DOWNLOAD_VERSION_FACTORY_CLASS", here: client + "Stat", calls: []string{api.CallDownloadFileByName}},
		{method: "SESSION_CLASS, raw_api", here: "Options.Transport", calls: []string{api.CallListBuckets}},
		{method: "account_info", here: "Account", calls: []string{api.CallAuthorizeAccount}},
		{method: "cache", here: client + "BucketID"},
		{method: "authorize_automatically", here: client + "ListBuckets", calls: []string{api.CallAuthorizeAccount}},
		{method: "authorize_account", here: client + "Authorize", calls: []string{api.CallAuthorizeAccount}},
		{method: "get_account_id", here: client + "AccountID"},
		{method: "create_bucket", here: client + "CreateBucket", calls: []string{api.CallCreateBucket}},
		{method: "download_file_by_id", here: client + "Download", calls: []string{api.CallDownloadFileByID}},
		{method: "update_file_retention", here: client + "UpdateFileRetention", calls: []string{api.CallUpdateFileRetention}},
		{method: "get_bucket_by_id", here: client + "BucketByID", calls: []string{api.CallListBuckets}},
		{method: "get_bucket_by_name", here: client + "BucketByName", calls: []string{api.CallListBuckets}},
		{method: "delete_bucket", here: client + "DeleteBucket", calls: []string{api.CallDeleteBucket}},
		{method: "list_buckets", here: client + "ListBuckets", calls: []string{api.CallListBuckets}},
		{method: "list_parts", here: client + "Parts", calls: []string{api.CallListParts}},
		{method: "cancel_large_file", here: client + "CancelLargeFile", calls: []string{api.CallCancelLargeFile}},
		{method: "delete_file_version", here: client + "DeleteFileVersion", calls: []string{api.CallDeleteFileVersion}},
		{method: "get_download_url_for_fileid", here: client + "FileURLByID", calls: []string{api.CallDownloadFileByID}},
		{method: "get_download_url_for_file_name", here: client + "FileURL", calls: []string{api.CallDownloadFileByName}},
		{method: "create_key", here: client + "CreateKey", calls: []string{api.CallCreateKey}},
		{method: "delete_key", here: client + "DeleteKey", calls: []string{api.CallDeleteKey}},
		{method: "delete_key_by_id", here: client + "DeleteKey", calls: []string{api.CallDeleteKey}},
		{method: "list_keys", here: client + "Keys", calls: []string{api.CallListKeys}},
		{method: "get_key", here: client + "KeyByID", calls: []string{api.CallListKeys}},
		{method: "get_file_info", here: client + "FileInfo", calls: []string{api.CallGetFileInfo}},
		{method: "check_bucket_name_restrictions", here: client + "CheckBucketName"},
		{method: "check_bucket_id_restrictions", here: client + "CheckBucketID"},
		{method: "update_file_legal_hold", here: client + "UpdateLegalHold", calls: []string{api.CallUpdateFileLegalHold}},
		{method: "tokens are re-acquired", here: "promise", calls: []string{api.CallAuthorizeAccount}},
		{method: "uploads are retried at a busy URL", here: "promise", calls: []string{api.CallGetUploadURL, api.CallUploadFile}},
		{method: "large files are broken into parts", here: client + "Upload", calls: []string{
			api.CallStartLargeFile, api.CallGetUploadPartURL, api.CallUploadPart, api.CallFinishLargeFile,
		}},
		{method: "a directory structure is emulated", here: client + "Names", calls: []string{api.CallListFileNames}},
		{method: "tokens and upload URLs are cached", here: "promise", calls: []string{api.CallGetUploadURL}},
	}
}

func bucketRows() []row {
	const client = "Client."
	update := []string{api.CallUpdateBucket}
	return []row{
		{method: "Bucket.get_fresh_state", here: client + "BucketByID", calls: []string{api.CallListBuckets}},
		{method: "Bucket.set_type", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.set_info", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.update(if_revision_is)", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.update(cors_rules)", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.update(lifecycle_rules)", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.update(default encryption)", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.update(file lock)", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.update(default retention)", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.update(replication)", here: client + "UpdateBucket", calls: update},
		{method: "Bucket.upload_bytes, upload", here: client + "Upload", calls: []string{api.CallUploadFile}},
		{method: "Bucket.upload_local_file", here: "OpenLocalSource", calls: []string{api.CallUploadFile}},
		{method: "Bucket.upload_local_file(INCREMENTAL)", here: "-", absent: "an unchanged start is not copied"},
		{method: "Bucket.upload_unbound_stream", here: "-", absent: "a Source has a size"},
		{method: "Bucket.concatenate, create_file(_stream)", here: "-", absent: "local and remote ranges are not mixed"},
		{method: "upload options", here: "UploadRequest", calls: []string{api.CallUploadFile}},
		{method: "custom upload timestamp", here: "UploadRequest.UploadedAt", calls: []string{api.CallUploadFile, api.CallStartLargeFile}},
		{method: "resume of a large upload", here: "Resume", calls: []string{api.CallListParts, api.CallFinishLargeFile}},
		{method: "Bucket.copy", here: client + "Copy", calls: []string{api.CallCopyFile}},
		{method: "Bucket.copy(offset, length)", here: client + "Copy", calls: []string{api.CallCopyFile}},
		{method: "Bucket.copy(content_type, file_info)", here: client + "Copy", calls: []string{api.CallCopyFile}},
		{method: "Bucket.copy(over the limit)", here: client + "Copy", calls: []string{api.CallStartLargeFile, api.CallCopyPart, api.CallFinishLargeFile}},
		{method: "Bucket.download_file_by_name", here: client + "Stat", calls: []string{api.CallDownloadFileByID}},
		{method: "DownloadedFile.save_to", here: "OpenLocalFolder", calls: []string{api.CallDownloadFileByID}},
		{method: "Bucket.get_file_info_by_id", here: client + "FileInfo", calls: []string{api.CallGetFileInfo}},
		{method: "Bucket.get_file_info_by_name", here: client + "Stat", calls: []string{api.CallDownloadFileByName}},
		{method: "Bucket.ls", here: client + "Names", calls: []string{api.CallListFileNames}},
		{method: "Bucket.ls(latest_only=False)", here: client + "Versions", calls: []string{api.CallListFileVersions}},
		{method: "Bucket.list_file_versions", here: client + "Versions", calls: []string{api.CallListFileVersions}},
		{method: "Bucket.list_unfinished_large_files", here: client + "UnfinishedLargeFiles", calls: []string{api.CallListUnfinishedLargeFiles}},
		{method: "Bucket.list_parts", here: client + "Parts", calls: []string{api.CallListParts}},
		{method: "Bucket.cancel_large_file", here: client + "CancelLargeFile", calls: []string{api.CallCancelLargeFile}},
		{method: "Bucket.hide_file", here: client + "HideFile", calls: []string{api.CallHideFile}},
		{method: "Bucket.unhide_file", here: client + "UnhideFile", calls: []string{api.CallDeleteFileVersion}},
		{method: "Bucket.delete_file_version", here: client + "DeleteFileVersion", calls: []string{api.CallDeleteFileVersion}},
		{method: "delete_file_version(bypass_governance)", here: client + "DeleteFileVersionWith", calls: []string{api.CallDeleteFileVersion}},
		{method: "Bucket.get_download_url", here: client + "FileURL", calls: []string{api.CallDownloadFileByName}},
		{method: "Bucket.get_download_authorization", here: client + "GetDownloadAuthorization", calls: []string{
			api.CallGetDownloadAuthorization, api.CallDownloadFileByName,
		}},
		{method: "Bucket.get_notification_rules", here: client + "NotificationRules", calls: []string{api.CallGetBucketNotificationRule}},
		{method: "Bucket.set_notification_rules", here: client + "SetNotificationRules", calls: []string{api.CallSetBucketNotificationRule}},
		{method: "Bucket.as_dict", here: "-", absent: "a Bucket is plain values"},
		{method: "SSE-B2", here: "Encryption", calls: []string{api.CallUploadFile, api.CallStartLargeFile}},
		{method: "SSE-C", here: "CustomerKey", calls: []string{api.CallUploadFile, api.CallUploadPart, api.CallDownloadFileByID}},
		{method: "SSE-C copy", here: "CopyRequest.SourceKey", calls: []string{api.CallCopyFile, api.CallCopyPart}},
	}
}

// everyCall are the calls of the native API that a client of files needs.
func everyCall() []string {
	return []string{
		api.CallAuthorizeAccount, api.CallCancelLargeFile, api.CallCopyFile, api.CallCopyPart, api.CallCreateBucket, api.CallCreateKey,
		api.CallDeleteBucket, api.CallDeleteFileVersion, api.CallDeleteKey, api.CallDownloadFileByID, api.CallDownloadFileByName,
		api.CallFinishLargeFile, api.CallGetDownloadAuthorization, api.CallGetFileInfo, api.CallGetUploadPartURL, api.CallGetUploadURL,
		api.CallHideFile, api.CallListBuckets, api.CallListFileNames, api.CallListFileVersions, api.CallListKeys, api.CallListParts,
		api.CallListUnfinishedLargeFiles, api.CallStartLargeFile, api.CallUpdateBucket, api.CallUploadFile, api.CallUploadPart,
		api.CallUpdateFileRetention, api.CallUpdateFileLegalHold, api.CallGetBucketNotificationRule, api.CallSetBucketNotificationRule,
	}
}
