//go:build !unix

package b2core

import "os"

func fingerprintOf(info os.FileInfo) Fingerprint {
	return Fingerprint{Size: info.Size(), MTime: info.ModTime().UnixNano()}
}
