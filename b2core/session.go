package b2core

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"b2tui/b2core/internal/api"
	"b2tui/b2core/internal/retry"
	"b2tui/b2core/safego"
)

// A token lives a day at most; one is renewed before that, and a refused login
// is remembered for a while, so that nobody hammers at the service with a dead
// key. Authorize asks at once.
const (
	tokenLife  = 23 * time.Hour
	refusalAge = 15 * time.Minute
	// renewalAge is how old a token must be that took the place of a refused one
	// before it is replaced, too, if no call has worked with it: who refuses both
	// will refuse the next.
	renewalAge = 30 * time.Second
)

// session is the outcome of one login. Generations grow, so that a worker that
// met an expired token can say which one it was.
type session struct {
	generation uint64
	token      string
	account    Account
	born       time.Time
	renewal    bool // took the place of one that was refused
}

// login makes many callers share one b2_authorize_account.
type login struct {
	mu        sync.Mutex // guards what follows
	current   *session
	flight    *flight
	refused   error
	refusedAt time.Time
	count     uint64

	worked atomic.Uint64 // generation of the token of the last call that worked
}

type flight struct {
	done    chan struct{}
	session *session
	err     error
	waiting int
	cancel  context.CancelFunc
}

// Authorize logs in, also when a session stands, and returns what the key may do.
func (c *Client) Authorize(ctx context.Context) (Account, error) {
	c.login.mu.Lock()
	c.login.refused = nil
	var stale uint64
	if s := c.login.current; s != nil {
		stale = s.generation
	}
	c.login.mu.Unlock()
	s, err := c.newer(ctx, stale, false)
	if err != nil {
		return Account{}, err
	}
	return s.account.clone(), nil
}

// session returns one newer than the stale generation, which the service
// refused; zero: any. It fails with ErrExpiredToken if that was a new one already.
func (c *Client) session(ctx context.Context, stale uint64) (*session, error) {
	l := &c.login
	l.mu.Lock()
	s := l.current
	l.mu.Unlock()
	if s != nil && s.generation == stale && s.renewal && time.Since(s.born) < renewalAge && l.worked.Load() != stale {
		return nil, fault("log in", ErrExpiredToken, "the service refuses the token that it has just given")
	}
	return c.newer(ctx, stale, stale > 0)
}

// newer is session without a look at the stale one's age, logging in if there is
// none. Callers that come while a login runs wait for it; it ends early only
// when all of them have gone.
func (c *Client) newer(ctx context.Context, stale uint64, renewal bool) (*session, error) {
	l := &c.login
	l.mu.Lock()
	if s := l.current; s != nil && s.generation > stale && time.Since(s.born) < tokenLife {
		l.mu.Unlock()
		return s, nil
	}
	if l.refused != nil && time.Since(l.refusedAt) < refusalAge {
		defer l.mu.Unlock()
		return nil, l.refused
	}
	f := l.flight
	if f == nil {
		f = c.takeOff(ctx, renewal)
	}
	f.waiting++
	l.mu.Unlock()

	select {
	case <-f.done:
		return f.session, f.err
	case <-ctx.Done():
		l.mu.Lock()
		defer l.mu.Unlock()
		if f.waiting--; f.waiting == 0 {
			f.cancel()
			if l.flight == f {
				l.flight = nil
			}
		}
		return nil, asError("log in", ctx.Err())
	}
}

// takeOff starts a login. The mutex is held.
func (c *Client) takeOff(ctx context.Context, renewal bool) *flight {
	l := &c.login
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	who := c.who.Load()
	f := &flight{done: make(chan struct{}), cancel: cancel}
	l.flight = f
	safego.Go(func() {
		defer cancel()
		s, err := c.authorize(ctx, who)
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.flight == f {
			l.flight = nil
		}
		switch {
		case c.who.Load() != who: // another account by now
		case err == nil:
			s.renewal = renewal
			c.adopt(who, s)
		case errors.Is(err, ErrKeyRefused), errors.Is(err, ErrUnsupported):
			l.current, l.refused, l.refusedAt = nil, err, time.Now()
		}
		f.session, f.err = s, err
		close(f.done)
	})
	return f
}

