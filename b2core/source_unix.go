//go:build unix

package b2core

import (
	"os"
	"syscall"
)

func fingerprintOf(info os.FileInfo) Fingerprint {
	p := Fingerprint{Size: info.Size(), MTime: info.ModTime().UnixNano()}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		p.CTime = changeTime(st)
		p.Inode, p.Device = uint64(st.Ino), uint64(st.Dev) //nolint:unconvert // the types differ between systems
	}
	return p
}
