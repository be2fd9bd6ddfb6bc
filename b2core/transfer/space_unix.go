//go:build unix

package transfer

import "golang.org/x/sys/unix"

// freeBytes is what a user may write to a file system that has files left; some
// file systems do not count files.
func freeBytes(dir string) int64 {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil || st.Files > 0 && st.Ffree <= 0 {
		return 0
	}
	return int64(st.Bavail) * int64(st.Bsize)
}
