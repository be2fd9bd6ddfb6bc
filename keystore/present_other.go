//go:build !unix || darwin

package keystore

// keychainPresent has nothing to ask: these systems always have a keychain.
func keychainPresent() error { return nil }
