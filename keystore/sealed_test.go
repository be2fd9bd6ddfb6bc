package keystore

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"b2tui/b2core"
)

// kept is a cache that a test can look into.
type kept map[string]b2core.Secret

func (k kept) get(name string) (b2core.Secret, bool) { s, ok := k[name]; return s, ok }
func (k kept) set(name string, s b2core.Secret)      { k[name] = s }
func (k kept) forget(name string)                    { delete(k, name) }

// sealedIn is a store whose passphrase can be changed, with cheap work.
func sealedIn(dir string, passphrase *string) (*Sealed, kept) {
	s := NewSealed(dir, func(context.Context, string, bool) (b2core.Secret, error) { return b2core.NewSecret(*passphrase), nil })
	cache := kept{}
	s.opened, s.factor = cache, 10
	return s, cache
}

func TestSealedFileKeepsAndForgets(t *testing.T) {
	dir, passphrase := t.TempDir(), "correct horse"
	s, cache := sealedIn(filepath.Join(dir, "secrets"), &passphrase)
	if _, err := s.Get(t.Context(), "work"); !errors.Is(err, ErrNotFound) {
		t.Fatalf("get of nothing: %v", err)
	}
	names := []string{"work", "Work", "../work", "wörk", "."}
	for _, name := range names {
		if err := s.Set(t.Context(), name, b2core.NewSecret("K005 of "+name)); err != nil {
			t.Fatal(err)
		}
	}
	clear(cache)
	for _, name := range names {
		if got, err := s.Get(t.Context(), name); err != nil || got.Reveal() != "K005 of "+name {
			t.Errorf("%s: %q, %v", name, got.Reveal(), err)
		}
	}
	files, err := os.ReadDir(filepath.Join(dir, "secrets"))
	if err != nil || len(files) != len(names) {
		t.Fatalf("%d files, %v", len(files), err)
	}
	folded := map[string]bool{} // what a disk without case sees
	for _, f := range files {
		folded[strings.ToLower(f.Name())] = true
		content, err := os.ReadFile(filepath.Join(dir, "secrets", f.Name()))
		if err != nil || bytes.Contains(content, []byte("K005")) {
			t.Errorf("%s holds the key in clear, or cannot be read: %v", f.Name(), err)
		}
	}
	if len(folded) != len(names) {
		t.Errorf("files that differ in case only: %v", files)
	}
	for range 2 {
		if err := s.Delete(t.Context(), "work"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Get(t.Context(), "work"); !errors.Is(err, ErrNotFound) {
		t.Errorf("get after delete: %v", err)
	}
}

func TestSealedFileThatDoesNotOpen(t *testing.T) {
	t.Attr("fault", "K6")
	dir, passphrase := t.TempDir(), "correct horse"
	s, cache := sealedIn(dir, &passphrase)
	if err := s.Set(t.Context(), "work", b2core.NewSecret("K005")); err != nil {
		t.Fatal(err)
	}
	clear(cache)
	passphrase = "wrong"
	if _, err := s.Get(t.Context(), "work"); !errors.Is(err, ErrPassphrase) {
		t.Errorf("wrong passphrase: %v", err)
	}
	passphrase = ""
	if _, err := s.Get(t.Context(), "work"); !errors.Is(err, ErrSealed) {
		t.Errorf("no passphrase: %v", err)
	}
	if err := s.Set(t.Context(), "play", b2core.NewSecret("K006")); !errors.Is(err, ErrAbsent) {
		t.Errorf("stored without a passphrase: %v", err)
	}
	passphrase = "correct horse"
	right, err := os.ReadFile(s.path("work"))
	if err != nil {
		t.Fatal(err)
	}
	turned := bytes.Clone(right)
	turned[len(turned)-1] ^= 1
	for what, content := range map[string][]byte{
		"empty":       nil,
		"half":        right[:len(right)/2],
		"cut":         right[:len(right)-1],
		"bit turned":  turned,
		"other":       []byte("hello"),
		"costly":      bytes.Replace(right, []byte(" 10\n"), []byte(" 20\n"), 1), // more work than is done
		"much longer": append(bytes.Clone(right), make([]byte, 1<<20)...),
	} {
		if err := os.WriteFile(s.path("work"), content, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Get(t.Context(), "work"); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %q, %v", what, got.Reveal(), err)
		}
	}
	if len(cache) != 0 {
		t.Error("something of it was remembered")
	}
}

// An opened secret is not asked for again, and one that was replaced is not the
// former one.
func TestSealedSecretIsRememberedWhileItIsTheSame(t *testing.T) {
	passphrase, asked := "correct horse", 0
	s, cache := sealedIn(t.TempDir(), &passphrase)
	inner := s.ask
	s.ask = func(ctx context.Context, name string, isNew bool) (b2core.Secret, error) {
		asked++
		return inner(ctx, name, isNew)
	}
	for _, key := range []string{"one", "two"} {
		if err := s.Set(t.Context(), "work", b2core.NewSecret(key)); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if got, err := s.Get(t.Context(), "work"); err != nil || got.Reveal() != key {
				t.Fatalf("%q, %v", got.Reveal(), err)
			}
		}
	}
	if asked != 2 {
		t.Errorf("asked %d times, for two new passphrases", asked)
	}
	if err := s.Delete(t.Context(), "work"); err != nil || len(cache) != 0 {
		t.Errorf("remembered after delete: %v, %v", cache, err)
	}
}

// With the work that is asked of real files.
func TestSealedWithFullWork(t *testing.T) {
	sealed, err := seal(b2core.NewSecret("K005"), b2core.NewSecret("p"), workFactor)
	if err != nil || !bytes.Contains(sealed, []byte(" 16\n")) {
		t.Fatalf("%q, %v", sealed, err)
	}
	if got, err := open(sealed, b2core.NewSecret("p")); err != nil || got.Reveal() != "K005" {
		t.Errorf("%q, %v", got.Reveal(), err)
	}
}
