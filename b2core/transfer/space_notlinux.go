//go:build !linux

package transfer

import "os"

// take is for systems that take space by writing.
func take(*os.File, int64) error { return nil }
