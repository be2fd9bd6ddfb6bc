package b2core

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
)

// proxyRefusal is a proxy's answer other than a tunnel to the service. The
// standard library keeps no more of it than the words of the status, which read
// as if the service had said them.
type proxyRefusal struct {
	host   string // of the proxy
	status int
}

func (p *proxyRefusal) Error() string {
	said := "the proxy " + remoteText(p.host) + " "
	switch p.status {
	case http.StatusProxyAuthRequired:
		return said + "wants a user and a password: write them into HTTPS_PROXY, as http://USER:PASSWORD@HOST:PORT"
	case http.StatusForbidden, http.StatusMethodNotAllowed:
		return said + "does not let anyone through to the service; ask who runs it, or set NO_PROXY"
	}
	return said + "cannot connect to the service: " + http.StatusText(p.status)
}

// permanent tells whether asking the proxy again is no use.
func (p *proxyRefusal) permanent() bool { return p.status >= 300 && p.status < 500 }

// proxyAnswered is http.Transport's OnProxyConnectResponse.
func proxyAnswered(_ context.Context, proxy *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyRefusal{host: proxy.Host, status: resp.StatusCode}
}

// deadProxy tells whether the proxy itself was not reached.
func deadProxy(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "proxyconnect"
}
