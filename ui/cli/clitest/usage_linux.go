package clitest

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"
)

// clockTick is the unit of times in /proc, which is the same on every Linux
// that Go runs on.
const clockTick = 10 * time.Millisecond

// EmulatorCPU is the processor time that the emulator has used so far.
func (p *Program) EmulatorCPU() time.Duration {
	p.t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.emulator.Process.Pid))
	if err != nil {
		p.t.Fatal(err)
	}
	// The second field is the program's name in brackets; after it the times are
	// the 12th and 13th.
	const user, system = 11, 12
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) <= system {
		p.t.Fatalf("/proc/pid/stat has %d fields", len(fields))
	}
	var ticks int64
	for _, f := range fields[user : system+1] {
		n, err := strconv.ParseInt(string(f), 10, 64)
		if err != nil {
			p.t.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * clockTick
}
