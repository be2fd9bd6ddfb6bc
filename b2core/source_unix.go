//go:build unix

package b2core

import (
	"os"
	"syscall"
)

// openSource opens a file without waiting for anybody: should it be a pipe by
// now, there may never be one who writes.
func openSource(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

func fingerprintOf(info os.FileInfo) Fingerprint {
	p := Fingerprint{Size: info.Size(), MTime: info.ModTime().UnixNano()}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		p.CTime = changeTime(st)
		p.Inode, p.Device = uint64(st.Ino), uint64(st.Dev) // the types differ between systems
	}
	return p
}
