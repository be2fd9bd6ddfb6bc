// Package b2core is a client of the Backblaze B2 native API, version 4: what
// B2Api is to Python's b2sdk. It logs in, lists, stores and fetches files of
// any size, copies them inside the service, locks and encrypts them, and
// administers buckets and application keys. It knows nothing of terminals, queues
// or keychains; package transfer builds the queue on it.
//
// The module's path is b2tui, without a domain, so go get cannot fetch it: put a
// checkout beside your module and name it, with "go work init . ../b2tui", or with
// "require b2tui v0.0.0" and "replace b2tui => ../b2tui" in go.mod.
//
// # What B2 is
//
// B2 keeps files in buckets. A bucket's name is unique over all accounts; its ID
// is what the calls take. A file's name is a path of up to 1,024 bytes, and
// folders are only a way to read names: "2026/beach.jpg" appears in a folder
// 2026 because of its slash. Uploading a name again adds a version on top of the
// others; hiding a name puts a hide marker on top, and nothing is lost until a
// version is deleted by its ID. Files above 20 MB are sent in parts, which go at the
// same time and are put together at the end.
//
// # Logging in
//
// A login needs an application key: an ID and a secret, made on the Backblaze web
// site or with [Client.CreateKey]. [New] makes a [Client] of them and does not
// reach the service; the first call that needs it logs in:
//
//	c := b2core.New(b2core.Credentials{KeyID: id, Key: b2core.NewSecret(key)}, b2core.Options{})
//	defer c.Close()
//	buckets, err := c.ListBuckets(ctx)
//
// A client is safe for concurrent use, and one is enough for an account. Tokens
// last a day at most and are renewed by themselves, once for all who wait; they
// are never stored. [Client.Authorize] logs in at once and tells what the key may
// do, [Client.Account] tells it again without a call. [Client.AuthorizeAccount]
// changes to another key, and [Client.AuthorizeAutomatically] takes the one that
// [Options].AccountInfo keeps.
//
// A key may lack rights and may be bound to buckets or to names that begin with a
// prefix. Calls that the key is known not to be allowed fail with [*NotAllowed]
// without asking the service, and [Allowed.Check], [Client.CheckBucketName] and
// [Client.CheckBucketID] tell it beforehand.
//
// # Buckets
//
// [Client.ListBuckets], [Client.BucketByName] and [Client.BucketByID] find them;
// [Client.BucketID] turns a name into an ID, out of [Client.Cache] when it is
// there. [Client.CreateBucket], [Client.UpdateBucket] and [Client.DeleteBucket]
// check what they are given before any call. To change what others may change
// too, set [BucketChange].IfRevision. [Client.NotificationRules] has rules of its own.
//
// # Listing
//
// Listings are iterators, which fetch the next page when it is asked for; leaving
// the loop or cancelling the context ends them:
//
//	for f, err := range c.Names(ctx, bucketID, b2core.ListOptions{Prefix: "2026/", Delimiter: "/"}) {
//
// [Client.Names] shows what is visible, [Client.Versions] everything, hide
// markers and unfinished large files included, [Client.VersionsOf] those of one
// name. [Client.Glob] takes a pattern, [Matching] filters any listing.
// [Client.Stat] finds one file by its name, [Client.FileInfo] one version by its ID.
//
// # Content
//
// [Client.Upload] stores a [Source] and [Client.Download] fetches into a [Target],
// in parts that go at once. [OpenLocalSource] and [OpenLocalTarget] make the usual
// ones of local files, [BytesSource] and [Buffer] are those in memory, and
// [Client.OpenVersion] makes a source of a stored version, such as for another
// account. What was stored or fetched was compared with a hash, or it is said that
// there was none ([Verdict]); there is no switch against that. [Client.CopyFile]
// copies inside the service, of any size.
//
// [Steering] bounds, watches and remembers a transfer: [Progress] counts it,
// [NewPace] holds it to bytes per second, a [Checkpoint] lets a later run go on.
// Without it [Options].Workers says how many parts go at once, which
// [Client.SetWorkers] changes while they go. [Client.Usage] tells what the calls so
// far cost.
//
// [Client.ReadFile] reads a file or a range of it in order,
// [Client.UploadStream] stores what has no known length, [Client.Compose] makes a
// file of pieces of others, and [Client.Incremental] sends only what a file grew
// by.
//
// A large file can be made by hand, of parts from anywhere and at any time:
// [Client.StartLargeFile], [Client.UploadPart] and [Client.CopyPart] for each of
// them, [Client.FinishLargeFile]. [Client.UnfinishedLargeFiles], [Client.Parts] and
// [Client.CancelLargeFile] deal with what was left unfinished.
//
// [Client.HideFile], [Client.UnhideFile] and [Client.DeleteFileVersion] are B2's
// three ways to make a file go and come back. [Client.UpdateFileRetention] and
// [Client.UpdateLegalHold] protect a version. Encryption is part of the requests,
// and the customer's keys of SSE-C show themselves nowhere.
//
// # Sharing
//
// [Client.FileURL] and [Client.FileURLByID] are the addresses of files, which open
// for anyone in a public bucket; [Client.FileURLWith] gives those of a domain of
// one's own and of S3. [Client.GetDownloadAuthorization] makes a token
// for a private one; it opens every name that begins with its prefix.
//
// # Keys
//
// [Client.CreateKey] makes a key, whose secret the service shows only then.
// [Client.Keys], [Client.KeysFrom] and [Client.KeyByID] show keys without their
// secrets, [Client.DeleteKey] and [Client.DeleteKeyByID] withdraw one.
//
// # Errors and retries
//
// Every method that reaches the service takes a context and fails with an
// [*Error], which names the operation and its object, and holds the status, B2's
// code and its message. For each code that B2 documents there is a kind of error
// to match, some within broader ones:
//
//	switch {
//	case errors.Is(err, b2core.ErrDownloadCap): // one of the three caps
//	case errors.Is(err, b2core.ErrCapExceeded): // any of them
//	}
//
// [Hint] says in a sentence what a person can do. What failed in passing is
// repeated with growing, random waits, and Retry-After is obeyed up to five
// minutes; what must not be done twice is looked at first. A right that is
// missing, a cap and a refused key are never asked for again by themselves.
//
// # Tests
//
// Package emulator is a B2 for tests, in the process or behind a port; the
// examples here run on it. [Options] takes any http.RoundTripper and a clock, and
// all waits are of package time, so that testing/synctest runs hours in no time.
package b2core
