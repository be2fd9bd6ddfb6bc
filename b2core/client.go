package b2core

import (
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// Options are a client's settings; the zero value is right for most callers.
// The realm is part of Credentials.
type Options struct {
	Transport   http.RoundTripper // nil: the client's own, see NewTransport
	UserAgent   string            // appended to "b2tui/VERSION"
	TestMode    string            // X-Bz-Test-Mode, passed on
	Logger      *slog.Logger      // nil: discards
	Cache       Cache             // of bucket names; nil: an InMemoryCache of its own
	AccountInfo AccountInfo       // where AuthorizeAccount stores credentials; nil: nowhere
	Workers     Workers           // parts at once of calls that bring no Slots; changed by SetWorkers
	// Now is the clock that is compared with the service's; nil: time.Now. Waits
	// and the age of tokens go by the monotonic clock, which cannot jump.
	Now func() time.Time
	// NoClockSkewWarning leaves out the one line in the log about clocks that
	// differ. A difference never makes a call fail.
	NoClockSkewWarning bool
}

// Client talks to one account with one key.
type Client struct {
	transport http.RoundTripper
	userAgent string
	testMode  string
	log       *slog.Logger
	now       func() time.Time
	copyLimit int64      // of b2_copy_file, bytes
	ranges    rangeSizes // of downloads
	// streamPart is the first part's size of a stream, bytes.
	streamPart int64

	accountInfo AccountInfo
	who         atomic.Pointer[identity] // never nil; changed under login's mutex
	upload      workers
	copy        workers
	download    workers
	perFile     atomic.Int64 // Workers.PerFile

	login   login
	urls    urlPool // of small uploads, by bucket
	names   nameCache
	buffers bufferPool
	meter   meter
	brake   brake
	skew    atomic.Int64 // nanoseconds
	warn    sync.Once    // of the clock
}

// New makes a client. It does not reach the service: the first call logs in.
func New(creds Credentials, opts Options) *Client {
	c := &Client{
		transport: opts.Transport,
		userAgent: userAgent(opts.UserAgent),
		testMode:  opts.TestMode,
		log:       opts.Logger,
		copyLimit: maxCopy,
		ranges:    defaultRanges,

		streamPart: StreamPart,
		now:        opts.Now,
		names:      nameCache{opts.Cache},

		accountInfo: opts.AccountInfo,
	}
	if c.transport == nil {
		c.transport = NewTransport()
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.names.kept == nil {
		c.names.kept = &InMemoryCache{}
	}
	if opts.NoClockSkewWarning {
		c.warn.Do(func() {})
	}
	c.who.Store(identify(creds))
	c.SetWorkers(opts.Workers)
	return c
}

// Close gives up idle connections. Calls that run go on; later ones work, too.
func (c *Client) Close() {
	if t, ok := c.transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// ClockSkew is how far the service's clock was ahead of ours at the last reply,
// to the second. B2's tokens do not depend on the clock; a large value is worth
// a warning, since times in listings and key expiry will look odd.
func (c *Client) ClockSkew() time.Duration { return time.Duration(c.skew.Load()) }

// skewWorthTelling is how far the clocks may differ silently.
const skewWorthTelling = 10 * time.Minute

func (c *Client) observeClock(date string) {
	at, err := http.ParseTime(date)
	if err != nil {
		return
	}
	skew := at.Sub(c.now()).Truncate(time.Second)
	c.skew.Store(int64(skew))
	if skew.Abs() > skewWorthTelling {
		c.warn.Do(func() { c.log.Warn("the clock here and the service's differ", "ahead", skew) })
	}
}

// serviceNow is the time by the service's clock.
func (c *Client) serviceNow() time.Time { return c.now().Add(c.ClockSkew()) }

func userAgent(appended string) string {
	version := "dev"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		version = info.Main.Version
	}
	ua := "b2tui/" + version + " (" + runtime.GOOS + "; " + runtime.GOARCH + ")"
	if appended != "" {
		ua += " " + appended
	}
	return ua
}
