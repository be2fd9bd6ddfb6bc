//go:build unix && !darwin && !freebsd && !netbsd

package b2core

import "syscall"

func changeTime(st *syscall.Stat_t) int64 { return st.Ctim.Nano() }
