package b2test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"b2tui/b2core"
)

func accountChecks() []check {
	lists := []b2core.Capability{b2core.ListBuckets}
	return []check{
		{"authorize", []string{"B2Api.__init__", "account_info", "authorize_account", "get_account_id"}, nil, checkAuthorize},
		{"authorize by itself", []string{"authorize_automatically"}, lists, checkAuthorizeByItself},
		{"expired token", []string{"tokens are re-acquired"}, lists, checkExpiredToken},
		{"configuration", []string{"B2HttpApiConfig", "SESSION_CLASS, raw_api"}, lists, checkConfiguration},
		{"S3 endpoint as realm", []string{"authorize_account"}, nil, checkS3Realm},
	}
}

func checkAuthorize(t *testing.T, s *site) {
	account, err := s.c.Authorize(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if account.KeyID != s.cfg.Credentials.KeyID || len(account.Allowed.Capabilities) == 0 || account.MinimumPartSize <= 0 {
		t.Errorf("%+v", account)
	}
	for what, address := range map[string]string{"API": account.APIURL, "download": account.DownloadURL, "S3": account.S3URL} {
		if !strings.HasPrefix(address, "http") {
			t.Errorf("%s address %q", what, address)
		}
	}
	if id, err := s.c.AccountID(t.Context()); err != nil || id == "" || id != account.ID {
		t.Errorf("account %q, %v", id, err)
	}
	wrong := s.cfg.Credentials
	wrong.Key = b2core.NewSecret("K0020000000000000000000000000000")
	if _, err := s.at(wrong).c.Authorize(t.Context()); !errors.Is(err, b2core.ErrUnauthorized) || b2core.Hint(err) == "" {
		t.Errorf("wrong key: %v", err)
	}
}

func checkAuthorizeByItself(t *testing.T, s *site) {
	for range 2 {
		if _, err := s.c.ListBuckets(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.wire.count(callAuthorizeAccount); n != 1 {
		t.Errorf("%d logins for two calls", n)
	}
}

// A token that the service does not take costs one login and nothing else.
func checkExpiredToken(t *testing.T, s *site) {
	s.wire.once(callListBuckets, func(r *http.Request) (*http.Response, *http.Request) {
		return refusal(r, http.StatusUnauthorized, "expired_auth_token", "Authorization token has expired"), nil
	})
	if _, err := s.c.ListBuckets(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := s.wire.count(callAuthorizeAccount); n != 2 {
		t.Errorf("%d logins", n)
	}
	// The service itself refuses a token that it never gave.
	s.wire.once(callListBuckets, func(r *http.Request) (*http.Response, *http.Request) {
		other := r.Clone(r.Context())
		other.Header.Set("Authorization", "4_000000000000000000000001_000000_000000_acct_nothing=")
		return nil, other
	})
	if _, err := s.c.ListBuckets(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := s.wire.count(callAuthorizeAccount); n != 3 {
		t.Errorf("%d logins", n)
	}
}

func checkConfiguration(t *testing.T, s *site) {
	const mode = "expire_some_account_authorization_tokens"
	c := b2core.New(s.cfg.Credentials, b2core.Options{Transport: s.wire, UserAgent: "suffix/1", TestMode: mode})
	if _, err := c.ListBuckets(t.Context()); err != nil {
		t.Fatal(err)
	}
	h := s.wire.lastHeader()
	if agent := h.Get("User-Agent"); !strings.HasPrefix(agent, "b2tui/") || !strings.HasSuffix(agent, " suffix/1") {
		t.Errorf("user agent %q", agent)
	}
	if got := h.Get("X-Bz-Test-Mode"); got != mode {
		t.Errorf("test mode %q", got)
	}
	if skew := c.ClockSkew().Abs(); skew > 10*time.Minute {
		t.Errorf("the clocks differ by %v", skew)
	}
	if u := c.Usage(); u.ClassC < 2 || u.ClassB != 0 {
		t.Errorf("usage %+v", u)
	}
}

// No request leaves: the answer is what an S3 endpoint says to a call that it
// does not know.
func checkS3Realm(t *testing.T, s *site) {
	s.wire.interfere(func(_ string, r *http.Request) (*http.Response, *http.Request) {
		return refusal(r, http.StatusForbidden, "AccessDenied", ""), nil
	})
	c := b2core.New(b2core.Credentials{KeyID: "k", Key: b2core.NewSecret("k"), Realm: "https://s3.us-west-002.backblazeb2.com"},
		b2core.Options{Transport: s.wire})
	if _, err := c.Authorize(t.Context()); !errors.Is(err, b2core.ErrBadRealm) || !strings.Contains(err.Error(), "S3 endpoint") {
		t.Errorf("got %v", err)
	}
}
