// Package b2core is a client of the Backblaze B2 native API, version 4: what
// B2Api is to Python's b2sdk. It logs in, lists, stores and fetches files of
// any size, copies them inside the service, locks and encrypts them, and
// administers buckets and application keys. It knows nothing of terminals, queues
// or keychains; package transfer builds the queue on it.
//
// A [Client] is safe for concurrent use. Every method that reaches the service
// takes a context, ends when it is cancelled, and fails with an [*Error] that
// names the operation and matches the package's sentinels through errors.Is.
package b2core
