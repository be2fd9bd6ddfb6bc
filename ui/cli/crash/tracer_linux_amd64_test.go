package crash

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// change is a system call, about to be made, that changes a file.
type change struct {
	name string
	path string // of the file, where the call names it by a handle
}

// fate is what becomes of a change; the zero value is that it happens.
type fate struct {
	killed bool          // the program is, before it
	fails  syscall.Errno // it is not made, and the program is told this
}

// trace runs a command to its end, or kills it before the first change of which
// decide says so. Counting is over all threads, which strace's injection does
// not do; and a SIGKILL on a call's entry leaves the call undone.
func trace(cmd *exec.Cmd, decide func(change) fate) (killed bool, err error) {
	over := make(chan struct{})
	go func() {
		defer close(over)
		runtime.LockOSThread() // only the thread that started it may trace it; both end together
		killed, err = traceHere(cmd, decide)
	}()
	<-over
	return killed, err
}

func traceHere(cmd *exec.Cmd, decide func(change) fate) (killed bool, err error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true, Setpgid: true}
	if err := cmd.Start(); err != nil {
		return false, err
	}
	pid := cmd.Process.Pid
	defer cmd.Process.Release()
	var status unix.WaitStatus
	if _, err := unix.Wait4(pid, &status, unix.WALL, nil); err != nil {
		return false, err
	}
	const follow = unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_EXITKILL
	if err := unix.PtraceSetOptions(pid, follow); err != nil {
		return false, err
	}
	known := map[int]bool{pid: true}
	for at := pid; ; {
		signal := 0
		switch stop := status.StopSignal(); {
		case stop == syscall.SIGTRAP|0x80:
			c, ok := changeOf(pid, at)
			if !ok || killed {
				break
			}
			f := decide(c)
			if killed = f.killed; killed {
				err = unix.Kill(pid, unix.SIGKILL)
			} else if f.fails != 0 {
				err = refuse(at, f.fails)
			}
			if err != nil {
				return false, err
			}
		case stop == syscall.SIGTRAP: // the start, or the birth of a thread
		case stop == syscall.SIGSTOP && !known[at]:
			known[at] = true
		default:
			signal = int(stop)
		}
		if err := unix.PtraceSyscall(at, signal); err != nil && !errors.Is(err, unix.ESRCH) {
			return killed, err
		}
		for { // its group only: other tests may have started processes on this thread
			at, err = unix.Wait4(-pid, &status, unix.WALL|unix.WNOTHREAD, nil)
			if errors.Is(err, unix.EINTR) {
				continue
			}
			if err != nil {
				return killed, err
			}
			if status.Stopped() {
				break
			}
			if at != pid {
				continue // a thread is over
			}
			if status.Exited() && status.ExitStatus() != 0 {
				return killed, fmt.Errorf("%s: exit %d", strings.Join(cmd.Args[1:], " "), status.ExitStatus())
			}
			return killed, nil
		}
	}
}

// refuse has a thread's call, on whose entry it stands, fail without being made.
func refuse(thread int, why syscall.Errno) error {
	var regs unix.PtraceRegs
	if err := unix.PtraceGetRegs(thread, &regs); err != nil {
		return err
	}
	regs.Orig_rax = ^uint64(0) // no call; the kernel then leaves the result as it is
	regs.Rax = -uint64(why)
	return unix.PtraceSetRegs(thread, &regs)
}

// syscallInfo is the kernel's struct ptrace_syscall_info of a call's entry.
type syscallInfo struct {
	op    uint8
	_     [3]uint8
	arch  uint32
	ip    uint64
	sp    uint64
	call  uint64
	args  [6]uint64
	extra [8]uint64
}

// changeOf tells whether a thread is about to change a file.
func changeOf(pid, thread int) (change, bool) {
	const getSyscallInfo, entry = 0x420e, 1
	var info syscallInfo
	_, _, no := unix.Syscall6(unix.SYS_PTRACE, getSyscallInfo, uintptr(thread), unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info)), 0, 0)
	if no != 0 || info.op != entry {
		return change{}, false
	}
	switch info.call {
	case unix.SYS_OPEN:
		return change{name: "open"}, info.args[1]&(unix.O_CREAT|unix.O_TRUNC) != 0
	case unix.SYS_OPENAT:
		return change{name: "openat"}, info.args[2]&(unix.O_CREAT|unix.O_TRUNC) != 0
	}
	if name, ok := namesOfPaths()[info.call]; ok {
		return change{name: name}, true
	}
	name, ok := namesOfHandles()[info.call]
	if !ok {
		return change{}, false
	}
	path, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", pid, int32(info.args[0])))
	if err != nil || !filepath.IsAbs(path) || strings.HasPrefix(path, "/dev/") || strings.HasPrefix(path, "/proc/") {
		return change{}, false // a socket, a pipe, an eventfd
	}
	return change{name, path}, true
}

// namesOfHandles are the calls that change the file of their first argument.
func namesOfHandles() map[uint64]string {
	return map[uint64]string{
		unix.SYS_WRITE: "write", unix.SYS_PWRITE64: "pwrite64", unix.SYS_WRITEV: "writev", unix.SYS_PWRITEV: "pwritev",
		unix.SYS_PWRITEV2: "pwritev2", unix.SYS_FSYNC: "fsync", unix.SYS_FDATASYNC: "fdatasync", unix.SYS_FTRUNCATE: "ftruncate",
		unix.SYS_FALLOCATE: "fallocate", unix.SYS_FCHMOD: "fchmod", unix.SYS_COPY_FILE_RANGE: "copy_file_range",
	}
}

// namesOfPaths are the calls that change what a path leads to.
func namesOfPaths() map[uint64]string {
	return map[uint64]string{
		unix.SYS_TRUNCATE: "truncate", unix.SYS_RENAME: "rename", unix.SYS_RENAMEAT: "renameat", unix.SYS_RENAMEAT2: "renameat2",
		unix.SYS_MKDIR: "mkdir", unix.SYS_MKDIRAT: "mkdirat", unix.SYS_RMDIR: "rmdir", unix.SYS_CREAT: "creat",
		unix.SYS_LINK: "link", unix.SYS_LINKAT: "linkat", unix.SYS_SYMLINK: "symlink", unix.SYS_SYMLINKAT: "symlinkat",
		unix.SYS_UNLINK: "unlink", unix.SYS_UNLINKAT: "unlinkat", unix.SYS_CHMOD: "chmod", unix.SYS_FCHMODAT: "fchmodat",
		unix.SYS_UTIMENSAT: "utimensat",
	}
}
