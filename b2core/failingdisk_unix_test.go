//go:build unix

package b2core_test

import "syscall"

func quotaError() error    { return syscall.EDQUOT }
func tooLargeError() error { return syscall.EFBIG }
func fullError() error     { return syscall.ENOSPC }
