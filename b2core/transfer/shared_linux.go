package transfer

import (
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// networked tells whether a folder lies on a file system that several machines
// may have mounted. SQLite's shared memory does not reach from one machine to
// another, so a queue there would be damaged sooner or later.
func networked(dir string) bool {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return false
	}
	switch int64(uint32(st.Type)) {
	case unix.NFS_SUPER_MAGIC, unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC,
		unix.AFS_SUPER_MAGIC, unix.AFS_FS_MAGIC, unix.CODA_SUPER_MAGIC, unix.CEPH_SUPER_MAGIC:
		return true
	}
	return false
}

// bootID is only for a person to read; the lock is what counts.
func bootID() string {
	b, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}
