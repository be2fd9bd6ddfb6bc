package transfer

import (
	"context"
	"maps"
	"sync"

	"b2tui/b2core"
)

// accounts keeps a client for each profile. Making one may read a keychain, so
// it happens once, however many files wait for it.
type accounts struct {
	connect func(ctx context.Context, profile string) (mover, error)

	mu      sync.Mutex
	clients map[string]mover
	making  map[string]*making
}

type making struct {
	done   chan struct{}
	client mover
	err    error
}

// client returns a profile's client. A failure is not remembered.
func (a *accounts) client(ctx context.Context, profile string) (mover, error) {
	a.mu.Lock()
	if c, ok := a.clients[profile]; ok {
		a.mu.Unlock()
		return c, nil
	}
	mk, ok := a.making[profile]
	if !ok {
		mk = &making{done: make(chan struct{})}
		if a.making == nil {
			a.making = make(map[string]*making)
		}
		a.making[profile] = mk
	}
	a.mu.Unlock()
	if !ok {
		// Who makes it makes it for all, so its own end must not spoil it.
		mk.client, mk.err = a.connect(context.WithoutCancel(ctx), profile)
		a.made(profile, mk)
	}
	select {
	case <-mk.done:
		return mk.client, mk.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (a *accounts) made(profile string, mk *making) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.making, profile)
	if mk.err == nil {
		if a.clients == nil {
			a.clients = make(map[string]mover)
		}
		a.clients[profile] = mk.client
	}
	close(mk.done)
}

// forget drops a client that the service refused, so that the next attempt
// asks for a new one: the user may have logged in again.
func (a *accounts) forget(profile string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.clients, profile)
}

// partSize is what an account cuts files at, bytes; 0 while that is not known.
func (a *accounts) partSize(profile string) int64 {
	a.mu.Lock()
	client, ok := a.clients[profile].(interface{ Account() (b2core.Account, bool) })
	a.mu.Unlock()
	if !ok {
		return 0
	}
	account, _ := client.Account()
	return account.RecommendedPartSize
}

// all returns the clients that were made.
func (a *accounts) all() map[string]mover {
	a.mu.Lock()
	defer a.mu.Unlock()
	return maps.Clone(a.clients)
}
