package b2test

import (
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"b2tui/b2core"
)

func accountChecks() []check {
	lists := []b2core.Capability{b2core.ListBuckets}
	return []check{
		{"log in", []string{"B2Api.__init__", "account_info", "get_account_id"}, nil, checkLogin},
		{"log in once for all calls", []string{"tokens and upload URLs are cached"}, lists, checkOneLogin},
		{"authorize an account", []string{"authorize_account"}, nil, checkAuthorizeAccount},
		{"authorize automatically", []string{"authorize_automatically"}, nil, checkAuthorizeAutomatically},
		{"expired token", []string{"tokens are re-acquired"}, lists, checkExpiredToken},
		{"configuration", []string{"B2HttpApiConfig", "SESSION_CLASS"}, lists, checkConfiguration},
		{"S3 endpoint as realm", []string{"authorize_account"}, nil, checkS3Realm},
	}
}

func checkLogin(t *testing.T, s *site) {
	account, err := s.c.Authorize(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if account.KeyID != s.cfg.Credentials.KeyID || len(account.Allowed.Capabilities) == 0 || account.MinimumPartSize <= 0 {
		t.Errorf("%+v", account)
	}
	if told, in := s.c.Account(); !in || !reflect.DeepEqual(told, account) {
		t.Errorf("afterwards %+v, %v", told, in)
	}
	for what, address := range map[string]string{"API": account.APIURL, "download": account.DownloadURL, "S3": account.S3URL} {
		if !strings.HasPrefix(address, "http") {
			t.Errorf("%s address %q", what, address)
		}
	}
	if id, err := s.c.AccountID(t.Context()); err != nil || id == "" || id != account.ID {
		t.Errorf("account %q, %v", id, err)
	}
	wrong := s.wrongKey()
	if _, err := wrong.c.Authorize(t.Context()); !errors.Is(err, b2core.ErrUnauthorized) || b2core.Hint(err) == "" {
		t.Errorf("wrong key: %v", err)
	}
	if _, in := wrong.c.Account(); in {
		t.Error("an account is known without a login")
	}
}

// wrongKey is a site whose credentials the service refuses.
func (s *suite) wrongKey() *site {
	creds := s.cfg.Credentials
	creds.Key = b2core.NewSecret("K0020000000000000000000000000000")
	return s.at(creds)
}

// A client changes to another key, and stays with the one it has when that is
// refused. What it logged in with is stored.
func checkAuthorizeAccount(t *testing.T, s *site) {
	var kept b2core.InMemoryAccountInfo
	user := s.with(b2core.Credentials{}, b2core.Options{AccountInfo: &kept})
	account, err := user.c.AuthorizeAccount(t.Context(), s.cfg.Credentials)
	if err != nil || account.ID != s.account.ID || account.KeyID != s.cfg.Credentials.KeyID {
		t.Fatalf("%+v, %v", account, err)
	}
	if creds, found, err := kept.Load(t.Context()); err != nil || !found || creds.KeyID != account.KeyID ||
		creds.Key.Reveal() != s.cfg.Credentials.Key.Reveal() {
		t.Errorf("stored the key of %s, %v, %v", creds.KeyID, found, err)
	}
	wrong := b2core.Credentials{KeyID: account.KeyID, Key: b2core.NewSecret("wrong"), Realm: s.cfg.Credentials.Realm}
	if _, err := user.c.AuthorizeAccount(t.Context(), wrong); !errors.Is(err, b2core.ErrUnauthorized) {
		t.Errorf("wrong key: %v", err)
	}
	if id, err := user.c.AccountID(t.Context()); err != nil || id != account.ID {
		t.Errorf("after a refusal: account %q, %v", id, err)
	}
	s.count(user)
}

// The three outcomes: nothing is stored, it is taken, it is refused.
func checkAuthorizeAutomatically(t *testing.T, s *site) {
	if in, err := s.c.AuthorizeAutomatically(t.Context()); in || err != nil {
		t.Errorf("without a store: %v, %v", in, err)
	}
	var kept b2core.InMemoryAccountInfo
	user := s.with(b2core.Credentials{}, b2core.Options{AccountInfo: &kept})
	if in, err := user.c.AuthorizeAutomatically(t.Context()); in || err != nil {
		t.Errorf("with an empty one: %v, %v", in, err)
	}
	if err := kept.Store(t.Context(), s.cfg.Credentials); err != nil {
		t.Fatal(err)
	}
	if in, err := user.c.AuthorizeAutomatically(t.Context()); !in || err != nil {
		t.Errorf("with a key: %v, %v", in, err)
	}
	if id, err := user.c.AccountID(t.Context()); err != nil || id != s.account.ID {
		t.Errorf("account %q, %v", id, err)
	}
	if n := user.wire.count(callAuthorizeAccount); n != 1 {
		t.Errorf("%d logins", n)
	}
	wrong := s.cfg.Credentials
	wrong.Key = b2core.NewSecret("K0020000000000000000000000000000")
	if err := kept.Store(t.Context(), wrong); err != nil {
		t.Fatal(err)
	}
	if in, err := user.c.AuthorizeAutomatically(t.Context()); in || !errors.Is(err, b2core.ErrUnauthorized) {
		t.Errorf("with a key that is refused: %v, %v", in, err)
	}
	s.count(user)
}

func checkOneLogin(t *testing.T, s *site) {
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
	user := s.with(s.cfg.Credentials, b2core.Options{UserAgent: "suffix/1", TestMode: mode})
	c := user.c
	if _, err := c.ListBuckets(t.Context()); err != nil {
		t.Fatal(err)
	}
	h := user.wire.lastHeader()
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
	if strain := c.Strain(); strain.Answered < 2 || strain.Refused > strain.Answered {
		t.Errorf("strain %+v", strain)
	}
	c.Close()
	if _, err := c.ListBuckets(t.Context()); err != nil {
		t.Errorf("after Close: %v", err)
	}
	s.count(user)
}

// No request leaves: the answer is what an S3 endpoint says to a call that it
// does not know.
func checkS3Realm(t *testing.T, s *site) {
	s.wire.interfere(func(_ string, r *http.Request) (*http.Response, *http.Request) {
		return refusal(r, http.StatusForbidden, "AccessDenied", ""), nil
	})
	creds := b2core.Credentials{KeyID: "k", Key: b2core.NewSecret("k"), Realm: "https://s3.us-west-002.backblazeb2.com"}
	if _, err := s.c.AuthorizeAccount(t.Context(), creds); !errors.Is(err, b2core.ErrBadRealm) || !strings.Contains(err.Error(), "S3 endpoint") {
		t.Errorf("got %v", err)
	}
}