// adopt makes a login's outcome the current one. The mutex is held.
func (c *Client) adopt(who *identity, s *session) {
	l := &c.login
	former := c.who.Swap(who)
	if former.creds.KeyID != who.creds.KeyID || former.realm.base != who.realm.base {
		c.names.kept.Replace(nil)
		c.urls.clear()
	}
	for _, b := range s.account.Allowed.Buckets {
		if c.names.put(b.ID, b.Name); b.Name == "" {
			c.names.drop(b.ID)
		}
	}
	l.count++
	s.generation = l.count
	l.current, l.refused = s, nil
}

// authorize is b2_authorize_account with its retries.
func (c *Client) authorize(ctx context.Context, who *identity) (*session, error) {
	const op = "log in"
	if who.realmErr != nil {
		return nil, who.realmErr
	}
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(who.creds.KeyID+":"+who.creds.Key.Reveal()))
	var reply api.AuthorizeV4
	err := c.persist(ctx, op, retry.Login, func() error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, who.realm.base+api.Path(api.CallAuthorizeAccount), nil)
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", basic)
		c.meter.count(api.CallAuthorizeAccount, 1)
		return c.exchange(req, fastReply, func(body io.Reader) error {
			var err error
			if reply, err = api.ReadAuthorize(body); err != nil {
				return fault("", ErrBrokenReply, "%s", remoteText(err.Error()))
			}
			return nil
		})
	})
	if err != nil {
		return nil, who.realm.explain(err)
	}
	s := &session{token: reply.Token, account: accountOf(who.creds.KeyID, reply), born: time.Now()}
	for _, address := range []string{s.account.APIURL, s.account.DownloadURL} {
		if err := who.realm.check(address); err != nil {
			return nil, asError(op, err)
		}
	}
	s.account.Realm = who.realm.base
	return s, nil
}

// explain turns the answers to a wrong key and to a wrong address into
// words, since the service's own are empty or about something else.
func (r realm) explain(err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	if e.Status == http.StatusUnauthorized && e.Code != api.CodeUnsupported { // that says it better
		e.Err = ErrKeyRefused
	}
	switch {
	case r.s3() && e.Status != http.StatusUnauthorized:
		e.Message = r.base + " is an S3 endpoint; the realm is the native API's address, or just production"
		e.Err = ErrBadRealm
	case e.Status == http.StatusUnauthorized && e.Code == api.CodeBadAuthToken:
		e.Code, e.Message = api.CodeUnauthorized, "the service does not know this key ID and key"
	case e.Status == http.StatusUnauthorized && e.Message == "":
		e.Message = "the key does not belong to this key ID"
	}
	return e
}

func accountOf(keyID string, r api.AuthorizeV4) Account {
	st := r.APIInfo.Storage
	a := Account{
		ID: r.AccountID, KeyID: keyID,
		APIURL: trimSlash(st.APIURL), DownloadURL: trimSlash(st.DownloadURL), S3URL: st.S3URL,
		RecommendedPartSize: st.RecommendedPartSize, MinimumPartSize: st.MinimumPartSize,
		KeyExpires: timeOf(r.KeyExpiration),
	}
	for _, name := range st.Allowed.Capabilities {
		a.Allowed.Capabilities = append(a.Allowed.Capabilities, Capability(name))
	}
	for _, b := range st.Allowed.Buckets {
		a.Allowed.Buckets = append(a.Allowed.Buckets, AllowedBucket{b.ID, deref(b.Name)})
	}
	a.Allowed.NamePrefix = deref(st.Allowed.NamePrefix)
	return a
}

func (a Account) clone() Account {
	a.Allowed.Capabilities = slices.Clone(a.Allowed.Capabilities)
	a.Allowed.Buckets = slices.Clone(a.Allowed.Buckets)
	return a
}
