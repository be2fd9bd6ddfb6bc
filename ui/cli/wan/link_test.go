//go:build wan && linux

package wan

import (
	"math/rand/v2"
	"os"
	"sync/atomic"
	"testing"
	"time"
)

// line says how a link behaves, each way.
type line struct {
	delay  time.Duration // one way
	jitter time.Duration // at most, on top of delay
	loss   float64       // share of packets, 0 to 1
	rate   float64       // bits per second
	tcp    string        // congestion control of both ends; empty: the system's
}

// backlog is how many full packets wait at the entry of a link before it drops
// what comes: the buffer of a router.
const backlog = 1000

const mtu = 1500

// link joins the namespaces near and far.
type link struct {
	line
	near, far *namespace
	cut       atomic.Bool // nothing passes, and nobody is told
}

// newLink makes both namespaces and carries packets until the test ends.
func newLink(t *testing.T, l line) *link {
	t.Helper()
	k := &link{line: l, near: newNamespace(t, "near", "10.78.0.1"), far: newNamespace(t, "far", "10.78.0.2")}
	a, b := k.near.tun(t), k.far.tun(t)
	for _, n := range []*namespace{k.near, k.far} {
		n.congestion(t, l.tcp)
	}
	go k.carry(a, b)
	go k.carry(b, a)
	return k
}

// due is a packet and when it leaves the link.
type due struct {
	at     time.Time
	packet []byte
}

// carry takes packets one way until a tunnel is closed.
func (k *link) carry(from, to *os.File) {
	const inFlight = 1 << 15
	flight := make(chan due, inFlight)
	defer close(flight)
	go func() {
		for d := range flight {
			time.Sleep(time.Until(d.at))
			_, _ = to.Write(d.packet)
		}
	}()
	var idle, last time.Time // when the sender is free again; when the last packet leaves
	for {
		packet := make([]byte, mtu)
		n, err := from.Read(packet)
		if err != nil {
			return
		}
		if k.cut.Load() || rand.Float64() < k.loss {
			continue
		}
		now := time.Now()
		if idle.Before(now) {
			idle = now
		}
		if idle.Sub(now) > backlog*k.sending(mtu) {
			continue
		}
		idle = idle.Add(k.sending(n))
		at := idle.Add(k.delay)
		if k.jitter > 0 {
			at = at.Add(rand.N(k.jitter))
		}
		if at.Before(last) {
			at = last // packets do not overtake each other
		}
		last = at
		select {
		case flight <- due{at, packet[:n]}:
		default:
		}
	}
}

// sending is how long the link is busy with n bytes.
func (k *link) sending(n int) time.Duration {
	return time.Duration(float64(n) * 8 / k.rate * float64(time.Second))
}
