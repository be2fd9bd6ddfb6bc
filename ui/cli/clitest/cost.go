//go:build unix

package clitest

import (
	"bytes"
	"fmt"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// Cost is what one finished process took.
type Cost struct {
	Wall, CPU time.Duration
	RSS       int64 // peak, bytes
}

// String is for logs: seconds and MiB.
func (c Cost) String() string {
	return fmt.Sprintf("wall %6.2f s  cpu %6.2f s  peak rss %5.1f MiB", c.Wall.Seconds(), c.CPU.Seconds(), float64(c.RSS)/(1<<20))
}

// Measure runs a command to its end and returns its cost and what it printed,
// also when it fails. The system counts a new process's peak from that of the
// one that starts it, so the caller must be the smaller one.
func Measure(cmd *exec.Cmd) (Cost, string, error) {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	err := cmd.Run()
	cost := Cost{Wall: time.Since(start)}
	if state := cmd.ProcessState; state != nil {
		cost.CPU = state.UserTime() + state.SystemTime()
		if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
			cost.RSS = bytesOf(usage.Maxrss)
		}
	}
	return cost, out.String(), err
}

// bytesOf converts ru_maxrss, which only some systems count in kilobytes.
func bytesOf(maxrss int64) int64 {
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return maxrss
	}
	return maxrss << 10
}
