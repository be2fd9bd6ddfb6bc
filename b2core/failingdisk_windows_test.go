package b2core_test

import "golang.org/x/sys/windows"

func quotaError() error    { return windows.ERROR_DISK_QUOTA_EXCEEDED }
func tooLargeError() error { return windows.ERROR_FILE_TOO_LARGE }
func fullError() error     { return windows.ERROR_DISK_FULL }
