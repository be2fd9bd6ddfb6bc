package b2core

import (
	"context"
	"sync"
)

// AccountInfo keeps the credentials of one account between logins: in memory,
// or in whatever keeps secrets between runs. Tokens are never stored, only held
// by the client. Its methods are safe for concurrent use.
type AccountInfo interface {
	// Load returns what Store kept; found is false when there is nothing.
	Load(ctx context.Context) (creds Credentials, found bool, err error)
	// Store replaces what was kept.
	Store(ctx context.Context, creds Credentials) error
}

// InMemoryAccountInfo is an AccountInfo that lasts as long as the process. The
// zero value holds nothing.
type InMemoryAccountInfo struct {
	mu    sync.Mutex // guards what follows
	creds Credentials
	found bool
}

// Load implements AccountInfo.
func (m *InMemoryAccountInfo) Load(context.Context) (Credentials, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.creds, m.found, nil
}

// Store implements AccountInfo.
func (m *InMemoryAccountInfo) Store(_ context.Context, creds Credentials) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.creds, m.found = creds, true
	return nil
}

// identity is who a client logs in as, and where.
type identity struct {
	creds    Credentials
	realm    realm
	realmErr error // reported by the first login
}

func identify(creds Credentials) *identity {
	who := &identity{creds: creds}
	who.realm, who.realmErr = parseRealm(creds.Realm)
	return who
}

// AuthorizeAccount logs in with other credentials, which the client uses from
// then on and hands to Options.AccountInfo. With another key or realm, what was
// known of buckets and upload URLs is forgotten, and the buckets that the key is
// bound to are known at once; those of them that were deleted are no hindrance.
// If the login fails, all stays as it was; if only the storing fails, the error
// comes with the account. Calls that run fail when their token ends; they do not
// go on with the other account.
func (c *Client) AuthorizeAccount(ctx context.Context, creds Credentials) (Account, error) {
	who := identify(creds)
	s, err := c.authorize(ctx, who)
	if err != nil {
		return Account{}, err
	}
	c.login.mu.Lock()
	c.login.flight = nil // whoever waits for it gets the former account's
	c.adopt(who, s)
	c.login.mu.Unlock()
	if c.accountInfo != nil {
		err = asError("store the credentials", c.accountInfo.Store(ctx, creds))
	}
	return s.account.clone(), err
}

// AuthorizeAutomatically logs in with the credentials of Options.AccountInfo.
// It returns false and no error when nothing is stored.
func (c *Client) AuthorizeAutomatically(ctx context.Context) (bool, error) {
	if c.accountInfo == nil {
		return false, nil
	}
	creds, found, err := c.accountInfo.Load(ctx)
	if err != nil || !found {
		return false, asError("load the stored credentials", err)
	}
	who := identify(creds)
	s, err := c.authorize(ctx, who)
	if err != nil {
		return false, err
	}
	c.login.mu.Lock()
	defer c.login.mu.Unlock()
	c.login.flight = nil
	c.adopt(who, s)
	return true, nil
}

// Account returns what the last login said of the account and the key, without
// a call; false before the first one. The secret is not in it.
func (c *Client) Account() (Account, bool) {
	c.login.mu.Lock()
	defer c.login.mu.Unlock()
	if c.login.current == nil {
		return Account{}, false
	}
	return c.login.current.account.clone(), true
}

// Cache returns what the client knows of the names and IDs of buckets.
func (c *Client) Cache() Cache { return c.names.kept }
