//go:build plot

package transfer

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"b2tui/b2core"
	"b2tui/b2core/emulator"
	"b2tui/b2core/internal/api"
)

// The service lets each part have partRate, so that the number of parts shows
// in the line's throughput.
const (
	plotSize = 1 << 30
	partRate = 4_000_000 // bytes per second
	dripSize = 32 << 10
	sampled  = 100 * time.Millisecond
	phase    = 4 * time.Second
	settled  = time.Second // after a change

	kernelBuffer = 64 << 10
)

// step is a change of the limits and what the line has to carry then, bytes per
// second.
type step struct {
	name         string
	limits       Limits
	least, most  float64
	at, checkEnd time.Duration // since the start
}

func plotSteps() []step {
	const rate = 5_000_000
	return []step{
		{name: "4 parts", limits: Limits{PartsAtOnce: 4}, least: 3 * partRate, most: 4.2 * partRate},
		{name: "16 parts", limits: Limits{PartsAtOnce: 16}, least: 10 * partRate, most: 17 * partRate},
		{name: "2 parts", limits: Limits{PartsAtOnce: 2}, least: 1.4 * partRate, most: 2.3 * partRate},
		{name: "16 parts again", limits: Limits{PartsAtOnce: 16}, least: 8 * partRate, most: 17 * partRate},
		{name: "5 MB/s", limits: Limits{PartsAtOnce: 16, UpRate: rate, DownRate: rate}, least: 0.7 * rate, most: 1.3 * rate},
		{name: "no limit", limits: Limits{PartsAtOnce: 16}, least: 3 * rate, most: 17 * partRate},
	}
}

// The throughput of a file of 1 GiB follows the limits within a second, up and
// down, measured at the server's sockets. The line is drawn into an SVG file
// (-artifacts -outputdir DIR keeps it).
func TestThroughputFollowsTheLimits(t *testing.T) {
	w, wire := newWire(t)
	local := filepath.Join(w.dir, "large")
	if err := writeLarge(local); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []struct {
		name, call string
		bytes      *atomic.Int64
		job        func() Job
	}{
		{"up", api.CallUploadPart, &wire.in, func() Job { return w.up(local, "large") }},
		{"down", api.CallDownloadFileByID, &wire.out, func() Job { return w.down("large", filepath.Join(w.dir, "back")) }},
	} {
		if !t.Run(dir.name, func(t *testing.T) {
			w.server.Inject(emulator.Fault{Call: dir.call, Count: -1, Drip: time.Second * dripSize / partRate, DripSize: dripSize})
			defer w.server.ClearFaults()
			drawn := follow(t, w, dir.job(), dir.bytes)
			file := filepath.Join(t.ArtifactDir(), "throughput-"+dir.name+".svg")
			if err := os.WriteFile(file, []byte(drawn), 0o644); err != nil {
				t.Fatal(err)
			}
			t.Log("drawn in", file)
		}) {
			return
		}
	}
}

