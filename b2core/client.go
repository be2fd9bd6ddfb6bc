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
type Options struct {
	Transport http.RoundTripper // nil: the client's own, see NewTransport
	UserAgent string            // appended to "b2tui/VERSION"
	TestMode  string            // X-Bz-Test-Mode, passed on
	Logger    *slog.Logger      // nil: discards
}

// Client talks to one account with one key.
type Client struct {
	creds     Credentials
	transport http.RoundTripper
	userAgent string
	testMode  string
	log       *slog.Logger
	realm     realm
	realmErr  error // reported by the first call
	copyLimit int64 // of b2_copy_file, bytes
	rangeMin  int64 // of downloads, bytes
	rangeMax  int64

	login   login
	urls    urlPool // of small uploads, by bucket
	names   nameCache
	buffers bufferPool
	meter   meter
	skew    atomic.Int64 // nanoseconds
	warn    sync.Once    // of the clock
}

// New makes a client. It does not reach the service: the first call logs in.
func New(creds Credentials, opts Options) *Client {
	c := &Client{
		creds:     creds,
		transport: opts.Transport,
		userAgent: userAgent(opts.UserAgent),
		testMode:  opts.TestMode,
		log:       opts.Logger,
		copyLimit: maxCopy,
		rangeMin:  rangeMin,
		rangeMax:  rangeMax,
	}
	if c.transport == nil {
		c.transport = NewTransport()
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	c.realm, c.realmErr = parseRealm(creds.Realm)
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
	skew := time.Until(at).Truncate(time.Second)
	c.skew.Store(int64(skew))
	if skew.Abs() > skewWorthTelling {
		c.warn.Do(func() { c.log.Warn("the clock here and the service's differ", "ahead", skew) })
	}
}

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
