// Package keystore keeps application keys where the operating system keeps
// secrets, and remembers which profiles there are. A secret is never written
// to a plain file: what cannot go into a store stays with the running process.
package keystore
