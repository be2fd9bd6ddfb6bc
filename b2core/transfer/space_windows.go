package transfer

import "golang.org/x/sys/windows"

// freeBytes is what a user may write to a volume.
func freeBytes(dir string) int64 {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(name, &free, nil, nil); err != nil {
		return 0
	}
	return int64(min(free, 1<<62))
}
