package keystore

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/zalando/go-keyring"

	"b2tui/b2core"
)

// fakeRing is a desktop of which every answer can be chosen.
type fakeRing struct {
	kept   map[string]string
	answer func() error // before every call
	lie    bool         // Set reports success and keeps nothing
}

func (r *fakeRing) Get(_, user string) (string, error) {
	if err := r.ask(); err != nil {
		return "", err
	}
	if v, ok := r.kept[user]; ok {
		return v, nil
	}
	return "", keyring.ErrNotFound
}

func (r *fakeRing) Set(_, user, password string) error {
	if err := r.ask(); err != nil || r.lie {
		return err
	}
	if r.kept == nil {
		r.kept = map[string]string{}
	}
	r.kept[user] = password
	return nil
}

func (r *fakeRing) Delete(_, user string) error {
	if err := r.ask(); err != nil {
		return err
	}
	if _, ok := r.kept[user]; !ok {
		return keyring.ErrNotFound
	}
	delete(r.kept, user)
	return nil
}

func (r *fakeRing) ask() error {
	if r.answer == nil {
		return nil
	}
	return r.answer()
}

func keychainOn(r ring) *Keychain {
	k := NewKeychain(0)
	k.ring = r
	k.present = func() error { return nil }
	return k
}

func TestKeychainKeepsAndForgets(t *testing.T) {
	k := keychainOn(&fakeRing{kept: map[string]string{}})
	secret := b2core.NewSecret("K005ümlaut")
	if _, err := k.Get(t.Context(), "work"); !errors.Is(err, ErrNotFound) {
		t.Fatalf("get of nothing: %v", err)
	}
	if err := k.Set(t.Context(), "work", secret); err != nil {
		t.Fatal(err)
	}
	if got, err := k.Get(t.Context(), "work"); err != nil || got != secret {
		t.Fatalf("got %q, %v", got.Reveal(), err)
	}
	for range 2 {
		if err := k.Delete(t.Context(), "work"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := k.Get(t.Context(), "work"); !errors.Is(err, ErrNotFound) {
		t.Fatalf("get after delete: %v", err)
	}
}

func TestKeychainThatHangsIsLockedAfterTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		k := keychainOn(&fakeRing{answer: func() error { <-release; return nil }})
		start := time.Now()
		_, err := k.Get(t.Context(), "work")
		if !errors.Is(err, ErrLocked) {
			t.Errorf("got %v", err)
		}
		if waited := time.Since(start); waited != KeychainDeadline {
			t.Errorf("waited %v", waited)
		}
	})
}

func TestKeychainCallCanBeCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		k := keychainOn(&fakeRing{answer: func() error { <-release; return nil }})
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, context.Canceled)
		defer cancel()
		start := time.Now()
		if err := k.Set(ctx, "work", b2core.NewSecret("x")); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if waited := time.Since(start); waited != time.Second {
			t.Errorf("waited %v", waited)
		}
	})
}

func TestKeychainThatLiesIsFoundOut(t *testing.T) {
	for name, before := range map[string]map[string]string{
		"nothing there":  {},
		"an older value": {"work": "old"},
	} {
		t.Run(name, func(t *testing.T) {
			k := keychainOn(&fakeRing{kept: before, lie: true})
			if err := k.Set(t.Context(), "work", b2core.NewSecret("new")); !errors.Is(err, ErrNotKept) {
				t.Fatalf("got %v", err)
			}
		})
	}
}

func TestLockedIsToldFromAbsent(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want error
	}{
		{"unlock refused", errors.New("failed to unlock correct collection '/org/freedesktop/secrets/aliases/default'"), ErrLocked},
		{"no secret service on the bus", dbus.Error{Name: "org.freedesktop.DBus.Error.ServiceUnknown"}, ErrAbsent},
		{"bus is gone", fmt.Errorf("dial: %w", &net.OpError{Op: "dial", Err: os.ErrNotExist}), ErrAbsent},
		{"system without keychain", keyring.ErrUnsupportedPlatform, ErrAbsent},
		{"service died in the call", dbus.Error{Name: "org.freedesktop.DBus.Error.NoReply"}, ErrLocked},
		{"secret too long", keyring.ErrSetDataTooBig, keyring.ErrSetDataTooBig},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := keychainOn(&fakeRing{answer: func() error { return c.err }})
			if err := k.Set(t.Context(), "work", b2core.NewSecret("canary")); !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
		})
	}
}

// Against go-keyring's own stand-in: the adaptor passes everything through.
func TestSystemRing(t *testing.T) {
	keyring.MockInit()
	k := NewKeychain(0)
	k.present = func() error { return nil }
	if err := k.Set(t.Context(), "work", b2core.NewSecret("s")); err != nil {
		t.Fatal(err)
	}
	if value, err := keyring.Get("b2tui", "work"); err != nil || value != "s" {
		t.Fatalf("keychain holds %q, %v", value, err)
	}
	if err := k.Delete(t.Context(), "work"); err != nil {
		t.Fatal(err)
	}
	if _, err := keyring.Get("b2tui", "work"); !errors.Is(err, keyring.ErrNotFound) {
		t.Fatalf("after delete: %v", err)
	}
}

func TestChainStopsAtALockedStore(t *testing.T) {
	locked := keychainOn(&fakeRing{answer: func() error { return errors.New("failed to unlock") }})
	absent := keychainOn(&fakeRing{answer: func() error { return keyring.ErrUnsupportedPlatform }})
	memory := &Memory{}
	if err := memory.Set(t.Context(), "work", b2core.NewSecret("s")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := (Chain{locked, memory}).Get(t.Context(), "work"); !errors.Is(err, ErrLocked) {
		t.Errorf("stepped over a locked store: %v", err)
	}
	if _, from, err := (Chain{absent, memory}).Get(t.Context(), "work"); err != nil || from != memory {
		t.Errorf("from %v: %v", from, err)
	}
	if _, _, err := (Chain{absent, memory}).Get(t.Context(), "play"); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown name: %v", err)
	}
	if _, err := (Chain{absent}).Set(t.Context(), "work", b2core.NewSecret("s")); !errors.Is(err, ErrAbsent) {
		t.Errorf("nothing to store in: %v", err)
	}
}
