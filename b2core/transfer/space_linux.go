package transfer

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// take takes disk space for a file. A file system that cannot is no reason to
// think that there is none.
func take(f *os.File, size int64) error {
	err := unix.Fallocate(int(f.Fd()), unix.FALLOC_FL_KEEP_SIZE, 0, size)
	if errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) {
		return err
	}
	return nil
}
