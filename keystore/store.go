package keystore

import (
	"context"
	"errors"
	"fmt"

	"b2tui/b2core"
)

// Store keeps secrets by the name of their profile. All methods are safe for
// concurrent use and fail with one of this package's errors.
type Store interface {
	// Kind is one of the Kinds below.
	Kind() string
	Get(ctx context.Context, name string) (b2core.Secret, error)
	// Set returns only after the secret was read back.
	Set(ctx context.Context, name string, secret b2core.Secret) error
	// Delete removes a secret. A secret that is not there is removed.
	Delete(ctx context.Context, name string) error
}

// The kinds of places that have a secret, as profiles.toml and the screen name
// them.
const (
	KindKeychain    = "keychain"
	KindSealed      = "sealed file"
	KindSession     = "session"
	KindEnvironment = "environment"
)

// What a store answers instead of a secret. A locked store is not an absent
// one: it may hold the secret, so nobody goes on to the next store silently.
var (
	ErrNotFound   = errors.New("no secret stored")
	ErrAbsent     = errors.New("no keychain on this machine")
	ErrLocked     = errors.New("the keychain is locked or does not answer")
	ErrNotKept    = errors.New("the secret was not kept")
	ErrSealed     = errors.New("it is sealed by a passphrase, and there is none")
	ErrPassphrase = errors.New("the passphrase is wrong")
	ErrDamaged    = errors.New("the sealed file is damaged")
)

// Chain asks several stores in their order.
type Chain []Store

// of is the part of the chain that is of a kind; all of it if none is.
func (c Chain) of(kind string) Chain {
	for i, s := range c {
		if s.Kind() == kind {
			return c[i : i+1]
		}
	}
	return c
}

// Get returns the first secret found and the store that had it. It goes on to
// the next store when one has no such secret or is absent, and stops at a
// locked one.
func (c Chain) Get(ctx context.Context, name string) (b2core.Secret, Store, error) {
	last := error(ErrAbsent)
	for _, s := range c {
		secret, err := s.Get(ctx, name)
		switch {
		case err == nil:
			return secret, s, nil
		case errors.Is(err, ErrNotFound):
			last = err
		case !errors.Is(err, ErrAbsent):
			return b2core.Secret{}, nil, err
		}
	}
	return b2core.Secret{}, nil, fmt.Errorf("secret of profile %s: %w", name, last)
}

// Set stores the secret in the first store that is not absent and returns that
// store.
func (c Chain) Set(ctx context.Context, name string, secret b2core.Secret) (Store, error) {
	for _, s := range c {
		err := s.Set(ctx, name, secret)
		if err == nil {
			return s, nil
		}
		if !errors.Is(err, ErrAbsent) {
			return nil, err
		}
	}
	return nil, fmt.Errorf("secret of profile %s: %w", name, ErrAbsent)
}

// Delete removes the secret from every store that is there.
func (c Chain) Delete(ctx context.Context, name string) error {
	var failed []error
	for _, s := range c {
		if err := s.Delete(ctx, name); err != nil && !errors.Is(err, ErrAbsent) {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}
