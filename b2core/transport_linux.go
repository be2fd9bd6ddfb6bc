package b2core

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// controlSocket lets the kernel give up a connection whose data nobody
// acknowledges; without it a frozen link holds an upload for a quarter of an hour.
func controlSocket(network, _ string, c syscall.RawConn) error {
	if len(network) < 3 || network[:3] != "tcp" {
		return nil
	}
	// Best effort: an old or odd kernel still has the client's watchdog.
	_ = c.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(userTimeout.Milliseconds()))
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT, unsentBytes)
	})
	return nil
}

// unsentBytes is how much may wait in the kernel beyond what is on its way.
// Megabytes there would go out after a rate was lowered, and count as sent
// before they are.
const unsentBytes = 256 << 10
