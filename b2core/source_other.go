//go:build !unix

package b2core

import "os"

func openSource(path string) (*os.File, error) { return os.Open(path) }

func fingerprintOf(info os.FileInfo) Fingerprint {
	return Fingerprint{Size: info.Size(), MTime: info.ModTime().UnixNano()}
}
