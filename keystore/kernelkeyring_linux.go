package keystore

import (
	"golang.org/x/sys/unix"

	"b2tui/b2core"
)

// kernelTimeout is how long the kernel keeps a secret that was opened, in seconds.
const kernelTimeout = 3600

// kernelAccess lets the user's processes find, read, replace and remove a key,
// also those that were started outside of a login session.
const kernelAccess = 0x3f3f0000

// kernelKeyring is this user's keyring in the kernel, which is in no file, ends
// with the machine's run, and forgets by itself. It belongs to one folder of
// sealed files. Where the kernel has none or refuses it, as in some containers, it
// is an empty one.
type kernelKeyring struct{ dir string }

func (k kernelKeyring) label(name string) string { return service + ":" + k.dir + ":" + name }

func (k kernelKeyring) find(name string) (int, error) {
	return unix.KeyctlSearch(unix.KEY_SPEC_USER_KEYRING, "user", k.label(name), 0)
}

func (k kernelKeyring) get(name string) (b2core.Secret, bool) {
	id, err := k.find(name)
	if err != nil {
		return b2core.Secret{}, false
	}
	buf := make([]byte, maxSealed)
	n, err := unix.KeyctlBuffer(unix.KEYCTL_READ, id, buf, 0)
	if err != nil || n > len(buf) {
		return b2core.Secret{}, false
	}
	return b2core.NewSecret(string(buf[:n])), true
}

func (k kernelKeyring) set(name string, secret b2core.Secret) {
	id, err := unix.AddKey("user", k.label(name), []byte(secret.Reveal()), unix.KEY_SPEC_USER_KEYRING)
	if err != nil {
		return
	}
	_, err = unix.KeyctlInt(unix.KEYCTL_SET_TIMEOUT, id, kernelTimeout, 0, 0)
	if err == nil {
		err = unix.KeyctlSetperm(id, kernelAccess)
	}
	if err != nil {
		k.forget(name) // rather than for good
	}
}

func (k kernelKeyring) forget(name string) {
	if id, err := k.find(name); err == nil {
		_, _ = unix.KeyctlInt(unix.KEYCTL_INVALIDATE, id, 0, 0, 0)
	}
}
