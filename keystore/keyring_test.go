//go:build keyring

package keystore

import (
	"errors"
	"fmt"
	"os"
	"testing"

	"b2tui/b2core"
)

// Runs against a real Secret Service, see CONTRIBUTING.md.
func TestRealKeychain(t *testing.T) {
	k := NewKeychain(0)
	name, secret := "test-"+t.Name(), b2core.NewSecret("K005 grüße")
	if _, err := k.Get(t.Context(), name); !errors.Is(err, ErrNotFound) {
		t.Fatalf("get of nothing: %v", err)
	}
	for _, s := range []b2core.Secret{secret, b2core.NewSecret("replaced")} {
		if err := k.Set(t.Context(), name, s); err != nil {
			t.Fatal(err)
		}
		if got, err := k.Get(t.Context(), name); err != nil || got != s {
			t.Fatalf("read back %v", err)
		}
	}
	for range 2 {
		if err := k.Delete(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := k.Get(t.Context(), name); !errors.Is(err, ErrNotFound) {
		t.Fatalf("get after delete: %v", err)
	}
}

// The library would start a bus of its own here, if it were asked.
func TestNoBusIsStarted(t *testing.T) {
	if _, err := os.Stat(fmt.Sprintf("/run/user/%d/bus", os.Getuid())); err == nil {
		t.Skip("this user has a bus socket")
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	if _, err := NewKeychain(0).Get(t.Context(), "work"); !errors.Is(err, ErrAbsent) {
		t.Fatalf("got %v", err)
	}
	if started := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); started != "" {
		t.Fatalf("a bus was started at %s", started)
	}
}
