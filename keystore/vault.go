package keystore

import (
	"context"
	"errors"
	"fmt"
	"os"

	"b2tui/b2core"
)

// Vault is the profiles together with what holds their secrets.
type Vault struct {
	Path    string // of profiles.toml
	Secrets Chain  // in the order in which a new secret is offered to them
}

// ErrNotSet says that the environment variable of a profile is not set.
var ErrNotSet = errors.New("which is not set")

// Open returns a profile with its secret, from the place that the profile names
// and no other, and what kind of place that is. An empty name means the default
// profile.
func (v Vault) Open(ctx context.Context, name string) (p Profile, secret b2core.Secret, kind string, err error) {
	profiles, err := LoadProfiles(v.Path)
	if err != nil {
		return p, secret, "", err
	}
	if p, err = profiles.Get(name); err != nil {
		return p, secret, "", err
	}
	if p.KeyEnv != "" {
		key := os.Getenv(p.KeyEnv)
		if key == "" {
			return p, secret, "", fmt.Errorf("profile %s: its key is in the environment variable %s, %w", p.Name, p.KeyEnv, ErrNotSet)
		}
		return p, b2core.NewSecret(key), KindEnvironment, nil
	}
	secret, store, err := v.Secrets.of(p.Secret).Get(ctx, p.Name)
	if err != nil {
		return p, secret, "", err
	}
	return p, secret, store.Kind(), nil
}

// Keep stores a profile and its secret, unless a variable has that, and returns
// the profile with the place that it got. Nothing is stored if no place takes the
// secret.
func (v Vault) Keep(ctx context.Context, p Profile, secret b2core.Secret) (Profile, error) {
	profiles, err := LoadProfiles(v.Path)
	if err != nil {
		return p, err
	}
	former, _ := profiles.Get(p.Name)
	p.Secret = KindEnvironment
	if p.KeyEnv == "" {
		store, err := v.Secrets.Set(ctx, p.Name, secret)
		if err != nil {
			return p, err
		}
		p.Secret = store.Kind()
	}
	profiles.Put(p)
	if err := profiles.Save(v.Path); err != nil {
		return p, err
	}
	if former.Secret == p.Secret || former.KeyEnv != "" || former.Name == "" {
		return p, nil
	}
	// Best effort: where the former secret lies may be out of reach by now.
	_ = v.Secrets.of(former.Secret).Delete(ctx, p.Name)
	return p, nil
}

// Remove takes a profile and its secret out and returns it. An empty name means
// the default profile.
func (v Vault) Remove(ctx context.Context, name string) (Profile, error) {
	profiles, err := LoadProfiles(v.Path)
	if err != nil {
		return Profile{}, err
	}
	p, err := profiles.Get(name)
	if err != nil {
		return p, err
	}
	if p.KeyEnv == "" {
		if err := v.Secrets.of(p.Secret).Delete(ctx, p.Name); err != nil {
			return p, err
		}
	}
	profiles.Remove(p.Name)
	return p, profiles.Save(v.Path)
}

// AccountInfo lets a client load and store the credentials of one profile; an
// empty name means the default profile, or makes one of that name.
func (v Vault) AccountInfo(profile string) b2core.AccountInfo { return accountInfo{v, profile} }

// DefaultProfile is the name of a profile that nobody named.
const DefaultProfile = "default"

type accountInfo struct {
	vault   Vault
	profile string
}

func (a accountInfo) Load(ctx context.Context) (creds b2core.Credentials, found bool, err error) {
	p, secret, _, err := a.vault.Open(ctx, a.profile)
	if errors.Is(err, ErrNoProfile) {
		return creds, false, nil
	}
	return b2core.Credentials{KeyID: p.KeyID, Key: secret, Realm: p.Realm}, err == nil, err
}

func (a accountInfo) Store(ctx context.Context, creds b2core.Credentials) error {
	profiles, err := LoadProfiles(a.vault.Path)
	if err != nil {
		return err
	}
	p, err := profiles.Get(a.profile)
	if errors.Is(err, ErrNoProfile) {
		p, err = Profile{Name: a.profile}, nil
		if p.Name == "" {
			p.Name = DefaultProfile
		}
	}
	if err != nil {
		return err
	}
	p.KeyID, p.Realm, p.KeyEnv = creds.KeyID, creds.Realm, ""
	_, err = a.vault.Keep(ctx, p, creds.Key)
	return err
}
