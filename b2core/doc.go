// Package b2core is a client of the Backblaze B2 native API, version 4: what
// B2Api is to Python's b2sdk. It logs in, lists, stores and fetches files of
// any size, copies them inside the service, locks and encrypts them, and
// administers buckets and application keys. It knows nothing of terminals, queues
// or keychains; package transfer builds the queue on it.
//
// A [Client] is safe for concurrent use. Every method that reaches the service
// takes a context, ends when it is cancelled, and fails with an [*Error] that
// names the operation and matches the package's sentinels through errors.Is.
//
// # Overview
//
//   - session: [Client.Authorize], [Client.AccountID], [Allowed.Check],
//     [Client.CheckBucketName]
//   - buckets: [Client.ListBuckets], [Client.BucketByName], [Client.BucketByID],
//     [Client.CreateBucket], [Client.UpdateBucket], [Client.DeleteBucket],
//     [Client.NotificationRules]
//   - listings: [Client.Names], [Client.Versions], [Client.Stat], [Client.FileInfo]
//   - content: [Client.Upload], [Client.Download], [Client.CopyFile]
//   - versions: [Client.HideFile], [Client.UnhideFile], [Client.DeleteFileVersion],
//     [Client.UpdateFileRetention], [Client.UpdateLegalHold]
//   - large files: [Client.UnfinishedLargeFiles], [Client.Parts], [Client.CancelLargeFile]
//   - sharing: [Client.FileURL], [Client.FileURLByID], [Client.GetDownloadAuthorization]
//   - keys: [Client.Keys], [Client.KeyByID], [Client.CreateKey], [Client.DeleteKey]
//
// Tokens are renewed by themselves, once for all who wait. Calls that failed in
// passing are repeated; those that must not be done twice are looked at first.
// [Hint] says what a person can do about an error.
package b2core
