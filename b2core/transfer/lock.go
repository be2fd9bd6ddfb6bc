package transfer

import (
	"errors"
	"fmt"
	"os"
)

// errLocked means that another open file holds the lock.
var errLocked = errors.New("locked by another process")

// errNoLocks means that the file system does not keep locks.
var errNoLocks error = noLocks{}

type noLocks struct{}

func (noLocks) Error() string { return "the file system does not keep file locks" }
func (noLocks) Hint() string  { return "put it on a local disk" }

// lockFile opens or makes a file and locks it for this process; the system
// frees the lock when the process ends, however it does.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := tryLock(f); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// holdsLocks proves that a lock on path keeps a second opener out. The file
// must be locked by the caller.
func holdsLocks(path string) error {
	f, err := lockFile(path)
	if err == nil {
		_ = f.Close()
		return errNoLocks
	}
	if errors.Is(err, errLocked) {
		return nil
	}
	return fmt.Errorf("%w: %w", errNoLocks, err)
}
