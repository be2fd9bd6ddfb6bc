//go:build wan && linux

package wan

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// namespace is a host of its own, as far as TCP knows.
type namespace struct {
	name, address string
}

func newNamespace(t *testing.T, role, address string) *namespace {
	t.Helper()
	n := &namespace{name: fmt.Sprintf("b2tui-%s-%d", role, os.Getpid()), address: address}
	ip(t, "netns", "add", n.name)
	t.Cleanup(func() { _ = exec.Command("ip", "netns", "del", n.name).Run() })
	ip(t, "-n", n.name, "link", "set", "lo", "up")
	return n
}

func ip(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "ip", args...).CombinedOutput(); err != nil {
		t.Skipf("ip %v: %v %s (root and iproute2 are needed)", args, err, out)
	}
}

// run are the words before a command that make it run in the namespace.
func (n *namespace) run() []string { return []string{"ip", "netns", "exec", n.name} }

// tun is the namespace's network card: reads give the packets that it sends.
func (n *namespace) tun(t *testing.T) *os.File {
	t.Helper()
	const card = "wan0"
	var f *os.File
	n.inside(t, func() error {
		fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
		if err != nil {
			return fmt.Errorf("open /dev/net/tun: %w", err)
		}
		request, err := unix.NewIfreq(card)
		if err != nil {
			return err
		}
		request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
		if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, request); err != nil {
			return fmt.Errorf("make %s: %w", card, err)
		}
		f = os.NewFile(uintptr(fd), card)
		return nil
	})
	t.Cleanup(func() { _ = f.Close() })
	ip(t, "-n", n.name, "addr", "add", n.address+"/24", "dev", card)
	ip(t, "-n", n.name, "link", "set", card, "up")
	return f
}

// congestion sets how TCP finds its rate.
func (n *namespace) congestion(t *testing.T, control string) {
	t.Helper()
	if control == "" {
		return
	}
	words := append(n.run(), "sysctl", "-qw", "net.ipv4.tcp_congestion_control="+control)
	if out, err := exec.CommandContext(t.Context(), words[0], words[1:]...).CombinedOutput(); err != nil {
		t.Skipf("%v: %v %s", words, err, out)
	}
}

// inside calls f on a thread in the namespace: sockets that f opens stay there.
// The thread is never used again, since its goroutine ends locked to it.
func (n *namespace) inside(t *testing.T, f func() error) {
	t.Helper()
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		done <- func() error {
			place, err := os.Open("/run/netns/" + n.name)
			if err != nil {
				return err
			}
			defer place.Close()
			if err := unix.Setns(int(place.Fd()), unix.CLONE_NEWNET); err != nil {
				return fmt.Errorf("enter %s: %w", n.name, err)
			}
			return f()
		}()
	}()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}
