// Package keystore keeps application keys where the operating system keeps
// secrets, else in files that a passphrase seals, and remembers which profiles
// there are. A secret is never written in clear.
package keystore
