package keystore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"b2tui/b2core"
)

// The work that a guess at the passphrase costs, as powers of two of scrypt: of
// the files that are written here, and the most that is done for a file that came
// from elsewhere and asks for more.
const (
	workFactor    = 16
	maxWorkFactor = 19
)

// maxSealed bounds what is read of a sealed file.
const maxSealed = 64 << 10

// Sealed keeps each secret in a file of its own, which age seals with a
// passphrase. Files are written whole or not at all, so several processes may use
// one folder.
type Sealed struct {
	dir    string
	ask    PassphraseFunc
	opened cache
	factor int
}

// PassphraseFunc asks for the passphrase that seals a profile's secret; for a new
// one if there is none yet. An empty answer means that there is none to be had.
type PassphraseFunc func(ctx context.Context, profile string, isNew bool) (b2core.Secret, error)

// cache holds what was opened, for a while and for this user alone.
type cache interface {
	get(name string) (b2core.Secret, bool)
	set(name string, secret b2core.Secret)
	forget(name string)
}

// NewSealed makes the store. Where the system has a keyring in the kernel, a
// secret that was opened once stays there for an hour, and is not asked for again.
func NewSealed(dir string, ask PassphraseFunc) *Sealed {
	return &Sealed{dir: dir, ask: ask, opened: kernelKeyring{dir}, factor: workFactor}
}

// Kind is "sealed file".
func (s *Sealed) Kind() string { return KindSealed }

// Get opens a profile's secret.
func (s *Sealed) Get(ctx context.Context, name string) (b2core.Secret, error) {
	sealed, err := s.read(name)
	if err != nil {
		return b2core.Secret{}, err
	}
	if secret, ok := s.opened.get(name); ok {
		return secret, nil
	}
	passphrase, err := s.ask(ctx, name, false)
	if err == nil && passphrase.IsZero() {
		err = ErrSealed
	}
	if err != nil {
		return b2core.Secret{}, fmt.Errorf("open the secret of profile %s: %w", name, err)
	}
	secret, err := open(sealed, passphrase)
	if err != nil {
		return secret, fmt.Errorf("open the secret of profile %s in %s: %w", name, s.path(name), err)
	}
	s.opened.set(name, secret)
	return secret, nil
}

// Set seals a profile's secret and opens it again. Without a passphrase the store
// counts as absent.
func (s *Sealed) Set(ctx context.Context, name string, secret b2core.Secret) error {
	passphrase, err := s.ask(ctx, name, true)
	if err == nil && passphrase.IsZero() {
		err = ErrAbsent
	}
	var sealed []byte
	if err == nil {
		sealed, err = seal(secret, passphrase, s.factor)
	}
	if err == nil {
		err = writeFile(s.path(name), sealed)
	}
	if err != nil {
		return fmt.Errorf("seal the secret of profile %s: %w", name, err)
	}
	s.opened.forget(name)
	kept, err := s.read(name)
	if err != nil {
		return err
	}
	if back, err := open(kept, passphrase); err != nil || back != secret {
		return fmt.Errorf("seal the secret of profile %s: %w", name, ErrNotKept)
	}
	s.opened.set(name, secret)
	return nil
}

// Delete removes a profile's secret; that needs no passphrase.
func (s *Sealed) Delete(_ context.Context, name string) error {
	s.opened.forget(name)
	if err := os.Remove(s.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the secret of profile %s: %w", name, err)
	}
	return nil
}

func (s *Sealed) read(name string) ([]byte, error) {
	f, err := os.Open(s.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read the secret of profile %s: %w", name, err)
	}
	defer func() { _ = f.Close() }()
	content, err := io.ReadAll(io.LimitReader(f, maxSealed))
	if err != nil {
		return nil, fmt.Errorf("read the secret of profile %s: %w", name, err)
	}
	return content, nil
}

// path spells out every byte that a file system could take for another, so that
// no two profiles meet in one file.
func (s *Sealed) path(name string) string {
	var b strings.Builder
	for i := range len(name) {
		switch c := name[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02x", c)
		}
	}
	return filepath.Join(s.dir, "profile-"+b.String()+".age")
}

func seal(secret, passphrase b2core.Secret, factor int) ([]byte, error) {
	to, err := age.NewScryptRecipient(passphrase.Reveal())
	if err != nil {
		return nil, err
	}
	to.SetWorkFactor(factor)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err == nil {
		_, err = io.WriteString(w, secret.Reveal())
	}
	if err == nil {
		err = w.Close()
	}
	return out.Bytes(), err
}

func open(sealed []byte, passphrase b2core.Secret) (b2core.Secret, error) {
	with, err := age.NewScryptIdentity(passphrase.Reveal())
	if err != nil {
		return b2core.Secret{}, err
	}
	with.SetMaxWorkFactor(maxWorkFactor)
	r, err := age.Decrypt(bytes.NewReader(sealed), with)
	var plain []byte
	if err == nil {
		plain, err = io.ReadAll(r)
	}
	switch {
	case err == nil:
		return b2core.NewSecret(string(plain)), nil
	case errors.Is(err, age.ErrIncorrectIdentity):
		return b2core.Secret{}, ErrPassphrase
	}
	return b2core.Secret{}, fmt.Errorf("%w (%w)", ErrDamaged, err)
}
