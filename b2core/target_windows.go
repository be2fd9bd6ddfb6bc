package b2core

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockFile keeps other processes off a partial file; the lock goes with the handle.
func lockFile(f *os.File) error {
	const all = ^uint32(0)
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY,
		0, 1, 0, &windows.Overlapped{Offset: all, OffsetHigh: all >> 1}) // beyond all content
}

func isNoSpace(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL) ||
		errors.Is(err, windows.ERROR_DISK_QUOTA_EXCEEDED)
}

func isTooLarge(err error) bool { return errors.Is(err, windows.ERROR_FILE_TOO_LARGE) }

// syncFolder does nothing: Windows flushes no folders.
func syncFolder(*os.File) error { return nil }
