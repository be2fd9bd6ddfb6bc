package keystore

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/zalando/go-keyring"

	"b2tui/b2core"
	"b2tui/b2core/safego"
)

// service is the name under which the keychain shows this program's secrets.
const service = "b2tui"

// KeychainDeadline bounds one call. A desktop may ask its user to unlock the
// keychain, and go-keyring waits for the answer without a limit of its own.
const KeychainDeadline = 3 * time.Second

// Keychain is the operating system's store: Keychain, Credential Manager or
// Secret Service.
type Keychain struct {
	deadline time.Duration
	present  func() error
	ring     ring
}

// ring is what go-keyring offers, so that tests can stand in for a desktop.
type ring interface {
	Get(service, user string) (string, error)
	Set(service, user, password string) error
	Delete(service, user string) error
}

// NewKeychain makes the store. Nothing is asked of the system yet. Each call
// ends after the deadline at the latest; zero means KeychainDeadline.
func NewKeychain(deadline time.Duration) *Keychain {
	if deadline <= 0 {
		deadline = KeychainDeadline
	}
	return &Keychain{deadline: deadline, present: keychainPresent, ring: systemRing{}}
}

// Kind is "keychain".
func (k *Keychain) Kind() string { return KindKeychain }

// Get returns a profile's secret.
func (k *Keychain) Get(ctx context.Context, name string) (b2core.Secret, error) {
	value, err := k.call(ctx, func() (string, error) { return k.ring.Get(service, name) })
	if err != nil {
		return b2core.Secret{}, fmt.Errorf("read the secret of profile %s: %w", name, err)
	}
	return b2core.NewSecret(value), nil
}

// Set stores a profile's secret and reads it back, since a dismissed unlock
// prompt makes the Secret Service report success and store nothing.
func (k *Keychain) Set(ctx context.Context, name string, secret b2core.Secret) error {
	_, err := k.call(ctx, func() (string, error) {
		return "", k.ring.Set(service, name, secret.Reveal())
	})
	if err != nil {
		return fmt.Errorf("store the secret of profile %s: %w", name, err)
	}
	kept, err := k.Get(ctx, name)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if kept != secret {
		return fmt.Errorf("store the secret of profile %s: %w", name, ErrNotKept)
	}
	return nil
}

// Delete removes a profile's secret.
func (k *Keychain) Delete(ctx context.Context, name string) error {
	_, err := k.call(ctx, func() (string, error) { return "", k.ring.Delete(service, name) })
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("remove the secret of profile %s: %w", name, err)
	}
	return nil
}

// call runs one request beside a timer. A request that never returns keeps its
// goroutine until the process ends: the library offers no way to take it back.
func (k *Keychain) call(ctx context.Context, f func() (string, error)) (string, error) {
	if err := k.present(); err != nil {
		return "", err
	}
	type answer struct {
		value string
		err   error
	}
	ctx, cancel := context.WithTimeoutCause(ctx, k.deadline, ErrLocked)
	defer cancel()
	done := make(chan answer, 1)
	safego.Go(func() {
		value, err := f()
		done <- answer{value, err}
	})
	select {
	case a := <-done:
		return a.value, classify(a.err)
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// classify tells an absent keychain from one that is not usable now. The
// library types only a few of its errors, so what is not known counts as
// locked: that asks the user instead of stepping over a stored secret.
func classify(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, keyring.ErrNotFound) {
		return ErrNotFound
	}
	if errors.Is(err, keyring.ErrSetDataTooBig) {
		return err
	}
	if errors.Is(err, keyring.ErrUnsupportedPlatform) || errors.Is(err, exec.ErrNotFound) {
		return ErrAbsent
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return fmt.Errorf("%w (%w)", ErrAbsent, err)
	}
	if bus, ok := errors.AsType[dbus.Error](err); ok && bus.Name == "org.freedesktop.DBus.Error.ServiceUnknown" {
		return ErrAbsent
	}
	return fmt.Errorf("%w (%w)", ErrLocked, err)
}

// systemRing is go-keyring itself.
type systemRing struct{}

func (systemRing) Get(service, user string) (string, error) { return keyring.Get(service, user) }

func (systemRing) Set(service, user, password string) error {
	return keyring.Set(service, user, password)
}

func (systemRing) Delete(service, user string) error { return keyring.Delete(service, user) }
