//go:build linux

package ptytest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Usage is what the program took so far.
type Usage struct {
	Bytes  int64 // written to the terminal
	Writes int
	CPU    time.Duration // user and system, all threads
}

// Usage reads the counters.
func (tm *Terminal) Usage() Usage {
	tm.t.Helper()
	tm.mu.Lock()
	u := Usage{Bytes: tm.bytes, Writes: tm.writes}
	tm.mu.Unlock()
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", tm.cmd.Process.Pid))
	if err != nil {
		tm.t.Fatal(err)
	}
	for _, task := range tasks {
		text, err := os.ReadFile(task)
		if err != nil {
			continue // the thread has ended
		}
		onCPU, _, _ := strings.Cut(string(text), " ")
		ns, err := strconv.ParseInt(onCPU, 10, 64)
		if err != nil {
			tm.t.Fatal(err)
		}
		u.CPU += time.Duration(ns)
	}
	return u
}

// PeakRSS returns the most memory that the program ever held, in bytes.
func (tm *Terminal) PeakRSS() int64 {
	tm.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", tm.cmd.Process.Pid))
	if err != nil {
		tm.t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				tm.t.Fatal(err)
			}
			return kib << 10
		}
	}
	tm.t.Fatal("no VmHWM in /proc status")
	return 0
}

// Minus returns what was used since an earlier reading.
func (u Usage) Minus(earlier Usage) Usage {
	return Usage{Bytes: u.Bytes - earlier.Bytes, Writes: u.Writes - earlier.Writes, CPU: u.CPU - earlier.CPU}
}
