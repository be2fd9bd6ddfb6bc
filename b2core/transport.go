package b2core

import (
	"net"
	"net/http"
	"time"
)

// Time limits of connections. The limits of replies and the stall watchdog are
// the client's, so that they hold for a foreign RoundTripper too.
const (
	dialTimeout  = 30 * time.Second
	tlsTimeout   = 20 * time.Second
	idleTimeout  = 90 * time.Second
	userTimeout  = 60 * time.Second // unacknowledged data on a dead link
	expectWait   = 2 * time.Second
	idlePerHost  = 512 // more than small files go at once: a connection that is dropped has to be made again
	socketBuffer = 32 << 10
)

// ErrRedirect is the reason of a refused redirect. B2 sends none, and following
// one would hand tokens, encryption keys and content to wherever it points.
var ErrRedirect = kind("redirect refused", "something between here and the service answers in its place: check proxy, captive portal and realm")

// NewTransport makes the transport that a Client uses by default: no redirects
// (a RoundTripper follows none, and the client refuses 3xx), no transparent
// compression (it would break lengths and hashes), HTTP/1.1, the proxy of the
// environment, and sockets that notice a dead link.
//
// HTTP/1.1 is right for B2: every part has an upload URL of its own, often on a
// host of its own, and parts that shared one HTTP/2 connection would share one
// congestion window, which is what parallel parts are there to avoid.
func NewTransport() *http.Transport {
	d := &net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second, Control: controlSocket}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment,

		OnProxyConnectResponse: proxyAnswered,
		DialContext:            d.DialContext,
		Protocols:              protocols,
		DisableCompression:     true,
		TLSHandshakeTimeout:    tlsTimeout,
		IdleConnTimeout:        idleTimeout,
		ExpectContinueTimeout:  expectWait,
		ResponseHeaderTimeout:  slowReply,
		MaxIdleConns:           4 * idlePerHost,
		MaxIdleConnsPerHost:    idlePerHost,
		WriteBufferSize:        socketBuffer,
		ReadBufferSize:         16 << 10,
	}
}
