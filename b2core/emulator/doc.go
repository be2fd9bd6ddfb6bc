// Package emulator is a Backblaze B2 that runs in the process: an
// [http.Handler] that speaks the native API, versions 1 to 4, with real hashing,
// versions, ranges and restricted keys. Tests, the demo and other people's
// clients rely on it; content lives in memory, or in a directory that survives
// a kill.
//
// # Map
//
//   - emulator.go, listen.go: construction, listeners, the in-process transport
//   - server.go, calls.go, decode.go, errors.go: routing, the table of calls, what
//     a request must hold, the error model
//   - auth.go, token.go, key.go, role.go: who may do what, and at which address
//   - store.go, ident.go: the index of versions, and the IDs that it gives
//   - bucket.go, file.go, list.go, name.go: buckets, files, listings, what names
//     and file info may be
//   - content.go, disk.go, synthetic.go: stored bytes, which never change
//   - upload.go, large.go, copy.go, download.go: bytes in and out
//   - lock.go, guard.go, encryption.go: retention, legal hold, encryption at rest
//   - settings.go, lifecycle.go: bucket settings, and the rules that run once a day
//   - journal.go, lock_unix.go, lock_windows.go: what --data DIR keeps, for one
//     process at a time
//   - fault.go, kinds.go, damage.go, tamper.go, rot.go, testmode.go: what goes
//     wrong on purpose
//   - clock.go, counters.go, pace.go, strict.go, admin.go: what a test steers and reads
//   - seed.go, demo.go: the demo's account
//
// # Steering a test
//
// [Options] takes a clock, a seed, part sizes and limits. Strict and SeparateRoles
// find clients that misspell what they send or make addresses up.
// [Emulator.AdvanceClock] lets tokens, keys and retention end and lifecycle rules
// run; it is kept with the data. [Emulator.Inject] adds
// a [Fault]: which request it hits and what goes wrong; [Kinds] names more than
// a hundred. X-Bz-Test-Mode works as B2 says. [Emulator.Counters] says
// what was called and what B2 would bill. The same is reachable below
// /emulator/, a path that no B2 call uses.
//
// # What is not there yet
//
// Replication, CORS and notification rules are checked, kept and told, and have
// no effect. Encryption at rest is settled
// and demanded as the service does it; the bytes are kept in clear, and of a
// customer's key its MD5.
package emulator