// follow runs a job through the steps and checks each once it has settled.
func follow(t *testing.T, w *world, job Job, moved *atomic.Int64) string {
	steps := plotSteps()
	m, err := Open(t.Context(), Config{
		Limits:  steps[0].limits,
		Clients: func(context.Context, string) (*b2core.Client, error) { return w.client, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer w.close(m)
	ids, err := m.Enqueue(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	for moved.Store(0); moved.Load() == 0; { // hashed before it is sent
		time.Sleep(sampled)
	}
	start := time.Now()
	var line []int64 // bytes by the end of each sample
	sample := func(until time.Duration) {
		for time.Since(start) < until {
			time.Sleep(time.Until(start.Add(time.Duration(len(line)+1) * sampled)))
			line = append(line, moved.Load())
		}
	}
	for i := range steps {
		s := &steps[i]
		s.at = time.Since(start)
		if i > 0 {
			m.SetLimits(s.limits)
		}
		s.checkEnd = s.at + phase
		sample(s.checkEnd)
	}
	for m.Current().Totals.Done == 0 && time.Since(start) < 3*time.Minute {
		sample(time.Since(start) + sampled)
	}
	sum, err := m.Wait(t.Context(), nil, ids...)
	if err != nil || sum.Done != 1 {
		t.Errorf("%+v, %v", sum, err)
	}
	for _, s := range steps {
		from, to := int((s.at+settled)/sampled), int(s.checkEnd/sampled)
		rate := float64(line[to-1]-line[from-1]) / (time.Duration(to-from) * sampled).Seconds()
		t.Logf("%-16s %6.1f MB/s between second %.1f and %.1f", s.name, rate/1e6, (s.at + settled).Seconds(), s.checkEnd.Seconds())
		if rate < s.least || rate > s.most {
			t.Errorf("%s: %.1f MB/s a second after the change, want %.1f to %.1f", s.name, rate/1e6, s.least/1e6, s.most/1e6)
		}
	}
	return draw(line, steps)
}

// wire counts what passes the server's sockets.
type wire struct {
	net.Listener
	in, out atomic.Int64
}

type wireConn struct {
	*net.TCPConn
	w *wire
}

func (w *wire) Accept() (net.Conn, error) {
	c, err := w.Listener.Accept()
	if err != nil {
		return nil, err
	}
	tcp := c.(*net.TCPConn)
	_ = tcp.SetReadBuffer(kernelBuffer)
	_ = tcp.SetWriteBuffer(kernelBuffer)
	return &wireConn{tcp, w}, nil
}

func (c *wireConn) Read(p []byte) (int, error) {
	n, err := c.TCPConn.Read(p)
	c.w.in.Add(int64(n))
	return n, err
}

func (c *wireConn) Write(p []byte) (int, error) {
	n, err := c.TCPConn.Write(p)
	c.w.out.Add(int64(n))
	return n, err
}

// shortBuffers is the program's transport over sockets that hold little: on the
// loopback device the kernel would take megabytes that nobody reads.
func shortBuffers() *http.Transport {
	t := b2core.NewTransport()
	dial := t.DialContext
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err == nil {
			_ = c.(*net.TCPConn).SetReadBuffer(kernelBuffer)
		}
		return c, err
	}
	return t
}

// newWire is a world whose client comes over counted sockets.
func newWire(t *testing.T) (*world, *wire) {
	w := newWorld(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &wire{Listener: l}
	s := &http.Server{Handler: w.server.Emulator, ReadHeaderTimeout: time.Minute}
	go func() { _ = s.Serve(server) }()
	t.Cleanup(func() { _ = s.Close() })
	creds := w.server.Credentials()
	creds.Realm = "http://" + l.Addr().String()
	w.client = b2core.New(creds, b2core.Options{Transport: shortBuffers()})
	t.Cleanup(w.client.Close)
	return w, server
}

func writeLarge(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	piece := content("large", 1<<20)
	for i := range plotSize >> 20 {
		piece[0], piece[1] = byte(i), byte(i>>8)
		if _, err := f.Write(piece); err != nil {
			return err
		}
	}
	return f.Close()
}

// draw makes the line of throughput, over windows of half a second.
func draw(line []int64, steps []step) string {
	const width, height, left, top = 900.0, 300.0, 60.0, 30.0
	const window = 5
	var rates []float64
	for i := window; i < len(line); i++ {
		rates = append(rates, float64(line[i]-line[i-window])/(window*sampled.Seconds())/1e6)
	}
	most := slices.Max(rates) * 1.1
	seconds := float64(len(line)) * sampled.Seconds()
	x := func(s float64) float64 { return left + s/seconds*width }
	y := func(rate float64) float64 { return top + height - rate/most*height }
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="sans-serif" font-size="12">`+"\n", left+width+20, top+height+40)
	b.WriteString(`<rect width="100%" height="100%" fill="white"/>` + "\n")
	for rate := 0.0; rate <= most; rate += 10 {
		fmt.Fprintf(&b, `<path d="M%.0f %.1fH%.0f" stroke="#ddd"/><text x="%.0f" y="%.1f" text-anchor="end">%.0f MB/s</text>`+"\n",
			left, y(rate), left+width, left-6, y(rate)+4, rate)
	}
	for s := 0.0; s <= seconds; s += 5 {
		fmt.Fprintf(&b, `<text x="%.1f" y="%.0f" text-anchor="middle">%.0f s</text>`+"\n", x(s), top+height+18, s)
	}
	for _, s := range steps {
		fmt.Fprintf(&b, `<path d="M%.1f %.0fV%.0f" stroke="#c33" stroke-dasharray="4 3"/><text x="%.1f" y="%.0f" fill="#c33">%s</text>`+"\n",
			x(s.at.Seconds()), top, top+height, x(s.at.Seconds())+4, top-8, s.name)
	}
	b.WriteString(`<polyline fill="none" stroke="#236" stroke-width="2" points="`)
	for i, rate := range rates {
		fmt.Fprintf(&b, "%.1f,%.1f ", x(float64(i+window)*sampled.Seconds()), y(rate))
	}
	b.WriteString("\"/>\n</svg>\n")
	return b.String()
}
