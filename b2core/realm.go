package b2core

import (
	"net/url"
	"strconv"
	"strings"
)

// realm is where the service is, and what addresses it may hand out.
type realm struct {
	base string // without a final slash
	// domains that replies may name; nil: any, as the user chose the realm
	domains []string
	secure  bool // only https
}

// parseRealm takes a name or a base URL. A realm of the user's own may hand out
// whatever addresses it likes, as long as it does not step down from https; the
// well-known ones are held to their domains, so that a forged reply cannot
// draw tokens or content elsewhere.
func parseRealm(s string) (realm, error) {
	const op = "open realm"
	switch strings.ToLower(s) {
	case "", "production":
		return realm{"https://api.backblazeb2.com", []string{"backblazeb2.com", "backblaze.com"}, true}, nil
	case "staging":
		return realm{"https://api.backblaze.net", []string{"backblaze.net"}, true}, nil
	case "dev":
		return realm{"http://api.backblazeb2.xyz:8180", []string{"backblazeb2.xyz"}, false}, nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return realm{}, fault(op+" "+remoteText(s), ErrBadRealm, "this is neither a realm's name nor an http or https address")
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return realm{}, fault(op+" "+u.Host, ErrBadRealm, "the address may hold no user, query or fragment")
	}
	if !portInRange(u.Port()) {
		return realm{}, fault(op+" "+u.Host, ErrBadRealm, "the address has a port that cannot be")
	}
	r := realm{base: strings.TrimRight(s, "/"), secure: u.Scheme == "https"}
	for _, known := range []string{"production", "staging"} {
		k, _ := parseRealm(known)
		if !k.owns(u.Hostname()) {
			continue
		}
		if u.Scheme != "https" {
			return realm{}, fault(op+" "+u.Host, ErrBadRealm, "Backblaze is reached by https only")
		}
		r.domains = k.domains
	}
	return r, nil
}

// s3 tells whether the base looks like an S3 endpoint, a common mix-up.
func (r realm) s3() bool { return strings.Contains(r.base, "://s3.") }

func (r realm) owns(host string) bool {
	host = strings.ToLower(host)
	for _, d := range r.domains {
		if host == d || strings.HasSuffix(host, "."+d) {
			return true
		}
	}
	return r.domains == nil
}

// check refuses an address that the service handed out but should not have.
func (r realm) check(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "":
		return fault("", ErrBrokenReply, "the service named an address that is none")
	case u.Scheme != "https" && (r.secure || u.Scheme != "http"):
		return fault("", ErrBrokenReply, "the service named an address without https: %s", remoteText(u.Host))
	case !portInRange(u.Port()):
		return fault("", ErrBrokenReply, "the service named an address with a port that cannot be: %s", remoteText(u.Host))
	case u.User != nil:
		return fault("", ErrBrokenReply, "the service named an address with a user in it: %s", remoteText(u.Host))
	case !r.owns(u.Hostname()):
		return fault("", ErrBrokenReply, "the service named a foreign address: %s", remoteText(u.Host))
	}
	return nil
}

// portInRange takes the port of an address; none is the scheme's own. What
// dials would tell much later, and as a failure of the network.
func portInRange(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && n > 0
}
