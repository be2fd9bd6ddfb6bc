package keystore

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"b2tui/b2core"
	"b2tui/b2core/b2test"
)

// A client logs in with what an earlier one stored, whatever place took it.
func TestAccountInfoOfAVault(t *testing.T) {
	b2 := b2test.NewServer(t)
	passphrase := "p"
	sealed, _ := sealedIn(t.TempDir(), &passphrase)
	absent := keychainOn(&fakeRing{answer: func() error { return keyring.ErrUnsupportedPlatform }})
	for kind, chain := range map[string]Chain{
		KindKeychain: {keychainOn(&fakeRing{}), sealed},
		KindSealed:   {absent, sealed},
		KindSession:  {absent, &Memory{}},
	} {
		path := filepath.Join(t.TempDir(), "profiles.toml")
		client := func(creds b2core.Credentials) *b2core.Client {
			c := b2core.New(creds, b2core.Options{AccountInfo: Vault{path, chain}.AccountInfo("")})
			t.Cleanup(c.Close)
			return c
		}
		if ok, err := client(b2core.Credentials{}).AuthorizeAutomatically(t.Context()); ok || err != nil {
			t.Errorf("%s: nothing stored, and %v, %v", kind, ok, err)
		}
		if _, err := client(b2core.Credentials{}).AuthorizeAccount(t.Context(), b2.Credentials()); err != nil {
			t.Fatal(err)
		}
		again := client(b2core.Credentials{})
		if ok, err := again.AuthorizeAutomatically(t.Context()); !ok || err != nil {
			t.Errorf("%s: %v, %v", kind, ok, err)
		}
		if _, err := again.ListBuckets(t.Context()); err != nil {
			t.Error(err)
		}
		text, err := os.ReadFile(path)
		if err != nil || strings.Contains(string(text), b2.Key()) || !strings.Contains(string(text), kind) {
			t.Errorf("%s: %s, %v", kind, text, err)
		}
	}
}

// A profile's secret is looked for where the profile says, so that a keychain that
// is locked is in nobody's way who has a sealed file, and never stepped over by
// who has not.
func TestVaultLooksWhereTheProfileSays(t *testing.T) {
	passphrase := "p"
	sealed, _ := sealedIn(t.TempDir(), &passphrase)
	var answer error
	ring := keychainOn(&fakeRing{answer: func() error { return answer }})
	v := Vault{filepath.Join(t.TempDir(), "profiles.toml"), Chain{ring, sealed}}
	keep := func(name, kind string) {
		t.Helper()
		if p, err := v.Keep(t.Context(), Profile{Name: name, KeyID: "1"}, b2core.NewSecret("K of "+name)); err != nil || p.Secret != kind {
			t.Fatalf("%+v, %v", p, err)
		}
	}
	keep("desk", KindKeychain)
	answer = keyring.ErrUnsupportedPlatform
	keep("server", KindSealed)

	answer = errors.New("failed to unlock")
	if _, err := v.Keep(t.Context(), Profile{Name: "new"}, b2core.NewSecret("K")); !errors.Is(err, ErrLocked) {
		t.Errorf("a locked keychain was stepped over: %v", err)
	}
	if _, _, _, err := v.Open(t.Context(), "desk"); !errors.Is(err, ErrLocked) {
		t.Errorf("desk: %v", err)
	}
	if _, secret, kind, err := v.Open(t.Context(), "server"); err != nil || kind != KindSealed || secret.Reveal() != "K of server" {
		t.Errorf("server: %q from %s, %v", secret.Reveal(), kind, err)
	}
	if _, err := v.Remove(t.Context(), "server"); err != nil {
		t.Errorf("remove: %v", err)
	}
	if _, _, _, err := v.Open(t.Context(), "server"); !errors.Is(err, ErrNoProfile) {
		t.Errorf("after removal: %v", err)
	}

	// Stored anew in the keychain, the sealed one is gone.
	answer = keyring.ErrUnsupportedPlatform
	keep("moved", KindSealed)
	answer = nil
	keep("moved", KindKeychain)
	if _, err := os.Stat(sealed.path("moved")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the former file: %v", err)
	}
}
