//go:build unix

package transfer

import "golang.org/x/sys/unix"

// openAtMost is how many handles the process may have.
func openAtMost() int {
	const unlimited = 1 << 20
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil || int64(limit.Cur) < 0 {
		return unlimited
	}
	return int(min(uint64(limit.Cur), unlimited))
}
