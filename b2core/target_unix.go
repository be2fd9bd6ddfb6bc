//go:build unix

package b2core

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lockFile keeps other processes off a partial file; the lock goes with the handle.
func lockFile(f *os.File) error {
	err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return err
	}
	return nil // a file system without locks
}

func isNoSpace(err error) bool { return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) }

func isTooLarge(err error) bool { return errors.Is(err, unix.EFBIG) }

func syncFolder(dir *os.File) error {
	err := dir.Sync()
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) {
		return nil // the file system does not flush folders
	}
	return err
}
