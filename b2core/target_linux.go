package b2core

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// reserveFrom is the size from which space is taken ahead; below it a full disk
// shows soon enough.
const reserveFrom = 16 << 20

// renameNew puts a file in place unless the name is taken.
func (d *targetDir) renameNew(part, base string) error {
	fd := int(d.handle.Fd())
	err := unix.Renameat2(fd, part, fd, base, unix.RENAME_NOREPLACE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		return d.linkNew(part, base)
	}
	return err
}

// reserve takes disk space. A file system that cannot is no reason to fail.
func reserve(f *os.File, size int64) error {
	if size < reserveFrom {
		return nil
	}
	err := unix.Fallocate(int(f.Fd()), unix.FALLOC_FL_KEEP_SIZE, 0, size)
	if errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) || errors.Is(err, unix.EFBIG) {
		return err
	}
	return nil
}
